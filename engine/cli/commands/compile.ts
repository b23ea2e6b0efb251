import { printIr } from "../compiler";
import type { NativeModule } from "../contract";
import { openProject, openSession, readProjectFile } from "../session";
import type { CommandLine } from "./arguments";
import { CliFault, exitCodes } from "./cli-fault";
import { diagnosticLine, refuseErrors } from "./report-diagnostics";
import type { Terminal } from "./terminal";

/** `check`: every finding; errors go to stderr and fail the command. */
export async function check(line: CommandLine, engine: () => NativeModule, terminal: Terminal): Promise<number> {
  const { compilation } = await openProject(readProjectFile(line.file), line, engine);
  const counts = { error: 0, warning: 0, information: 0 };
  for (const diagnostic of compilation.diagnostics) {
    counts[diagnostic.severity] += 1;
    if (line.json) terminal.out(`${JSON.stringify({ event: "diagnostic", file: line.file, ...diagnostic })}\n`);
    if (diagnostic.severity === "error") terminal.error(diagnosticLine(line.file, diagnostic));
    else if (!line.json) terminal.out(diagnosticLine(line.file, diagnostic));
  }
  const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
  const summary = `${plural(counts.error, "error")}, ${plural(counts.warning, "warning")}, ${counts.information} information`;
  terminal.out(line.json ? `${JSON.stringify({ event: "checked", file: line.file, ...counts })}\n` : `${summary}\n`);
  return counts.error > 0 ? exitCodes.failed : exitCodes.done;
}

/** `compile`: the IR as text, with `--json` as the document the trainer reads; with `--plan` what the trainer makes of it. */
export async function printCompiled(
  line: CommandLine,
  engine: () => NativeModule,
  terminal: Terminal,
): Promise<number> {
  const project = await openProject(readProjectFile(line.file), line, engine);
  refuseErrors(project, terminal);
  const { data, file } = project;
  const { ir } = project.compilation;
  if (!ir || !data) throw new CliFault(`${line.file}: nothing to compile`);
  if (line.plan) {
    const session = await openSession({ file, ir, data, wishes: line, initial: null }, engine());
    try {
      terminal.out(session.planText);
    } finally {
      await session.close();
    }
    return exitCodes.done;
  }
  terminal.out(line.json ? `${JSON.stringify(ir, null, 2)}\n` : printIr(ir));
  return exitCodes.done;
}
