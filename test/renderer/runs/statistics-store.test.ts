import { describe, expect, it } from "vitest";
import type { GroupRecords, Probe, RunEventBatch } from "../../../engine/contract";
import { StatisticsStore } from "../../../renderer/runs";
import { cellCount, declarationOf, layerRecords, stepRecords } from "../../support/declared-stream";
import { emptyBatch } from "../bridge/scripted-host";

const probes: readonly Probe[] = [
  { operation: 1, node: "dense_1", op: "dense", features: 64 },
  { operation: 2, node: "bn_1", op: "batch_norm", features: 64 },
];
const started = { declaration: declarationOf(probes), steps_per_epoch: 10 };

/** Pictures to come, to be drawn when the test says so. */
class Frames {
  readonly callbacks: (() => void)[] = [];
  readonly schedule = (callback: () => void): void => {
    this.callbacks.push(callback);
  };
  draw(): void {
    for (const callback of this.callbacks.splice(0)) callback();
  }
}

function stepBatch(sequence: number, steps: readonly number[], losses: readonly number[]): RunEventBatch {
  return { ...emptyBatch("r", sequence), records: [stepRecords(steps, losses)] };
}

/** One record a given probe, whose statistics all read `mark` and whose histogram cells all count `mark`. */
function layerBatch(
  sequence: number,
  records: readonly { step: number; probe: number; mark: number }[],
): RunEventBatch {
  const all = records.map(({ step, probe, mark }) => ({
    ...{ step, probe, value: () => mark, count: mark, gradientCount: 10 * mark },
  }));
  return { ...emptyBatch("r", sequence), records: [layerRecords(all)] };
}

describe("the statistics store", () => {
  it("keeps no gradients of a place that has none, and the edges of each histogram as declared", () => {
    const store = new StatisticsStore(new Frames().schedule);
    store.begin(started);
    const records = layerRecords([{ step: 5, probe: 0, value: () => 3, count: 3 }]);
    store.append({ ...emptyBatch("r", 0), records: [records] });
    const histograms = store.probes[0]?.histograms;
    expect(histograms?.get("histogram")?.latest).not.toBeNull();
    expect(histograms?.get("gradient_histogram")?.latest).toBeNull();
    expect(histograms?.get("gradient_histogram")?.edges).toEqual([-2, -1, 0, 1, 2].map((edge) => edge / 1024));
  });

  it("takes whatever series a run declares, in whatever order", () => {
    const store = new StatisticsStore(new Frames().schedule);
    const names = ["of_tomorrow", "mean"];
    store.begin({ declaration: declarationOf(probes, names), steps_per_epoch: 10 });
    const value = (name: string) => (name === "mean" ? 2 : 7);
    store.append({ ...emptyBatch("r", 0), records: [layerRecords([{ step: 0, probe: 1, value }], names)] });
    const table = store.probes[1]?.table;
    expect(table?.names).toEqual(names);
    expect(table?.latest(table.column("of_tomorrow"))).toBe(7);
    expect(table?.latest(table.column("mean"))).toBe(2);
    expect(table?.latest(table.column("saturation"))).toBeNaN();
  });

  it("halves what it holds and gives the memory back", () => {
    const store = new StatisticsStore(new Frames().schedule);
    store.begin(started);
    for (let step = 0; step < 5001; step += 1) store.append(stepBatch(step, [step], [step]));
    const { steps, bytes } = store;
    const before = steps.summarize(steps.column("loss"), 0, steps.length);
    expect(store.halve()).toBe(true);
    expect(store.bytes).toBeLessThan(0.6 * bytes);
    expect(steps.length).toBe(2501);
    const after = steps.summarize(steps.column("loss"), 0, steps.length);
    expect([after.low, after.high]).toEqual([before.low, before.high]);
    expect(after.mean).toBeCloseTo(before.mean, 6);
    expect(steps.weight(2499)).toBe(2);
    expect(steps.weight(2500)).toBe(1);
    while (store.halve());
    expect(store.halve()).toBe(false);
    expect(steps.length).toBeGreaterThan(100);
  });

  it("keeps each training step's loss, and accuracy only where it is defined", () => {
    const store = new StatisticsStore(new Frames().schedule);
    store.begin(started);
    store.append(stepBatch(0, [0, 1, 2], [0.5, Number.NaN, 0.25]));
    expect(store.steps.length).toBe(3);
    expect([0, 1, 2].map((index) => store.steps.value(store.steps.column("loss"), index))).toEqual([
      0.5,
      Number.NaN,
      0.25,
    ]);
    expect(store.steps.isDefined(store.steps.column("accuracy"))).toBe(false);
  });

  it("sorts interleaved layer records to their probes, each with its own histogram", () => {
    const store = new StatisticsStore(new Frames().schedule);
    store.begin(started);
    store.append(
      layerBatch(0, [
        { step: 0, probe: 0, mark: 1 },
        { step: 0, probe: 1, mark: 2 },
        { step: 5, probe: 0, mark: 3 },
      ]),
    );
    const [dense, norm] = store.probes;
    expect(dense?.table.length).toBe(2);
    expect(norm?.table.length).toBe(1);
    expect(dense?.table.latest(dense.table.column("gradient_norm"))).toBe(3);
    expect(norm?.table.latest(norm.table.column("variance_near_zero"))).toBe(2);
    expect(dense?.histograms.get("histogram")?.latest).toEqual({ step: 5, cells: new Uint32Array(cellCount).fill(3) });
    expect(dense?.histograms.get("gradient_histogram")?.latest).toEqual({
      step: 5,
      cells: new Uint32Array(cellCount).fill(30),
    });
    expect(store.probesOf("bn_1")).toEqual([norm]);
    expect(store.probesOf("elsewhere")).toEqual([]);
  });

  it("forgets the previous run when the next begins", () => {
    const store = new StatisticsStore(new Frames().schedule);
    store.begin(started);
    store.append(layerBatch(0, [{ step: 0, probe: 0, mark: 1 }]));
    store.append(stepBatch(1, [0], [1]));
    store.begin(started);
    expect(store.steps.length).toBe(0);
    expect(store.probes[0]?.table.length).toBe(0);
    expect(store.probes[0]?.histograms.get("histogram")?.latest).toBeNull();
  });

  it("tells a slow listener no more often than it asked for, and of the last change without another", () => {
    const frames = new Frames();
    let now = 0;
    const store = new StatisticsStore(frames.schedule, () => now);
    store.begin(started);
    const told: number[] = [];
    store.subscribe(() => told.push(store.steps.length), 10);
    for (let sequence = 0; sequence < 30; sequence += 1) {
      store.append(stepBatch(sequence, [sequence], [1]));
      frames.draw();
      now += 16;
    }
    expect(told.slice(0, 4)).toEqual([1, 7, 13, 19]);
    for (let frame = 0; frame < 10; frame += 1) {
      frames.draw();
      now += 16;
    }
    expect(told.at(-1)).toBe(30);
    expect(frames.callbacks).toHaveLength(0);
  });

  it("tells its listeners once a frame, however many batches came", () => {
    const frames = new Frames();
    let now = 0;
    const store = new StatisticsStore(frames.schedule, () => now);
    store.begin(started);
    let told = 0;
    const release = store.subscribe(() => {
      told += 1;
    });
    for (let sequence = 0; sequence < 50; sequence += 1) store.append(stepBatch(sequence, [sequence], [1]));
    expect(frames.callbacks).toHaveLength(1);
    expect(told).toBe(0);
    frames.draw();
    expect(told).toBe(1);
    now += 1000;
    store.append(stepBatch(50, [50], [1]));
    frames.draw();
    expect(told).toBe(2);
    release();
    store.append(stepBatch(51, [51], [1]));
    frames.draw();
    expect(told).toBe(2);
  });

  it("does not wake anyone for a batch without figures", () => {
    const frames = new Frames();
    const store = new StatisticsStore(frames.schedule);
    store.begin(started);
    store.subscribe(() => {});
    store.append(emptyBatch("r", 0));
    expect(frames.callbacks).toHaveLength(0);
  });

  const [first, ...others] = layerRecords([{ step: 0, probe: 0, value: () => 1, count: 1 }]).columns;
  it.each<[string, (records: GroupRecords) => GroupRecords]>([
    ["a value too few", (records) => ({ ...records, columns: [first?.slice(1) ?? new Float32Array(0), ...others] })],
    ["a series too few", (records) => ({ ...records, columns: others })],
    [
      "a histogram's cell too many",
      (records) => ({ ...records, columns: [...records.columns.slice(0, -1), new Uint32Array(cellCount + 1)] }),
    ],
    ["a step too many", (records) => ({ ...records, steps: Float64Array.of(0, 1) })],
    ["a count too few", (records) => ({ ...records, merged: new Uint32Array(0) })],
    ["a probe the run does not have", (records) => ({ ...records, probes: Uint32Array.of(2) })],
    ["a group the run did not declare", (records) => ({ ...records, group: 2 })],
  ])("refuses a batch with %s and takes nothing of it", (_, spoil) => {
    const store = new StatisticsStore(new Frames().schedule);
    store.begin(started);
    const steps = stepRecords([0], [1]);
    const layers = layerRecords([{ step: 0, probe: 0, value: () => 1, count: 1 }]);
    const batch = (records: GroupRecords) => ({ ...emptyBatch("r", 0), records: [steps, records] });
    expect(() => store.append(batch(spoil(layers)))).toThrow(RangeError);
    expect(store.steps.length).toBe(0);
    expect(store.probes[0]?.table.length).toBe(0);
    store.append(batch(layers));
    expect(store.steps.length).toBe(1);
    expect(store.probes[0]?.table.length).toBe(1);
  });
});
