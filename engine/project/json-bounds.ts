import { valueText } from "../model";
import { OpenKeys } from "./open-keys";
import { damaged, type ProjectFault } from "./parse-failure";

/** How deep a project's JSON goes, with room to spare; the format itself has six levels. */
export const deepestJson = 64;
/** Most lists and objects in a project's JSON: the largest project has one for each node, wire, column and position, and a few. */
export const mostJsonParts = 3_000_000;

function beyondBounds(what: "depth" | "parts", found: string, limit: number): ProjectFault {
  const help = "check that this is the right file, or open a backup of it";
  return damaged("$", what, { found, expected: `at most ${limit}`, help, values: { limit } });
}

function repeatedKey(text: string, at: number, keys: OpenKeys): ProjectFault {
  const key = valueText(keys.newest());
  const line = text.slice(0, at).split("\n").length;
  return damaged(keys.path(), "key_twice", {
    found: `the key ${key} again, in line ${line}`,
    expected: "each key of an object once",
    help: "remove one of the two in a text editor, or open a backup of the file",
    values: { key, line },
  });
}

/**
 * What goes beyond the bounds in a JSON text or stands twice in one object, or null. Looks at each character once and makes nothing
 * of it, since parsing millions of nested lists takes minutes and gigabytes before anything could be refused; and of two
 * equal keys parsing would keep the last without a word.
 */
export function jsonFault(text: string): ProjectFault | null {
  const keys = new OpenKeys(text, deepestJson);
  let depth = 0;
  let parts = 0;
  /** By depth, whether the part is an object. */
  const isObject = new Uint8Array(deepestJson + 1);
  let isKeyNext = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x22) {
      // To the text's end: the next quote that no odd number of backslashes stands before.
      const start = index + 1;
      let isEscaped = false;
      for (index = start; index < text.length; index += 1) {
        const within = text.charCodeAt(index);
        if (within === 0x22) break;
        if (within === 0x5c) {
          isEscaped = true;
          index += 1;
        }
      }
      if (isKeyNext) {
        isKeyNext = false;
        if (keys.take(start, index, isEscaped)) return repeatedKey(text, start, keys);
      }
    } else if (code === 0x2c) {
      if (isObject[depth] === 1) isKeyNext = true;
      else if (depth > 0) keys.next();
    } else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      parts += 1;
      if (depth > deepestJson) {
        return beyondBounds("depth", `more than ${deepestJson} lists and objects in one another`, deepestJson);
      }
      if (parts > mostJsonParts) {
        return beyondBounds("parts", `more than ${mostJsonParts} lists and objects`, mostJsonParts);
      }
      isKeyNext = code === 0x7b;
      isObject[depth] = isKeyNext ? 1 : 0;
      keys.open(isKeyNext);
    } else if (code === 0x5d || code === 0x7d) {
      isKeyNext = false;
      if (depth > 0) {
        depth -= 1;
        keys.close();
      }
    }
  }
  return null;
}
