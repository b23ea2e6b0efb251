import { canvasActions } from "../../canvas";
import { documentActions, useDocument } from "../../document";
import { currentText, type MessageKey } from "../../i18n";
import { commandGroup, hasNodes, hasSelection, inWorkbench, titled } from "./command";

export const editCommands = commandGroup([
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
]);

function stepTitle(
  key: MessageKey,
  step: { key: MessageKey; values?: Readonly<Record<string, string | number>> } | null,
): string {
  return step ? `${currentText(key)} ${currentText(step.key, step.values)}` : currentText(key);
}
