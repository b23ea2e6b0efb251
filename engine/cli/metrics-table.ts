import type { ModelOutput, OutputMetrics } from "../contract";
import { placesOf, shortened } from "./terminal-text";

/** Metrics of every output over one set of rows. */
export interface MetricSet {
  /** `validation` or `training`. */
  readonly rows: string;
  readonly metrics: readonly OutputMetrics[];
}

const columns: readonly (readonly [title: string, read: (metrics: OutputMetrics) => number | null])[] = [
  ["loss", ({ loss }) => loss],
  ["accuracy", ({ accuracy }) => accuracy],
  ["precision", ({ precision }) => precision],
  ["recall", ({ recall }) => recall],
  ["F1", ({ f1 }) => f1],
  ["AUC", ({ auc }) => auc],
  ["R²", ({ r_squared }) => r_squared],
  ["RMSE", ({ root_mean_squared_error }) => root_mean_squared_error],
  ["MAE", ({ mean_absolute_error }) => mean_absolute_error],
];

/** Most classes whose confusion matrix is written out. */
export const mostClasses = 12;
/** Most letters of a class's name over its column. */
const longestClass = 14;

/** Names of the classes that an Output tells apart, by its node; null where they are not known. */
export type ClassesOf = (node: string) => readonly string[] | null;

/** The class names that a model's outputs carry. */
export const classesOfModel =
  (outputs: readonly Pick<ModelOutput, "node" | "classes">[]): ClassesOf =>
  (node) =>
    outputs.find((output) => output.node === node)?.classes ?? null;

/**
 * One row an output and set of rows, one column a metric that at least one of them has; below it the confusion matrices
 * of few classes, by their names where these are known. Empty without metrics.
 */
export function metricsTable(sets: readonly MetricSet[], classesOf: ClassesOf = () => null): string {
  const rows = sets.flatMap(({ rows: name, metrics }) => metrics.map((of) => ({ name, of })));
  if (rows.length === 0) return "";
  const shown = columns.filter(([, read]) => rows.some(({ of }) => read(of) !== null));
  const isScaled = rows.some(({ of }) => of.scaled_by !== undefined);
  const lines = [
    ["output", "rows", ...shown.map(([title]) => (title === "loss" && isScaled ? "loss (scaled)" : title))],
    ...rows.map(({ name, of }) => [of.node, name, ...shown.map(([, read]) => read(of)?.toPrecision(4) ?? "–")]),
  ];
  return `${aligned(lines, 2)}${rows.map(({ name, of }) => confusionText(name, of, classesOf(of.node))).join("")}`;
}

function confusionText(rows: string, { node, confusion }: OutputMetrics, names: readonly string[] | null): string {
  const classes = Math.round(Math.sqrt(confusion.length));
  if (classes === 0 || classes > mostClasses) return "";
  const indices = Array.from({ length: classes }, (_, index) => index);
  const heads = indices.map((index) => shortened(names?.[index] ?? String(index), longestClass));
  const lines = [
    ["", ...heads],
    ...indices.map((truth) => [
      heads[truth] ?? "",
      ...indices.map((guess) => String(confusion[truth * classes + guess] ?? 0)),
    ]),
  ];
  return `\nconfusion of ${node}, ${rows} rows: true class down, predicted across\n${aligned(lines, 1)}`;
}

/** Columns of equal width; the first `texts` ones start at the left, figures end at the right. */
export function aligned(lines: readonly (readonly string[])[], texts: number): string {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => placesOf(line[column] ?? ""))));
  return lines
    .map((line) => {
      const cells = line.map((cell, column) => {
        const room = " ".repeat(Math.max(0, (widths[column] ?? 0) - placesOf(cell)));
        return column < texts ? `${cell}${room}` : `${room}${cell}`;
      });
      return `${cells.join("  ").trimEnd()}\n`;
    })
    .join("");
}
