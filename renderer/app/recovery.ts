import { create } from "zustand";
import type { DocumentSnapshot, KeepAnswer, RecoveredFileState, RecoveryEntry } from "../../electron/contract";
import type { FailureCode } from "../../engine/contract";
import { arrange } from "../../engine/drawing";
import { fileNameOf, parseProject, serializeProject } from "../../engine/project";
import { desktop } from "../bridge";
import { documentActions, useDocument } from "../document";
import { currentText, failureText, type MessageKey } from "../i18n";
import { runs } from "../runs";
import { showToast } from "../ui";
import { showInApp } from "./app-view";
import { askConfirm } from "./confirm";
import { mayReplace, replacing } from "./document-flow";
import { DocumentKeeper } from "./document-keeper";
import { oneAtATime } from "./one-at-a-time";

type WholeEntry = Extract<RecoveryEntry, { readonly state: "whole" }>;

interface RecoveryState {
  /** Newest first. */
  readonly entries: readonly RecoveryEntry[];
  readonly isListShown: boolean;
  /** The person put the notice off. */
  readonly isPutOff: boolean;
  /** Newer work on the file that was just opened. */
  readonly question: WholeEntry | null;
  /** Why the document cannot be kept now. */
  readonly trouble: string | null;
}

/** Unsaved work of earlier, and whether the present one is kept. */
export const useRecovery = create<RecoveryState>(() => ({
  entries: [],
  isListShown: false,
  isPutOff: false,
  question: null,
  trouble: null,
}));

let present = { openedCount: 0, id: "" };

/** Id of the document in the window; a new one for each that is opened or made. */
function presentId(): string {
  const { openedCount } = useDocument.getState();
  if (present.openedCount !== openedCount) present = { openedCount, id: crypto.randomUUID() };
  return present.id;
}

async function send(): Promise<KeepAnswer> {
  const { name, path, dirty } = useDocument.getState();
  const text = serializeProject(documentActions.snapshot(path));
  return desktop.request("keep_document", { id: presentId(), name, path, text, dirty });
}

/** Of the app's own folder, for which there is no saving elsewhere. */
const troubleTexts: Readonly<Partial<Record<FailureCode, MessageKey>>> = {
  disk_full: "recovery.reason.full",
  disk_quota: "recovery.reason.full",
  file_access: "recovery.reason.access",
  read_only_disk: "recovery.reason.readOnly",
  disk_error: "recovery.reason.disk",
};

/** Says once that the document is not kept, and until it is again in the status bar. */
function onAnswer(answer: KeepAnswer): void {
  const { trouble } = useRecovery.getState();
  if (answer.ok) {
    if (trouble !== null) useRecovery.setState({ trouble: null });
    return;
  }
  const key = troubleTexts[answer.failure.code];
  const reason = key ? currentText(key) : failureText(answer.failure);
  if (reason === trouble) return;
  useRecovery.setState({ trouble: reason });
  reportTrouble();
}

/** Says why the document is not kept and what to do. */
export function reportTrouble(): void {
  const reason = useRecovery.getState().trouble;
  if (reason !== null) showToast({ kind: "error", text: currentText("recovery.unprotectedBody", { reason }) });
}

const keeper = new DocumentKeeper({
  send,
  onAnswer,
  whenIdle: (work, timeout) => void requestIdleCallback(work, { timeout }),
  now: () => performance.now(),
});

async function refresh(): Promise<void> {
  useRecovery.setState({ entries: await desktop.request("list_recovery", null) });
}

/** Asks about newer work on the file that was just opened. */
async function askAboutOpened(path: string): Promise<void> {
  await refresh();
  const question = useRecovery.getState().entries.find((entry) => entry.state === "whole" && entry.path === path);
  if (question?.state === "whole" && useDocument.getState().path === path) useRecovery.setState({ question });
}

/** Follows the document and keeps it. Returns what ends that. */
export function keepDocument(): () => void {
  const keepNow = () => void keeper.flush();
  let live = runs.live.length;
  const releases = [
    useDocument.subscribe((now, before) => {
      const isOpened = now.openedCount !== before.openedCount;
      const isSame =
        now.graph === before.graph &&
        now.layout.positions === before.layout.positions &&
        now.data === before.data &&
        now.training === before.training &&
        now.path === before.path &&
        now.dirty === before.dirty;
      if (now.openedCount === 0 || (isSame && !isOpened)) return;
      keeper.note();
      // What was just saved, or put aside for another, needs no copy any more.
      if (!now.dirty) keepNow();
      if (isOpened && now.path !== null && presentId() !== recoveredId) void askAboutOpened(now.path);
    }),
    runs.subscribe(() => {
      const now = runs.live.length;
      if (now > live) keepNow();
      live = now;
    }),
    desktop.on("close_requested", keepNow),
    desktop.on("keep_document_now", () => {
      if (useDocument.getState().openedCount > 0) void send();
    }),
  ];
  const hidden = () => document.hidden && keepNow();
  window.addEventListener("blur", keepNow);
  document.addEventListener("visibilitychange", hidden);
  void refresh();
  return () => {
    for (const release of releases) release();
    window.removeEventListener("blur", keepNow);
    document.removeEventListener("visibilitychange", hidden);
  };
}

/** The last document taken up from a copy, about which nothing is asked. */
let recoveredId = "";

/** Puts a kept document into the window, unsaved as it was. False, with the reason told, when its text cannot be read. */
function takeUp({ id, name, path, text, dirty }: DocumentSnapshot): boolean {
  const parsed = parseProject(text);
  if (!parsed.ok) {
    showToast({
      kind: "error",
      text: currentText("app.openFailed", { name, reason: failureText(parsed.failure) }),
    });
    return false;
  }
  const { project } = parsed;
  const isPlaced = Object.keys(project.graph.nodes).every((node) => project.layout.positions[node]);
  const layout = isPlaced ? project.layout : { ...project.layout, positions: arrange(project.graph), viewport: null };
  present = { openedCount: useDocument.getState().openedCount + 1, id };
  recoveredId = id;
  documentActions.loadProject({ ...project, name, layout }, path);
  if (dirty) documentActions.markUnsaved();
  showInApp({
    screen: "workbench",
    left: "palette",
    right: project.data ? "training" : "inspector",
    rightChosen: false,
  });
  return true;
}

/** Goes on with the document of a page that crashed, before anything is shown. */
export async function restoreDocument(): Promise<void> {
  const restored = await desktop.request("restore_document", null);
  if (restored !== null && takeUp(restored.document) && restored.crashed) {
    showToast({ kind: "warning", text: currentText("recovery.restored", { name: restored.document.name }) });
  }
}

const fileNotices: Readonly<Partial<Record<RecoveredFileState, MessageKey>>> = {
  changed: "recovery.fileChanged",
  absent: "recovery.fileAbsent",
};

/** What to say of the person's file beside the work; null when there is nothing. */
export const fileNotice = (file: RecoveredFileState): MessageKey | null => fileNotices[file] ?? null;

export function showRecoveryList(isListShown: boolean): void {
  useRecovery.setState({ isListShown });
  if (isListShown) void refresh();
}

/** Keeps everything for another time. */
export const putOff = (): void => useRecovery.setState({ isPutOff: true, isListShown: false, question: null });

/** Opens a copy as the document, after asking about the present one. */
export function recoverEntry({ id, name }: WholeEntry): Promise<void> {
  useRecovery.setState({ isListShown: false, question: null });
  return oneAtATime(
    async () => {
      if (!(await mayReplace())) return;
      const answer = await desktop.request("recover", { id });
      if (!answer.ok) {
        const reason = failureText(answer.failure);
        showToast({ kind: "error", text: currentText("app.openFailed", { name, reason }) });
      } else if (takeUp(answer.document)) {
        const notice = fileNotice(answer.file);
        if (notice !== null) {
          const shown = fileNameOf(answer.document.path ?? name);
          showToast({ kind: "warning", text: `${shown}: ${currentText(notice)}` });
        }
        await keeper.flush();
      }
      await refresh();
    },
    replacing(`recover ${id}`),
  );
}

/** Asks, then removes a copy for good. */
export async function discardEntry(entry: RecoveryEntry): Promise<void> {
  const { isListShown, question } = useRecovery.getState();
  useRecovery.setState({ isListShown: false, question: null });
  const isSure = await askConfirm({
    title: currentText("recovery.discardTitle"),
    body:
      entry.state === "whole"
        ? currentText("recovery.discardBody", { name: entry.name })
        : currentText("recovery.discardDamagedBody"),
    confirm: currentText("recovery.discard"),
  });
  if (isSure) await desktop.request("discard_recovery", { id: entry.id });
  await refresh();
  const isLeft = useRecovery.getState().entries.length > 0;
  useRecovery.setState({ isListShown: isListShown && isLeft, question: isSure ? null : question });
}

export const showEntryInFolder = ({ id }: RecoveryEntry): void => void desktop.request("show_recovery", { id });
