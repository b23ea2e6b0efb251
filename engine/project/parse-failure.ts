import { valueText } from "../model";

/** Why a file was not opened; the sentences are complete English, the code keys the translation. */
export interface ParseFailure {
  /** `too_large`: not even read. `not_a_project`: some other file. `newer_version`: made by a later Layerglass. `damaged`: a project with something wrong at `path`. */
  readonly code: "newer_version" | "not_a_project" | "damaged" | "too_large";
  /** Where in the JSON: `$.nodes[3].kind`; `$` for the whole file. */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
  readonly help: string;
}

/** Carries a failure out of the depth of a document to `parseProject`, which answers it. */
export class ProjectFault extends Error {
  constructor(readonly failure: ParseFailure) {
    super(`${failure.path}: found ${failure.found}; expected ${failure.expected}`);
  }
}

/** A failure as one line of terminal text. */
export function failureText(failure: ParseFailure): string {
  return `${failure.code} at ${failure.path}: found ${failure.found}; expected ${failure.expected}. Help: ${failure.help}`;
}

const helpDamaged = "correct this place in a text editor, or open a backup of the file";

/** The fault of a value that is not what the format says. */
export function damaged(path: string, found: unknown, expected: string, help = helpDamaged): ProjectFault {
  return new ProjectFault({ code: "damaged", path, found: valueText(found), expected, help });
}

/** The fault of a place described in words. */
export function damagedBecause(path: string, found: string, expected: string, help = helpDamaged): ProjectFault {
  return new ProjectFault({ code: "damaged", path, found, expected, help });
}
