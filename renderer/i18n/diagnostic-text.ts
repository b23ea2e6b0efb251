import { useMemo } from "react";
import type { Language } from "../../electron/contract";
import { type FindingCode, findingTitles } from "../../engine/catalog";
import type { Diagnostic } from "../../engine/model";
import { useLanguage } from "./language";
import { fillMessage } from "./message";
import type { FindingText } from "./text-types";
import { findings as chineseFindings, valueWords } from "./zh-CN/diagnostics";

const isFindingCode = (code: string): code is FindingCode => Object.hasOwn(findingTitles, code);

/** A finding in words. English ones are made by the checks themselves; a run-time fault of unknown code stays English. */
export function diagnosticWords(language: Language, diagnostic: Diagnostic): FindingText {
  const { code, found, expected, help } = diagnostic;
  const english = { title: isFindingCode(code) ? findingTitles[code] : code, found, expected, help };
  if (language === "en" || !isFindingCode(code)) return english;
  const words = chineseFindings[code];
  const values = Object.fromEntries(
    Object.entries(diagnostic.values).map(([name, value]) => {
      // A node's own name is never a word to translate.
      const isName = ["node", "source", "reader", "first", "target", "targets", "columns", "wire", "port"].includes(
        name,
      );
      return [name, isName || typeof value === "number" ? value : (valueWords[value] ?? value)];
    }),
  );
  const fill = (template: string): string => fillMessage(template, language, values);
  return { title: words.title, found: fill(words.found), expected: fill(words.expected), help: fill(words.help) };
}

/** Turns findings into words of the current language. */
export function useDiagnosticText(): (diagnostic: Diagnostic) => FindingText {
  const language = useLanguage();
  return useMemo(() => (diagnostic) => diagnosticWords(language, diagnostic), [language]);
}
