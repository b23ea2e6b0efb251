/** Every text the person reads, in English and Simplified Chinese, keyed by one type; and how numbers are written. */

export type { Language } from "../../electron/contract";
export { CatalogText, useCatalogText } from "./catalog-text";
export { diagnosticWords, useDiagnosticText } from "./diagnostic-text";
export type { MessageKey, Messages } from "./en";
export { english } from "./en";
export { failureText, useFailureText } from "./failure-text";
export { failureTextIn, isCase, placedText } from "./failure-words";
export {
  currentText,
  setLanguage,
  type Text,
  useLanguage,
  useLanguageStore,
  useText,
} from "./language";
export { fillMessage, type MessageValues, messageValueNames } from "./message";
export { countText, durationText, type FigureUnit, figureText, rateText, tickText } from "./number-format";
export { processEndText } from "./process-end";
export type { FindingText } from "./text-types";
export { isMessageKey, textIn } from "./texts";
export { chinese } from "./zh-CN";
export { kinds as chineseKinds } from "./zh-CN/catalog";
export { findings as chineseFindings } from "./zh-CN/diagnostics";
