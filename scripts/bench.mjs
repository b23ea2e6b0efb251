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
const usage = `Usage: npm run --silent bench -- ${workloads.join("|")} [--peers ${knownPeers.join(",")}] [--threads N]`;

/** @typedef {{ peer: string, step_micros: number, statistics?: boolean, threads?: number }} Line */

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
 * Runs a program that prints JSON lines; passes them on and answers them.
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
  process.stdout.write(stdout);
  return stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
}

await command(async () => {
  const { workload, peers, threads } = parseCommandLine();
  await checkRust();
  const python = peers.length > 0 ? await providePeers(peers) : null;
  const example = ["--quiet", "--release", "--package", "layerglass-trainer", "--example", "bench"];
  const built = await run("cargo", ["build", ...example]);
  if (built.code !== 0) {
    say(built.stderr.trimEnd());
    throw new SetupError("The benchmark could not be built; cargo's messages are above.");
  }
  const own = await measured("cargo", ["run", ...example, "--", workload, "--threads", threads]);
  const off = own.find((line) => line.statistics === false);
  const on = own.find((line) => line.statistics === true);
  if (!off || !on) throw new SetupError("The benchmark printed no line for statistics off and on.");
  const theirs = python ? await measured(python, [join(root, "scripts", "bench", "peers.py"), workload, ...peers]) : [];
  const statisticsCost = Number((on.step_micros / off.step_micros - 1).toFixed(4));
  process.stdout.write(`${JSON.stringify({ workload, threads: Number(threads), statistics_cost: statisticsCost })}\n`);
  for (const { peer, step_micros } of theirs) {
    const times_faster = Number((step_micros / off.step_micros).toFixed(2));
    process.stdout.write(`${JSON.stringify({ workload, threads: Number(threads), against: peer, times_faster })}\n`);
  }
});
