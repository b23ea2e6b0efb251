import type { TableAssociation } from "../contract";
import { figure } from "./analysis-text";
import { aligned } from "./metrics-table";
import { shortened } from "./terminal-text";

/** Most letters of a column's name. */
const longestName = 28;
/** Pairs that are shown; `--json` has more. */
const mostPairs = 10;

/** What the columns tell of a target, the most telling first, and the numbers that go together most. */
export function associationText({ target, rows, sampled, columns, pairs }: TableAssociation): string {
  const name = (text: string) => shortened(text, longestName);
  const ranked = [...columns].sort((a, b) => b.association - a.association);
  const looked = sampled ? ` (${rows} rows, evenly spread)` : "";
  const told = ranked.map((column) => [
    name(column.name),
    figure(column.association),
    column.leak ? "gives it away" : "",
  ]);
  const together = pairs
    .slice(0, mostPairs)
    .map((pair) => [name(pair.first), name(pair.second), figure(pair.correlation)]);
  return [
    `\nWhat the columns tell of ${name(target)}, from 0 to 1${looked}\n`,
    aligned(told, 1),
    ...(together.length > 0 ? ["\nCorrelated most\n", aligned(together, 2)] : []),
  ].join("");
}
