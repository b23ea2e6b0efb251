import { useRef, useState } from "react";
import { desktop } from "../../bridge";
import { useText } from "../../i18n";
import { Button } from "../../ui";

/** Longest wait for the window to copy what is selected. */
const copyMillis = 1_000;

/** Has the window copy its selection as this text; whether it did. */
function copyAs(text: string): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isTaken: boolean): void => {
      removeEventListener("copy", onCopy, { capture: true });
      clearTimeout(timer);
      resolve(isTaken);
    };
    const onCopy = (event: ClipboardEvent): void => {
      event.clipboardData?.setData("text/plain", text);
      event.preventDefault();
      event.stopImmediatePropagation();
      end(true);
    };
    const timer = setTimeout(() => end(false), copyMillis);
    addEventListener("copy", onCopy, { capture: true });
    void desktop.request("edit_text", { command: "copy" });
  });
}

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
    if (table.current === null) return;
    // The page may not reach the clipboard by itself: the window copies what is selected, and the table says what that is.
    getSelection()?.selectAllChildren(table.current);
    const isTaken = await copyAs(lines.join("\n"));
    setCopied(isTaken ? "copied" : "selected");
    if (isTaken) getSelection()?.removeAllRanges();
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
