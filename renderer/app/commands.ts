import { definitions } from "../../engine/catalog";
import { desktop } from "../bridge";
import { canvasActions, viewActions } from "../canvas";
import { tableActions } from "../data";
import { documentActions, useDocument } from "../document";
import { CatalogText, currentText, type MessageKey, useLanguageStore } from "../i18n";
import { analysisHindrance, analyzeRun, isActive, runActions, useAnalysis, useRun } from "../runs";
import { showToast } from "../ui";
import { focusInspector, showInApp, togglePanel, useAppView } from "./app-view";
import { newProject, openProject, saveProject, saveProjectAs } from "./document-flow";
import { changeSettings } from "./settings";

/** One thing the person can do, by menu, shortcut or command palette alike. */
export interface Command {
  /** Also the id of the native menu item. */
  readonly id: string;
  readonly title: () => string;
  /** Key combinations, the first one shown: `Mod+S`, `F5`, `B`. Mod is Ctrl, on a Mac ⌘. */
  readonly shortcuts?: readonly string[];
  /** The keys belong to the canvas only while nothing is being typed. */
  readonly typing?: "keeps" | "yields";
  readonly isEnabled?: () => boolean;
  readonly run: () => void;
}

const inWorkbench = (): boolean => useAppView.getState().screen === "workbench";
const hasNodes = (): boolean => inWorkbench() && useDocument.getState().selection.nodes.size > 0;
const hasSelection = (): boolean => hasNodes() || (inWorkbench() && useDocument.getState().selection.wires.size > 0);

function titled(key: MessageKey): () => string {
  return () => currentText(key);
}

/** Trains, or shows what must be mended first. */
export function train(): void {
  const errors = useDocument.getState().diagnostics.filter((problem) => problem.severity === "error").length;
  if (errors > 0) {
    showInApp({ bottom: "problems" });
    showToast({ kind: "warning", text: currentText("app.mendFirst", { count: errors }) });
    return;
  }
  showInApp({ bottom: "curves" });
  void runActions.train();
}

export function togglePause(): void {
  void (useRun.getState().state === "paused" ? runActions.resume() : runActions.pause());
}

const fileCommands: readonly Command[] = [
  { id: "file.new", title: titled("commands.new"), shortcuts: ["Mod+N"], run: () => void newProject() },
  { id: "file.open", title: titled("commands.open"), shortcuts: ["Mod+O"], run: () => void openProject() },
  {
    id: "file.openData",
    title: titled("commands.openData"),
    shortcuts: ["Mod+Shift+O"],
    isEnabled: inWorkbench,
    run: () => {
      showInApp({ left: "data" });
      void tableActions.chooseTable();
    },
  },
  {
    id: "file.save",
    title: titled("commands.save"),
    shortcuts: ["Mod+S"],
    isEnabled: inWorkbench,
    run: () => void saveProject(),
  },
  {
    id: "file.saveAs",
    title: titled("commands.saveAs"),
    shortcuts: ["Mod+Shift+S"],
    isEnabled: inWorkbench,
    run: () => void saveProjectAs(),
  },
];

const editCommands: readonly Command[] = [
  {
    id: "edit.undo",
    title: () => stepTitle("commands.undo", useDocument.getState().undoLabel),
    shortcuts: ["Mod+Z"],
    typing: "yields",
    isEnabled: () => inWorkbench() && useDocument.getState().canUndo,
    run: documentActions.undo,
  },
  {
    id: "edit.redo",
    title: () => stepTitle("commands.redo", useDocument.getState().redoLabel),
    shortcuts: ["Mod+Y", "Mod+Shift+Z"],
    typing: "yields",
    isEnabled: () => inWorkbench() && useDocument.getState().canRedo,
    run: documentActions.redo,
  },
  // The keys of these three reach the page as clipboard events; see clipboard-events.ts.
  { id: "edit.cut", title: titled("commands.cut"), isEnabled: hasNodes, run: () => void canvasActions.cut() },
  { id: "edit.copy", title: titled("commands.copy"), isEnabled: hasNodes, run: () => void canvasActions.copy() },
  { id: "edit.paste", title: titled("commands.paste"), isEnabled: inWorkbench, run: () => void canvasActions.paste() },
  {
    id: "edit.duplicate",
    title: titled("commands.duplicate"),
    shortcuts: ["Mod+D"],
    isEnabled: hasNodes,
    run: canvasActions.duplicate,
  },
  {
    id: "edit.delete",
    title: titled("commands.delete"),
    shortcuts: ["Delete", "Backspace"],
    typing: "yields",
    isEnabled: hasSelection,
    run: () => canvasActions.deleteSelection(),
  },
  {
    id: "edit.selectAll",
    title: titled("commands.selectAll"),
    shortcuts: ["Mod+A"],
    typing: "yields",
    isEnabled: inWorkbench,
    run: canvasActions.selectAll,
  },
];

function stepTitle(
  key: MessageKey,
  step: { key: MessageKey; values?: Readonly<Record<string, string | number>> } | null,
): string {
  return step ? `${currentText(key)} ${currentText(step.key, step.values)}` : currentText(key);
}

const nodeCommands: readonly Command[] = [
  ...definitions.map(
    (definition): Command => ({
      id: `node.add.${definition.kind}`,
      title: () => {
        const label = new CatalogText(useLanguageStore.getState().language).label(definition);
        return currentText(hasNodes() ? "commands.addAfter" : "commands.add", { label });
      },
      isEnabled: inWorkbench,
      run: () => {
        const id = canvasActions.addNode(definition.kind);
        if (id) canvasActions.goTo(id);
      },
    }),
  ),
  {
    id: "node.connect",
    title: titled("commands.connect"),
    shortcuts: ["C"],
    typing: "yields",
    isEnabled: hasNodes,
    run: canvasActions.startConnecting,
  },
  {
    id: "node.bypass",
    title: titled("commands.bypass"),
    shortcuts: ["B"],
    typing: "yields",
    isEnabled: hasNodes,
    run: canvasActions.toggleBypass,
  },
  { id: "node.inspect", title: titled("commands.inspect"), isEnabled: hasNodes, run: focusInspector },
  {
    id: "canvas.arrange",
    title: titled("commands.arrange"),
    shortcuts: ["Mod+Shift+L"],
    isEnabled: inWorkbench,
    run: canvasActions.arrange,
  },
];

const viewCommands: readonly Command[] = [
  {
    id: "view.commandPalette",
    title: titled("commands.commandPalette"),
    shortcuts: ["Mod+K", "Mod+Shift+P"],
    run: () => showInApp({ commandPaletteShown: true }),
  },
  { id: "view.welcome", title: titled("commands.welcome"), run: () => showInApp({ screen: "welcome" }) },
  { id: "view.fit", title: titled("commands.fit"), shortcuts: ["Mod+0"], isEnabled: inWorkbench, run: viewActions.fit },
  {
    id: "view.fitSelection",
    title: titled("commands.fitSelection"),
    shortcuts: ["Mod+1"],
    isEnabled: hasNodes,
    run: viewActions.fitSelection,
  },
  {
    id: "view.zoomIn",
    title: titled("commands.zoomIn"),
    shortcuts: ["Mod+=", "Mod++"],
    isEnabled: inWorkbench,
    run: viewActions.zoomIn,
  },
  {
    id: "view.zoomOut",
    title: titled("commands.zoomOut"),
    shortcuts: ["Mod+-"],
    isEnabled: inWorkbench,
    run: viewActions.zoomOut,
  },
  { id: "view.minimap", title: titled("commands.minimap"), isEnabled: inWorkbench, run: viewActions.toggleMinimap },
  {
    id: "view.leftPanel",
    title: titled("commands.toggleLeft"),
    shortcuts: ["Mod+B"],
    isEnabled: inWorkbench,
    run: () => togglePanel("left"),
  },
  {
    id: "view.bottomPanel",
    title: titled("commands.toggleBottom"),
    shortcuts: ["Mod+J"],
    isEnabled: inWorkbench,
    run: () => togglePanel("bottom"),
  },
  {
    id: "view.rightPanel",
    title: titled("commands.toggleRight"),
    shortcuts: ["Mod+Shift+B"],
    isEnabled: inWorkbench,
    run: () => togglePanel("right"),
  },
  {
    id: "view.palette",
    title: titled("commands.showPalette"),
    isEnabled: inWorkbench,
    run: () => showInApp({ left: "palette" }),
  },
  {
    id: "view.data",
    title: titled("commands.showData"),
    isEnabled: inWorkbench,
    run: () => showInApp({ left: "data" }),
  },
  {
    id: "view.layer",
    title: titled("commands.showLayer"),
    isEnabled: inWorkbench,
    run: () => showInApp({ right: "layer" }),
  },
  {
    id: "view.training",
    title: titled("commands.showTraining"),
    isEnabled: inWorkbench,
    run: () => showInApp({ right: "training" }),
  },
  {
    id: "view.curves",
    title: titled("commands.showCurves"),
    isEnabled: inWorkbench,
    run: () => showInApp({ bottom: "curves" }),
  },
  {
    id: "view.metrics",
    title: titled("commands.showMetrics"),
    isEnabled: inWorkbench,
    run: () => showInApp({ bottom: "metrics" }),
  },
  {
    id: "view.analysis",
    title: titled("commands.showAnalysis"),
    isEnabled: inWorkbench,
    run: () => showInApp({ bottom: "analysis" }),
  },
  {
    id: "view.problems",
    title: titled("commands.showProblems"),
    isEnabled: inWorkbench,
    run: () => showInApp({ bottom: "problems" }),
  },
  { id: "view.ir", title: titled("commands.showIr"), isEnabled: inWorkbench, run: () => showInApp({ bottom: "ir" }) },
  {
    id: "view.theme.system",
    title: titled("commands.themeSystem"),
    run: () => void changeSettings({ theme: "system" }),
  },
  { id: "view.theme.light", title: titled("commands.themeLight"), run: () => void changeSettings({ theme: "light" }) },
  { id: "view.theme.dark", title: titled("commands.themeDark"), run: () => void changeSettings({ theme: "dark" }) },
  { id: "view.language.en", title: () => "English", run: () => void changeSettings({ language: "en" }) },
  { id: "view.language.zh-CN", title: () => "简体中文", run: () => void changeSettings({ language: "zh-CN" }) },
];

const runCommands: readonly Command[] = [
  {
    id: "run.train",
    title: titled("commands.train"),
    shortcuts: ["F5"],
    isEnabled: () => inWorkbench() && !isActive(useRun.getState().state),
    run: train,
  },
  {
    id: "run.pause",
    title: () => currentText(useRun.getState().state === "paused" ? "commands.resume" : "commands.pause"),
    shortcuts: ["F6"],
    isEnabled: () => ["running", "paused"].includes(useRun.getState().state),
    run: togglePause,
  },
  {
    id: "run.stop",
    title: titled("commands.stop"),
    shortcuts: ["Shift+F5"],
    isEnabled: () => ["running", "paused"].includes(useRun.getState().state),
    run: () => void runActions.stop(),
  },
  {
    id: "run.analyze",
    title: titled("commands.analyze"),
    isEnabled: () =>
      inWorkbench() && useAnalysis.getState().kind !== "busy" && analysisHindrance(useRun.getState()) === null,
    run: () => {
      showInApp({ bottom: "analysis" });
      void analyzeRun();
    },
  },
  {
    id: "run.restartEngine",
    title: titled("commands.restartEngine"),
    run: () => void desktop.request("restart_engine", null),
  },
];

/** Every command; menu, shortcuts and palette are fed from here alone. */
export const commands: readonly Command[] = [
  ...fileCommands,
  ...editCommands,
  ...nodeCommands,
  ...viewCommands,
  ...runCommands,
];

/** Runs a command if it exists and makes sense now. */
export function runCommand(id: string): void {
  const command = commands.find((known) => known.id === id);
  if (command && (command.isEnabled?.() ?? true)) command.run();
}
