/** Failures in the words of a language, for windows and for what the desktop shows beside them: knows no React. */
import type { Language } from "../../electron/contract";
import {
  failureText as englishText,
  type Failure,
  type FailureKind,
  failureCodes,
  subjectNode,
} from "../../engine/contract";
import { isMessageKey, textIn } from "./texts";
import { failureWords } from "./zh-CN/failures";

/** The case of its code that a failure is; null where it is none that has a text. */
function caseKey({ code, values }: Failure) {
  const key = `failures.${code}.${values.case}`;
  return values.case !== undefined && isMessageKey(key) ? key : null;
}

/** Whether a failure's text says all that is known of it: its code has cases, and it is one of them. */
export const isCase = (failure: Failure): boolean => caseKey(failure) !== null;

/** Values that are words of the program's; others are names and texts of the person's own, whatever they say. */
const wordValues: ReadonlySet<string> = new Set(["reason", "unit", "format", "found", "expected"]);

/** What a code says, or its case, filled with the failure's values; `node` is what its node is called. */
function codeText(language: Language, failure: Failure, node = subjectNode(failure) ?? ""): string {
  const { subject } = failure;
  const words = Object.entries(failure.values).map(([name, value]) => {
    const isWord = language !== "en" && typeof value === "string" && wordValues.has(name);
    return [name, isWord ? (failureWords[value] ?? value) : value] as const;
  });
  const place = subject.kind === "place" ? subject.path : "";
  const key = caseKey(failure) ?? (`failures.${failure.code}` as const);
  return textIn(language, key, { ...Object.fromEntries(words), node, place });
}

/** Kinds whose English words are those of their codes; of the others the failure's own words say more. */
const saidByCode: ReadonlySet<FailureKind> = new Set(["engine", "file"]);

/** A failure in the words of a language, with its place in a file. English is the failure's own words, unless the code says it better. */
export function failureTextIn(language: Language, failure: Failure): string {
  if (language === "en" && !saidByCode.has(failureCodes[failure.code].kind)) return englishText(failure);
  return placedText(language, failure);
}

/** What its code says, after its place in a file where it has one; `node` is what its node is called. */
export function placedText(language: Language, failure: Failure, node?: string): string {
  const place = placeText(language, failure);
  return `${place}${place === "" ? "" : textIn(language, "app.failurePlace")}${codeText(language, failure, node)}`;
}

/** Name of the file a failure is about, where neither its text nor whoever shows it says that. */
function fileName({ code, subject, values }: Failure): string | null {
  const isSaid = saidByCode.has(failureCodes[code].kind) || "path" in values;
  return subject.kind !== "file" || isSaid ? null : (subject.path?.split(/[\\/]/).at(-1) ?? null);
}

function placeText(language: Language, failure: Failure): string {
  const { subject } = failure;
  if (subject.kind !== "file") return "";
  const { line, row, column, column_name } = subject;
  const parts = [
    fileName(failure),
    line === null ? null : textIn(language, "app.failureLine", { line }),
    row === null ? null : textIn(language, "app.failureRow", { row }),
    column_name === null
      ? column !== null && textIn(language, "app.failureColumn", { column })
      : textIn(language, "app.failureNamedColumn", { name: column_name }),
  ];
  return parts.filter((part) => typeof part === "string").join(textIn(language, "app.failureAnd"));
}
