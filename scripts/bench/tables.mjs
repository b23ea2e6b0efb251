/** A table's way from its file to scaled rows, beside polars and pyarrow. */
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { root, say } from "../setup/shell.mjs";
import { measured, print } from "./measuring.mjs";
import { providePeers } from "./peer-frameworks.mjs";

/** @typedef {import("./measuring.mjs").Line} Line */

export const tablePeers = ["polars", "pyarrow"];
const rows = 1_000_000;
/** Rounds in which everything is measured once, in turns; of each the best counts. */
const rounds = 5;
const kinds = ["plain", "quoted", "precise"];

/** mulberry32: the same table on every machine. @param {number} seed */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A table of 15 columns: whole numbers, decimals, texts of few and of many values, and a class; in a quoted one every text
 * stands in quotes, some with the delimiter in them; a precise one is decimals alone, with every digit of a float64.
 * @param {string} kind
 */
async function provideTable(kind) {
  const folder = join(root, "out", "bench");
  const path = join(folder, `table-${kind}.csv`);
  if (existsSync(path)) return path;
  say(`bench: writing ${path}`);
  await mkdir(folder, { recursive: true });
  const isQuoted = kind === "quoted";
  const text = (/** @type {string} */ value) => (isQuoted ? `"${value}"` : value);
  const comma = isQuoted ? ", " : " ";
  const draw = random(7);
  const out = createWriteStream(`${path}.part`);
  const names = ["age", "children", "hours", "code", "visits", "height", "weight", "income", "rate", "angle", "score"];
  out.write(`${[...names, "city", "trade", "answer", "class"].join(",")}\n`);
  const precise = () => names.map(() => draw() + draw() / 2 ** 32).concat(draw(), draw(), draw(), draw() + draw());
  const mixed = () => [
    Math.floor(draw() * 90),
    Math.floor(draw() * 5),
    Math.floor(draw() * 60),
    Math.floor(draw() * 5000),
    Math.floor(draw() * 1e6),
    (1.5 + draw() / 2).toFixed(2),
    (40 + draw() * 80).toFixed(1),
    (draw() * 200_000).toFixed(2),
    draw().toFixed(4),
    ((draw() - 0.5) * 6.283).toFixed(6),
    (draw() * draw() * 1000).toFixed(3),
    text(`city${comma}${Math.floor(draw() * 12)}`),
    text(`trade ${Math.floor(draw() * 400)}`),
    text(draw() < 0.3 ? "yes" : "no"),
    text(draw() < 0.25 ? "high" : "low"),
  ];
  const cellsOf = kind === "precise" ? precise : mixed;
  for (let row = 0; row < rows; row += 1) {
    const cells = cellsOf();
    if (!out.write(`${cells.join(",")}\n`)) await new Promise((resolve) => out.once("drain", () => resolve(null)));
  }
  await new Promise((resolve) => out.end(() => resolve(null)));
  await rename(`${path}.part`, path);
  return path;
}

/**
 * Prints and answers the best round of each reader on each table, then how long ours takes against each peer.
 * @param {string} program
 */
export async function measureTables(program) {
  const python = await providePeers(tablePeers);
  /** @type {Line[]} */
  const figures = [];
  for (const table of kinds) {
    const path = await provideTable(table);
    /** @type {Map<string, Line>} */
    const best = new Map();
    for (let round = 0; round < rounds; round += 1) {
      const taken = await measured(program, [path]);
      for (const peer of tablePeers) {
        taken.push(...(await measured(python, [join(root, "scripts", "bench", "tables.py"), path, peer])));
      }
      for (const line of taken) {
        const before = best.get(String(line.reader));
        if (before === undefined || Number(line.seconds) < Number(before.seconds)) best.set(String(line.reader), line);
      }
    }
    const ours = best.get("layerglass");
    figures.push(...[...best.values()].map((line) => ({ table, ...line })));
    for (const peer of tablePeers) {
      const share = Number(ours?.seconds) / Number(best.get(peer)?.seconds);
      figures.push({ table, against: peer, share_of_its_time: Number(share.toFixed(3)) });
    }
  }
  for (const line of figures) print(line);
  return figures;
}
