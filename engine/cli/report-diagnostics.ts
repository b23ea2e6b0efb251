import { type Diagnostic, diagnosticText } from "../model";
import { CliFault } from "./cli-fault";
import type { Terminal } from "./terminal";

/** Findings as lines of a file: `FILE: W001 batch_norm_1: found …`. */
export function diagnosticLine(file: string, diagnostic: Diagnostic): string {
  return `${file}: ${diagnosticText(diagnostic)}\n`;
}

/**
 * Writes warnings (and information, where asked) to stderr.
 * @throws CliFault with every error's line when there is one.
 */
export function refuseErrors(file: string, diagnostics: readonly Diagnostic[], terminal: Terminal): void {
  for (const diagnostic of diagnostics) {
    if (diagnostic.severity === "warning") terminal.error(diagnosticLine(file, diagnostic));
  }
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0)
    throw new CliFault(
      errors
        .map((error) => diagnosticLine(file, error))
        .join("")
        .trimEnd(),
    );
}
