/** The record of what a run told, kept within its size however long the run goes on. */
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CheckpointInfo, RunEventBatch } from "../../engine/contract";
import { emptyGraph, referenceTrainingSetup } from "../../engine/model";
import { decodeFrame, encodeFrame, type RecordedStart, RunRecord, recordName, startName } from "../../engine/runs";
import { StatisticsStore } from "../../renderer/runs/statistics-store";
import { declarationOf, layerRecords, recordsIn, stepRecords } from "../support/declared-stream";
import { someFailure } from "../support/failures";

const probes = [0, 1].map((operation) => ({ operation, node: `dense_${operation + 1}`, op: "dense", features: 4 }));
const declaration = declarationOf(probes);
const start: RecordedStart = {
  started: {
    ...{ run: "run-1", declaration, steps_per_epoch: 100, epochs: 500, training_rows: 1600, validation_rows: 0 },
    ...{ parameters: 10, test_rows: 0, missing_rows: 0, first_step: 0 },
  },
  snapshot: { graph: emptyGraph, data: null, training: referenceTrainingSetup },
  initial: null,
  begun_at_unix_millis: 0,
};
/** Steps of one batch. */
const perBatch = 5;
const lossAt = (step: number) => 3 * Math.exp(-step / 9_000) + 0.2 * Math.sin(step / 2_500);

/** The batch of this number: five steps, one record of each of two layers, an epoch's end where one is. */
function batchOf(sequence: number, changes: Partial<RunEventBatch> = {}): RunEventBatch {
  const steps = Array.from({ length: perBatch }, (_, index) => sequence * perBatch + index);
  const step = (sequence + 1) * perBatch;
  const epoch = step % 100 === 0 ? [step / 100] : [];
  return {
    ...{ run: "run-1", sequence, states: [], failure: null, outcome: null, checkpoints: [], warnings: [] },
    ...{ epoch: Math.ceil(step / 100), step, rows_per_second: 1600 },
    epochs: epoch.map((number) => ({
      ...{ epoch: number, loss: lossAt(step), accuracy: null, validation_loss: null, validation_accuracy: null },
      ...{ rows_per_second: 1600, steps: step, learning_rate: 0.1, validation_metrics: [], training_metrics: [] },
    })),
    records: [
      stepRecords(steps, steps.map(lossAt)),
      layerRecords([0, 1].map((probe) => ({ step: step - 1, probe, value: () => lossAt(step - 1), count: step }))),
    ],
    ...changes,
  };
}

const batches = 10_000;
/** Of 10 000 batches, some 20 MB. */
const limit = 2 ** 20;
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "layerglass-record-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Everything of a record, in pieces as a page asks for them; `between` runs before each. */
function replayed(record: RunRecord, between: () => void = () => {}): RunEventBatch[] {
  const reported: RunEventBatch[] = [];
  for (let isAll = false; !isAll; ) {
    between();
    const piece = record.read((reported.at(-1)?.sequence ?? -1) + 1);
    reported.push(...piece.batches);
    isAll = piece.isAll;
  }
  return reported;
}

const sum = (numbers: Iterable<number>) => [...numbers].reduce((all, each) => all + each, 0);
const mergedSteps = (reported: readonly RunEventBatch[]) => sum(recordsIn(declaration, reported, "steps").merged);

test("a long run's record stays within its size, and its charts are whole, coarser and true", () => {
  const record = RunRecord.begin(folder, start, limit);
  let largest = 0;
  for (let sequence = 0; sequence < batches; sequence += 1) {
    record.append(batchOf(sequence));
    largest = Math.max(largest, record.bytes);
  }
  expect(largest).toBeLessThanOrEqual(limit + 4096);
  expect(statSync(join(folder, recordName)).size).toBe(record.bytes);
  expect(readdirSync(folder)).toEqual([recordName, startName]);
  expect(record.nextSequence).toBe(batches);

  const reported = replayed(record);
  expect(reported.flatMap(({ epochs }) => epochs.map(({ epoch }) => epoch))).toEqual(
    Array.from({ length: 500 }, (_, index) => index + 1),
  );
  expect(mergedSteps(reported)).toBe(batches * perBatch);
  expect(sum(recordsIn(declaration, reported, "layers").merged)).toBe(2 * batches);

  const store = new StatisticsStore(() => {});
  store.begin(start.started);
  for (const batch of reported) store.append(batch);
  const { steps } = store;
  expect(steps.step(steps.length - 1)).toBe(batches * perBatch - 1);
  for (let index = 0, from = 0; index < steps.length; index += 1) {
    const to = steps.step(index) + 1;
    expect(steps.weight(index)).toBe(to - from);
    const mean = sum(Array.from({ length: to - from }, (_, offset) => lossAt(from + offset))) / (to - from);
    expect(steps.value(steps.column("loss"), index)).toBeCloseTo(mean, 5);
    from = to;
  }
  // As fine at the start as later; what came since the last thinning is finer.
  const tenths = Array.from({ length: 10 }, (_, tenth) => {
    const [from, to] = [tenth, tenth + 1].map((edge) => (edge * batches * perBatch) / 10);
    return steps.indexOf(to ?? 0) - steps.indexOf(from ?? 0);
  });
  expect(Math.min(...tenths.slice(0, 4))).toBeGreaterThan(Math.max(...tenths.slice(0, 4)) / 2);
  expect(Math.min(...tenths)).toBeGreaterThanOrEqual(20);
  for (const { table, histograms } of store.probes) {
    expect(table.length).toBeGreaterThan(40);
    for (let index = 0; index < table.length; index += 1) {
      expect(table.value(0, index)).toBeCloseTo(lossAt(table.step(index)), 5);
    }
    expect(histograms.get("histogram")?.latest?.cells[0]).toBe(batches * perBatch);
  }
  record.close();
  const again = RunRecord.reopen(folder, limit);
  expect(again && replayed(again)).toEqual(reported);
  expect(again?.nextSequence).toBe(batches);
  again?.append(batchOf(batches));
  expect(again?.last?.sequence).toBe(batches);
  again?.close();
});

test("what a run is told by stays: its state, end, newest checkpoint and warning, and a loss that was no number", () => {
  const record = RunRecord.begin(folder, start, limit);
  const at = (sequence: number, changes: Partial<RunEventBatch>) => record.append(batchOf(sequence, changes));
  const checkpoint = (step: number) => ({
    name: `c-${step}`,
    epoch: 0,
    batch: 0,
    step,
    bytes: 1,
    saved_at_unix_millis: 0,
  });
  const failure = someFailure("R042");
  const outcome = {
    ...{ reason: "stopped" as const, best_epoch: null, restored_best: false },
    ...{ population_statistics: false, validation: null },
  };
  for (let sequence = 0; sequence < 3_000; sequence += 1) {
    const changes: Partial<RunEventBatch> =
      sequence === 10 ? { states: ["paused", "running"], records: [stepRecords([50, 51], [Number.NaN, 1])] } : {};
    at(sequence, { ...changes, ...(sequence % 100 === 0 && { checkpoints: [checkpoint(sequence)] }) });
  }
  at(3_000, { states: ["stopped"], outcome, warnings: [failure] });
  const more = 3_000;
  for (let sequence = 3_001; sequence < 3_000 + more; sequence += 1) at(sequence, {});
  const reported = replayed(record);
  expect(reported.length).toBeLessThan(1_500);
  expect(reported.flatMap(({ states }) => states).at(-1)).toBe("stopped");
  expect(reported.flatMap((batch) => batch.outcome ?? [])).toEqual([outcome]);
  expect(reported.flatMap(({ checkpoints }) => checkpoints).at(-1)?.step).toBe(2_900);
  expect(reported.flatMap(({ warnings }) => warnings)).toEqual([failure]);
  expect(recordsIn(declaration, reported.slice(0, 1), "steps").of("loss").some(Number.isNaN)).toBe(true);
  record.close();
});

test("a checkpoint goes by its name: one that leads out of the folder is refused, and the path of version 1 keeps its end", () => {
  const place = { epoch: 0, batch: 0, step: 3, bytes: 1, saved_at_unix_millis: 0 };
  const readAgain = (checkpoint: object) => {
    const checkpoints = [{ ...place, ...checkpoint } as CheckpointInfo];
    return decodeFrame("run-1", declaration, encodeFrame(batchOf(0, { checkpoints }))).checkpoints;
  };
  const name = "checkpoint-3.safetensors";
  for (const written of [{ name }, { path: `/home/a/runs/r/${name}` }, { path: `C:\\runs\\r\\${name}` }]) {
    expect(readAgain(written)).toEqual([{ ...place, name }]);
  }
  for (const wrong of ["", "a/b", "..\\b"]) expect(() => readAgain({ name: wrong })).toThrow(RangeError);
});

test("a page that reads while the record is thinned hears of every step once", () => {
  const most = 12 * 2 ** 20;
  const record = RunRecord.begin(folder, start, most);
  let next = 0;
  const report = (count: number) => {
    for (const end = next + count; next < end; next += 1) record.append(batchOf(next));
  };
  report(4_500);
  let pieces = 0;
  const reported = replayed(record, () => {
    if (pieces === 1) report(3_000);
    pieces += 1;
  });
  expect(pieces).toBeGreaterThan(1);
  expect(record.bytes).toBeLessThan(most);
  expect(mergedSteps(reported)).toBe(next * perBatch);
  expect(reported.at(-1)?.sequence).toBe(next - 1);
  record.close();
});
