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

  constructor(message: string, { code, file, node, column, findings }: FaultPlace) {
    super(message);
    this.code = code;
    this.file = file ?? null;
    this.node = node ?? null;
    this.column = column ?? null;
    this.findings = findings ?? [];
  }
}

/** What the addon said in an error: its message is a JSON failure, or plain text. */
export interface EngineFailure {
  readonly code: string;
  readonly node: string | null;
  readonly column: string | null;
  /** One sentence or `found …; expected …. Help: …`. */
  readonly text: string;
}

/** Reads an error thrown by the addon. */
export function engineFailure(error: unknown): EngineFailure {
  const message = error instanceof Error ? error.message : String(error);
  const unknown = { code: "engine", node: null, column: null, text: message };
  let failure: unknown;
  try {
    failure = JSON.parse(message);
  } catch {
    return unknown;
  }
  if (typeof failure !== "object" || failure === null) return unknown;
  const fields = new Map<string, unknown>(Object.entries(failure));
  const field = (name: string) => {
    const value = fields.get(name);
    return typeof value === "string" ? value : null;
  };
  const found = field("found");
  const text = found ? `found ${found}; expected ${field("expected")}. Help: ${field("help")}` : field("message");
  return { code: field("code") ?? "engine", node: field("node"), column: field("column"), text: text ?? message };
}

/** A failure of the engine's with the file it is about, as one line. */
export function engineError(file: string, { code, node, column, text }: EngineFailure): LayerglassError {
  return new LayerglassError(`${file}: ${code}${node ? ` ${node}` : ""}: ${text}`, { code, file, node, column });
}
