import { failureCodes } from "../../engine/contract";
import type { EditRejection } from "../../engine/model";
import { desktop, engine } from "../bridge";
import { askForTableWarnings, tableActions } from "../data";
import { type ActionLabel, documentActions, useDocument } from "../document";
import { currentText, useLanguageStore } from "../i18n";
import { crossValidation, runs } from "../runs";
import { showToast } from "../ui";
import { showInApp } from "./app-view";
import { listenToClipboard } from "./clipboard-events";
import { runCommand } from "./commands";
import { watchCrashes } from "./crash-reports";
import { watchDisk } from "./disk-watch";
import { closeWindow, openPath } from "./document-flow";
import { listenToFileDrop } from "./file-drop";
import { keepDocument } from "./recovery";
import { listenToShortcuts } from "./shortcuts";

const labelText = (label: ActionLabel | null): string | null =>
  label && currentText(label.key, label.values).slice(0, menuLetters);

/** Longest label the menu shows; a node's own may be a whole text. */
const menuLetters = 80;

/** Says why an edit was refused whose result no file could hold; other refusals show where they happened. */
function reportUnstorable({ code, limit = 0 }: EditRejection): void {
  const isWiring =
    code === "input_taken" || code === "would_cycle" || code === "duplicate_wire" || code === "self_wire";
  if (!isWiring) showToast({ kind: "error", text: currentText(`canvas.refused.${code}`, { limit }) });
}

let reported = "";

/** Tells the main process what title, menu and close prompt depend on, when it changed. */
function reportDocumentState(): void {
  const { name, path, dirty, undoLabel, redoLabel } = useDocument.getState();
  const training = runs.live.length > 0 || crossValidation.isActive;
  const state = { name, path, dirty, training, undo: labelText(undoLabel), redo: labelText(redoLabel) };
  const text = JSON.stringify(state);
  if (text === reported) return;
  reported = text;
  void desktop.request("document_state", state);
}

/** Reads the table the document names whenever it has not been read: after opening, undo, or an engine restart. */
function readMissingTable(): void {
  const { data, schema, dataFailure } = useDocument.getState();
  if (data && !schema && !dataFailure) void tableActions.readDocumentTable();
}

/** A page loaded anew while a run goes on shows the run, not the welcome. */
async function attachToRun(): Promise<void> {
  await runs.attach();
  if (runs.live.length > 0) showInApp({ screen: "workbench", bottom: "curves" });
}

/** Ties the window to the main process, the engine and the operating system. Returns what unties it. */
export function linkWindow(): () => void {
  reportDocumentState();
  void attachToRun();
  const releases = [
    desktop.on("menu_command", runCommand),
    desktop.on("open_file", ({ path }) => void openPath(path)),
    desktop.on("close_requested", () => void closeWindow()),
    documentActions.onRefused(reportUnstorable),
    useDocument.subscribe(reportDocumentState),
    runs.subscribe(reportDocumentState),
    crossValidation.store.subscribe(reportDocumentState),
    useLanguageStore.subscribe(reportDocumentState),
    useDocument.subscribe((now, before) => {
      if (now.data !== before.data) readMissingTable();
    }),
    useDocument.subscribe((now, before) => {
      const hasChanged = now.data !== before.data || now.schema !== before.schema || now.training !== before.training;
      if (hasChanged) askForTableWarnings();
    }),
    useDocument.subscribe((now, before) => {
      if (now.openedCount !== before.openedCount) void crossValidation.forget();
    }),
    engine.onStatus((status) => {
      const { dataFailure } = useDocument.getState();
      // The file was fine; the engine went away while reading it.
      const lostWhileReading = dataFailure !== null && failureCodes[dataFailure.code].kind === "engine";
      if (status.state === "ready" && lostWhileReading) void tableActions.readDocumentTable();
    }),
    keepDocument(),
    watchDisk(),
    watchCrashes(),
    listenToShortcuts(),
    listenToClipboard(),
    listenToFileDrop(),
  ];
  return () => {
    for (const release of releases) release();
  };
}
