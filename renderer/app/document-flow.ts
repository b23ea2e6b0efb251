import type { DocumentFile, OpenAnswer, SaveAnswer } from "../../electron/contract";
import { parseProject, serializeProject } from "../../engine/project";
import { desktop } from "../bridge";
import { arrange } from "../canvas";
import { documentActions, fileNameOf, useDocument } from "../document";
import { currentText, useLanguageStore } from "../i18n";
import { isActive, runActions, useRun } from "../runs";
import { showToast } from "../ui";
import { showInApp } from "./app-view";
import { askConfirm } from "./confirm";
import { askAboutConflict } from "./disk-conflict";
import { fileFailureText, parseFailureText } from "./file-failure";
import { oneAtATime, type Wish } from "./one-at-a-time";

const isTraining = (): boolean => isActive(useRun.getState().state);

/** Writes the document to its file, or asks where when it has none. False when it was not saved. */
export const saveProject = (): Promise<boolean> => oneAtATime(save);

/** Asks where and writes the document there. */
export const saveProjectAs = async (): Promise<boolean> => (await oneAtATime(saveAs, { name: "save as" })) ?? false;

async function save(): Promise<boolean> {
  const { path, name } = useDocument.getState();
  const send = (overwrite: boolean) => (text: string) =>
    desktop.request("save_project", { path, suggestedName: name, text, overwrite });
  const answer = await write(path, send(false));
  if (answer.ok) return true;
  if (path !== null && "message" in answer && answer.code === "changed_on_disk") {
    const choice = await askAboutConflict(path, true);
    if (choice === "overwrite") return tell(await write(path, send(true)));
    if (choice === "save_as") return saveAs();
    if (choice === "reload") await reload(path);
    return false;
  }
  return tell(answer);
}

async function saveAs(): Promise<boolean> {
  const { name } = useDocument.getState();
  return tell(await write(null, (text) => desktop.request("save_project_as", { suggestedName: name, text })));
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
    const settled = documentActions.settledIn(project, answer.path);
    if (settled.data?.path !== project.data?.path || settled.name !== project.name) {
      const text = serializeProject(settled);
      const request = { path: answer.path, suggestedName: settled.name, text, overwrite: true };
      answer = await desktop.request("save_project", request);
    }
  }
  if (answer.ok) documentActions.markSaved(answer.path, revision);
  return answer;
}

/** Says why the document was not saved, with the way to save it elsewhere. */
function tell(answer: SaveAnswer): boolean {
  if (answer.ok) return true;
  if ("message" in answer) {
    const { name, path } = useDocument.getState();
    const shown = path === null ? name : fileNameOf(path);
    showToast({
      kind: "error",
      text: currentText("files.notSaved", { name: shown, reason: fileFailureText(answer) }),
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

/** The wish for another document; one of a file that gives way to a newer wish says so. */
function replacing(name: string, file?: string): Wish {
  const onOvertaken = (): void => {
    if (file) showToast({ kind: "information", text: currentText("app.openOvertaken", { name: file }) });
  };
  return { name, replacesDocument: true, onOvertaken };
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

export function newProject(): Promise<void> {
  return oneAtATime(async () => {
    if (!(await mayReplace())) return;
    documentActions.newProject(currentText("document.untitled"));
    showInApp({ screen: "workbench", left: "palette", right: "inspector", rightChosen: false });
  }, replacing("new"));
}

/** Shows a file's project; a damaged one leaves the present document alone and says what is wrong. */
async function load(file: DocumentFile, isSample: boolean): Promise<void> {
  const parsed = parseProject(file.text);
  if (!parsed.ok) {
    await tellUnopened(file.path, parseFailureText(parsed.failure), parsed.failure.code === "damaged");
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

/** Says why a file was not opened; of a damaged one, offers the version from before its last save. */
async function tellUnopened(path: string, reason: string, isDamaged: boolean): Promise<void> {
  const text = currentText("app.openFailed", { name: fileNameOf(path), reason });
  const [backup] = isDamaged ? await desktop.request("list_backups", { path }) : [];
  if (!backup) {
    showToast({ kind: "error", text });
    return;
  }
  const { language } = useLanguageStore.getState();
  const time = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(
    backup.savedMillis,
  );
  const label = currentText("files.openBackup", { time });
  showToast({ kind: "error", text, action: { label, run: () => void openBackup(path, backup.name, time) } });
}

function openBackup(path: string, name: string, time: string): Promise<void> {
  return oneAtATime(async () => {
    if (!(await mayReplace())) return;
    const answer = await desktop.request("open_backup", { path, name });
    await loadAnswer(answer, false, fileNameOf(path));
    if (!answer.ok || useDocument.getState().path !== path) return;
    documentActions.markUnsaved();
    showToast({ kind: "information", text: currentText("files.backupOpened", { name: fileNameOf(path), time }) });
  });
}

async function loadAnswer(answer: OpenAnswer, isSample: boolean, name: string): Promise<void> {
  if (answer.ok) await load(answer.file, isSample);
  else if ("message" in answer) await tellUnopened(name, fileFailureText(answer), answer.code === "damaged");
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

/** Takes the document's file as it is on the disk now, after asking about changes made here. */
export function reloadFromDisk(): Promise<void> {
  return oneAtATime(async () => {
    const { path, dirty, name } = useDocument.getState();
    if (path === null) return;
    const question = {
      title: currentText("files.reloadTitle"),
      body: currentText("files.reloadBody", { name }),
      confirm: currentText("files.reload"),
    };
    if (!dirty || (await askConfirm(question))) await reload(path);
  });
}

async function reload(path: string): Promise<void> {
  if (isTraining()) await runActions.stop();
  await loadAnswer(await desktop.request("open_project", { path }), false, path);
}

/** Opens a project found in another file at `origin`, as unsaved; its data is looked for beside that. */
export function openProjectText(text: string, origin: string): Promise<void> {
  return oneAtATime(async () => {
    if (await mayReplace()) await load({ path: origin, text }, true);
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
      if (isTraining()) await runActions.stop();
      await desktop.request("close_window", null);
    },
    { name: "close" },
  );
}
