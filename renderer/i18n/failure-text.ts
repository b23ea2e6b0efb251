import { useMemo } from "react";
import type { Language } from "../../electron/contract";
import { failureText as englishText, type Failure, failureCodes, nodeOf, type Subject } from "../../engine/contract";
import { textIn, useLanguage, useLanguageStore } from "./language";
import { failureWords } from "./zh-CN/failures";

/** What a code says, filled with the failure's values; `node` is what its node is called. */
export function codeText(language: Language, failure: Failure, node = nodeOf(failure) ?? ""): string {
  const words = Object.entries(failure.values).map(([name, value]) => {
    const isWord = language !== "en" && typeof value === "string" && failureCodes[failure.code].values.includes(name);
    return [name, isWord ? (failureWords[value] ?? value) : value] as const;
  });
  return textIn(language, `failures.${failure.code}`, { ...Object.fromEntries(words), node });
}

/** A failure in the words of a language, with its place in a file. English is the failure's own words, which say more, unless the engine is gone. */
export function failureTextIn(language: Language, failure: Failure): string {
  if (language === "en" && failureCodes[failure.code].kind !== "engine") return englishText(failure);
  const place = placeText(language, failure.subject);
  return `${place}${place === "" ? "" : textIn(language, "app.failurePlace")}${codeText(language, failure)}`;
}

/** A failure in the present language, for a toast. */
export function failureText(failure: Failure): string {
  return failureTextIn(useLanguageStore.getState().language, failure);
}

/** Turns failures into words of the current language. */
export function useFailureText(): (failure: Failure) => string {
  const language = useLanguage();
  return useMemo(() => (failure) => failureTextIn(language, failure), [language]);
}

function placeText(language: Language, subject: Subject): string {
  if (subject.kind !== "file") return "";
  const { line, row, column, column_name } = subject;
  const parts = [
    line === null ? null : textIn(language, "app.failureLine", { line }),
    row === null ? null : textIn(language, "app.failureRow", { row }),
    column_name === null
      ? column !== null && textIn(language, "app.failureColumn", { column })
      : textIn(language, "app.failureNamedColumn", { name: column_name }),
  ];
  return parts.filter((part) => typeof part === "string").join(textIn(language, "app.failureAnd"));
}
