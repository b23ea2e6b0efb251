import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EngineServices } from "../../electron/engine-host/engine-services";
import type { RunDeclaration, RunEventBatch, RunProgress } from "../../engine/contract";
import { emptyGraph, referenceTrainingSetup } from "../../engine/model";
import { RunRecord, recordName } from "../../engine/runs";
import { recordsIn } from "../support/declared-stream";
import { addon } from "../support/native-addon";
import { smallIr, smallTable } from "./small-network";

const { data, remove } = smallTable(500);
let folder = "";
let declared: RunDeclaration = { version: 1, groups: [] };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "layerglass-feed-"));
});

afterAll(() => {
  remove();
  rmSync(folder, { recursive: true });
});

const request = (run: string) => ({
  ...{ graph: emptyGraph, data, training: { ...referenceTrainingSetup, epochs: 400 } },
  ...{ checkpoints: null, continue_from: null, initial: null, run },
});

/** Steps and losses a stream of batches tells, and whether its numbers are 0, 1, 2, … */
function reported(batches: readonly RunEventBatch[], declaration: RunDeclaration = declared) {
  const steps = recordsIn(declaration, batches, "steps");
  const layers = recordsIn(declaration, batches, "layers");
  const names = declaration.groups
    .flatMap(({ name, series }) => (name === "layers" ? series : []))
    .map(({ name }) => name);
  return {
    steps: steps.steps,
    losses: steps.of("loss"),
    layers: names.map((name) => layers.of(name).map((value) => (Number.isNaN(value) ? -1 : value))),
    inOrder: batches.every(({ sequence }, index) => sequence === index),
  };
}

it("lets a page that comes in the middle see every batch of the run once, as the first page did", async () => {
  const progress: RunProgress[] = [];
  const services = new EngineServices(
    addon,
    { checkpoints: folder, testLooks: join(folder, "test-looks.json") },
    (reported) => progress.push(reported),
  );
  const first: RunEventBatch[] = [];
  const second: RunEventBatch[] = [];
  declared = (
    await services.startFor(
      (batch) => first.push(batch),
      JSON.stringify(smallIr({ epochs: 400 })),
      data,
      request("one"),
    )
  ).declaration;
  await expect.poll(() => first.length, { timeout: 20_000, interval: 2 }).toBeGreaterThan(0);
  expect(await services.listRuns()).toMatchObject([{ run: "one", lost: false }]);

  const viewer = (batch: RunEventBatch) => second.push(batch);
  for (let live = false; !live; ) {
    const piece = services.feed.replay("one", second.length, viewer);
    second.push(...piece.batches);
    live = piece.live;
  }
  await expect.poll(() => second.at(-1)?.outcome ?? null, { timeout: 20_000 }).not.toBeNull();

  // A third comes when it is over; the two before it together saw what the record holds.
  const { batches, live } = services.feed.replay("one", 0, () => {});
  expect(live).toBe(true);
  expect(reported(second)).toEqual(reported(batches));
  expect(reported(second).inOrder).toBe(true);
  expect(reported(second).steps.length).toBeGreaterThan(1_000);
  expect(reported(second).steps.slice(0, reported(first).steps.length)).toEqual(reported(first).steps);
  expect(progress.at(-1)).toMatchObject({ run: "one", state: "finished", fraction: 1, epoch: 400, failure: null });
  await services.close();
});

it("takes up the record of a host that was killed in the middle of a batch", async () => {
  const root = join(folder, "killed");
  const services = new EngineServices(addon, { checkpoints: root, testLooks: join(root, "test-looks.json") }, () => {});
  const seen: RunEventBatch[] = [];
  await services.startFor((batch) => seen.push(batch), JSON.stringify(smallIr({ epochs: 9e5 })), data, request("two"));
  await expect.poll(() => seen.length, { timeout: 20_000 }).toBeGreaterThan(3);
  await services.runs.close();
  const whole = seen.length;
  services.feed.close();
  appendFileSync(join(root, "two", recordName), Buffer.from([0xff, 0, 0, 0, 1, 2, 3]));

  const next = new EngineServices(addon, { checkpoints: root, testLooks: join(root, "test-looks.json") }, () => {});
  expect(await next.listRuns()).toMatchObject([{ run: "two", lost: true }]);
  const { batches, live } = next.feed.replay("two", 0, () => {});
  expect(live).toBe(true);
  expect(batches.length).toBe(whole);
  expect(reported(batches)).toEqual(reported(seen));
  await next.close();
  const record = RunRecord.reopen(join(root, "two"));
  expect(record?.nextSequence).toBe(whole);
  record?.append({ ...(seen[0] as RunEventBatch), sequence: whole });
  expect(record?.read(whole).batches.length).toBe(1);
  record?.close();
});
