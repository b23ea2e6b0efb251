import { useEffect, useState } from "react";
import type { Failure, RejectedLine, RejectedPage } from "../../engine/contract";
import type { ReadOptions } from "../../engine/model";
import { fileNameOf } from "../../engine/project";
import { desktop, EngineFailure, engine, unlessRefused } from "../bridge";
import { countText, currentText, failureText, useFailureText, useText } from "../i18n";
import { type AskForRows, Button, Dialog, Notice, showToast, useRowPages, useVirtualRows, VirtualRows } from "../ui";
import "./rejected-lines.css";

/** The lines of a file as the engine holds them. */
interface FoundLines {
  readonly list: number;
  readonly count: number;
}

interface RejectedLinesProps {
  /** The table's file, and how it is read. */
  readonly path: string;
  readonly reading: ReadOptions;
  readonly onClose: () => void;
}

/** Every line of a table's file that is no row: its number, why, and what stands there; with a way to export them. */
export function RejectedLines({ path, reading, onClose }: RejectedLinesProps) {
  const text = useText();
  const toText = useFailureText();
  const [found, setFound] = useState<FoundLines | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isSaving, setSaving] = useState(false);
  useEffect(() => {
    let isCurrent = true;
    engine.request("rejected_lines", { path, reading }).then(
      (answer) => isCurrent && setFound(answer),
      (error: unknown) => {
        if (!(error instanceof EngineFailure)) throw error;
        if (isCurrent) setFailure(error.failure);
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [path, reading]);
  const exportLines = async (): Promise<void> => {
    if (found === null) return;
    setSaving(true);
    await saveLines(path, found.list);
    setSaving(false);
  };
  return (
    <Dialog
      title={text("reading.rejected.title", { name: fileNameOf(path) })}
      className="rejected-dialog"
      onClose={onClose}
      data-testid="rejected-dialog"
      actions={
        <>
          <Button
            icon="save"
            disabled={found === null || isSaving}
            onClick={() => void exportLines()}
            data-testid="rejected-export"
          >
            {text("reading.rejected.export")}
          </Button>
          <Button variant="primary" onClick={onClose}>
            {text("ui.close")}
          </Button>
        </>
      }
    >
      <div className="rejected-body">
        {failure !== null && <Notice severity="error">{toText(failure)}</Notice>}
        {failure === null && (
          <p className="data-note" role="status" data-testid="rejected-count">
            {found === null ? text("reading.reading") : text("reading.rejected.count", { count: found.count })}
          </p>
        )}
        {found !== null && <LineTable key={found.list} found={found} />}
      </div>
    </Dialog>
  );
}

/** Asks where, and saves the lines of a list as CSV. */
async function saveLines(table: string, list: number): Promise<void> {
  const { path } = await desktop.request("save_rejected_dialog", { table });
  if (path === null) return;
  try {
    const { count } = await engine.request("save_rejected", { list, path });
    const values = { name: fileNameOf(path), count: countText(count) };
    showToast({ kind: "information", text: currentText("reading.rejected.saved", values) });
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    const message = failureText(error.failure);
    showToast({ kind: "error", text: currentText("reading.rejected.saveFailed", { message }) });
  }
}

/** How a list's lines are asked for. */
const pagesOf =
  (list: number): AskForRows<RejectedPage> =>
  (from, count) =>
    unlessRefused(engine.request("rejected_page", { list, from, count }));

/** Of a line and of the head, in pixels. */
const rowHeight = 22;

function LineTable({ found }: { readonly found: FoundLines }) {
  const text = useText();
  const pages = useRowPages(pagesOf(found.list));
  const virtual = useVirtualRows(found.count, pages);
  return (
    <>
      <section
        ref={virtual.scroll}
        className="virtual-rows"
        // As high as its lines and its head are, as far as the dialog has room.
        style={{ height: (virtual.rows + 1) * rowHeight + 2 }}
        aria-label={text("reading.rejected.list")}
        data-testid="rejected-lines"
      >
        <table aria-rowcount={found.count + 1}>
          <caption className="visually-hidden">{text("reading.rejected.list")}</caption>
          <colgroup>
            <col className="rejected-line" />
            <col className="rejected-reason" />
            <col />
          </colgroup>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col">{text("reading.rejected.line")}</th>
              <th scope="col">{text("reading.rejected.reason")}</th>
              <th scope="col">{text("reading.rejected.content")}</th>
            </tr>
          </thead>
          <VirtualRows
            state={virtual}
            row={(row) => {
              const page = pages.pageOf(row);
              const line = page?.lines[row - page.from];
              return (
                <tr aria-rowindex={row + 2} data-row={row}>
                  <th scope="row">{line === undefined ? "…" : line.line}</th>
                  <td>{line === undefined ? "…" : <Reason reason={line.reason} />}</td>
                  <td title={line?.text} className="rejected-content">
                    {line?.text ?? "…"}
                  </td>
                </tr>
              );
            }}
          />
        </table>
      </section>
      {found.count > virtual.rows && (
        <p className="data-note">{text("reading.rejected.firstLines", { count: countText(virtual.rows) })}</p>
      )}
    </>
  );
}

function Reason({ reason }: Pick<RejectedLine, "reason">) {
  const text = useText();
  if (reason.kind !== "cell_count") return text(`reading.rejected.${reason.kind}`);
  const { found, expected } = reason;
  return text("reading.rejected.cell_count", { found, expected });
}
