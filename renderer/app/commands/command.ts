import { useDocument } from "../../document";
import { currentText, type MessageKey } from "../../i18n";
import { useAppView } from "../app-view";

/** One thing the person can do, by menu, shortcut or command palette alike. */
export interface Command<Id extends string = string> {
  /** Also the id of the native menu item, where it is in the menu. */
  readonly id: Id;
  readonly title: () => string;
  /** Key combinations, the first one shown: `Mod+S`, `F5`, `B`. Mod is Ctrl, on a Mac ⌘. */
  readonly shortcuts?: readonly string[];
  /** The keys belong to the canvas only while nothing is being typed. */
  readonly typing?: "keeps" | "yields";
  readonly isEnabled?: () => boolean;
  readonly run: () => void;
}

/** Commands that keep their ids in their type, so that one that is asked for by name and is none is a type error. */
export function commandGroup<const Id extends string>(commands: readonly Command<Id>[]): readonly Command<Id>[] {
  return commands;
}

export const inWorkbench = (): boolean => useAppView.getState().screen === "workbench";
export const hasNodes = (): boolean => inWorkbench() && useDocument.getState().selection.nodes.size > 0;
export const hasSelection = (): boolean =>
  hasNodes() || (inWorkbench() && useDocument.getState().selection.wires.size > 0);

/** A title that follows the language. */
export function titled(key: MessageKey): () => string {
  return () => currentText(key);
}
