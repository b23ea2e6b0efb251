import { type Diagnostic, partsText, type Subject, wholeSubject } from "../model";
import { type Failure, type FailureCode, failureCodes } from "./generated";

export { type Subject, subjectNode } from "../model";

/** A failure answered to a request: the engine's own, with the findings of a drawing where those are the reason. */
export interface HostFailure extends Failure {
  readonly diagnostics?: readonly Diagnostic[];
}

const isFailure = (value: object): value is HostFailure =>
  "code" in value && typeof value.code === "string" && Object.hasOwn(failureCodes, value.code);

/** A failure on its way from where it is found to where it is answered. */
export class FailureError extends Error {
  override readonly name: string = "FailureError";

  constructor(readonly failure: HostFailure) {
    super(failureText(failure));
  }
}

/** The failure that a thrown error carries, as the addon's do; null for an error without one. */
export function failureOf(thrown: unknown): HostFailure | null {
  if (!(thrown instanceof Error) || !("failure" in thrown)) return null;
  const { failure } = thrown;
  return typeof failure === "object" && failure !== null && isFailure(failure) ? failure : null;
}

/** The words of a failure made here: English, and the values that its texts in any language are filled with. */
export interface FailureWords {
  readonly subject?: Subject;
  readonly found: string;
  readonly expected: string;
  readonly help: string;
  readonly values?: Failure["values"];
}

/** A failure of one code. */
export function failure(code: FailureCode, words: FailureWords): Failure {
  const { subject = wholeSubject, found, expected, help, values = {} } = words;
  return { code, subject, found, expected, help, values };
}

type FilePlace = Omit<Extract<Subject, { readonly kind: "file" }>, "kind" | "path">;

/** A file as what a failure is about, or a table without one (null), and a place in it. */
export function fileSubject(path: string | null, place: Partial<FilePlace> = {}): Subject {
  return { kind: "file", path, line: null, row: null, column: null, column_name: null, ...place };
}

/** A failure with the file it is about named, unless it is about something else or names the file among its values. */
export function inFile<Kind extends Failure>(failure: Kind, path: string): Kind {
  const { subject, values } = failure;
  if ("path" in values) return failure;
  if (subject.kind === "whole") return { ...failure, subject: fileSubject(path) };
  return subject.kind === "file" ? { ...failure, subject: { ...subject, path } } : failure;
}

/** Anything thrown, as a failure: what it carries, or a fault of the program's own in its words. */
export function failureOfThrown(thrown: unknown): HostFailure {
  const known = failureOf(thrown);
  if (known !== null) return known;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  const help = "try it again; if it happens again, report it with the project";
  return failure("internal", { found: reason, expected: "none of this", help, values: { reason } });
}

/** The name of the table's column that a failure is about; null where it is about none. */
export function columnOf({ subject }: Pick<Failure, "subject">): string | null {
  return subject.kind === "file" ? subject.column_name : null;
}

/** What a failure is about, in English; empty for the whole of what was asked. */
export function subjectText(subject: Subject): string {
  if (subject.kind === "whole") return "";
  if (subject.kind === "option") return `option ${subject.name}`;
  if (subject.kind === "place") return subject.path;
  if (subject.kind === "operation" || subject.kind === "node") return partsText({ subject });
  const { path, line, row, column, column_name } = subject;
  const name = column_name === null ? "" : ` "${shortened(column_name)}"`;
  const parts = [
    path,
    line === null ? null : `line ${line}`,
    row === null ? null : `row ${row}`,
    column === null && name === "" ? null : `column${column === null ? "" : ` ${column}`}${name}`,
  ];
  return parts.filter((part) => part !== null).join(", ");
}

/** What was found and expected, and what helps, as one line of English without the subject. */
export function failureWordsText({ found, expected, help }: Pick<Failure, "found" | "expected" | "help">): string {
  return `found ${found}; expected ${expected}. Help: ${help}${help.endsWith(".") ? "" : "."}`;
}

/** A failure as one line of English: `line 3, column "city": found …; expected …. Help: ….` */
export function failureText(failure: Failure): string {
  const subject = subjectText(failure.subject);
  return `${subject === "" ? "" : `${subject}: `}${failureWordsText(failure)}`;
}

/** At most 60 characters, so that a giant name cannot fill the screen. */
function shortened(text: string): string {
  const characters = [...text];
  return characters.length <= 60 ? text : `${characters.slice(0, 59).join("")}…`;
}
