/** A text of a file on one line: what would move the cursor of a terminal becomes a space. */
export const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ");

/** A text of a file on one line, cut where it is longer than `most` letters. */
export function shortened(text: string, most: number): string {
  const letters = [...plain(text)];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : letters.join("");
}

/** Letters that take two places of a terminal's line: those of East Asia, full-width forms, pictures. */
const wide =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6\p{Emoji_Presentation}]/u;

/** Places of a terminal's line that a text takes. */
export function placesOf(text: string): number {
  // Most texts, told at once.
  if (/^[ -~]*$/.test(text)) return text.length;
  let places = 0;
  for (const letter of text) places += /\p{M}/u.test(letter) ? 0 : wide.test(letter) ? 2 : 1;
  return places;
}

/** A count and what is counted, such as `1 row`, `2 rows`. */
export const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

/** How many rows trained, validated and, where there are such, were kept aside as test rows; with the names of their own files. */
export function splitText(
  rows: { readonly training_rows: number; readonly validation_rows: number; readonly test_rows: number },
  files: { readonly validation?: string | undefined; readonly test?: string | undefined } = {},
): string {
  const of = (file: string | undefined): string => (file === undefined ? "" : ` of ${plain(file)}`);
  const test = rows.test_rows > 0 ? `, ${counted(rows.test_rows, "test row")}${of(files.test)} kept aside` : "";
  return `${rows.training_rows} training rows, ${rows.validation_rows} validation rows${of(files.validation)}${test}`;
}
