import { type CsvCell, csvText } from "./csv";
import type { FigureExport } from "./figure-page";

/** A cell of a grid: its words, one line or two, and how strongly its colour covers it, from 0 to 1. */
export interface GridCell {
  readonly lines: readonly string[];
  readonly strength: number;
  readonly color: string;
}

/** A grid of figures, such as a confusion matrix. */
export interface FigureGrid {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly head: string; readonly cells: readonly GridCell[] }[];
  /** What rows and columns stand for, below the grid. */
  readonly note: string;
  readonly table: readonly (readonly CsvCell[])[];
}

const cellWidth = 72;
const cellHeight = 40;
const headHeight = 22;
const longestHead = 16;

function shortened(words: string): string {
  return words.length > longestHead ? `${words.slice(0, longestHead - 1)}…` : words;
}

/** A grid as it can be written to a file. */
export function gridFigure({ columns, rows, note, table }: FigureGrid): FigureExport {
  const headWidth = 8 + 7 * Math.max(...rows.map(({ head }) => Math.min(longestHead, head.length)), 4);
  return {
    width: headWidth + columns.length * cellWidth,
    height: headHeight + rows.length * cellHeight + 22,
    legend: [],
    paint: (drawing, theme) => {
      drawing.font = `11px ${theme.font}`;
      drawing.textAlign = "center";
      drawing.textBaseline = "middle";
      drawing.fillStyle = theme.text;
      columns.forEach((head, column) => {
        drawing.fillText(shortened(head), headWidth + (column + 0.5) * cellWidth, headHeight / 2);
      });
      rows.forEach(({ head, cells }, row) => {
        const top = headHeight + row * cellHeight;
        drawing.fillStyle = theme.text;
        drawing.textAlign = "right";
        drawing.fillText(shortened(head), headWidth - 6, top + cellHeight / 2);
        drawing.textAlign = "center";
        cells.forEach(({ lines, strength, color }, column) => {
          const left = headWidth + column * cellWidth;
          drawing.globalAlpha = strength;
          drawing.fillStyle = theme.color(color);
          drawing.fillRect(left + 0.5, top + 0.5, cellWidth - 1, cellHeight - 1);
          drawing.globalAlpha = 1;
          drawing.fillStyle = theme.color("--text");
          lines.forEach((line, index) => {
            const down = cellHeight / 2 + (index - (lines.length - 1) / 2) * 15;
            drawing.fillText(line, left + cellWidth / 2, top + down);
          });
        });
      });
      drawing.fillStyle = theme.text;
      drawing.textAlign = "left";
      drawing.fillText(note, 0, headHeight + rows.length * cellHeight + 12);
    },
    csv: () => csvText(table),
  };
}
