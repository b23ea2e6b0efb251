/**
 * Scores the reader with the Pollock benchmark: 2 290 CSV files, most with one pollution, each with its clean form and the
 * parameters to load it with. Vitagliano, Hameed, Jiang, Reisener, Wu and Naumann: Pollock: A Data Loading Benchmark, PVLDB
 * 16 (2023); github.com/HPI-Information-Systems/Pollock, `pollock/metrics.py`.
 *
 * A file's score is at most 10: 1 for being loaded, and precision, recall and F1 (harmonic mean) of its header's cells, of
 * its records below the first row, and of all its cells, each a comparison of multisets, 1 where nothing is expected. The
 * simple score is the mean over all files; the weighted one takes each file as often as its pollution was met in a survey
 * (`pollock_weights.json`). Cells of header and records are compared without case and outer blanks, where the benchmark
 * also takes numbers, times and prices alike. A file that is told to be empty counts as loaded without rows.
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { addonPath } from "../setup/native-addon.mjs";
import { prepare } from "../setup/prepare.mjs";
import { SetupError, say } from "../setup/shell.mjs";

/** The least that is accepted: simple and weighted, by guesses alone and with the benchmark's parameters. */
const bars = { guesses: [9.2, 8.9], parameters: [9.96, 9.6] };
const mostRows = 100_000;

export const pollock = {
  about: "scores the reader with the Pollock benchmark (unpacked: csv, clean, parameters, weights beside them); 1 min",
  operand: "DIR",
  /** @param {string | null} folder */
  async run(folder) {
    await prepare({ bundles: [], addon: true });
    const engine = createRequire(import.meta.url)(addonPath);
    const place = resolve(folder ?? "");
    const weights = JSON.parse(readFileSync(join(place, "..", "pollock_weights.json"), "utf8"));
    const files = readdirSync(join(place, "csv")).sort();
    const below = [];
    for (const [by, least] of Object.entries(bars)) {
      const scores = [];
      for (const file of files) {
        const reading = by === "guesses" ? {} : givenReading(place, file);
        const rows = await loadedRows(engine, join(place, "csv", file), reading);
        const clean = cellsOf(readFileSync(join(place, "clean", file), "utf8"));
        scores.push({ file, score: rows === null ? 0 : score(clean, rows), weight: weights[file] ?? 0 });
      }
      const total = scores.reduce((sum, { weight }) => sum + weight, 0);
      const simple = scores.reduce((sum, one) => sum + one.score, 0) / scores.length;
      const weighted = scores.reduce((sum, one) => sum + one.score * one.weight, 0) / total;
      say(`${by}: ${files.length} files, simple ${simple.toFixed(3)}, weighted ${weighted.toFixed(3)}`);
      for (const { file, score: found } of scores.sort((a, b) => a.score - b.score).slice(0, 10)) {
        say(`  ${found.toFixed(3)}  ${file}`);
      }
      if (simple < (least[0] ?? 0) || weighted < (least[1] ?? 0)) below.push(`${by}: below ${least.join(" and ")}`);
    }
    if (below.length > 0) throw new SetupError(below.join("\n"));
  },
};

/**
 * The benchmark's parameters as options of reading.
 * @param {string} place
 * @param {string} file
 */
function givenReading(place, file) {
  const said = JSON.parse(readFileSync(join(place, "parameters", `${file}_parameters.json`), "utf8"));
  const isEscape = said.escapechar !== "" && said.escapechar !== "\0" && said.escapechar !== '"';
  return {
    // Blanks behind a delimiter are passed over in any case.
    ...(said.delimiter === "" ? {} : { delimiter: said.delimiter.slice(0, 1) }),
    ...(said.quotechar === "" ? {} : { quote: said.quotechar }),
    ...(isEscape ? { escape: said.escapechar } : {}),
    header: said.header_lines > 0,
    skip_lines: said.preamble_lines,
    ...(said.header_lines > 1 ? { skip_after_header: said.header_lines - 1 } : {}),
  };
}

/**
 * Header and rows of a file; null where it is refused.
 * @param {{ rawTable: Function }} engine
 * @param {string} path
 * @param {object} reading
 * @returns {Promise<string[][] | null>}
 */
async function loadedRows(engine, path, reading) {
  try {
    const { header, rows } = await engine.rawTable(path, reading, mostRows, mostRows);
    return header.length > 0 ? [header, ...rows] : rows;
  } catch (error) {
    const code = error instanceof Error && "failure" in error ? Object(error.failure).code : null;
    if (code === null) throw error;
    return code === "table_empty" ? [] : null;
  }
}

/**
 * The rows of a clean file: RFC 4180, every cell in quotes.
 * @param {string} text
 */
function cellsOf(text) {
  /** @type {string[][]} */
  const rows = [];
  for (const match of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    const [whole, quoted, plain, end] = match;
    if (whole === "") continue;
    if (rows.length === 0) rows.push([]);
    rows.at(-1)?.push(quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'));
    if (end !== "," && (match.index ?? 0) + whole.length < text.length) rows.push([]);
  }
  return rows;
}

/** @param {string} cell */
const normal = (cell) => cell.trim().toLowerCase();

/**
 * A file's score of 10.
 * @param {string[][]} clean
 * @param {string[][]} loaded
 */
export function score(clean, loaded) {
  if (clean.length === 0) return 10;
  const records = (/** @type {string[][]} */ rows) => rows.slice(1).map((row) => row.map(normal).join(""));
  return (
    1 +
    agreement((clean[0] ?? []).map(normal), (loaded[0] ?? []).map(normal)) +
    agreement(records(clean), records(loaded)) +
    agreement(clean.flat(), loaded.flat())
  );
}

/**
 * Precision, recall and F1 of two multisets, summed.
 * @param {string[]} expected
 * @param {string[]} found
 */
function agreement(expected, found) {
  if (expected.length === 0) return 3;
  /** @type {Map<string, number>} */
  const left = new Map();
  for (const one of expected) left.set(one, (left.get(one) ?? 0) + 1);
  let common = 0;
  for (const one of found) {
    const count = left.get(one) ?? 0;
    if (count > 0) common += 1;
    left.set(one, count - 1);
  }
  if (common === 0) return 0;
  const [precision, recall] = [common / expected.length, common / found.length];
  return precision + recall + (2 * precision * recall) / (precision + recall);
}
