import type { StatisticName } from "../contract";
import type { LayerRecord } from "../session";

const columns: readonly (readonly [title: string, statistic: StatisticName])[] = [
  ["mean", "mean"],
  ["σ", "standard_deviation"],
  ["1 %", "percentile_1"],
  ["50 %", "percentile_50"],
  ["99 %", "percentile_99"],
  ["saturated", "saturation"],
  ["dead", "dead"],
  ["‖gradient‖", "gradient_norm"],
  ["log10 Δw/w", "update_ratio"],
  ["drift μ", "drift_mean_average"],
  ["drift σ²", "drift_variance_average"],
];
const shares: ReadonlySet<StatisticName> = new Set<StatisticName>(["saturation", "dead"]);

/** One row a layer, one column a statistic, so that the sick layer stands out; `–` where a statistic has no meaning. */
export function layerTable(records: readonly LayerRecord[]): string {
  const rows = [
    ["layer", "", ...columns.map(([title]) => title)],
    ...records.map(({ probe, values }) => [
      probe.node,
      probe.op,
      ...columns.map(([, statistic]) => cell(statistic, values[statistic] ?? Number.NaN)),
    ]),
  ];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => (row[column + 2] ?? "").length)));
  const first = Math.max(...rows.map(([node = ""]) => node.length));
  const second = Math.max(...rows.map(([, op = ""]) => op.length));
  const lines = rows.map(([node = "", op = "", ...cells]) => {
    const numbers = cells.map((text, column) => text.padStart(widths[column] ?? 0));
    return [node.padEnd(first), op.padEnd(second), ...numbers].join("  ").trimEnd();
  });
  return `${lines.join("\n")}\n`;
}

function cell(statistic: StatisticName, value: number): string {
  if (Number.isNaN(value)) return "–";
  if (shares.has(statistic)) return `${(100 * value).toFixed(1)} %`;
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(1) : value.toFixed(3);
}
