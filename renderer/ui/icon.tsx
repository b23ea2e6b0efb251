/** Drawings on a 16 × 16 grid, stroked with the text colour. */
const drawings = {
  play: <path d="M5 3.5v9l7.5-4.5z" fill="currentColor" />,
  pause: <path d="M5 3.5v9M11 3.5v9" strokeWidth="2.5" />,
  stop: <rect x="4" y="4" width="8" height="8" rx="1" fill="currentColor" />,
  plus: <path d="M8 3v10M3 8h10" />,
  close: <path d="M4 4l8 8M12 4l-8 8" />,
  check: <path d="M3 8.5l3.5 3.5L13 4.5" />,
  search: (
    <>
      <circle cx="7" cy="7" r="4" />
      <path d="M10 10l3.5 3.5" />
    </>
  ),
  undo: <path d="M6 3L3 6l3 3M3 6h6a4 4 0 0 1 0 8H6" />,
  redo: <path d="M10 3l3 3-3 3M13 6H7a4 4 0 0 0 0 8h3" />,
  trash: <path d="M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5M7 7v3.5M9 7v3.5" />,
  error: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 5v3.5M8 11v.01" />
    </>
  ),
  warning: <path d="M8 2.5l6 11H2zM8 6.5v3M8 11.5v.01" />,
  information: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 7.5V11M8 5v.01" />
    </>
  ),
  chevron: <path d="M6 3.5L10.5 8 6 12.5" />,
  arrange: <path d="M2 6h3v4H2zM7 2h3v4H7zM7 10h3v4H7zM12 6h2v4h-2zM5 8h1V4h1M6 8v4h1M10 4h1v4h1M10 12h1V8" />,
  fit: <path d="M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10" />,
  panelLeft: <path d="M2.5 3h11v10h-11zM6 3v10" />,
  panelBottom: <path d="M2.5 3h11v10h-11zM2.5 9.5h11" />,
  panelRight: <path d="M2.5 3h11v10h-11zM10 3v10" />,
  minus: <path d="M3 8h10" />,
  map: <path d="M2.5 3.5h11v9h-11zM8.5 8.5h3v2.5h-3z" />,
  bypass: <path d="M1.5 11h2a4.5 4.5 0 0 1 9 0h2M6 11h4" />,
  command: <path d="M2.5 3.5h11v9h-11zM5 6.5l2 1.5-2 1.5M8.5 10H11" />,
  file: <path d="M4 2h5l3 3v9H4zM9 2v3h3" />,
  folder: <path d="M2 4h4l1.5 1.5H14V13H2z" />,
  save: <path d="M3 3h8l2 2v8H3zM5.5 3v3.5h4V3M5 13V9.5h6V13" />,
  sun: (
    <>
      <circle cx="8" cy="8" r="2.8" />
      <path d="M8 1.5v1.5M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1" />
    </>
  ),
  moon: <path d="M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5z" />,
  reset: <path d="M3.5 3v3.5H7M3.8 6.2A5 5 0 1 1 3 9" />,
  table: <path d="M2.5 3h11v10h-11zM2.5 6.5h11M2.5 9.8h11M6.5 3v10" />,
  scale: <path d="M2.5 13V9M6 13V6M9.5 13V8M13 13V3" />,
  dense: <path d="M3.5 3.5l9 4.5-9 4.5M3.5 8h9M3.5 3.5v.01M3.5 12.5v.01" />,
  normalize: <path d="M1.5 12.5c3 0 3.5-9 6.5-9s3.5 9 6.5 9" />,
  normalizeRow: <path d="M1.5 11c3 0 3.5-7 6.5-7s3.5 7 6.5 7M2.5 14h11" />,
  noise: <path d="M1.5 8l1.5-3 1.5 6.5 2-9 2 11 2-8 1.5 5 1-2.5h1.5" />,
  sum: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 5.2v5.6M5.2 8h5.6" />
    </>
  ),
  product: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M6 6l4 4M10 6l-4 4" />
    </>
  ),
  join: <path d="M3 2.5h4v4.5H3zM3 9h4v4.5H3zM9.5 4.8h1.5a1 1 0 0 1 1 1v4.4a1 1 0 0 1-1 1H9.5M12 8h2.5" />,
  up: <path d="M8 13V3.5M4 7.5l4-4 4 4" />,
  down: <path d="M8 3v9.5M4 8.5l4 4 4-4" />,
  activation: <path d="M2 12h3.5c3 0 2-8 5-8H14" />,
  dropout: (
    <>
      <circle cx="4" cy="4" r="1.6" fill="currentColor" />
      <circle cx="12" cy="4" r="1.6" strokeDasharray="1.5 1.2" />
      <circle cx="4" cy="12" r="1.6" strokeDasharray="1.5 1.2" />
      <circle cx="12" cy="12" r="1.6" fill="currentColor" />
    </>
  ),
  target: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <circle cx="8" cy="8" r="2" fill="currentColor" />
    </>
  ),
  node: <rect x="3" y="4.5" width="10" height="7" rx="1.5" />,
  formula: <path d="M4 13c2 0 2.5-10 5-10 1 0 1.5.5 1.5 1.2M5 7h4M9.5 9.5l4 3.5M13.5 9.5l-4 3.5" />,
} as const;

export type IconName = keyof typeof drawings;

/** A small drawing beside words; hidden from screen readers, which read the words. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {drawings[name]}
    </svg>
  );
}
