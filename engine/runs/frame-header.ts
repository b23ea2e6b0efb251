import { z } from "zod";
import type { RunEventBatch } from "../contract";
import { failureSchema as failure } from "../contract/failure-schema";

/** A figure: any number, also one that is none. */
const figure = z.custom<number>((value) => typeof value === "number", "a number");
const figureOrNull = figure.nullable();
const count = z.int().nonnegative();
const text = z.string().max(65_536);
const list = <Item extends z.ZodType>(item: Item) => z.array(item).max(1_000_000);

const metrics = z.object({
  node: text,
  loss: figure,
  accuracy: figureOrNull,
  precision: figureOrNull,
  recall: figureOrNull,
  f1: figureOrNull,
  auc: figureOrNull,
  confusion: list(figure),
  r_squared: figureOrNull,
  root_mean_squared_error: figureOrNull,
  mean_absolute_error: figureOrNull,
  scaled_by: figure.exactOptional(),
});

const epoch = z.object({
  epoch: count,
  loss: figure,
  accuracy: figureOrNull,
  validation_loss: figureOrNull,
  validation_accuracy: figureOrNull,
  rows_per_second: figure,
  steps: count,
  learning_rate: figure,
  validation_metrics: list(metrics),
  training_metrics: list(metrics),
});

const outcome = z.object({
  reason: z.enum(["every_epoch", "early_stopping", "stopped"]),
  best_epoch: count.nullable(),
  restored_best: z.boolean(),
  population_statistics: z.boolean(),
  validation: z.object({ loss: figure, accuracy: figureOrNull, metrics: list(metrics) }).nullable(),
});

const place = {
  epoch: count,
  batch: count,
  step: count,
  bytes: figure,
  saved_at_unix_millis: figure,
};
const checkpoint = z.union([
  z.object({ name: text.regex(/^[^/\\]+$/, "a name in the folder"), ...place }),
  // Version 1 wrote where the file lay on the machine of the run.
  z
    .object({ path: text, ...place })
    .transform(({ path, ...known }) => ({ name: path.replace(/^.*[/\\]/, ""), ...known })),
]);

const header = z.object({
  sequence: count,
  states: list(z.enum(["running", "paused", "finished", "stopped", "failed"])),
  epochs: list(epoch),
  failure: failure.nullable(),
  outcome: outcome.nullable(),
  checkpoints: list(checkpoint),
  warnings: list(failure),
  epoch: count,
  step: count,
  rows_per_second: figure,
  records: list(z.object({ group: count, count })),
});

/** What a frame says beside its arrays. */
export type FrameHeader = Omit<RunEventBatch, "records" | "run"> & {
  readonly records: readonly { readonly group: number; readonly count: number }[];
};

/** A frame's header, whoever wrote it. Throws `RangeError` with its first fault. */
export function checkedHeader(value: unknown): FrameHeader {
  const checked = header.safeParse(value);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new RangeError(`its header has something else at ${["$", ...(issue?.path ?? []).map(String)].join(".")}`);
}
