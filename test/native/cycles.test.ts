import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EngineServices } from "../../electron/engine-host/engine-services";
import { emptyGraph, referenceTrainingSetup } from "../../engine/model";
import { addon } from "../support/native-addon";
import { smallIr, smallTable } from "./small-network";

/** `npm run long-checks -- cycles` asks for a thousand. */
const cycles = Number(process.env.LAYERGLASS_CYCLES ?? 30);
const { data, remove } = smallTable(500);
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "layerglass-cycles-"));
});

afterAll(() => {
  remove();
  rmSync(folder, { recursive: true });
});

/** Open files, threads and resident megabytes of this process. */
function held() {
  const status = readFileSync("/proc/self/status", "utf8");
  const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN);
  return {
    files: readdirSync("/proc/self/fd").length,
    threads: readdirSync("/proc/self/task").length,
    megabytes: kilobytes / 1024,
  };
}

/** Waits without leaving anything behind; the test's own time-out ends it. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await delay(5);
}

it.skipIf(process.platform !== "linux")(
  `starting, stopping and letting go of a run ${cycles} times leaves no file, no thread and no memory behind`,
  { timeout: 60_000 + cycles * 2_000 },
  async () => {
    const services = new EngineServices(
      addon,
      { checkpoints: folder, testLooks: join(folder, "test-looks.json") },
      () => {},
    );
    const cycle = async (number: number): Promise<void> => {
      const run = `run-${number}`;
      let steps = 0;
      let isOver = false;
      const request = { graph: emptyGraph, data, training: referenceTrainingSetup, checkpoints: null, initial: null };
      await services.startFor(
        (batch) => {
          steps = batch.step;
          isOver ||= batch.outcome !== null;
        },
        JSON.stringify(smallIr({ epochs: 900_000, threads: 2 })),
        data,
        { ...request, continue_from: null, run },
      );
      await until(() => steps > 0);
      services.runs.stop(run);
      await until(() => isOver);
      await services.letGo(run);
    };
    // Allocators, thread pools and the collector's heap reach their size in the first half.
    const first = Math.ceil(cycles / 2);
    for (let number = 0; number < first; number += 1) await cycle(number);
    const before = held();
    for (let number = first; number < cycles; number += 1) await cycle(number);
    const after = held();
    expect(after.files).toBeLessThanOrEqual(before.files);
    expect(after.threads).toBeLessThanOrEqual(before.threads);
    // A leaked session would hold two megabytes and more; noise of the collector does not grow with the cycles.
    expect(after.megabytes - before.megabytes).toBeLessThan(64);
    await services.close();
    expect(readdirSync(folder)).toEqual([]);
  },
);
