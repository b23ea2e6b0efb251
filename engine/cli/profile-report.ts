import type { ColumnProfile, TableProfile } from "../contract";
import type { ColumnSetup } from "../model";
import { figure } from "./analysis-text";
import { aligned } from "./metrics-table";
import { guessesText, noticeText } from "./reading-report";
import { plain } from "./terminal-text";

/** Version of the object of `profile --json` (docs/json-output.md): raised when what it says is taken away or changed. */
export const PROFILE_JSON_VERSION = 1;

/** Most letters of a column's name, and of one of its values. */
const longestName = 28;
const longestValue = 20;
/** Most frequent values that are shown of a column. */
const mostValues = 4;

interface ProposedColumn {
  readonly found: ColumnProfile;
  readonly proposed: ColumnSetup | undefined;
}

function proposedColumns({ columns, proposal }: TableProfile): readonly ProposedColumn[] {
  const setups = new Map(proposal.columns.map((setup) => [setup.name, setup]));
  return columns.map((found) => ({ found, proposed: setups.get(found.name) }));
}

/** What a table holds, for people: its size, lines that are no rows, a row a column, and the values met most. */
export function profileText(file: string, profile: TableProfile): string {
  const { rows, columns, rejected_rows, guesses, notices } = profile;
  const rejected = rejected_rows > 0 ? `, ${rejected_rows} lines that are no rows` : "";
  const all = proposedColumns(profile);
  return [
    `${file}: ${rows} rows, ${columns.length} columns${rejected}\n`,
    guessesText(guesses),
    ...notices.map((notice) => noticeText(file, notice)),
    `\n${aligned([columnTitles, ...all.map(columnLine)], 4)}`,
    `\n${aligned([["column", "most frequent values (rows)"], ...all.map(valuesLine)], 2)}`,
  ].join("");
}

const columnTitles = [
  ...["column", "type", "role", "encoding"],
  ...["missing", "distinct", "mean", "σ", "minimum", "maximum"],
];

function columnLine({ found, proposed }: ProposedColumn): readonly string[] {
  const { name, type, missing, distinct, mean, standard_deviation, minimum, maximum } = found;
  const figures = [mean, standard_deviation, minimum, maximum].map((value) => (value === null ? "–" : figure(value)));
  const part = [proposed?.role ?? "–", proposed?.encoding ?? "–"];
  return [shortened(name, longestName), type, ...part, String(missing), String(distinct), ...figures];
}

function valuesLine({ found: { name, top } }: ProposedColumn): readonly string[] {
  const values = top.slice(0, mostValues).map(({ value, count }) => `${shortened(value, longestValue)} (${count})`);
  return [shortened(name, longestName), values.join(", ") || "–"];
}

function shortened(text: string, most: number): string {
  const letters = [...plain(text)];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : letters.join("");
}

/** The same as one JSON object, for programs. */
export function profileJson(file: string, profile: TableProfile): object {
  const { sha256, rows, rejected_rows, rejected_examples, guesses, notices } = profile;
  const columns = proposedColumns(profile).map(({ found, proposed }) => ({
    ...found,
    role: proposed?.role ?? null,
    encoding: proposed?.encoding ?? null,
  }));
  return {
    version: PROFILE_JSON_VERSION,
    file,
    sha256,
    rows,
    rejected_rows,
    rejected_examples,
    guesses,
    notices,
    columns,
  };
}
