import type { ParseFailure } from "../../engine/project";
import { currentText, useLanguageStore } from "../i18n";

/** Why a project was not read, in the person's language. */
export function parseFailureText({ code, path, found, expected }: ParseFailure): string {
  return currentText(`app.project.${code}`, { path, found, expected });
}

/** When a version was saved: the time alone for one of today, with the date for another. */
export function savedTimeText(millis: number): string {
  const saved = new Date(millis);
  const isToday = saved.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(useLanguageStore.getState().language, {
    ...(isToday ? {} : { dateStyle: "medium" }),
    timeStyle: "short",
  }).format(saved);
}
