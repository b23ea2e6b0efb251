import { describe, expect, it } from "vitest";
import { HISTOGRAM_CELLS, type Probe, type RunEventBatch, STATISTICS } from "../../../engine/contract";
import { ACCURACY_COLUMN, LOSS_COLUMN, StatisticsStore, statisticColumn } from "../../../renderer/runs";
import { emptyBatch } from "../bridge/scripted-host";

const probes: readonly Probe[] = [
  { operation: 1, node: "dense_1", op: "dense", features: 64 },
  { operation: 2, node: "bn_1", op: "batch_norm", features: 64 },
];
const started = { probes, steps_per_epoch: 10, histogram_edges: new Float64Array(65) };

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
  return {
    ...emptyBatch("r", sequence),
    step_steps: Float64Array.from(steps),
    step_losses: Float32Array.from(losses),
    step_accuracies: new Float32Array(steps.length).fill(Number.NaN),
    step_merged: new Uint32Array(steps.length).fill(1),
  };
}

/** One record a given probe, whose statistics all read `mark` and whose histogram cells all count `mark`. */
function layerBatch(
  sequence: number,
  records: readonly { step: number; probe: number; mark: number }[],
): RunEventBatch {
  return {
    ...emptyBatch("r", sequence),
    layer_steps: Float64Array.from(records.map((record) => record.step)),
    layer_probes: Uint32Array.from(records.map((record) => record.probe)),
    layer_merged: new Uint32Array(records.length).fill(1),
    layer_values: Float32Array.from(records.flatMap(({ mark }) => STATISTICS.map(() => mark))),
    layer_histograms: Uint32Array.from(records.flatMap(({ mark }) => new Array<number>(HISTOGRAM_CELLS).fill(mark))),
    layer_gradient_histograms: Uint32Array.from(
      records.flatMap(({ mark }) => new Array<number>(HISTOGRAM_CELLS).fill(10 * mark)),
    ),
  };
}

describe("the statistics store", () => {
  it("keeps no gradients of a place that has none, and counts the others on edges nearer to zero", () => {
    const store = new StatisticsStore(new Frames().schedule);
    store.begin({ ...started, histogram_edges: Float64Array.of(-32, 0, 32) });
    const batch = layerBatch(0, [{ step: 5, probe: 0, mark: 3 }]);
    batch.layer_values[STATISTICS.indexOf("gradient_norm")] = Number.NaN;
    store.append(batch);
    expect(store.probes[0]?.histograms.latest).not.toBeNull();
    expect(store.probes[0]?.gradientHistograms.latest).toBeNull();
    expect([...store.gradientEdges]).toEqual([-0.03125, 0, 0.03125]);
  });

  it("keeps each training step's loss, and accuracy only where it is defined", () => {
    const store = new StatisticsStore(new Frames().schedule);
    store.begin(started);
    store.append(stepBatch(0, [0, 1, 2], [0.5, Number.NaN, 0.25]));
    expect(store.steps.length).toBe(3);
    expect([0, 1, 2].map((index) => store.steps.value(LOSS_COLUMN, index))).toEqual([0.5, Number.NaN, 0.25]);
    expect(store.steps.isDefined(ACCURACY_COLUMN)).toBe(false);
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
    expect(dense?.table.latest(statisticColumn("gradient_norm"))).toBe(3);
    expect(norm?.table.latest(statisticColumn("variance_near_zero"))).toBe(2);
    expect(dense?.histograms.latest).toEqual({ step: 5, cells: new Uint32Array(HISTOGRAM_CELLS).fill(3) });
    expect(dense?.gradientHistograms.latest).toEqual({ step: 5, cells: new Uint32Array(HISTOGRAM_CELLS).fill(30) });
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
    expect(store.probes[0]?.histograms.latest).toBeNull();
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

  it.each<[string, (batch: RunEventBatch) => RunEventBatch]>([
    ["a loss too few", (batch) => ({ ...batch, step_losses: batch.step_losses.slice(1) })],
    ["a statistic too few", (batch) => ({ ...batch, layer_values: batch.layer_values.slice(1) })],
    [
      "a cell of a gradient's histogram too few",
      (batch) => ({ ...batch, layer_gradient_histograms: new Uint32Array(HISTOGRAM_CELLS - 1) }),
    ],
    ["a histogram cell too many", (batch) => ({ ...batch, layer_histograms: new Uint32Array(HISTOGRAM_CELLS + 1) })],
    ["a probe the run does not have", (batch) => ({ ...batch, layer_probes: Uint32Array.of(2) })],
  ])("refuses a batch with %s and takes nothing of it", (_, spoil) => {
    const store = new StatisticsStore(new Frames().schedule);
    store.begin(started);
    const batch = { ...layerBatch(0, [{ step: 0, probe: 0, mark: 1 }]), ...stepArrays(stepBatch(0, [0], [1])) };
    expect(() => store.append(spoil(batch))).toThrow(RangeError);
    expect(store.steps.length).toBe(0);
    expect(store.probes[0]?.table.length).toBe(0);
    store.append(batch);
    expect(store.steps.length).toBe(1);
  });
});

/** The step arrays of a batch alone. */
function stepArrays({ step_steps, step_losses, step_accuracies, step_merged }: RunEventBatch) {
  return { step_steps, step_losses, step_accuracies, step_merged };
}
