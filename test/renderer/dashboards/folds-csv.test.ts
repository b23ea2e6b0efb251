/** The file of a cross-validation. */
import { expect, test } from "vitest";
import type { FoldFigures, OutputMetrics } from "../../../engine/contract";
import { foldsCsv } from "../../../renderer/dashboards/folds/folds-csv";
import { textIn } from "../../../renderer/i18n/texts";

const metrics = (node: string, figures: Partial<OutputMetrics>): OutputMetrics => ({
  ...{ node, loss: 0, accuracy: null, precision: null, recall: null, f1: null, auc: null, confusion: [] },
  ...{ r_squared: null, root_mean_squared_error: null, mean_absolute_error: null },
  ...figures,
});

const fold = (index: number, accuracy: number, squared: number | null): FoldFigures => ({
  ...{ fold: index, training_rows: 80, validation_rows: 20, epoch: 3 + index, loss: 1 },
  metrics: [metrics("kind", { loss: 0.1 + index, accuracy }), metrics("price", { loss: 2, r_squared: squared })],
});

const words = (names: Readonly<Record<string, string>>) => ({
  text: (key: Parameters<typeof textIn>[1]) => textIn("en", key),
  outputName: (node: string) => names[node] ?? node,
});

test("each Output has a row a fold, then mean and σ, at full precision; what it lacks is empty", () => {
  const text = foldsCsv([fold(0, 0.1, 0.5), fold(1, 0.2, 0.25)], words({}));
  const deviation = Math.sqrt(((0.1 - (0.1 + 0.2) / 2) ** 2 + (0.2 - (0.1 + 0.2) / 2) ** 2) / 2);
  expect(text.split("\r\n")).toEqual([
    "Output,Fold,Training rows,Validation rows,Epoch,Loss,Accuracy,R²",
    "kind,1,80,20,3,0.1,0.1,",
    "kind,2,80,20,4,1.1,0.2,",
    `kind,Mean,,,,${(0.1 + 1.1) / 2},${(0.1 + 0.2) / 2},`,
    `kind,σ,,,,0.5,${deviation},`,
    "price,1,80,20,3,2,,0.5",
    "price,2,80,20,4,2,,0.25",
    "price,Mean,,,,2,,0.375",
    "price,σ,,,,0,,0.125",
    "",
  ]);
});

test("names that a spreadsheet would take for a formula, or that hold marks of the format, are written safely", () => {
  const text = foldsCsv([fold(0, 0.1, null)], words({ kind: "=HYPERLINK(1)", price: 'a "b", c' }));
  const names = text.split("\r\n").map((line) => line.replace(/,(1|Mean|σ),.*/, ""));
  expect(names.slice(1, 7)).toEqual([...Array(3).fill("'=HYPERLINK(1)"), ...Array(3).fill('"a ""b"", c"')]);
  // A figure that no fold has is no column.
  expect(text.split("\r\n")[0]).not.toContain("R²");
});
