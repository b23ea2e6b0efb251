import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { appVersion, type RunDeclaration, type RunOptions, type RunSnapshot, type RunStarted } from "../contract";
import { RecordFault } from "./record-fault";
import { runFields, snapshotFields } from "./run-schemas";

/** The form of run folders that is written, and the newest that is read. */
export const RUN_FOLDER_VERSION = 2;
/** Name of the file that says what a run's folder holds. */
export const startName = "run.json";
/** No start of a run comes near it. */
const mostStartBytes = 64 * 2 ** 20;

/** What a record begins with: enough to show the run as at its start, and to start it again. */
export interface RecordedStart {
  readonly started: RunStarted;
  readonly snapshot: RunSnapshot;
  readonly initial: RunOptions["initial"];
  /** Milliseconds since 1970. */
  readonly begun_at_unix_millis: number;
}

const { count, run, id } = runFields;
const most = { groups: 64, probes: 65_536, series: 4_096, edges: 65_536 };
const name = z.string().min(1).max(256);

const series = z
  .strictObject({
    name,
    unit: z.string().max(64),
    scope: z.enum(["run", "node", "parameter"]),
    kind: z.discriminatedUnion("type", [
      z.strictObject({ type: z.literal("scalar") }),
      z.strictObject({ type: z.literal("percentile"), percent: z.number().min(0).max(100) }),
      z.strictObject({ type: z.literal("histogram"), edges: z.array(z.number()).min(2).max(most.edges) }),
    ]),
    width: z.int().positive(),
  })
  .refine(
    ({ kind, width }) => width === (kind.type === "histogram" ? kind.edges.length + 2 : 1),
    "the width of its kind",
  );

const declaration = z.strictObject({
  version: z.int().positive(),
  groups: z
    .array(
      z.strictObject({
        name,
        probes: z.array(z.strictObject({ operation: count, node: id, op: name, features: count })).max(most.probes),
        merging: z.enum(["mean", "newest"]),
        series: z.array(series).max(most.series),
      }),
    )
    .max(most.groups),
});

const file = z.object({
  version: z.int().positive(),
  started: z.strictObject({
    run,
    // A unit of another version is shown as a plain number.
    declaration: declaration.transform((known) => known as RunDeclaration),
    steps_per_epoch: count,
    epochs: count,
    training_rows: count,
    validation_rows: count,
    // Absent in recordings of before there were test rows.
    test_rows: count.default(0),
    parameters: count,
    missing_rows: count,
    first_step: count,
  }),
  snapshot: snapshotFields,
  initial: runFields.initial,
  begun_at_unix_millis: z.number(),
});

/** Writes what a run's folder holds into it, whole or not at all. Throws what the file system does. */
export function writeStart(folder: string, start: RecordedStart): void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, startName);
  const written = { version: RUN_FOLDER_VERSION, app_version: appVersion, ...start };
  writeFileSync(`${path}.part`, `${JSON.stringify(written, null, 1)}\n`);
  renameSync(`${path}.part`, path);
}

/** What a run's folder holds, whoever wrote it. Throws what the file system does, and `RecordFault`. */
export function readStart(folder: string): RecordedStart {
  const path = join(folder, startName);
  const { size } = statSync(path);
  if (size > mostStartBytes) throw new RecordFault(path, `${size} bytes`, `at most ${mostStartBytes}`);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (failure) {
    if (!(failure instanceof SyntaxError)) throw failure;
    throw new RecordFault(path, "a text that is no JSON", "what docs/run-folder.md describes");
  }
  const version = typeof value === "object" && value !== null && "version" in value ? value.version : null;
  if (typeof version === "number" && version > RUN_FOLDER_VERSION) {
    const known = RUN_FOLDER_VERSION;
    const expected = `at most ${known}; a newer Layerglass reads it`;
    throw new RecordFault(path, `version ${version}`, expected, { case: "newer", version, known });
  }
  const checked = file.safeParse(value);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    const place = ["$", ...(issue?.path ?? []).map(String)].join(".");
    throw new RecordFault(
      path,
      `at ${place} something else (${issue?.message ?? "unknown"})`,
      "what docs/run-folder.md describes",
    );
  }
  const { version: _, ...start } = checked.data;
  return start;
}
