/** A text of a file on one line: what would move the cursor of a terminal becomes a space. */
export const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ");

/** A text of a file on one line, cut where it is longer than `most` letters. */
export function shortened(text: string, most: number): string {
  const letters = [...plain(text)];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : letters.join("");
}

/** A count and what is counted, such as `1 row`, `2 rows`. */
export const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;
