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
  // macOS names ⌘ last.
  const signs = `${shortcut.includes("Shift+") ? "⇧" : ""}${shortcut.includes("Mod+") ? "⌘" : ""}`;
  return signs + shortcut.replace("Mod+", "").replace("Shift+", "");
}
