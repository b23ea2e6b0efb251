import { describe, expect, test } from "vitest";
import { matchesShortcut, shortcutText } from "../../../renderer/app/key-shortcut";

const press = (key: string, held: Partial<Record<"ctrlKey" | "metaKey" | "shiftKey" | "altKey", boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

describe("a shortcut", () => {
  test.each([
    ["Mod+S", press("s", { ctrlKey: true }), true],
    ["Mod+S", press("S", { ctrlKey: true, shiftKey: true }), false],
    ["Mod+Shift+S", press("S", { ctrlKey: true, shiftKey: true }), true],
    ["Mod+S", press("s"), false],
    ["B", press("b"), true],
    ["B", press("b", { ctrlKey: true }), false],
    ["B", press("b", { altKey: true }), false],
    ["F5", press("F5"), true],
    ["F5", press("F5", { shiftKey: true }), false],
    ["Shift+F5", press("F5", { shiftKey: true }), true],
    ["Mod++", press("+", { ctrlKey: true, shiftKey: true }), true],
    ["Mod+-", press("-", { ctrlKey: true }), true],
    ["Mod+Z", press("z", { metaKey: true }), false],
  ])("%s, %o elsewhere: %s", (shortcut, event, expected) => {
    expect(matchesShortcut(shortcut, event, false)).toBe(expected);
  });

  test("on a Mac takes the command key", () => {
    expect(matchesShortcut("Mod+Z", press("z", { metaKey: true }), true)).toBe(true);
    expect(matchesShortcut("Mod+Z", press("z", { ctrlKey: true }), true)).toBe(false);
    expect(shortcutText("Mod+Shift+S", true)).toBe("⇧⌘S");
    expect(shortcutText("Mod+Shift+S", false)).toBe("Ctrl+Shift+S");
  });
});
