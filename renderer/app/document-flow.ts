import type { DocumentFile, OpenAnswer, SaveAnswer } from "../../electron/contract";
import { type ParseFailure, parseProject, serializeProject } from "../../engine/project";
import { desktop } from "../bridge";
import { arrange } from "../canvas";
import { documentActions, fileNameOf, useDocument } from "../document";
import { currentText } from "../i18n";
import { isActive, runActions, useRun } from "../runs";
import { showToast } from "../ui";
import { showInApp } from "./app-view";
import { askConfirm } from "./confirm";

const isTraining = (): boolean => isActive(useRun.getState().state);

function failureText(failure: ParseFailure): string {
  const { path, found, expected } = failure;
  return currentText(`app.project.${failure.code}`, { path, found, expected });
}

/** Writes the document to its file, or asks where when it has none. False when it was not saved. */
export async function saveProject(): Promise<boolean> {
  const { path, name } = useDocument.getState();
  return write(path, (text) => desktop.request("save_project", { path, suggestedName: name, text }));
}

/** Asks where and writes the document there. */
export async function saveProjectAs(): Promise<boolean> {
  const { name } = useDocument.getState();
  return write(null, (text) => desktop.request("save_project_as", { suggestedName: name, text }));
}

async function write(path: string | null, send: (text: string) => Promise<SaveAnswer>): Promise<boolean> {
  const revision = documentActions.revision();
  const project = documentActions.snapshot(path);
  let answer = await send(serializeProject(project));
  if (answer.ok && answer.backup !== null) {
    const name = fileNameOf(answer.backup);
    showToast({ kind: "information", text: currentText("app.olderKept", { name }) });
  }
  if (answer.ok && answer.path !== path) {
    // Only now is it known where the project lives: the data reference becomes relative to it.
    const settled = documentActions.settledIn(project, answer.path);
    if (settled.data?.path !== project.data?.path || settled.name !== project.name) {
      const text = serializeProject(settled);
      answer = await desktop.request("save_project", { path: answer.path, suggestedName: settled.name, text });
    }
  }
  if (answer.ok) {
    documentActions.markSaved(answer.path, revision);
    return true;
  }
  if (answer.code !== "cancelled") {
    showToast({
      kind: "error",
      text: currentText("app.saveFailed", { message: "message" in answer ? answer.message : answer.code }),
    });
  }
  return false;
}

/** Whether the document may be replaced or closed: saved, given up, or nothing to lose. */
async function mayLeave(): Promise<boolean> {
  if (!useDocument.getState().dirty) return true;
  const { choice } = await desktop.request("confirm_discard", { name: useDocument.getState().name });
  if (choice === "save") return saveProject();
  return choice === "discard";
}

async function mayReplace(): Promise<boolean> {
  if (isTraining()) {
    const confirmed = await askConfirm({
      title: currentText("app.trainingTitle"),
      body: currentText("app.trainingReplaced"),
      confirm: currentText("app.stopAndGoOn"),
    });
    if (!confirmed) return false;
  }
  if (!(await mayLeave())) return false;
  if (isTraining()) await runActions.stop();
  return true;
}

export async function newProject(): Promise<void> {
  if (!(await mayReplace())) return;
  documentActions.newProject(currentText("document.untitled"));
  showInApp({ screen: "workbench", left: "palette", right: "inspector", rightChosen: false });
}

/** Shows a file's project; a damaged one leaves the present document alone and says what is wrong. */
function load(file: DocumentFile, isSample: boolean): void {
  const parsed = parseProject(file.text);
  if (!parsed.ok) {
    const reason = failureText(parsed.failure);
    showToast({ kind: "error", text: currentText("app.openFailed", { name: fileNameOf(file.path), reason }) });
    return;
  }
  const { project } = parsed;
  const isPlaced = Object.keys(project.graph.nodes).every((id) => project.layout.positions[id]);
  const layout = isPlaced ? project.layout : { positions: arrange(project.graph), viewport: null };
  // A sample opens as a copy of one's own: saving asks where.
  documentActions.loadProject({ ...project, layout }, isSample ? null : file.path, file.path);
  const right = project.data ? "training" : "inspector";
  showInApp({ screen: "workbench", left: "palette", right, rightChosen: false });
}

function loadAnswer(answer: OpenAnswer, isSample: boolean, name: string): void {
  if (answer.ok) load(answer.file, isSample);
  else if (answer.code !== "cancelled") {
    const reason = "message" in answer ? answer.message : answer.code;
    showToast({ kind: "error", text: currentText("app.openFailed", { name, reason }) });
  }
}

export async function openProject(): Promise<void> {
  if (!(await mayReplace())) return;
  loadAnswer(await desktop.request("open_project_dialog", null), false, "");
}

export async function openPath(path: string, isSample = false): Promise<void> {
  if (!(await mayReplace())) return;
  loadAnswer(await desktop.request("open_project", { path }), isSample, fileNameOf(path));
}

/** The window was asked to close. */
export async function closeWindow(): Promise<void> {
  if (isTraining()) {
    const confirmed = await askConfirm({
      title: currentText("app.trainingTitle"),
      body: currentText("app.trainingClosed"),
      confirm: currentText("app.stopAndClose"),
    });
    if (!confirmed) return;
  }
  if (!(await mayLeave())) return;
  if (isTraining()) await runActions.stop();
  await desktop.request("close_window", null);
}
