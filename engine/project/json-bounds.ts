/** How deep a project's JSON goes, with room to spare; the format itself has six levels. */
export const deepestJson = 64;
/** Most lists and objects in a project's JSON: the largest project has one for each node, wire, column and position, and a few. */
export const mostJsonParts = 3_000_000;

/**
 * What goes beyond the bounds in a JSON text, or null. Looks at each character once and makes nothing of it, since parsing
 * millions of nested lists takes minutes and gigabytes before anything could be refused.
 */
export function jsonExcess(text: string): { readonly found: string; readonly expected: string } | null {
  let depth = 0;
  let parts = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x22) {
      // To the text's end: the next quote that no odd number of backslashes stands before.
      for (index += 1; index < text.length && text.charCodeAt(index) !== 0x22; index += 1) {
        if (text.charCodeAt(index) === 0x5c) index += 1;
      }
    } else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      parts += 1;
      if (depth > deepestJson) {
        return {
          found: `more than ${deepestJson} lists and objects in one another`,
          expected: `at most ${deepestJson}`,
        };
      }
      if (parts > mostJsonParts) {
        return { found: `more than ${mostJsonParts} lists and objects`, expected: `at most ${mostJsonParts}` };
      }
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return null;
}
