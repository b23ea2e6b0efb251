import { z } from "zod";
import type { HostRequestName, HostRequests } from "../../engine/contract";
import { foldsLimit, splitMethods } from "../../engine/model";
import { runFields, snapshotFields } from "../../engine/runs";

/** Every schema's output is the request's own type, so that a field added to the contract and not here is a type error. */
type RequestSchemas = { readonly [Name in HostRequestName]: z.ZodType<HostRequests[Name]["request"]> };

const { path, id, data, count, run } = runFields;
const snapshot = snapshotFields;

/** A file in a run's folder: nothing that leads out of it. */
const checkpoint = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/, "the name of a checkpoint");

const cadence = z.strictObject({
  every_seconds: z.number().nonnegative().nullable(),
  every_epochs: count.nullable(),
  history_bytes: z.number().nonnegative(),
});

const analysis = z.strictObject({
  effective_rank: z.strictObject({ rows: count }).nullable(),
  along_gradient: z.strictObject({ points: count }).nullable(),
  plane: z.strictObject({ side: count, rows: count }).nullable(),
});

const typedCell = z.union([z.number(), z.string().max(65_536), z.null()]);
/** More than a page shows; a window gone wrong cannot ask for a table at once. */
const pageRows = count.max(1_000);
const pageColumns = z.array(count).max(256);

const columnName = z.string().max(65_536);
const bound = z.number().nullable();
const cellTest = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("range"), minimum: bound, maximum: bound }),
  z.strictObject({ kind: z.literal("contains"), text: columnName }),
  z.strictObject({ kind: z.literal("values"), values: z.array(columnName).max(1_000) }),
  z.strictObject({ kind: z.literal("missing") }),
]);
const view = z.strictObject({
  sort: z.strictObject({ column: columnName, descending: z.boolean() }).nullable(),
  filters: z.array(z.strictObject({ column: columnName, test: cellTest })).max(256),
});

const fold = z
  .strictObject({ index: count, count: count.min(foldsLimit.minimum).max(foldsLimit.maximum) })
  .refine(({ index, count }) => index < count, "one of the folds");
const split = z.strictObject({
  split: z.enum(splitMethods),
  validation_split: z.number().min(0).lt(1),
  test_split: z.number().min(0).lt(1),
  fold: fold.exactOptional(),
  seed: z.int().min(0).max(4_294_967_295),
});
const pairColumn = z.strictObject({ name: columnName, categorical: z.boolean() });

/** What each request of a window must look like before a handler sees it. */
export const requestSchemas: RequestSchemas = {
  open_table: z.strictObject({ path, reading: runFields.reading.exactOptional() }),
  find_table: z.strictObject({
    folders: z.array(path).max(16),
    name: path,
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  view_table: z.strictObject({ path, reading: runFields.reading, view }),
  view_rows: z.strictObject({ view: count, from: count, count: pageRows, columns: pageColumns }),
  rejected_lines: z.strictObject({ path, reading: runFields.reading }),
  rejected_page: z.strictObject({ list: count, from: count, count: pageRows }),
  save_rejected: z.strictObject({ list: count, path }),
  row_at_line: z.strictObject({ path, reading: runFields.reading, line: z.int().min(1).max(4_294_967_295) }),
  view_shades: z.strictObject({
    ...{ view: count, from: count, count: count.max(200), columns: z.array(count).max(16_384) },
    ...{ low: z.number(), high: z.number() },
  }),
  table_association: z.strictObject({ path, reading: runFields.reading, target: columnName }),
  table_pair: z.strictObject({
    path,
    reading: runFields.reading,
    pair: z.strictObject({
      first: pairColumn,
      second: pairColumn,
      class: pairColumn.nullable(),
      trimmed: z.boolean(),
    }),
  }),
  column_spreads: z.strictObject({ data, split, columns: z.array(columnName).max(64) }),
  table_schema: z.strictObject({ data }),
  table_warnings: z.strictObject({ data, split }),
  compile: snapshot,
  start_run: snapshot.extend({
    run,
    checkpoints: cadence.nullable(),
    continue_from: checkpoint.nullable(),
    initial: runFields.initial,
  }),
  train_fold: snapshot.extend({ fold }),
  fold_progress: z.null(),
  stop_fold: z.null(),
  model_of_run: z.strictObject({
    run,
    name: z.string().max(65_536),
    positions: z.record(id, z.strictObject({ x: z.number(), y: z.number() })),
  }),
  open_model: z.strictObject({ path }),
  compare_model: snapshot.extend({ path }),
  use_model: z.strictObject({
    source: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("run"), run }),
      z.strictObject({ kind: z.literal("file"), path }),
    ]),
  }),
  predict_table: z.strictObject({ model: count, path, reading: runFields.reading }),
  predicted_rows: z.strictObject({ table: count, from: count, count: pageRows, columns: pageColumns }),
  predict_rows: z.strictObject({ model: count, rows: z.array(z.record(z.string(), typedCell)).max(16) }),
  save_predictions: z.strictObject({ table: count, path, keepColumns: z.boolean() }),
  pause_run: z.strictObject({ run }),
  resume_run: z.strictObject({ run }),
  stop_run: z.strictObject({ run }),
  analyze_run: z.strictObject({ run, request: analysis }),
  test_rows: z.strictObject({ run }),
  look_at_test: z.strictObject({ run }),
  list_checkpoints: z.strictObject({ run }),
  list_runs: z.null(),
  open_run: z.strictObject({ path }),
  let_go_run: z.strictObject({ run }),
  replay_run: z.strictObject({ run, from: count }),
};

/** Why a request's body is refused, its first fault with its place; null for a good one. */
export function requestFault(name: HostRequestName, body: unknown): string | null {
  const checked = requestSchemas[name].safeParse(body);
  if (checked.success) return null;
  const [issue] = checked.error.issues;
  return issue === undefined ? "it is malformed" : `${["$", ...issue.path.map(String)].join(".")}: ${issue.message}`;
}
