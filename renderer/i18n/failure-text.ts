import { useMemo } from "react";
import type { Failure } from "../../engine/contract";
import { failureTextIn } from "./failure-words";
import { useLanguage, useLanguageStore } from "./language";

/** A failure in the present language, for a toast. */
export function failureText(failure: Failure): string {
  return failureTextIn(useLanguageStore.getState().language, failure);
}

/** Turns failures into words of the current language. */
export function useFailureText(): (failure: Failure) => string {
  const language = useLanguage();
  return useMemo(() => (failure) => failureTextIn(language, failure), [language]);
}
