/** Small drawings of what each sample holds, in the data's own shapes. */

/** Two distributions, spread out and gathered: what normalization does. */
export function NormalizedPicture() {
  return (
    <svg className="sample-picture" viewBox="0 0 240 64" aria-hidden="true" fill="none" strokeWidth="1.5">
      <path d="M8 56c22 0 30-10 44-26s22-18 32-6 18 32 36 32" stroke="var(--kind-layer)" />
      <path d="M128 32h20m-5-4l5 4-5 4" stroke="var(--line-strong)" />
      <path d="M152 56c16 0 22-2 27-20s8-26 13-26 8 8 13 26 11 20 27 20" stroke="var(--kind-normalization)" />
      <path d="M8 56.5h112M152 56.5h80" stroke="var(--line)" />
    </svg>
  );
}

/** Lengths of a category's two classes, of all. */
const categories = [
  [84, 26],
  [60, 34],
  [40, 8],
  [26, 20],
] as const;

/** How often each category comes, by class. */
export function CategoriesPicture() {
  return (
    <svg className="sample-picture" viewBox="0 0 128 64" aria-hidden="true">
      {categories.map(([first, second], row) => (
        <g key={first}>
          <rect x="8" y={8 + 13 * row} width={first} height="9" fill="var(--kind-layer)" />
          <rect x={9 + first} y={8 + 13 * row} width={second} height="9" fill="var(--kind-activation)" />
        </g>
      ))}
      <path d="M7.5 4v56" stroke="var(--line-strong)" />
    </svg>
  );
}

/** A three on seven by nine pixels, each a digit of grey. */
const digit = ["0478750", "2962693", "0100097", "0000396", "0037850", "0001596", "0000088", "4930497", "0598860"];

/** A digit as its pixels. */
export function DigitPicture() {
  return (
    <svg className="sample-picture" viewBox="0 0 128 64" aria-hidden="true" fill="var(--text)">
      {digit.flatMap((line, row) =>
        [...line].map((grey, column) => {
          const place = { x: 8 + 6 * column, y: 5 + 6 * row };
          return (
            <rect
              key={`${place.x}-${place.y}`}
              {...place}
              width="5.5"
              height="5.5"
              opacity={0.06 + Number(grey) / 10}
            />
          );
        }),
      )}
    </svg>
  );
}

/** Places along a coast: x, y, and radius by worth. */
const places = [
  ...[
    [16, 10, 1.5],
    [22, 16, 2],
    [20, 22, 4],
    [26, 24, 5],
    [24, 30, 4.5],
    [30, 34, 2.5],
    [36, 28, 1.5],
  ],
  ...[
    [40, 38, 1.5],
    [46, 44, 2],
    [54, 48, 3.5],
    [62, 50, 5],
    [68, 52, 4.5],
    [74, 56, 4],
    [70, 44, 2],
  ],
  ...[
    [58, 36, 1.5],
    [48, 30, 1.5],
    [40, 20, 2],
    [32, 12, 1.5],
    [82, 50, 1.5],
    [50, 20, 1.5],
  ],
] as const;

/** Homes on a map, those near the sea worth more. */
export function CoastPicture() {
  return (
    <svg className="sample-picture" viewBox="0 0 128 64" aria-hidden="true" fill="none">
      <path d="M9 5l5 14 4 14 8 9 14 9 16 6 16 6" stroke="var(--line-strong)" strokeWidth="1.5" />
      {places.map(([x = 0, y = 0, radius = 0]) => (
        <circle key={`${x}-${y}`} cx={x} cy={y} r={radius} fill="var(--kind-normalization)" opacity="0.75" />
      ))}
    </svg>
  );
}

const points = [
  ...[
    [14, 50],
    [20, 42],
    [26, 52],
    [32, 38],
    [36, 46],
    [44, 40],
    [48, 28],
    [54, 44],
    [60, 30],
    [66, 36],
  ],
  ...[
    [72, 20],
    [78, 32],
    [84, 24],
    [92, 12],
    [96, 28],
    [104, 16],
    [110, 22],
  ],
] as const;

/** Few points about a line. */
export function TrendPicture() {
  return (
    <svg className="sample-picture" viewBox="0 0 128 64" aria-hidden="true" fill="none" strokeWidth="1.5">
      <path d="M8.5 4v52.5H120" stroke="var(--line)" />
      <path d="M10 52L118 14" stroke="var(--kind-output)" />
      {points.map(([x = 0, y = 0]) => (
        <circle key={`${x}-${y}`} cx={x} cy={y} r="2" fill="var(--kind-layer)" />
      ))}
    </svg>
  );
}
