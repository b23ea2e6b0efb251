import type { ColumnProfile } from "../../engine/contract";

/** Heights from 0 to 1 of a column's bars: bins of a number, most frequent values of a category. */
function heightsOf(column: ColumnProfile): readonly number[] {
  const counts = column.histogram.length > 0 ? column.histogram : column.top.map((value) => value.count);
  const most = Math.max(1, ...counts);
  return counts.map((count) => count / most);
}

interface ColumnHistogramProps {
  readonly column: ColumnProfile;
  readonly width: number;
  readonly height: number;
  /** Read by screen readers. */
  readonly label: string;
}

/** The column's values as bars; any bin that holds something is at least a hair high. */
export function ColumnHistogram({ column, width, height, label }: ColumnHistogramProps) {
  const heights = heightsOf(column);
  const pitch = width / Math.max(1, heights.length);
  const gap = column.histogram.length > 0 ? 0.5 : Math.min(2, pitch / 4);
  const path = heights
    .map((share, index) => {
      const barHeight = share === 0 ? 0 : Math.max(1, share * (height - 1));
      const left = index * pitch;
      return `M${left.toFixed(2)} ${height}v${(-barHeight).toFixed(2)}h${Math.max(0.5, pitch - gap).toFixed(2)}V${height}z`;
    })
    .join("");
  return (
    <svg
      className="column-histogram"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path d={path} />
      <rect x="0" y={height - 0.5} width={width} height="0.5" className="column-histogram-base" />
    </svg>
  );
}
