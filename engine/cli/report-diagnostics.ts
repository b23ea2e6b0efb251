import { type Diagnostic, diagnosticText } from "../model";
import { type OpenedProject, requireNoErrors } from "../session";
import type { Terminal } from "./terminal";

/** Findings as lines of a file: `FILE: W001 batch_norm_1: found …`. */
export function diagnosticLine(file: string, diagnostic: Diagnostic): string {
  return `${file}: ${diagnosticText(diagnostic)}\n`;
}

/** Whether a command that goes on tells of a finding: warnings, and what was taken from a table that the project left open. */
export const isTold = ({ severity, code }: Diagnostic): boolean => severity === "warning" || code === "I012";

/**
 * Writes warnings to stderr.
 * @throws LayerglassError with every error's line when there is one.
 */
export function refuseErrors(project: OpenedProject, terminal: Terminal): void {
  for (const diagnostic of project.compilation.diagnostics) {
    if (isTold(diagnostic)) terminal.error(diagnosticLine(project.file, diagnostic));
  }
  requireNoErrors(project);
}
