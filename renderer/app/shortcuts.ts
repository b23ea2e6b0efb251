import { desktop } from "../bridge";
import { type Command, commands } from "./commands";

interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** Whether a key press is a shortcut such as `Mod+Shift+S`; Mod is ⌘ on a Mac and Ctrl elsewhere. */
export function matchesShortcut(shortcut: string, press: KeyPress, isMac: boolean): boolean {
  const parts = shortcut.split("+").filter((part) => part !== "");
  const key = shortcut.endsWith("+") ? "+" : (parts.at(-1) ?? "");
  const mod = isMac ? press.metaKey : press.ctrlKey;
  const other = isMac ? press.ctrlKey : press.metaKey;
  const wanted = { mod: parts.includes("Mod"), shift: parts.includes("Shift") };
  // A sign such as + needs Shift on some keyboards and none on others.
  const shiftFits = press.shiftKey === wanted.shift || /^[^\w\s]$/.test(key);
  return press.key.toLowerCase() === key.toLowerCase() && mod === wanted.mod && !other && !press.altKey && shiftFits;
}

/** A shortcut as shown to the person: `Ctrl+Shift+S`, on a Mac `⇧⌘S`. */
export function shortcutText(shortcut: string, isMac: boolean): string {
  if (!isMac) return shortcut.replace("Mod", "Ctrl");
  return shortcut.replace("Shift+", "⇧").replace("Mod+", "⌘");
}

export const isMac = desktop.platform === "darwin";

/** First shortcut of a command for menus and tooltips. */
export function shownShortcut(id: string): string | undefined {
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
  const typing = isTyping(event.target);
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
    if (command.isEnabled?.() ?? true) command.run();
  };
  window.addEventListener("keydown", onKeyDown);
  return () => window.removeEventListener("keydown", onKeyDown);
}
