/** A text of a file on one line: what would move the cursor of a terminal becomes a space. */
export const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ");

/** A text of a file on one line, cut where it is longer than `most` letters. */
export function shortened(text: string, most: number): string {
  const letters = [...plain(text)];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : letters.join("");
}

/** A count and what is counted, such as `1 row`, `2 rows`. */
export const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

/** How many rows trained, validated and, where there are such, were kept aside as test rows. */
export function splitText(rows: {
  readonly training_rows: number;
  readonly validation_rows: number;
  readonly test_rows: number;
}): string {
  const test = rows.test_rows > 0 ? `, ${counted(rows.test_rows, "test row")} kept aside` : "";
  return `${rows.training_rows} training rows, ${rows.validation_rows} validation rows${test}`;
}
