import { useMemo } from "react";
import type { Language } from "../../electron/contract";
import { type FindingCode, findingTitles } from "../../engine/catalog";
import { type FailureCode, failureCodes, fileSubject } from "../../engine/contract";
import type { Diagnostic } from "../../engine/model";
import { failureTextIn } from "./failure-words";
import { useLanguage } from "./language";
import { fillMessage } from "./message";
import type { FindingText } from "./text-types";
import { findings as chineseFindings } from "./zh-CN/diagnostics";
import { valueWords } from "./zh-CN/value-words";

const isFailureCode = (code: string): code is FailureCode => Object.hasOwn(failureCodes, code);
const isFindingCode = (code: string): code is FindingCode => Object.hasOwn(findingTitles, code);

/** A finding in words. English ones are made by the checks themselves; a run-time fault of unknown code stays English. */
export function diagnosticWords(language: Language, diagnostic: Diagnostic): FindingText {
  const { code, found, expected, help } = diagnostic;
  const english = { title: isFindingCode(code) ? findingTitles[code] : code, found, expected, help };
  if (language === "en" || !isFindingCode(code)) return english;
  const words = chineseFindings[code];
  const reason = reasonOf(language, diagnostic);
  const values = Object.fromEntries(
    Object.entries({ ...diagnostic.values, ...reason }).map(([name, value]) => {
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

/** Why a table cannot be read, in the person's language: the finding carries the failure (`unreadableTable`). */
function reasonOf(language: Language, { values }: Diagnostic): Readonly<Record<string, string>> {
  const { failure: code } = values;
  if (typeof code !== "string" || !isFailureCode(code)) return {};
  const number = (name: string) => (typeof values[name] === "number" ? values[name] : null);
  const { failure_column_name: name } = values;
  const column_name = typeof name === "string" ? name : null;
  const subject = fileSubject(null, { line: number("failure_line"), row: number("failure_row"), column_name });
  const { values: ofCode, cases } = failureCodes[code];
  const ofCase = typeof values.failure_case === "string" ? (cases[values.failure_case] ?? []) : [];
  const own = [...ofCode, "case", ...ofCase].flatMap((value) => {
    const carried = values[`failure_${value}`];
    return carried === undefined ? [] : [[value, carried] as const];
  });
  const words = { found: "", expected: "", help: "" };
  return { reason: failureTextIn(language, { code, subject, ...words, values: Object.fromEntries(own) }) };
}

/** Turns findings into words of the current language. */
export function useDiagnosticText(): (diagnostic: Diagnostic) => FindingText {
  const language = useLanguage();
  return useMemo(() => (diagnostic) => diagnosticWords(language, diagnostic), [language]);
}
