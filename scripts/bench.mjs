/**
 * `npm run --silent bench -- COMMAND [--record]`: speed of training and of reading tables, one JSON line a figure.
 *
 * - `seed|mid|wide [--peers [jax,torch,…]] [--threads 1,2]`: µs a step, statistics off and on, and the peers' in turns
 * - `siblings`: rows a second of two runs side by side against one
 * - `profile`: what kind of work a step's time goes into
 * - `growth`: a step's cost against batch, width, depth and rows
 * - `tables`: a file of 10⁶ × 15 cells read, profiled and encoded, beside polars and pyarrow
 *
 * With `--isa avx2` nothing wider than that instruction set is used (docs/processors.md), by us and by jax.
 * With `--record` the figures are kept in docs/benchmarks and docs/benchmarks.md is written anew.
 */
import { parseArgs } from "node:util";
import { buildExample, cappedAt, machine, measured, print } from "./bench/measuring.mjs";
import { record } from "./bench/page.mjs";
import { knownPeers } from "./bench/peer-frameworks.mjs";
import { measureSteps } from "./bench/steps.mjs";
import { measureTables } from "./bench/tables.mjs";
import { command, outliveReaders, SetupError } from "./setup/shell.mjs";
import { checkRust } from "./setup/toolchain.mjs";

const workloads = ["seed", "mid", "wide"];
const isaNames = ["portable", "avx2", "avx512", "neon"];
/** Peers worth their time in a run of a few minutes. */
const usualPeers = "jax,keras-jax,torch,keras-tf,sklearn";
const usage = `Usage: npm run --silent bench -- ${workloads.join("|")} [--peers [${knownPeers.join(",")}]] [--threads 1,2] | siblings | profile | growth | tables [--isa ${isaNames.join("|")}] [--record]`;

/** @typedef {import("./bench/measuring.mjs").Line} Line */

function parseCommandLine() {
  const given = process.argv.slice(2);
  const at = given.indexOf("--peers");
  // Without names, the usual ones.
  if (at >= 0 && (given[at + 1] ?? "--").startsWith("--")) given.splice(at + 1, 0, usualPeers);
  try {
    const { values, positionals } = parseArgs({
      args: given,
      allowPositionals: true,
      options: {
        peers: { type: "string", default: "" },
        threads: { type: "string", default: "1,2" },
        isa: { type: "string", default: "" },
        record: { type: "boolean", default: false },
      },
    });
    const [what = ""] = positionals;
    const peers = values.peers.split(",").filter(Boolean);
    const threads = values.threads.split(",");
    const isKnown =
      [...workloads, "siblings", "profile", "growth", "tables"].includes(what) && positionals.length === 1;
    if (!isKnown || !peers.every((peer) => knownPeers.includes(peer))) throw new SetupError(usage);
    if (!threads.every((count) => /^[1-9]\d*$/.test(count))) throw new SetupError(usage);
    if (values.isa !== "" && !isaNames.includes(values.isa)) throw new SetupError(usage);
    return { what, peers, threads, isa: values.isa, isRecorded: values.record };
  } catch {
    throw new SetupError(usage);
  }
}

/**
 * Runs the benchmark's own command for some workloads, one after another.
 * @param {string} program
 * @param {readonly (readonly string[])[]} runs
 * @param {Record<string, string>} cap What caps the instruction set.
 */
async function each(program, runs, cap) {
  /** @type {Line[]} */
  const lines = [];
  for (const args of runs) {
    const more = await measured(program, args, cap);
    for (const line of more) print(line);
    lines.push(...more);
  }
  return lines;
}

await command(async () => {
  const { what, peers, threads, isa, isRecorded } = parseCommandLine();
  if (isRecorded) outliveReaders();
  await checkRust();
  const program = await buildExample("layerglass-trainer", "bench");
  const cap = cappedAt(isa);
  const [inUse] = await measured(program, ["isa"], cap);
  const on = machine(String(inUse?.isa));
  /** @type {Record<string, () => Promise<Line[]>>} */
  const commands = {
    siblings: () =>
      each(
        program,
        [
          // Some seconds each: threads that begin together may share a core until the system moves one.
          ["siblings", "seed", "--epochs", "400"],
          ["siblings", "mid", "--epochs", "10"],
          ["siblings", "wide", "--epochs", "2"],
        ],
        cap,
      ),
    profile: () =>
      each(
        program,
        [
          ["profile", "seed"],
          ["profile", "seed", "--statistics", "on"],
          ["profile", "mid"],
          ["profile", "mid", "--threads", "2"],
          ["profile", "wide", "--epochs", "2"],
          ["profile", "wide", "--threads", "2", "--epochs", "2"],
        ],
        cap,
      ),
    growth: () => each(program, [["growth"]], cap),
    tables: async () => measureTables(await buildExample("layerglass-preparing", "time_table")),
  };
  const lines = await (commands[what] ?? (() => measureSteps(program, what, peers, threads, cap)))();
  if (isRecorded) await record(what, `npm run bench -- ${process.argv.slice(2).join(" ")}`, on, lines);
});
