/** Drawings with branches and several targets, compiled and trained by the real engine. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { compile } from "../../engine/compiler";
import type { EpochSummary, Ir } from "../../engine/contract";
import {
  type ColumnEncoding,
  type ColumnRole,
  type DataSetup,
  diagnosticText,
  type Graph,
  referenceTrainingSetup,
  type TrainingSetup,
} from "../../engine/model";
import { addon, failureOf } from "../support/native-addon";
import { appended, chain, connected, edited } from "../support/reference-network";
import { RecordedRun } from "./small-network";

const folder = mkdtempSync(join(tmpdir(), "layerglass-branches-"));
afterAll(() => rmSync(folder, { recursive: true }));

const rows = 400;

/** Two features that decide a number and a class; every fifth row weighs 0 and has whatever `noise` makes of its targets. */
function tableText(noise: (row: number) => readonly [price: number, kind: string]): string {
  const lines = ["x,y,times,price,kind"];
  for (let row = 0; row < rows; row += 1) {
    const x = Math.sin(row * 1.7);
    const y = Math.cos(row * 0.9);
    const isNoise = row % 5 === 0;
    const [price, kind] = isNoise ? noise(row) : [x * y + x, x > 0.3 ? "high" : y > 0 ? "left" : "right"];
    lines.push([x, y, isNoise ? 0 : 1, price, kind].join());
  }
  return lines.join("\n");
}

function tableOf(
  name: string,
  noise: Parameters<typeof tableText>[0],
  roles: Partial<Record<string, ColumnRole>> = {},
) {
  const path = join(folder, name);
  writeFileSync(path, tableText(noise));
  const column = (of: string, role: ColumnRole, encoding: ColumnEncoding = "number") => ({
    name: of,
    role: roles[of] ?? role,
    encoding,
  });
  const columns = [column("x", "feature"), column("y", "feature"), column("times", "weight")];
  return { path, sha256: "", columns: [...columns, column("price", "target"), column("kind", "target", "code")] };
}

const plain: Parameters<typeof tableText>[0] = (row) => [Math.sin(row), ["high", "left", "right"][row % 3] ?? ""];

/** One hidden layer, then a number and a class, each from a last layer of its own. */
function twoTargets(): Graph {
  const body = chain(["data"], ["scale"], ["dense", { units: 16 }], ["activation", { function: "tanh" }]);
  const price = appended(body, "activation_1", ["dense", { units: 1 }], ["output", { loss: "huber", weight: 2 }]);
  return appended(
    price.graph,
    "activation_1",
    ["dense", { units: 3 }],
    ["activation", { function: "softmax" }],
    ["output", { target: "kind", loss: "categorical_cross_entropy" }],
  ).graph;
}

async function irOf(graph: Graph, data: DataSetup, changes: Partial<TrainingSetup> = {}): Promise<Ir> {
  const schema = await addon.tableSchema(data);
  const optimizer = { kind: "sgd", learning_rate: 0.02, decay: 0, momentum: 0.9, nesterov: true } as const;
  const training = { ...referenceTrainingSetup, optimizer, epochs: 30, statistics: false, ...changes };
  const { ir, diagnostics } = compile(graph, schema, training);
  if (!ir) throw new Error(diagnostics.map(diagnosticText).join("\n"));
  return ir;
}

async function trained(ir: Ir, data: DataSetup): Promise<{ epochs: readonly EpochSummary[]; parameters: Uint8Array }> {
  const run = (await RecordedRun.open(ir, data)).start();
  await run.end();
  expect(run.last?.failure).toBeNull();
  const parameters = run.session.parameters();
  await run.session.close();
  return { epochs: run.batches.flatMap((batch) => batch.epochs), parameters };
}

/** Whether the loss of the last epoch is below a share of the first's. */
function expectLearned(epochs: readonly EpochSummary[], share: number): void {
  expect(epochs.at(-1)?.loss).toBeLessThan(share * (epochs[0]?.loss ?? 0));
}

describe("two targets of one table", () => {
  it("train together, each in the form its loss asks for", async () => {
    const data = tableOf("two.csv", plain);
    const ir = await irOf(twoTargets(), data);
    expect(ir.targets.map(({ name, encoding }) => [name, encoding])).toEqual([
      ["price", "value"],
      ["kind", "index"],
    ]);
    expect(ir.sample_weight).toBe("times");
    const { epochs } = await trained(ir, data);
    expectLearned(epochs, 0.5);
  });

  it("rows of weight 0 teach nothing: their targets may be anything, and every bit stays", async () => {
    const ir = await irOf(twoTargets(), tableOf("plain.csv", plain));
    const one = await trained(ir, tableOf("plain.csv", plain));
    const other = await trained(
      ir,
      tableOf("other.csv", (row) => [-3 * Math.sin(row), row % 2 ? "high" : row % 4 ? "left" : "right"]),
    );
    expect(other.parameters).toEqual(one.parameters);
    const unweighed = await irOf(twoTargets(), tableOf("all.csv", plain, { times: "ignore" }));
    expect(unweighed.sample_weight).toBeNull();
    expect((await trained(unweighed, tableOf("all.csv", plain, { times: "ignore" }))).parameters).not.toEqual(
      one.parameters,
    );
  });

  it("a session for other columns than the table's is refused", async () => {
    const data = tableOf("gone.csv", plain);
    const ir = await irOf(twoTargets(), data);
    const withRole = (name: string, role: ColumnRole): DataSetup => ({
      ...data,
      columns: data.columns.map((column) => (column.name === name ? { ...column, role } : column)),
    });
    const open = (setup: DataSetup) => failureOf(() => addon.createSession(JSON.stringify(ir), setup));
    expect((await open(withRole("price", "feature"))).code).toBe("target_mismatch");
    const { found, expected } = await open(withRole("times", "ignore"));
    expect([found, expected]).toEqual(["no sample weights", '"times"']);
  });

  it("negative weights are refused with their row", async () => {
    const data = tableOf("negative.csv", plain);
    writeFileSync(data.path, tableText(plain).replace(/,1,([^,\n]+),([a-z]+)$/m, ",-1,$1,$2"));
    const failure = await failureOf(() => addon.tableSchema(data));
    expect(failure.code).toBe("weight_negative");
    expect(failure.message).toMatch(/column "times": found the weight -1 in row \d+;/);
  });
});

describe("branches", () => {
  const numeric = (): DataSetup => tableOf("numeric.csv", plain, { kind: "ignore" });

  it("a residual network trains: the layer's input is added to its output", async () => {
    const body = chain(["data"], ["scale"], ["dense", { units: 16 }], ["activation", { function: "swish" }]);
    const inner = appended(body, "activation_1", ["layer_norm"], ["dense", { units: 16 }], ["add"]);
    const residual = connected(inner.graph, "activation_1.output", "add_1.b");
    const { graph } = appended(residual, "add_1", ["dense", { units: 1 }], ["output", { loss: "mean_squared_error" }]);
    const data = numeric();
    const ir = await irOf(graph, data);
    expect(ir.operations.map(({ kind }) => kind.op)).toContain("add");
    expectLearned((await trained(ir, data)).epochs, 0.2);
  });

  it("a gate and branches side by side train, with noise in one of them", async () => {
    const body = chain(["data"], ["scale"], ["dense", { units: 8 }], ["activation", { function: "gelu" }]);
    const gate = appended(
      body,
      "scale_1",
      ["dense", { units: 8 }],
      ["activation", { function: "sigmoid" }],
      ["multiply"],
    );
    const gated = connected(gate.graph, "activation_1.output", "multiply_1.b");
    const noisy = appended(gated, "scale_1", ["gaussian_noise", { standard_deviation: 0.05 }], ["concat"]);
    const joined = connected(noisy.graph, "multiply_1.output", "concat_1.b");
    const { graph } = appended(
      joined,
      "concat_1",
      ["dense", { units: 1 }],
      ["output", { loss: "mean_absolute_error" }],
    );
    const data = numeric();
    const ir = await irOf(graph, data);
    expect(ir.operations.find(({ kind }) => kind.op === "concat")?.features).toBe(10);
    expectLearned((await trained(ir, data)).epochs, 0.5);
  });

  it("bypassing the sum leaves the branch at its first port, and every start weight as it was", async () => {
    const body = chain(["data"], ["scale"], ["dense", { units: 8 }], ["activation", { function: "relu" }]);
    const inner = appended(body, "activation_1", ["dense", { units: 8 }], ["add"]);
    const residual = connected(inner.graph, "activation_1.output", "add_1.b");
    const { graph } = appended(residual, "add_1", ["dense", { units: 1 }], ["output", { loss: "mean_squared_error" }]);
    const without = edited(graph, { type: "set_bypassed", node: "add_1", bypassed: true });
    const data = numeric();
    const [whole, plainIr] = [await irOf(graph, data), await irOf(without, data)];
    expect(plainIr.operations.map(({ kind }) => kind.op)).not.toContain("add");
    expect(plainIr.parameters).toEqual(whole.parameters);
    expectLearned((await trained(plainIr, data)).epochs, 0.5);
  });
});
