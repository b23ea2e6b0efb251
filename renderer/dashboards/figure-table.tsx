import { useRef, useState } from "react";
import { useText } from "../i18n";
import { Button } from "../ui";

interface FigureTableProps {
  readonly title: string;
  /** Names of the columns; no two the same. */
  readonly heads: readonly string[];
  readonly rows: readonly { readonly key: number; readonly cells: readonly string[] }[];
}

/** Figures in rows, to be read exactly and copied. */
export function FigureTable({ title, heads, rows }: FigureTableProps) {
  const text = useText();
  const table = useRef<HTMLTableElement>(null);
  const [copied, setCopied] = useState<"copied" | "selected" | null>(null);

  const copy = async (): Promise<void> => {
    const lines = [heads, ...rows.map(({ cells }) => cells)].map((line) => line.join("\t"));
    try {
      await navigator.clipboard.writeText(lines.join("\n"));
      setCopied("copied");
    } catch {
      // The clipboard may be out of bounds; then the table is selected for the platform's own copy key.
      if (table.current !== null) getSelection()?.selectAllChildren(table.current);
      setCopied("selected");
    }
  };

  return (
    <div className="chart-table">
      <div className="chart-table-scroll">
        <table ref={table}>
          <caption className="visually-hidden">{title}</caption>
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, cells }) => (
              <tr key={key}>
                {cells.map((cell, index) => (
                  <td key={heads[index]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <div className="chart-table-foot">
          <Button variant="quiet" onClick={() => void copy()}>
            {text("dashboards.copyTable")}
          </Button>
          <span role="status">
            {copied === "copied" && text("dashboards.copied")}
            {copied === "selected" && text("dashboards.selectedToCopy")}
          </span>
        </div>
      </div>
    </div>
  );
}
