/**
 * `npm run --silent bench -- seed|mid|wide [--peers jax,torch,…] [--threads N]`: µs a training step, statistics off and
 * on, one JSON line each; with peers, theirs from the same run and the ratios.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { knownPeers, providePeers } from "./bench/peer-frameworks.mjs";
import { command, root, run, SetupError, say } from "./setup/shell.mjs";
import { checkRust } from "./setup/toolchain.mjs";

const workloads = ["seed", "mid", "wide"];
const rounds = 5;
/** Epochs of a round. One of seed takes some milliseconds: it needs many to tell a few percent from noise. */
const epochs = /** @type {Record<string, number>} */ ({ seed: 60, mid: 5, wide: 5 });
const usage = `Usage: npm run --silent bench -- ${workloads.join("|")} [--peers ${knownPeers.join(",")}] [--threads N]`;

/** @typedef {{ peer: string, step_micros: number }} Line */

function parseCommandLine() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { peers: { type: "string", default: "" }, threads: { type: "string", default: "1" } },
    });
    const [workload = ""] = positionals;
    const peers = values.peers.split(",").filter(Boolean);
    const isKnown =
      workloads.includes(workload) && positionals.length === 1 && peers.every((peer) => knownPeers.includes(peer));
    if (!isKnown || !/^[1-9]\d*$/.test(values.threads)) throw new SetupError(usage);
    return { workload, peers, threads: values.threads };
  } catch {
    throw new SetupError(usage);
  }
}

/**
 * Runs a program that prints JSON lines.
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<Line[]>}
 */
async function measured(program, args) {
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
async function buildBenchmark() {
  const example = ["--release", "--package", "layerglass-trainer", "--example", "bench"];
  const built = await run("cargo", ["build", ...example, "--message-format=json-render-diagnostics"]);
  const executable = /"executable":"([^"]+)"/.exec(built.stdout)?.[1];
  if (built.code !== 0 || executable === undefined) {
    say(built.stderr.trimEnd());
    throw new SetupError("The benchmark could not be built; cargo's messages are above.");
  }
  return /** @type {string} */ (JSON.parse(`"${executable}"`));
}

/** @param {readonly Line[]} lines */
function medianLine(lines) {
  return [...lines].sort((a, b) => a.step_micros - b.step_micros)[Math.floor(lines.length / 2)];
}

/** @param {object} line */
function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

await command(async () => {
  const { workload, peers, threads } = parseCommandLine();
  await checkRust();
  const python = peers.length > 0 ? await providePeers(peers) : null;
  const program = await buildBenchmark();
  /** @type {Line[][]} */
  const lines = [[], []];
  // Taken in turns, so that a busy moment of the machine touches both alike.
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, statistics] of ["off", "on"].entries()) {
      const args = ["step", workload, "--threads", threads, "--statistics", statistics];
      args.push("--epochs", String(epochs[workload] ?? 5));
      lines[index]?.push(...(await measured(program, args)));
    }
  }
  const [off, on] = lines.map(medianLine);
  if (!off || !on) throw new SetupError("The benchmark printed no line for statistics off and on.");
  for (const line of [off, on]) print(line);
  const about = { workload, threads: Number(threads) };
  print({ ...about, statistics_cost: Number((on.step_micros / off.step_micros - 1).toFixed(4)) });
  if (!python) return;
  const peersScript = join(root, "scripts", "bench", "peers.py");
  for (const peer of peers) {
    for (const line of await measured(python, [peersScript, workload, peer])) {
      print(line);
      print({ ...about, against: peer, times_faster: Number((line.step_micros / off.step_micros).toFixed(2)) });
    }
  }
});
