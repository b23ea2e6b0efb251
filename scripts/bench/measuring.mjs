/** Building the trainer's benchmark and running programs that print JSON lines. */
import { cpus, loadavg, totalmem } from "node:os";
import { run, SetupError, say } from "../setup/shell.mjs";

/** @typedef {Record<string, string | number | boolean>} Line */

/**
 * Runs a program that prints JSON lines.
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<Line[]>}
 */
export async function measured(program, args) {
  const { code, stdout, stderr } = await run(program, args);
  if (code !== 0) {
    say(stderr.trimEnd());
    throw new SetupError(`${program} ${args.join(" ")} failed; its messages are above.`);
  }
  return stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
}

/** Builds the trainer's benchmark; answers its executable. */
export async function buildBenchmark() {
  const example = ["--release", "--package", "layerglass-trainer", "--example", "bench"];
  const built = await run("cargo", ["build", ...example, "--message-format=json-render-diagnostics"]);
  const executable = /"executable":"([^"]+)"/.exec(built.stdout)?.[1];
  if (built.code !== 0 || executable === undefined) {
    say(built.stderr.trimEnd());
    throw new SetupError("The benchmark could not be built; cargo's messages are above.");
  }
  return /** @type {string} */ (JSON.parse(`"${executable}"`));
}

/** What the figures are taken on; asked before they are taken, for how busy it is. */
export function machine() {
  const [processor] = cpus();
  return {
    processor: processor?.model.trim() ?? "unknown",
    cores: cpus().length,
    gibibytes: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    load: Number((loadavg()[0] ?? 0).toFixed(1)),
    date: new Date().toISOString().slice(0, 10),
  };
}

/** @param {object} line */
export function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
