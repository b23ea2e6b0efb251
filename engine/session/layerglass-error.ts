import {
  columnOf,
  type Failure,
  type FailureCode,
  type FailureWords,
  failure,
  failureOfThrown,
  failureText,
  failureWordsText,
  subjectNode,
  subjectText,
} from "../contract";
import { type Diagnostic, diagnosticText, subjectParts } from "../model";

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

/** A finding as users of the API and of JSON lines have it, its place as plain fields. */
export function flatFinding({ subject, ...diagnostic }: Diagnostic): Finding {
  const { node, port, parameter } = subjectParts({ subject });
  return {
    ...diagnostic,
    ...(node !== null && { node }),
    ...(port !== null && { port }),
    ...(parameter !== null && { parameter }),
  };
}

/** What an error is about, as far as is known. */
interface FaultFacts {
  readonly code: string;
  readonly file: string | null;
  readonly node: string | null;
  readonly column: string | null;
  readonly findings: readonly Finding[];
  readonly failure: Failure | null;
}

/** Every expected fault. The message says where, what was found, what was expected and how to fix it. */
export class LayerglassError extends Error {
  override readonly name = "LayerglassError";
  /** Stable: a finding's (`E…`), or a failure's (docs/failures.md). */
  readonly code: string;
  /** The file or project it is about; null for a fault of the call itself. */
  readonly file: string | null;
  /** Id of the node of the drawing it is about, or null. */
  readonly node: string | null;
  /** Name of the table's column it is about, or null. */
  readonly column: string | null;
  /** Errors found in a project, each with its node, where that is the fault; else empty. */
  readonly findings: readonly Finding[];
  /** The failure as it is: its subject, its words and its values; null where a drawing's findings are the fault. */
  readonly failure: Failure | null;

  constructor(message: string, { code, file, node, column, findings, failure }: FaultFacts) {
    super(message);
    this.code = code;
    this.file = file;
    this.node = node;
    this.column = column;
    this.findings = findings;
    this.failure = failure;
  }
}

/** A failure with the file it is about, as one line; `what` says what could not be done, where the failure does not. */
export function failureError(file: string, failure: Failure, what = ""): LayerglassError {
  const { code } = failure;
  const node = subjectNode(failure);
  // The line begins with the file, which needs no naming again.
  const isSaid = node !== null || subjectText(failure.subject) === file;
  const text = isSaid ? failureWordsText(failure) : failureText(failure);
  const message = `${file}: ${what === "" ? "" : `${what}: `}${code}${node === null ? "" : ` ${node}`}: ${text}`;
  return new LayerglassError(message, { code, file, node, column: columnOf(failure), findings: [], failure });
}

/** What the engine answers about a file; its failure names the file. */
export async function answer<Answer>(file: string, asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked;
  } catch (error) {
    throw failureError(file, failureOfThrown(error));
  }
}

/** The fault of a call: something given to it that it does not take. */
export function callError(code: FailureCode, words: FailureWords): LayerglassError {
  const fault = failure(code, words);
  const facts = { code, file: null, node: subjectNode(fault), column: columnOf(fault), findings: [], failure: fault };
  return new LayerglassError(`layerglass: ${failureText(fault)}`, facts);
}

/** The fault of an option that is none. */
export function optionFault(name: string, found: string, expected: string): LayerglassError {
  const subject = { kind: "option", name } as const;
  return callError("option", { subject, found, expected, help: "correct the option, or leave it out" });
}

/** The errors found in a project, a line each; with the failure that the first of them tells of, where one does. */
export function findingsError(
  file: string,
  findings: readonly [Diagnostic, ...Diagnostic[]],
  failure: Failure | null = null,
): LayerglassError {
  const [first] = findings;
  const message = findings.map((finding) => `${file}: ${diagnosticText(finding)}`).join("\n");
  const column = failure && columnOf(failure);
  const facts = {
    code: first.code,
    file,
    node: subjectNode(first),
    column,
    findings: findings.map(flatFinding),
    failure,
  };
  return new LayerglassError(message, facts);
}
