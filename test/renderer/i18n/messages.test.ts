import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { chinese, english, fillMessage, messageValueNames } from "../../../renderer/i18n";

const englishMessages: Readonly<Record<string, string>> = english;
const chineseMessages: Readonly<Record<string, string>> = chinese;

describe("both languages", () => {
  test("have exactly the same keys", () => {
    expect(Object.keys(chineseMessages).sort()).toEqual(Object.keys(englishMessages).sort());
  });

  test.each(Object.keys(englishMessages))("use the same values in %s", (key) => {
    const names = messageValueNames(englishMessages[key] ?? "");
    // English may need a number's plural where Chinese has one form; the value itself must be used by both.
    expect(messageValueNames(chineseMessages[key] ?? "")).toEqual(names);
  });

  test("have no empty text, and no English left in the Chinese where it can be said", () => {
    for (const [key, text] of Object.entries({ ...englishMessages, ...chineseMessages })) {
      expect(text.trim(), key).not.toBe("");
    }
    const untranslated = Object.entries(chineseMessages).filter(
      ([key, text]) =>
        text === englishMessages[key] && /[a-z]{3,}\s+[a-z]{3,}/i.test(text.replaceAll(/\{[^}]*\}/g, "")),
    );
    expect(untranslated).toEqual([]);
  });

  test("come from the same feature files", () => {
    const files = (language: string) =>
      readdirSync(new URL(`../../../renderer/i18n/${language}`, import.meta.url)).filter(
        (name) => !["catalog.ts", "diagnostics.ts", "value-words.ts"].includes(name),
      );
    expect(files("zh-CN").sort()).toEqual(files("en").sort());
  });

  test("give no key to two features", () => {
    const keysByFeature = Object.keys(englishMessages).map((key) => key.split(".")[0]);
    expect(new Set(keysByFeature).size).toBe(
      readdirSync(new URL("../../../renderer/i18n/en", import.meta.url)).length - 1,
    );
  });
});

describe("filling a message", () => {
  const message = "Move {count, plural, one {# node} other {# nodes}} to {place}";

  test("puts values and the right plural", () => {
    expect(fillMessage(message, "en", { count: 1, place: "here" })).toBe("Move 1 node to here");
    expect(fillMessage(message, "en", { count: 3, place: "here" })).toBe("Move 3 nodes to here");
    expect(fillMessage(message, "en", { count: 3000, place: "here" })).toBe("Move 3,000 nodes to here");
    expect(fillMessage("{count} of row {row}", "en", { count: 3000, row: 3000 })).toBe("3,000 of row 3000");
    expect(fillMessage("{count, plural, other {# 个}}", "zh-CN", { count: 1 })).toBe("1 个");
    expect(fillMessage("# {a}", "en", { a: "{b}" })).toBe("# {b}");
  });

  test("leaves a missing value in sight", () => {
    expect(fillMessage("to {place}", "en")).toBe("to {place}");
  });

  test("names every value once, also inside plurals", () => {
    expect(messageValueNames("{b} {n, plural, one {{a}} other {{a} #}} {b}")).toEqual(["a", "b", "n"]);
  });
});
