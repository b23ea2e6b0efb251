import { columnOf, type Failure, failureText, failureWordsText, nodeOf, subjectText } from "../contract";

/** One finding about a project. */
export interface Finding {
  /** Stable: `E…` errors, `W…` warnings, `I…` information. */
  readonly code: string;
  readonly severity: "error" | "warning" | "information";
  /** Id of the node it is about, and of its port, or the name of its parameter. */
  readonly node?: string;
  readonly port?: string;
  readonly parameter?: string;
  readonly found: string;
  readonly expected: string;
  readonly help: string;
}

/** Where a fault is and what kind it is, as far as is known. */
export interface FaultPlace {
  /** Stable: a finding's (`E…`), a run's or a model's (`R…`), a table's (`column_missing`) or a word for the call. */
  readonly code: string;
  /** The file or project it is about; null for a fault of the call itself. */
  readonly file?: string | null;
  /** Id of the node of the drawing. */
  readonly node?: string | null;
  /** Name of the table's column. */
  readonly column?: string | null;
  /** Errors found in a project, where that is the fault. */
  readonly findings?: readonly Finding[];
  /** The engine's failure, where it is one. */
  readonly failure?: Failure | null;
}

/** Every expected fault. The message says where, what was found, what was expected and how to fix it. */
export class LayerglassError extends Error {
  override readonly name = "LayerglassError";
  /** Stable: a finding's (`E…`), a run's or a model's (`R…`), a table's (`column_missing`) or a word for the call. */
  readonly code: string;
  /** The file or project it is about; null for a fault of the call itself. */
  readonly file: string | null;
  /** Id of the node of the drawing it is about, or null. */
  readonly node: string | null;
  /** Name of the table's column it is about, or null. */
  readonly column: string | null;
  /** Errors found in a project, each with its node, where that is the fault; else empty. */
  readonly findings: readonly Finding[];
  /** The engine's failure as it is, where it is one: its subject, its words and its values; else null. */
  readonly failure: Failure | null;

  constructor(message: string, { code, file, node, column, findings, failure }: FaultPlace) {
    super(message);
    this.code = code;
    this.file = file ?? null;
    this.node = node ?? null;
    this.column = column ?? null;
    this.findings = findings ?? [];
    this.failure = failure ?? null;
  }
}

/** A failure of the engine's with the file it is about, as one line. */
export function engineError(file: string, failure: Failure): LayerglassError {
  const { code } = failure;
  const node = nodeOf(failure);
  // The line begins with the file, which needs no naming again.
  const isSaid = node !== null || subjectText(failure.subject) === file;
  const text = isSaid ? failureWordsText(failure) : failureText(failure);
  const message = `${file}: ${code}${node === null ? "" : ` ${node}`}: ${text}`;
  return new LayerglassError(message, { code, file, node, column: columnOf(failure), failure });
}
