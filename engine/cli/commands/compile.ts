import { Command, Option } from "@commander-js/extra-typings";
import { printIr } from "../../compiler";
import type { NativeModule } from "../../contract";
import { openProject, openSession, readProjectFile } from "../../session";
import type { CliCommand } from "../cli-command";
import { CliFault, exitCodes } from "../cli-fault";
import { dataOption, jsonOption, withoutOption } from "../options";
import { refuseErrors } from "../report-diagnostics";
import type { Terminal } from "../terminal";

const describe = () =>
  new Command("compile")
    .description("Print the engine IR of a project.")
    .argument("<project>", "a .layerglass file")
    .addOption(dataOption())
    .addOption(withoutOption())
    .addOption(new Option("--plan", "print what training executes instead, one line a fused visit").conflicts("json"))
    .addOption(jsonOption("print the IR as the document the trainer reads"));

type CompileOptions = ReturnType<ReturnType<typeof describe>["opts"]>;

/** `compile FILE`. */
export const compileCommand: CliCommand = ({ engine, terminal, end }) =>
  describe().action(async (file, options) => end(await printCompiled(file, options, engine, terminal)));

/** The IR as text, with `--json` as the document the trainer reads; with `--plan` what the trainer makes of it. */
async function printCompiled(
  file: string,
  options: CompileOptions,
  engine: () => NativeModule,
  terminal: Terminal,
): Promise<number> {
  const project = await openProject(readProjectFile(file), options, engine);
  refuseErrors(project, terminal);
  const { data } = project;
  const { ir } = project.compilation;
  if (!ir || !data) throw new CliFault(`${file}: nothing to compile`);
  if (options.plan) {
    const session = await openSession({ file: project.file, ir, data, checkpoints: {}, initial: null }, engine());
    try {
      terminal.out(session.facts.plan_text);
    } finally {
      await session.close();
    }
    return exitCodes.done;
  }
  terminal.out(options.json ? `${JSON.stringify(ir, null, 2)}\n` : printIr(ir));
  return exitCodes.done;
}
