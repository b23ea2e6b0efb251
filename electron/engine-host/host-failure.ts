import type { HostFailure, RunFailure } from "../../engine/contract";
import type { Diagnostic } from "../../engine/model";

/** A failure to be answered to the window, thrown through the handlers. */
export class RequestFailure extends Error {
  constructor(readonly failure: HostFailure) {
    super(failure.message);
  }
}

function isRunFailure(value: object): value is RunFailure {
  return "found" in value && "expected" in value && "help" in value;
}

function diagnosticOf(failure: RunFailure): Diagnostic {
  const { code, node, found, expected, help, operation } = failure;
  return {
    code,
    severity: "error",
    ...(node === null ? {} : { node }),
    found,
    expected,
    help,
    values: operation === null ? {} : { operation },
  };
}

/** Anything thrown, as a failure in words. The addon throws errors whose message is a JSON `HostFailure` or `RunFailure`. */
export function hostFailureOf(thrown: unknown): HostFailure {
  if (thrown instanceof RequestFailure) return thrown.failure;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  try {
    const parsed: unknown = JSON.parse(message);
    if (typeof parsed === "object" && parsed !== null) {
      if (isRunFailure(parsed)) {
        const text = `Found ${parsed.found}; expected ${parsed.expected}. ${parsed.help}`;
        return { code: parsed.code, message: text, diagnostics: [diagnosticOf(parsed)] };
      }
      if (
        "code" in parsed &&
        "message" in parsed &&
        typeof parsed.code === "string" &&
        typeof parsed.message === "string"
      ) {
        return { code: parsed.code, message: parsed.message };
      }
    }
  } catch {
    // Not JSON: an error of Node's or of ours, told as it is.
  }
  return { code: "internal", message };
}
