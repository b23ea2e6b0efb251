import { desktop } from "../../bridge";
import { currentText, failureText } from "../../i18n";
import { showToast } from "../../ui";
import { themeAt } from "./chart-theme";
import { type FigureExport, FigurePage } from "./figure-page";

/** What a figure can be written as. */
export type ExportFormat = "png" | "svg" | "csv";

export const exportFormats: readonly ExportFormat[] = ["png", "svg", "csv"];

/** Spreadsheets read a table without the mark in their own code page. */
const csvBytes = (csv: string): Uint8Array => new TextEncoder().encode(`\uFEFF${csv}`);

async function bytesOf(title: string, format: ExportFormat, figure: FigureExport): Promise<Uint8Array> {
  if (format === "csv") return csvBytes(figure.csv());
  const page = new FigurePage(title, figure, themeAt(document.documentElement));
  return format === "png" ? page.png() : new TextEncoder().encode(page.svg());
}

/** Asks where, and writes a figure there; what came of it is told. */
export async function exportFigure(title: string, format: ExportFormat, figure: FigureExport): Promise<void> {
  await writeFigure(title, format, await bytesOf(title, format, figure));
}

/** Asks where, and writes a table there as comma-separated values; what came of it is told. */
export async function exportTable(title: string, csv: string): Promise<void> {
  await writeFigure(title, "csv", csvBytes(csv));
}

async function writeFigure(title: string, format: ExportFormat, bytes: Uint8Array): Promise<void> {
  const answer = await desktop.request("export_figure", { suggestedName: title, format, bytes });
  if (answer.ok) showToast({ kind: "information", text: currentText("dashboards.exported", { path: answer.path }) });
  else if (answer.failure !== null) {
    const message = failureText(answer.failure);
    showToast({ kind: "error", text: currentText("dashboards.exportFailed", { message }) });
  }
}
