import { useLanguageStore } from "../i18n";

/** When a version was saved: the time alone for one of today, with the date for another. */
export function savedTimeText(millis: number): string {
  const saved = new Date(millis);
  const isToday = saved.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(useLanguageStore.getState().language, {
    ...(isToday ? {} : { dateStyle: "medium" }),
    timeStyle: "short",
  }).format(saved);
}
