import type { GraphPicture } from "../../electron/contract";
import { definitionOf } from "../../engine/catalog";

const cardWidth = 184;
const cardHeight = 64;
/** Of the picture, in CSS pixels. */
const width = 168;
const height = 72;
/** A drawing of few nodes is not blown up beyond this. */
const largestScale = 0.2;

/** A drawing as it stands on the canvas, small: cards in the colours of their kinds, and wires. */
export function GraphThumbnail({ picture, label }: { picture: GraphPicture; label: string }) {
  const { cards, wires } = picture;
  const left = Math.min(...cards.map(({ x }) => x));
  const top = Math.min(...cards.map(({ y }) => y));
  const spanX = Math.max(...cards.map(({ x }) => x)) + cardWidth - left;
  const spanY = Math.max(...cards.map(({ y }) => y)) + cardHeight - top;
  const scale = Math.min(largestScale, (width - 16) / spanX, (height - 16) / spanY);
  const atX = (x: number): number => (width - spanX * scale) / 2 + (x - left) * scale;
  const atY = (y: number): number => (height - spanY * scale) / 2 + (y - top) * scale;
  const [w, h] = [Math.max(2, cardWidth * scale), Math.max(2, cardHeight * scale)];
  return (
    <svg className="graph-thumbnail" width={width} height={height} role="img" aria-label={label}>
      {cards.length > 0 &&
        wires.map(([from, to]) => {
          const [start, end] = [cards[from], cards[to]];
          if (!start || !end) return null;
          const [x1, y1, x2, y2] = [atX(start.x) + w, atY(start.y) + h / 2, atX(end.x), atY(end.y) + h / 2];
          const bend = Math.max(4, Math.abs(x2 - x1) / 2);
          const path = `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
          return <path key={`${from}-${to}`} className="graph-thumbnail-wire" d={path} />;
        })}
      {cards.map(({ id, x, y, kind }) => (
        <rect key={id} x={atX(x)} y={atY(y)} width={w} height={h} rx={1} data-category={definitionOf(kind)?.category} />
      ))}
    </svg>
  );
}
