/** Time of a training step, statistics off and on, on one thread and two, beside the peers. */
import { join } from "node:path";
import { root } from "../setup/shell.mjs";
import { measured, print } from "./measuring.mjs";
import { providePeers } from "./peer-frameworks.mjs";

/** @typedef {import("./measuring.mjs").Line} Line */

/** Rounds in which everything is measured once, in turns, so that a busy moment of the machine touches all alike. */
const rounds = 5;
const peerRounds = 3;
/** Epochs of a round. One of seed takes some milliseconds: it needs many to tell a few percent from noise. */
const epochs = /** @type {Record<string, number>} */ ({ seed: 60, mid: 10, wide: 9 });

/**
 * The line with the least of a figure.
 * @param {readonly Line[]} lines
 * @param {string} figure
 */
function least(lines, figure) {
  const [first] = [...lines].sort((a, b) => Number(a[figure]) - Number(b[figure]));
  if (!first) throw new Error("no line to choose from");
  return first;
}

/** @param {number} value @param {number} digits */
const rounded = (value, digits) => Number(value.toFixed(digits));

/**
 * Prints and answers a line for each way to run ours and for each peer, then the ratios. Of each the best round counts,
 * ours and theirs alike; a round's figure is its median epoch.
 * @param {string} program
 * @param {string} workload
 * @param {readonly string[]} peers
 * @param {readonly string[]} threadCounts
 * @param {Record<string, string>} env What caps the instruction set.
 */
export async function measureSteps(program, workload, peers, threadCounts, env) {
  const python = peers.length > 0 ? await providePeers(peers) : "";
  const ways = threadCounts.flatMap((threads) => ["off", "on"].map((statistics) => ({ threads, statistics })));
  /** @type {Map<string, Line[]>} */
  const lines = new Map();
  /** @param {string} key @param {readonly Line[]} more */
  const add = (key, more) => lines.set(key, [...(lines.get(key) ?? []), ...more]);
  for (let round = 0; round < rounds; round += 1) {
    for (const { threads, statistics } of ways) {
      const args = ["step", workload, "--threads", threads, "--statistics", statistics];
      args.push("--epochs", String(epochs[workload] ?? 5));
      add(`${threads} ${statistics}`, await measured(program, args, env));
    }
    if (round >= peerRounds) continue;
    for (const peer of peers) {
      add(peer, await measured(python, [join(root, "scripts", "bench", "peers.py"), workload, peer], env));
    }
  }
  const best = new Map([...lines].map(([key, taken]) => [key, least(taken, "step_micros")]));
  const micros = (/** @type {string} */ key) => Number(best.get(key)?.step_micros);
  const figures = [...best.values()];
  for (const threads of threadCounts) {
    const shortest = (/** @type {string} */ way) =>
      Number(least(lines.get(`${threads} ${way}`) ?? [], "least_micros").least_micros);
    figures.push({
      workload,
      threads: Number(threads),
      statistics_cost: rounded(micros(`${threads} on`) / micros(`${threads} off`) - 1, 4),
      statistics_cost_of_shortest_epochs: rounded(shortest("on") / shortest("off") - 1, 4),
    });
    for (const peer of peers) {
      const faster = rounded(micros(peer) / micros(`${threads} off`), 2);
      figures.push({ workload, threads: Number(threads), against: peer, times_faster: faster });
    }
  }
  for (const line of figures) print(line);
  return figures;
}
