/** Building the trainer's benchmark and running programs that print JSON lines. */
import { cpus, loadavg, totalmem } from "node:os";
import { run, SetupError, say } from "../setup/shell.mjs";

/** @typedef {Record<string, string | number | boolean>} Line */

/**
 * What caps the instruction set of ours, and of jax, which the bars are measured against; the other peers use what they find.
 * @param {string} isa Empty for no cap.
 * @returns {Record<string, string>}
 */
export function cappedAt(isa) {
  if (isa === "") return {};
  const widest = /** @type {Record<string, string>} */ ({ portable: "SSE4_2", avx2: "AVX2" })[isa];
  return { LAYERGLASS_ISA: isa, ...(widest && { XLA_FLAGS: `--xla_cpu_max_isa=${widest}` }) };
}

/**
 * Runs a program that prints JSON lines.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {Record<string, string>} [env]
 * @returns {Promise<Line[]>}
 */
export async function measured(program, args, env = {}) {
  const { code, stdout, stderr } = await run(program, args, { env });
  if (code !== 0) {
    say(stderr.trimEnd());
    throw new SetupError(`${program} ${args.join(" ")} failed; its messages are above.`);
  }
  return stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
}

/**
 * Builds an example of a crate; answers its executable.
 * @param {string} crate
 * @param {string} name
 */
export async function buildExample(crate, name) {
  const example = ["--release", "--package", crate, "--example", name];
  const built = await run("cargo", ["build", ...example, "--message-format=json-render-diagnostics"]);
  const executable = /"executable":"([^"]+)"/.exec(built.stdout)?.[1];
  if (built.code !== 0 || executable === undefined) {
    say(built.stderr.trimEnd());
    throw new SetupError("The benchmark could not be built; cargo's messages are above.");
  }
  return /** @type {string} */ (JSON.parse(`"${executable}"`));
}

/**
 * What the figures are taken on; asked before they are taken, for how busy it is.
 * @param {string} isa The instruction set in use.
 */
export function machine(isa) {
  const [processor] = cpus();
  return {
    processor: processor?.model.trim() ?? "unknown",
    isa,
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
