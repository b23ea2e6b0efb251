import { extname } from "node:path";

/** A path that a person typed, with the extension they left out. `extension` is in lower case, with its point. */
export const withExtension = (path: string, extension: string): string =>
  extname(path).toLowerCase() === extension ? path : path + extension;
