import { expect, test } from "vitest";
import { evidenceTexts, type NoticeCode, noticeValues } from "../../../engine/contract";
import { chinese, english, isMessageKey, messageValueNames } from "../../../renderer/i18n";

const languages = { english, chinese };
const codes = Object.keys(noticeValues) as readonly NoticeCode[];

test.each(codes)("the notice %s has a text in both languages, filled with nothing but its values", (code) => {
  const key = `reading.notice.${code}`;
  if (!isMessageKey(key)) throw new Error(`no text ${key}`);
  const known = [...noticeValues[code], "column", "count"];
  for (const texts of Object.values(languages)) {
    expect(messageValueNames(texts[key]).filter((name) => !known.includes(name))).toEqual([]);
  }
});

test.each(Object.entries(evidenceTexts))(
  "the evidence %s is said in both languages with the same values",
  (code, own) => {
    const key = `reading.evidence.${code}`;
    if (!isMessageKey(key)) throw new Error(`no text ${key}`);
    const values = [...messageValueNames(own)].sort();
    for (const texts of Object.values(languages)) expect([...messageValueNames(texts[key])].sort()).toEqual(values);
  },
);
