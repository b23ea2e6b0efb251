/** Text as GBK, in which much Chinese software writes tables. Node decodes it, and encodes UTF-8 alone. */

/** Bytes of every character of two bytes. */
let bytesOf: Map<string, readonly [number, number]> | undefined;

function twoByteCharacters(): Map<string, readonly [number, number]> {
  const decoder = new TextDecoder("gbk");
  const found = new Map<string, readonly [number, number]>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if ([...character].length === 1 && character !== "\ufffd") found.set(character, [lead, trail]);
    }
  }
  return found;
}

/** A text's bytes in GBK; an error for a character that GBK lacks. */
export function gbkOf(text: string): Uint8Array {
  bytesOf ??= twoByteCharacters();
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const pair = bytesOf.get(character);
    if (code < 0x80) bytes.push(code);
    else if (pair !== undefined) bytes.push(...pair);
    else throw new Error(`GBK has no ${character}`);
  }
  return Uint8Array.from(bytes);
}
