import { resolve } from "node:path";
import { Command } from "@commander-js/extra-typings";
import type { NativeModule } from "../../contract";
import { rejectedCsv } from "../../predictions";
import { answer } from "../../session";
import type { CliCommand } from "../cli-command";
import { exitCodes } from "../cli-fault";
import { jsonOption, pathOption } from "../options";
import { profileJson, profileText } from "../profile-report";
import { readingOf, withReading } from "../reading-options";
import { requireWritable, type TableOut, writeOut } from "../table-out";
import type { Terminal } from "../terminal";
import { counted } from "../terminal-text";

const describe = () =>
  withReading(
    new Command("profile")
      .description("Say what a table holds: rows, columns, how it was read, and what each column is proposed for.")
      .argument(
        "<table>",
        "CSV, Parquet, Arrow, JSON lines, NPY, NPZ, IDX, xlsx, ARFF or libsvm, packed by gzip or zstd or not",
      )
      .option("--target <column>", "also what each column tells of this one, and which numbers go together")
      .addOption(
        pathOption("--rejected <file>", "write every line that is no row there: line, reason and content as CSV"),
      )
      .option("--overwrite", "replace what stands at --rejected")
      .addOption(jsonOption("one JSON object instead of tables")),
  );

type ProfileOptions = ReturnType<ReturnType<typeof describe>["opts"]>;

/** `profile FILE`: what the reader found in a table, and the part it proposes for each column. */
export const profileCommand: CliCommand = ({ engine, terminal, end }) =>
  describe().action(async (file, options) => end(await profile(file, options, engine, terminal)));

async function profile(
  file: string,
  { json: isJson, target, rejected, overwrite, ...line }: ProfileOptions,
  engine: () => NativeModule,
  terminal: Terminal,
): Promise<number> {
  const reading = readingOf(line);
  const path = resolve(file);
  const out = rejected === undefined ? null : outOf(rejected, overwrite === true);
  if (out !== null) requireWritable(out, [file]);
  const found = await answer(file, engine().openTable(path, reading));
  const association =
    target === undefined ? null : await answer(file, engine().tableAssociation(path, reading, target));
  terminal.out(
    isJson ? `${JSON.stringify(profileJson(file, found, association))}\n` : profileText(file, found, association),
  );
  if (out !== null) {
    const lines = await answer(file, engine().rejectedLines(path, reading));
    await writeOut(out, rejectedCsv(lines));
    terminal.error(`layerglass: ${counted(lines.count, "line")} written to ${out.path}\n`);
  }
  return exitCodes.done;
}

const outOf = (path: string, overwrite: boolean): TableOut => ({
  ...{ option: "--rejected", path, overwrite },
  unwritten: "the rejected lines could not be written",
});
