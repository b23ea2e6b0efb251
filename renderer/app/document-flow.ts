import type { DocumentFile, OpenAnswer, ProjectBackup, SaveAnswer } from "../../electron/contract";
import type { FailureCode } from "../../engine/contract";
import { arrange } from "../../engine/drawing";
import { fileNameOf, parseProject, serializeProject, settledIn } from "../../engine/project";
import { desktop } from "../bridge";
import { documentActions, useDocument } from "../document";
import { currentText, failureText } from "../i18n";
import { crossValidation, runs } from "../runs";
import { showToast } from "../ui";
import { showInApp } from "./app-view";
import { askConfirm } from "./confirm";
import { askAboutConflict } from "./disk-conflict";
import { giveUpDiskVersion, useDiskWatch } from "./disk-watch";
import { oneAtATime, type Task } from "./one-at-a-time";
import { savedTimeText } from "./saved-time";

const isTraining = (): boolean => runs.live.length > 0 || crossValidation.isActive;

/** Stops whatever trains; what was learnt is kept. */
async function stopTraining(): Promise<void> {
  await Promise.all([runs.stopAll(), crossValidation.stop()]);
}

/** Writes the document to its file, or asks where when it has none. False when it was not saved. */
export const saveProject = (): Promise<boolean> => oneAtATime(() => save());

/** Asks where and writes the document there. */
export const saveProjectAs = async (): Promise<boolean> => (await oneAtATime(saveAs, { name: "save as" })) ?? false;

async function save(replacing: string | null = useDiskWatch.getState().givenUp): Promise<boolean> {
  const { path, name } = useDocument.getState();
  const answer = await write(path, (text) =>
    desktop.request("save_project", { path, suggestedName: name, text, replacing }),
  );
  if (answer.ok || path === null || !("version" in answer)) return report(answer);
  const { choice, version } = await askAboutConflict(path, true);
  // Asked again if the file changed once more: only what was told of is replaced.
  if (choice === "keep") return save(version ?? answer.version);
  if (choice === "save_as") return saveAs();
  if (choice === "reload") await reload(path);
  return false;
}

async function saveAs(): Promise<boolean> {
  const { name } = useDocument.getState();
  return report(await write(null, (text) => desktop.request("save_project_as", { suggestedName: name, text })));
}

async function write(path: string | null, send: (text: string) => Promise<SaveAnswer>): Promise<SaveAnswer> {
  const revision = documentActions.revision();
  const project = documentActions.snapshot(path);
  let answer = await send(serializeProject(project));
  if (answer.ok && answer.backup !== null) {
    const name = fileNameOf(answer.backup);
    showToast({ kind: "information", text: currentText("app.olderKept", { name }) });
  }
  if (answer.ok && answer.path !== path) {
    // Only now is it known where the project lives: the data reference becomes relative to it.
    const settled = settledIn(project, answer.path);
    if (settled.data?.path !== project.data?.path || settled.name !== project.name) {
      const text = serializeProject(settled);
      const request = { path: answer.path, suggestedName: settled.name, text, replacing: null };
      answer = await desktop.request("save_project", request);
    }
  }
  if (answer.ok) documentActions.markSaved(answer.path, revision);
  if (answer.ok && answer.unkept !== null) {
    const reason = failureText(answer.unkept);
    showToast({ kind: "warning", text: currentText("files.unkept", { reason }) });
  }
  return answer;
}

/** Says why the document was not saved, with the way to save it elsewhere. */
function report(answer: SaveAnswer): boolean {
  if (answer.ok) return true;
  if (answer.failure !== null) {
    const { name, path } = useDocument.getState();
    const shown = path === null ? name : fileNameOf(path);
    showToast({
      kind: "error",
      text: currentText("files.notSaved", { name: shown, reason: failureText(answer.failure) }),
      action: { label: currentText("files.saveAs"), run: () => void saveProjectAs() },
    });
  }
  return false;
}

/** Whether the document may be replaced or closed: saved, given up, or nothing to lose. */
async function mayLeave(): Promise<boolean> {
  if (!useDocument.getState().dirty) return true;
  const { choice } = await desktop.request("confirm_discard", { name: useDocument.getState().name });
  if (choice === "save") return save();
  return choice === "discard";
}

/** The task for another document; one of a file that gives way to a newer task says so. */
export function replacing(name: string, file?: string): Task {
  const onOvertaken = (): void => {
    if (file) showToast({ kind: "information", text: currentText("app.openOvertaken", { name: file }) });
  };
  return { name, replacesDocument: true, onOvertaken };
}

/** Whether another document may take this one's place: asked when something is unsaved or training. */
export async function mayReplace(): Promise<boolean> {
  if (isTraining()) {
    const confirmed = await askConfirm({
      title: currentText("app.trainingTitle"),
      body: currentText("app.trainingReplaced"),
      confirm: currentText("app.stopAndGoOn"),
    });
    if (!confirmed) return false;
  }
  if (!(await mayLeave())) return false;
  if (isTraining()) await stopTraining();
  return true;
}

export function newProject(): Promise<void> {
  return oneAtATime(async () => {
    if (!(await mayReplace())) return;
    documentActions.newProject(currentText("document.untitled"));
    showInApp({ screen: "workbench", left: "palette", right: "inspector", rightChosen: false });
  }, replacing("new"));
}

/** Shows a file's project; a damaged one leaves the present document alone and says what is wrong. */
async function load(file: DocumentFile, isSample: boolean): Promise<boolean> {
  const parsed = parseProject(file.text);
  if (!parsed.ok) {
    await reportUnopened(file.path, failureText(parsed.failure), parsed.failure.code !== "project_newer");
    return false;
  }
  const { project } = parsed;
  const isPlaced = Object.keys(project.graph.nodes).every((id) => project.layout.positions[id]);
  const layout = isPlaced ? project.layout : { ...project.layout, positions: arrange(project.graph), viewport: null };
  // A sample opens as a copy of one's own: saving asks where.
  documentActions.loadProject({ ...project, layout }, isSample ? null : file.path, file.path);
  const right = project.data ? "training" : "inspector";
  showInApp({ screen: "workbench", left: "palette", right, rightChosen: false });
  return true;
}

/** The newest version put by of a file that can be opened; null when there is none. */
async function wholeBackup(path: string): Promise<ProjectBackup | null> {
  for (const backup of await desktop.request("list_backups", { path })) {
    const answer = await desktop.request("open_backup", { path, name: backup.name, adopt: false });
    if (answer.ok && parseProject(answer.file.text).ok) return backup;
  }
  return null;
}

/** Says why a file was not opened and, where a whole version of it was put by, offers that. */
async function reportUnopened(path: string, reason: string, isLost: boolean): Promise<void> {
  const text = currentText("app.openFailed", { name: fileNameOf(path), reason });
  const backup = isLost ? await wholeBackup(path) : null;
  if (!backup) {
    showToast({ kind: "error", text });
    return;
  }
  const time = savedTimeText(backup.savedMillis);
  const label = currentText("files.openBackup", { time });
  showToast({ kind: "error", text, action: { label, run: () => void openBackup(path, backup.name, time) } });
}

function openBackup(path: string, name: string, time: string): Promise<void> {
  return oneAtATime(async () => {
    if (!(await mayReplace())) return;
    const answer = await desktop.request("open_backup", { path, name, adopt: true });
    if (!(await loadAnswer(answer, false, path))) return;
    documentActions.markUnsaved();
    showToast({ kind: "information", text: currentText("files.backupOpened", { name: fileNameOf(path), time }) });
  });
}

/** Failures that leave a file whole, wherever it is: a version put by would be an old one. */
const outOfReach: ReadonlySet<FailureCode> = new Set(["file_access", "file_busy", "not_a_project"]);

async function loadAnswer(answer: OpenAnswer, isSample: boolean, path: string): Promise<boolean> {
  if (answer.ok) return load(answer.file, isSample);
  const { failure } = answer;
  if (failure !== null) await reportUnopened(path, failureText(failure), !outOfReach.has(failure.code));
  return false;
}

export function openProject(): Promise<void> {
  return oneAtATime(async () => {
    if (await mayReplace()) await loadAnswer(await desktop.request("open_project_dialog", null), false, "");
  }, replacing("open"));
}

export function openPath(path: string, isSample = false): Promise<void> {
  return oneAtATime(
    async () => {
      if (await mayReplace()) await loadAnswer(await desktop.request("open_project", { path }), isSample, path);
    },
    replacing(`open ${path}`, fileNameOf(path)),
  );
}

/** Takes the document's file as it is on the disk now, after asking about what is lost by that. */
export function reloadFromDisk(): Promise<void> {
  return oneAtATime(async () => {
    const { path, dirty, name } = useDocument.getState();
    if (path === null) return;
    const question = {
      title: currentText(isTraining() ? "app.trainingTitle" : "files.reloadTitle"),
      body: currentText(isTraining() ? "files.reloadTraining" : "files.reloadBody", { name }),
      confirm: currentText("files.reload"),
    };
    if ((!dirty && !isTraining()) || (await askConfirm(question))) await reload(path);
  });
}

async function reload(path: string): Promise<void> {
  // Looked at first: only what is shown counts as read, so that no save replaces a file that was never seen.
  const now = await desktop.request("peek_project", { path });
  if (!now.ok) {
    await loadAnswer(now, false, path);
    return;
  }
  if (!parseProject(now.file.text).ok) {
    await load(now.file, false);
    return;
  }
  if (isTraining()) await stopTraining();
  await loadAnswer(await desktop.request("open_project", { path }), false, path);
}

/** Opens a project found in another file at `origin`, as unsaved; its data is looked for beside that. */
export function openProjectText(text: string, origin: string): Promise<void> {
  return oneAtATime(async () => {
    if (await mayReplace()) await load({ path: origin, text }, true);
  });
}

/** Shows how the document's file differs from what is in this window, and does what the person decides. */
export function compareWithDisk(): Promise<void> {
  return oneAtATime(async () => {
    const { path } = useDocument.getState();
    if (path === null) return;
    const { choice, version } = await askAboutConflict(path, false);
    if (choice === "keep" && version !== null) giveUpDiskVersion(version);
    if (choice === "save_as") await saveAs();
    if (choice === "reload") await reload(path);
  });
}

/** The window was asked to close. */
export function closeWindow(): Promise<void> {
  return oneAtATime(
    async () => {
      if (isTraining()) {
        const confirmed = await askConfirm({
          title: currentText("app.trainingTitle"),
          body: currentText("app.trainingClosed"),
          confirm: currentText("app.stopAndClose"),
        });
        if (!confirmed) return;
      }
      if (!(await mayLeave())) return;
      if (isTraining()) await stopTraining();
      await desktop.request("close_window", null);
    },
    { name: "close" },
  );
}
