/** A text of a file on one line: what would move the cursor of a terminal becomes a space. */
export const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ");
