import { Command } from "@commander-js/extra-typings";
import type { NativeModule } from "../../contract";
import { flatFinding, openProject, readProjectFile } from "../../session";
import type { CliCommand } from "../cli-command";
import { exitCodes } from "../cli-fault";
import { dataOption, jsonOption, withoutOption } from "../options";
import { readingOf, withReading } from "../reading-options";
import { noticeText } from "../reading-report";
import { diagnosticLine } from "../report-diagnostics";
import type { Terminal } from "../terminal";
import { counted } from "../terminal-text";

const describe = () =>
  withReading(
    new Command("check")
      .description("Say everything that is wrong with a project.")
      .argument("<project>", "a .layerglass file")
      .addOption(dataOption())
      .addOption(withoutOption())
      .addOption(jsonOption()),
  );

type CheckOptions = ReturnType<ReturnType<typeof describe>["opts"]>;

/** `check FILE`. */
export const checkCommand: CliCommand = ({ engine, terminal, end }) =>
  describe().action(async (file, options) => end(await check(file, options, engine, terminal)));

/** Every finding; errors go to stderr and fail the command. */
async function check(
  file: string,
  options: CheckOptions,
  engine: () => NativeModule,
  terminal: Terminal,
): Promise<number> {
  const changes = { ...options, reading: readingOf(options) };
  const { compilation, notices } = await openProject(readProjectFile(file), changes, engine);
  const counts = { error: 0, warning: 0, information: 0 };
  for (const diagnostic of compilation.diagnostics) {
    counts[diagnostic.severity] += 1;
    if (options.json) terminal.out(`${JSON.stringify({ event: "diagnostic", file, ...flatFinding(diagnostic) })}\n`);
    if (diagnostic.severity === "error") terminal.error(diagnosticLine(file, diagnostic));
    else if (!options.json) terminal.out(diagnosticLine(file, diagnostic));
  }
  for (const notice of notices) {
    terminal.out(options.json ? `${JSON.stringify({ event: "notice", file, ...notice })}\n` : noticeText(file, notice));
  }
  const summary = `${counted(counts.error, "error")}, ${counted(counts.warning, "warning")}, ${counts.information} information`;
  terminal.out(options.json ? `${JSON.stringify({ event: "checked", file, ...counts })}\n` : `${summary}\n`);
  return counts.error > 0 ? exitCodes.failed : exitCodes.done;
}
