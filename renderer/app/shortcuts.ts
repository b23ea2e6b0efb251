import { desktop } from "../bridge";
import { type Command, type CommandId, commands } from "./commands";
import { matchesShortcut, shortcutText } from "./key-shortcut";

export const isMac = desktop.platform === "darwin";

/** First shortcut of a command for menus and tooltips. */
export function shownShortcut(id: CommandId): string | undefined {
  const [first] = commands.find((command) => command.id === id)?.shortcuts ?? [];
  return first === undefined ? undefined : shortcutText(first, isMac);
}

/** Whether keys now go into a text. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "range"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

function commandFor(event: KeyboardEvent): Command | undefined {
  // A list takes letters and arrows, and has no undo or copy of its own: what was chosen in it is taken back as anything is.
  const isOfList = event.target instanceof HTMLSelectElement && (event.ctrlKey || event.metaKey);
  const typing = isTyping(event.target) && !isOfList;
  return commands.find(
    (command) =>
      !(typing && command.typing === "yields") &&
      (command.shortcuts ?? []).some((shortcut) => matchesShortcut(shortcut, event, isMac)),
  );
}

/** Listens to the keys of every command. Returns the unsubscriber. */
export function listenToShortcuts(): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    const command = commandFor(event);
    if (!command) return;
    // Also when it is disabled now: the browser's own meaning (reload, print) is never wanted.
    event.preventDefault();
    // Toasts listen here too, and would take the focus by F6, which pauses.
    event.stopImmediatePropagation();
    if (command.isEnabled?.() ?? true) command.run();
  };
  window.addEventListener("keydown", onKeyDown);
  return () => window.removeEventListener("keydown", onKeyDown);
}
