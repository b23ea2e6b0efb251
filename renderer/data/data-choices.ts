import type { ColumnProfile, ScaleMethod, TableProfile } from "../../engine/contract";
import { encodingsFor, profileOf, rolesFor, usualEncoding } from "../../engine/drawing";
import {
  type ColumnEncoding,
  type ColumnScaling,
  type DataSetup,
  encodedAs,
  filesOf,
  isUnread,
  type UnreadColumn,
  type UnreadData,
} from "../../engine/model";

/** Columns by which a table is another than the one a project was made with. */
export interface ColumnDifferences {
  /** Used by the project, and not in the table. */
  readonly absent: readonly string[];
  /** Used as numbers, and texts in the table. */
  readonly texts: readonly string[];
  /** In the table, and unknown to the project: they would be features. */
  readonly added: readonly string[];
}

/**
 * How a table's columns differ from a project's; null when every used one is there as it was and none is new. Those that a
 * project leaves to the table are not new.
 */
export function columnDifferences(data: DataSetup | UnreadData, profile: TableProfile): ColumnDifferences | null {
  const columns: readonly UnreadColumn[] = data.columns;
  const used = columns.filter(({ role }) => role !== "ignore");
  const known = new Set(columns.map(({ name }) => name));
  const types = new Map(profile.columns.map(({ name, type }) => [name, type]));
  const absent = used.filter(({ name }) => !types.has(name)).map(({ name }) => name);
  const texts = used
    .filter(({ name, encoding }) => encoding === "number" && types.get(name) === "category")
    .map(({ name }) => name);
  const all = isUnread(data) ? [] : profile.columns;
  const added = all.filter(({ name }) => !known.has(name)).map(({ name }) => name);
  return absent.length + texts.length + added.length === 0 ? null : { absent, texts, added };
}

/** The setup with a column encoded otherwise; unchanged when its role does not allow that. */
export function withEncoding(
  setup: DataSetup,
  profile: TableProfile,
  name: string,
  encoding: ColumnEncoding,
): DataSetup {
  return {
    ...setup,
    columns: setup.columns.map((column) => {
      const facts = profileOf(profile, column.name);
      const allows = column.name === name && facts && encodingsFor(facts, column.role).includes(encoding);
      return allows ? encodedAs(column, column.role, encoding) : column;
    }),
  };
}

/**
 * What is proposed for a freshly read table, with the person's earlier choices for columns of the same name where they
 * still make sense (the same file opened again, moved or corrected).
 */
export function keepChoices(profile: TableProfile, previous: DataSetup | null): DataSetup {
  const { proposal } = profile;
  if (previous === null) return proposal;
  const earlier = new Map(previous.columns.map((column) => [column.name, column]));
  const isSameTable = proposal.columns.every((column) => earlier.has(column.name));
  if (!isSameTable) return proposal;
  return {
    ...proposal,
    ...filesOf(previous),
    columns: proposal.columns.map((column) => {
      const choice = earlier.get(column.name);
      const facts = profileOf(profile, column.name);
      if (choice === undefined || facts === undefined) return column;
      if (!rolesFor(facts).includes(choice.role)) return column;
      const fits = encodingsFor(facts, choice.role).includes(choice.encoding);
      return encodedAs(choice, choice.role, fits ? choice.encoding : usualEncoding(facts, choice.role));
    }),
  };
}

/** Something about the choices a person should know, beside what the engine refuses. */
export interface ChoiceFinding {
  readonly code: "no_target" | "no_features" | "constant_target" | "constant_feature" | "many_classes" | "wide_one_hot";
  readonly severity: "error" | "warning";
  /** Column it is about; empty for the table. */
  readonly column: string;
  readonly count: number;
}

const WIDE_ONE_HOT = 100;

/** Findings about the choices, errors first. */
export function checkChoices(setup: DataSetup, profile: TableProfile): readonly ChoiceFinding[] {
  const findings: ChoiceFinding[] = [];
  const add = (
    code: ChoiceFinding["code"],
    severity: ChoiceFinding["severity"],
    column: string,
    count: number,
  ): void => {
    findings.push({ code, severity, column, count });
  };
  const target = setup.columns.find((column) => column.role === "target");
  if (target === undefined) add("no_target", "error", "", 0);
  if (!setup.columns.some((column) => column.role === "feature")) add("no_features", "error", "", 0);
  for (const column of setup.columns) {
    const facts = profileOf(profile, column.name);
    if (facts === undefined || column.role === "ignore") continue;
    if (column.role === "target") {
      if (facts.distinct < 2) add("constant_target", "error", column.name, facts.distinct);
      else if (column.encoding !== "number" && facts.distinct > WIDE_ONE_HOT) {
        add("many_classes", "warning", column.name, facts.distinct);
      }
    } else if (column.role === "feature") {
      if (facts.constant) add("constant_feature", "warning", column.name, facts.distinct);
      const isWide = column.encoding === "one_hot" && facts.distinct > WIDE_ONE_HOT;
      if (isWide) add("wide_one_hot", "warning", column.name, facts.distinct);
    }
  }
  return findings.sort((left, right) => Number(left.severity === "warning") - Number(right.severity === "warning"));
}

/** How often a value occurs; `share` of all rows that have one. */
export interface ValueShare {
  readonly value: string;
  readonly count: number;
  readonly share: number;
}

/** The most frequent values of a column, and the share of all others together. */
export function valueShares(
  column: ColumnProfile,
  rows: number,
  limit: number,
): { readonly shares: readonly ValueShare[]; readonly rest: number } {
  const present = rows - column.missing;
  const shares = column.top
    .slice(0, limit)
    .map(({ value, count }) => ({ value, count, share: present > 0 ? count / present : 0 }));
  const rest = Math.max(0, 1 - shares.reduce((sum, each) => sum + each.share, 0));
  return { shares, rest: present > 0 && rest > 1e-9 ? rest : 0 };
}

/** How features are scaled, if at all. */
export type ScaleChoice = ScaleMethod | "none";

/**
 * Where a numeric column's least, mean and greatest value come to lie after scaling (fitted on all rows here; training fits
 * on the training rows). The mean is null where the figures of a profile do not tell it. Null when the column has no numbers.
 */
export function scaledFigures(
  column: ColumnProfile,
  method: ScaleChoice | ColumnScaling,
): { readonly minimum: number; readonly mean: number | null; readonly maximum: number } | null {
  const { minimum, maximum, mean } = column;
  if (minimum === null || maximum === null || mean === null) return null;
  if (method === "quantile") return { minimum: 0, mean: null, maximum: 1 };
  const constants = linearScaling(column, method);
  if (constants === null) return null;
  const scaled = (value: number): number => (value - constants.offset) / (constants.spread > 0 ? constants.spread : 1);
  return { minimum: scaled(minimum), mean: scaled(mean), maximum: scaled(maximum) };
}

/** What is taken from a column's numbers and what they are divided by; null of a logarithm. */
function linearScaling(
  { minimum, maximum, mean, standard_deviation: deviation, quantiles }: ColumnProfile,
  method: ScaleChoice | ColumnScaling,
): { readonly offset: number; readonly spread: number } | null {
  if (minimum === null || maximum === null || mean === null || deviation === null || method === "log1p") return null;
  if (method === "standardize") return { offset: mean, spread: deviation };
  if (method === "min_max") return { offset: minimum, spread: maximum - minimum };
  if (method !== "robust") return { offset: 0, spread: 1 };
  // Of the 1st, 5th, 25th, 50th, 75th, 95th and 99th percentile.
  const [, , low = 0, median = 0, high = 0] = quantiles;
  return { offset: median, spread: high - low };
}
