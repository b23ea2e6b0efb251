import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventBatch, Ir, NativeSession, RunState, SessionOptions, Training } from "../../engine/contract";
import type { DataSetup } from "../../engine/model";
import { addon } from "../support/native-addon";

/** A table on disk for one test file: two features that decide a 0/1 target, one row with a missing cell. */
export function smallTable(rows: number): { data: DataSetup; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "layerglass-native-"));
  const path = join(folder, "points.csv");
  const lines = ["x,y,inside"];
  for (let row = 0; row < rows; row += 1) {
    const x = (row * 37) % 101;
    const y = (row * 53) % 97;
    lines.push(`${x},${y},${x + y > 95 ? 1 : 0}`);
  }
  lines.push(",5,1");
  writeFileSync(path, lines.join("\n"));
  const column = (name: string, role: "feature" | "target", encoding: "number" | "code") => ({ name, role, encoding });
  return {
    data: {
      path,
      sha256: "",
      columns: [column("x", "feature", "number"), column("y", "feature", "number"), column("inside", "target", "code")],
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Scale, Dense of eight units, BatchNorm, tanh, Dropout, Dense of one unit, sigmoid, written by hand. */
export function smallIr(training: Partial<Training> = {}): Ir {
  const zeros = { kind: "zeros" } as const;
  const ones = { kind: "ones" } as const;
  const glorot = { kind: "glorot_uniform" } as const;
  const unbounded = { regularizer: { l1: 0, l2: 0 }, max_norm: null };
  return {
    version: 2,
    inputs: [{ name: "features", features: 2, node: "data" }],
    targets: [{ name: "inside", width: 1, classes: 2, encoding: "value" }],
    sample_weight: null,
    parameters: [
      { name: "scale.offset", shape: [2], role: "fitted", initializer: zeros, ...unbounded, node: "scale" },
      { name: "scale.factor", shape: [2], role: "fitted", initializer: ones, ...unbounded, node: "scale" },
      { name: "dense_1.weight", shape: [2, 8], role: "trainable", initializer: glorot, ...unbounded, node: "dense_1" },
      { name: "bn.gamma", shape: [8], role: "trainable", initializer: ones, ...unbounded, node: "bn" },
      { name: "bn.beta", shape: [8], role: "trainable", initializer: zeros, ...unbounded, node: "bn" },
      { name: "bn.mean", shape: [8], role: "running", initializer: zeros, ...unbounded, node: "bn" },
      { name: "bn.variance", shape: [8], role: "running", initializer: ones, ...unbounded, node: "bn" },
      { name: "dense_2.weight", shape: [8, 1], role: "trainable", initializer: glorot, ...unbounded, node: "dense_2" },
      { name: "dense_2.bias", shape: [1], role: "trainable", initializer: zeros, ...unbounded, node: "dense_2" },
    ],
    operations: [
      { kind: { op: "input", index: 0 }, inputs: [], features: 2, node: "data" },
      {
        kind: { op: "scale", offset: "scale.offset", factor: "scale.factor", method: "standardize" },
        inputs: [0],
        features: 2,
        node: "scale",
      },
      { kind: { op: "dense", weight: "dense_1.weight", bias: null }, inputs: [1], features: 8, node: "dense_1" },
      {
        kind: {
          op: "batch_norm",
          gamma: "bn.gamma",
          beta: "bn.beta",
          mean: "bn.mean",
          variance: "bn.variance",
          epsilon: 1e-3,
          momentum: 0.99,
          running_variance: "biased",
        },
        inputs: [2],
        features: 8,
        node: "bn",
      },
      { kind: { op: "activation", function: "tanh", alpha: null }, inputs: [3], features: 8, node: "tanh" },
      { kind: { op: "dropout", rate: 0.1 }, inputs: [4], features: 8, node: "dropout" },
      {
        kind: { op: "dense", weight: "dense_2.weight", bias: "dense_2.bias" },
        inputs: [5],
        features: 1,
        node: "dense_2",
      },
      { kind: { op: "activation", function: "sigmoid", alpha: null }, inputs: [6], features: 1, node: "sigmoid" },
    ],
    losses: [
      {
        function: { kind: "binary_cross_entropy" },
        value: 7,
        target: 0,
        weight: 1,
        class_weights: { kind: "none" },
        node: "output",
      },
    ],
    training: {
      optimizer: { kind: "sgd", learning_rate: 0.1, decay: 0, momentum: 0.9, nesterov: true },
      schedule: { kind: "constant" },
      clip_value: null,
      clip_norm: null,
      drop_last_batch: false,
      split: "last",
      early_stopping: null,
      keep_best: false,
      batch_norm_statistics: "moving",
      evaluate_training: false,
      epochs: 5,
      batch_size: 16,
      validation_split: 0.2,
      seed: 1,
      shuffle: true,
      threads: 1,
      statistics: true,
      ...training,
    },
  };
}

const finalStates: readonly RunState[] = ["finished", "stopped", "failed"];

/** A session that collects its batches. */
export class RecordedRun {
  readonly batches: EventBatch[] = [];
  private readonly waiting: (() => boolean)[] = [];

  private constructor(readonly session: NativeSession) {}

  static async open(ir: Ir, data: DataSetup, options: SessionOptions = {}): Promise<RecordedRun> {
    return new RecordedRun(await addon.createSession(JSON.stringify(ir), data, options));
  }

  start(): this {
    this.session.start((batch) => {
      this.batches.push(batch);
      for (const check of this.waiting.splice(0)) if (!check()) this.waiting.push(check);
    });
    return this;
  }

  get states(): RunState[] {
    return this.batches.flatMap(({ states }) => states);
  }

  get last(): EventBatch | undefined {
    return this.batches.at(-1);
  }

  /** Resolves once the batches so far satisfy a condition. */
  until(condition: (run: this) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        const holds = condition(this);
        if (holds) resolve();
        return holds;
      };
      if (!check()) this.waiting.push(check);
    });
  }

  end(): Promise<void> {
    return this.until((run) => run.states.some((state) => finalStates.includes(state)));
  }
}
