/** Marks of node kinds for which Lucide has no drawing, on a 16 × 16 grid, stroked with the text colour. */
export const kindDrawings = {
  dense: <path d="M3.5 3.5l9 4.5-9 4.5M3.5 8h9M3.5 3.5v.01M3.5 12.5v.01" />,
  normalize: <path d="M1.5 12.5c3 0 3.5-9 6.5-9s3.5 9 6.5 9" />,
  normalizeRow: <path d="M1.5 11c3 0 3.5-7 6.5-7s3.5 7 6.5 7M2.5 14h11" />,
  noise: <path d="M1.5 8l1.5-3 1.5 6.5 2-9 2 11 2-8 1.5 5 1-2.5h1.5" />,
  join: <path d="M3 2.5h4v4.5H3zM3 9h4v4.5H3zM9.5 4.8h1.5a1 1 0 0 1 1 1v4.4a1 1 0 0 1-1 1H9.5M12 8h2.5" />,
  activation: <path d="M2 12h3.5c3 0 2-8 5-8H14" />,
  dropout: (
    <>
      <circle cx="4" cy="4" r="1.6" fill="currentColor" />
      <circle cx="12" cy="4" r="1.6" strokeDasharray="1.5 1.2" />
      <circle cx="4" cy="12" r="1.6" strokeDasharray="1.5 1.2" />
      <circle cx="12" cy="12" r="1.6" fill="currentColor" />
    </>
  ),
} as const;

export type KindDrawing = keyof typeof kindDrawings;
