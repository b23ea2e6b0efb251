import { useRef, useState } from "react";
import { create } from "zustand";
import type { CrashReport } from "../../electron/contract";
import { desktop } from "../bridge";
import { currentText, processEndText, useLanguageStore, useText } from "../i18n";
import { Button, Dialog, showToast } from "../ui";
import "./crash-reports.css";

const useReports = create<{ reports: readonly CrashReport[] | null }>(() => ({ reports: null }));

/** Lists what is known of past crashes. */
export async function showCrashReports(): Promise<void> {
  useReports.setState({ reports: await desktop.request("list_crash_reports", null) });
}

/** Tells of crashes that show nowhere else. Returns what ends it. */
export function watchCrashes(): () => void {
  return desktop.on("crash_reported", ({ process }) => {
    showToast({
      // A window that crashed already says so itself.
      kind: process === "window" ? "information" : "warning",
      text: currentText(process === "window" ? "crashes.windowCrashed" : "crashes.mainFailed"),
      action: { label: currentText("crashes.show"), run: () => void showCrashReports() },
    });
  });
}

/** Past crashes, readable, to be copied, found on the disk or deleted. */
export function CrashReportsDialog() {
  const text = useText();
  const language = useLanguageStore((state) => state.language);
  const reports = useReports((state) => state.reports);
  const [chosen, choose] = useState<string | null>(null);
  const body = useRef<HTMLDivElement>(null);
  if (reports === null) return null;
  const close = (): void => useReports.setState({ reports: null });
  const shown = reports.find(({ id }) => id === chosen) ?? reports[0];
  const time = (report: CrashReport): string =>
    new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" }).format(new Date(report.time));
  const copy = async (report: CrashReport): Promise<void> => {
    await desktop.request("copy_crash_report", { id: report.id });
    showToast({ kind: "information", text: text("crashes.copied") });
  };
  const remove = async (report: CrashReport): Promise<void> => {
    await desktop.request("delete_crash_report", { id: report.id });
    await showCrashReports();
    // The button may be gone with the last report, and the keyboard with it.
    body.current?.focus();
  };
  return (
    <Dialog
      title={text("crashes.title")}
      onClose={close}
      actions={
        <>
          {shown && (
            <>
              <Button data-testid="crash-delete" onClick={() => void remove(shown)}>
                {text("crashes.delete")}
              </Button>
              <Button
                data-testid="crash-folder"
                onClick={() => void desktop.request("show_crash_report", { id: shown.id })}
              >
                {text("crashes.showInFolder")}
              </Button>
              <Button data-testid="crash-copy" onClick={() => void copy(shown)}>
                {text("crashes.copy")}
              </Button>
            </>
          )}
          <Button variant="primary" onClick={close}>
            {text("crashes.close")}
          </Button>
        </>
      }
    >
      <div ref={body} tabIndex={-1} className="crash-reports" data-testid="crash-reports">
        <p className="dialog-text">{text(shown ? "crashes.about" : "crashes.none")}</p>
        {shown && (
          <>
            <select
              className="input select"
              aria-label={text("crashes.list")}
              data-testid="crash-list"
              value={shown.id}
              onChange={(event) => choose(event.target.value)}
            >
              {reports.map((report) => (
                <option key={report.id} value={report.id}>
                  {`${time(report)} — ${text(`crashes.process.${report.process}`)}: ${processEndText(text, report.reason)}`}
                </option>
              ))}
            </select>
            <textarea readOnly aria-label={text("crashes.report")} data-testid="crash-text" value={shown.text} />
          </>
        )}
      </div>
    </Dialog>
  );
}
