import type { ColumnRole, Subject } from "./generated";
import type { GraphEdit } from "./graph-edit";
import { partsText } from "./subject";
import type { TrainingSetup } from "./training-setup";

export type Severity = "error" | "warning" | "information";

/**
 * One finding, made to be acted on. `code` is stable (E0xx errors, W0xx warnings, I0xx information).
 * The English texts are complete sentences for the terminal and for logs; `values` carries the raw values the
 * window's translations are filled with, so display text is never parsed.
 */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  /** A node, its port or parameter; a training setting; or the whole drawing. */
  readonly subject: Subject;
  readonly found: string;
  readonly expected: string;
  readonly help: string;
  readonly values: Readonly<Record<string, string | number>>;
  /** Edits that fix it in one click (applied in order), where that is safe. */
  readonly fix?: readonly GraphEdit[];
  /** Training settings that fix it in one click. */
  readonly training_fix?: Partial<TrainingSetup>;
  /** Columns' role that fixes it in one click. */
  readonly column_fix?: ColumnFix;
}

/** Another role for columns of the table. */
export interface ColumnFix {
  readonly columns: readonly string[];
  readonly role: ColumnRole;
}

/** A diagnostic as one line of terminal text: `E012 dense_1: found …; expected …. Help: …`. */
export function diagnosticText(diagnostic: Diagnostic): string {
  const place = partsText(diagnostic);
  return `${diagnostic.code} ${place ? `${place}: ` : ""}found ${diagnostic.found}; expected ${diagnostic.expected}. Help: ${diagnostic.help}`;
}
