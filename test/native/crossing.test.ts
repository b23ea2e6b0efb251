/** What the addon hands over is, field for field, what the generated types say. */
import { writeFileSync } from "node:fs";
import { afterAll, expect, it } from "vitest";
import { declaredMethods, misfits } from "../support/declared-types";
import { addon } from "../support/native-addon";
import { data as cloudData, cloudIr, path, trained } from "./small-model";
import { RecordedRun, smallIr, smallTable } from "./small-network";

const { data, remove } = smallTable(200);

afterAll(remove);

it("exports the functions that are declared, and nothing else but its classes", () => {
  const exported = Object.entries(addon).map(([name]) => name);
  expect(exported.sort()).toEqual(
    [
      ...declaredMethods("NativeModule"),
      ...["NativeModel", "NativeRejectedLines", "NativeSession", "NativeTableView", "PredictedTable"],
    ].sort(),
  );
});

it("tells the facts of a session as they are declared", async () => {
  const { session } = await RecordedRun.open(smallIr(), data);
  expect(misfits(session.facts, "SessionFacts")).toEqual([]);
  await session.close();
});

it("tells batches as they are declared: of steps, layers, an outcome and checkpoints", async () => {
  const checkpoints = { directory: path("checkpoints"), every_seconds: null, every_epochs: 1, history_bytes: 1e9 };
  const run = (await RecordedRun.open(smallIr(), data, { checkpoints })).start();
  await run.end();
  await run.session.close();
  expect(run.batches.flatMap(({ records }) => records.map(({ group }) => group))).toEqual(
    expect.arrayContaining([0, 1]),
  );
  expect(run.batches.flatMap(({ checkpoints }) => checkpoints)).not.toEqual([]);
  expect(run.last?.outcome).not.toBeNull();
  expect(run.batches.flatMap((batch) => misfits(batch, "EventBatch"))).toEqual([]);
});

it("finds a batch that is not as declared", async () => {
  const run = (await RecordedRun.open(smallIr({ epochs: 1 }), data)).start();
  await run.end();
  await run.session.close();
  const reported = run.batches.find(({ records }) => records.length > 0);
  if (reported === undefined) throw new Error("nothing was recorded");
  const { sequence: _, ...batch } = reported;
  const damaged = { ...batch, records: [{ ...batch.records[0], steps: new Float32Array(1), extra: 1 }] };
  expect(misfits(damaged, "EventBatch")).toEqual([
    "EventBatch has no sequence",
    "EventBatch.records[0].steps is no Float64Array",
    "EventBatch.records[0] has an undeclared extra",
  ]);
});

it("predicts as it is declared, from a file and from memory", async () => {
  const { bytes } = await trained(cloudIr());
  writeFileSync(path("crossing.safetensors"), bytes);
  const model = await addon.loadModel(path("crossing.safetensors"));
  const columns = [
    { name: "city", texts: ["Oslo", null] },
    { name: "size", numbers: Float64Array.of(1, 2) },
  ];
  for (const prediction of [await model.predict(cloudData.path), await model.predictColumns(columns, 2)]) {
    expect(misfits(prediction, "Prediction")).toEqual([]);
  }
});
