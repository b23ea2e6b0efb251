import type { ColumnProfile, TableAssociation, TableProfile } from "../contract";
import type { ColumnSetup } from "../model";
import { figure } from "./analysis-text";
import { associationText } from "./association-report";
import { aligned } from "./metrics-table";
import { guessesText, noticeText } from "./reading-report";
import { counted, shortened } from "./terminal-text";

/** Version of the object of `profile --json` (docs/json-output.md): raised when what it says is taken away or changed. */
export const PROFILE_JSON_VERSION = 1;

/** Most letters of a column's name, and of one of its values. */
const longestName = 28;
const longestValue = 20;
/** Most frequent values that are shown of a column. */
const mostValues = 4;

/** What each format is called. */
export const formatNames: Readonly<Record<TableProfile["format"], string>> = {
  text: "delimited text",
  parquet: "Parquet",
  arrow: "Arrow",
  json: "JSON",
  npy: "NPY",
  npz: "NPZ",
  idx: "IDX",
  xlsx: "Excel (xlsx)",
  arff: "ARFF",
  libsvm: "libsvm",
};

interface ProposedColumn {
  readonly found: ColumnProfile;
  readonly proposed: ColumnSetup | undefined;
}

function proposedColumns({ columns, proposal }: TableProfile): readonly ProposedColumn[] {
  const setups = new Map(proposal.columns.map((setup) => [setup.name, setup]));
  return columns.map((found) => ({ found, proposed: setups.get(found.name) }));
}

/**
 * What a table holds, for people: its size, what was found in reading, a row a column, quantiles, and the values met most;
 * then what the columns tell of a target, if one was asked for.
 */
export function profileText(file: string, profile: TableProfile, association: TableAssociation | null): string {
  const { format, rows, columns, rejected_rows, guesses, notices } = profile;
  const rejected = rejected_rows > 0 ? `, ${rejected_rows} lines that are no rows` : "";
  const all = proposedColumns(profile);
  const numeric = columns.filter(({ quantiles }) => quantiles.length > 0);
  return [
    `${file}: ${formatNames[format]}, ${counted(rows, "row")}, ${counted(columns.length, "column")}${rejected}\n`,
    guessesText(guesses),
    ...notices.map((notice) => noticeText(file, notice)),
    `\n${aligned([columnTitles, ...all.map(columnLine)], 4)}`,
    ...(numeric.length > 0 ? [`\n${aligned([quantileTitles, ...numeric.map(quantilesLine)], 1)}`] : []),
    `\n${aligned([["column", "most frequent values (rows)"], ...all.map(valuesLine)], 2)}`,
    ...(association === null ? [] : [associationText(association)]),
  ].join("");
}

const columnTitles = [
  ...["column", "type", "role", "encoding"],
  ...["missing", "distinct", "mean", "σ", "minimum", "maximum"],
];

function columnLine({ found, proposed }: ProposedColumn): readonly string[] {
  const { name, type, missing, distinct, mean, standard_deviation, minimum, maximum } = found;
  const places = [mean, minimum, maximum].map((value) => placeText(found, value));
  const figures = [places[0] ?? "–", deviationText(found, standard_deviation), ...places.slice(1)];
  const part = [proposed?.role ?? "–", proposed?.encoding ?? "–"];
  return [shortened(name, longestName), type, ...part, String(missing), String(distinct), ...figures];
}

const quantileTitles = ["column", "1 %", "5 %", "25 %", "50 %", "75 %", "95 %", "99 %", "outliers"];

function quantilesLine(column: ColumnProfile): readonly string[] {
  const { name, quantiles, outliers } = column;
  return [shortened(name, longestName), ...quantiles.map((value) => placeText(column, value)), String(outliers ?? 0)];
}

const dayMilliseconds = 24 * 60 * 60 * 1000;

/** A value of a column as text: of times, whose values are days since 1970 began, the date. */
function placeText({ type }: ColumnProfile, value: number | null): string {
  if (value === null) return "–";
  if (type !== "time") return figure(value);
  const date = new Date(Math.round(value * dayMilliseconds));
  return Number.isNaN(date.getTime()) ? figure(value) : date.toISOString().replace(/T00:00:00\.000Z$|\.\d+Z$/, "");
}

/** A spread of a column's values as text: of times in days. */
function deviationText({ type }: ColumnProfile, value: number | null): string {
  if (value === null) return "–";
  return type === "time" ? `${figure(value)} d` : figure(value);
}

function valuesLine({ found: { name, top } }: ProposedColumn): readonly string[] {
  const values = top.slice(0, mostValues).map(({ value, count }) => `${shortened(value, longestValue)} (${count})`);
  return [shortened(name, longestName), values.join(", ") || "–"];
}

/** The same as one JSON object, for programs. */
export function profileJson(file: string, profile: TableProfile, association: TableAssociation | null): object {
  const { sha256, format, rows, rejected_rows, rejected_examples, guesses, notices } = profile;
  const columns = proposedColumns(profile).map(({ found, proposed }) => ({
    ...found,
    role: proposed?.role ?? null,
    encoding: proposed?.encoding ?? null,
  }));
  return {
    version: PROFILE_JSON_VERSION,
    file,
    sha256,
    format,
    rows,
    rejected_rows,
    rejected_examples,
    guesses,
    notices,
    columns,
    association,
  };
}
