import type { Language } from "../../electron/contract";
import { english, type MessageKey, type Messages } from "./en";
import { fillMessage, type MessageValues } from "./message";
import { chinese } from "./zh-CN";

const languages: Readonly<Record<Language, Messages>> = { en: english, "zh-CN": chinese };

/** Whether there is a text of this key. */
export const isMessageKey = (key: string): key is MessageKey => Object.hasOwn(english, key);

export function textIn(language: Language, key: MessageKey, values?: MessageValues): string {
  return fillMessage(languages[language][key], language, values);
}
