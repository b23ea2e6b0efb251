import { useMemo } from "react";
import { create } from "zustand";
import type { Language } from "../../electron/contract";
import type { MessageKey } from "./en";
import type { MessageValues } from "./message";
import { textIn } from "./texts";

export type Text = (key: MessageKey, values?: MessageValues) => string;

/** The language of every text on screen. */
export const useLanguageStore = create<{ language: Language }>(() => ({ language: "en" }));

export function useLanguage(): Language {
  return useLanguageStore((state) => state.language);
}

export function setLanguage(language: Language): void {
  useLanguageStore.setState({ language });
  if (typeof document !== "undefined") document.documentElement.lang = language;
}

/** Text in the current language, outside components; components use `useText`, so that they follow a language change. */
export function currentText(key: MessageKey, values?: MessageValues): string {
  return textIn(useLanguageStore.getState().language, key, values);
}

/** `text(key, values)` in the current language; the function changes only when the language does. */
export function useText(): Text {
  const language = useLanguage();
  return useMemo(() => (key, values) => textIn(language, key, values), [language]);
}
