import type { ColumnSpread } from "../../../engine/contract";
import { barsOf, middleOf, type SpreadAxis, type SpreadView } from "./spread-axis";

interface SpreadBarsProps {
  readonly column: ColumnSpread;
  readonly view: SpreadView;
  readonly axis: SpreadAxis;
  readonly width: number;
  readonly height: number;
  /** Read by screen readers. */
  readonly label: string;
}

/** A column's histogram on an axis, with its quartiles as a line below and the median as a mark on it. */
export function SpreadBars({ column, view, axis, width, height, label }: SpreadBarsProps) {
  const base = height - 4;
  const bars = barsOf(column, view, axis, width);
  const path = bars
    .map(({ left, width: bar, share }) => {
      const top = Math.max(1, share * (base - 1));
      return `M${left.toFixed(2)} ${base}v${(-top).toFixed(2)}h${bar.toFixed(2)}V${base}z`;
    })
    .join("");
  const middle = middleOf(column, view, axis, width);
  return (
    <svg
      className="spread-bars"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path d={path} />
      <rect x="0" y={base} width={width} height="0.5" className="spread-base" />
      {middle !== null && (
        <>
          <rect
            className="spread-quartiles"
            x={Math.min(middle.lower, width - 1)}
            y={base + 1.5}
            width={Math.max(1, middle.upper - middle.lower)}
            height="2"
          />
          <rect className="spread-median" x={Math.min(width - 1, middle.median)} y={base - 1} width="1" height="5" />
        </>
      )}
    </svg>
  );
}
