import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CheckpointFolders } from "../../electron/engine-host/checkpoint-folders";
import { RunSessions } from "../../electron/engine-host/run-sessions";
import { type AnalysisRequest, type RunEventBatch, type RunState, WHOLE_ANALYSIS } from "../../engine/contract";
import { emptyGraph, referenceTrainingSetup } from "../../engine/model";
import { addon, failureOf } from "../support/native-addon";
import { smallIr, smallTable } from "./small-network";

const { data, remove } = smallTable(500);
const nothing: AnalysisRequest = { effective_rank: null, along_gradient: null, plane: null };
let folder = "";
let states = new Map<string, RunState[]>();
let steps = new Map<string, number>();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "layerglass-runs-"));
});

afterAll(() => {
  remove();
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  states = new Map();
  steps = new Map();
});

function sessions(): RunSessions {
  return new RunSessions(addon, new CheckpointFolders(folder), {
    onStart: () => {},
    onBatch: (batch: RunEventBatch) => {
      states.set(batch.run, [...(states.get(batch.run) ?? []), ...batch.states]);
      steps.set(batch.run, batch.step);
    },
  });
}

async function begin(runs: RunSessions, run: string, epochs: number): Promise<void> {
  const body = {
    graph: emptyGraph,
    data,
    training: referenceTrainingSetup,
    checkpoints: null,
    resume: null,
    initial: null,
    run,
  };
  await runs.start(JSON.stringify(smallIr({ epochs })), data, body);
}

async function until(run: string, state: RunState): Promise<void> {
  await expect.poll(() => states.get(run) ?? [], { timeout: 20_000 }).toContain(state);
}

/** The code a request to look into a run is refused with. */
async function refusal(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (error instanceof Error && "failure" in error) return (error.failure as { code: string }).code;
    return (await failureOf(() => Promise.reject(error))).code;
  }
  throw new Error("expected a refusal");
}

describe("looking into a run", () => {
  it("works while it is paused and not while it is running", async () => {
    const runs = sessions();
    await begin(runs, "one", 100_000);
    await until("one", "running");
    expect(await refusal(() => runs.analyze("one", nothing))).toBe("R032");
    runs.pause("one");
    await until("one", "paused");
    expect((await runs.analyze("one", WHOLE_ANALYSIS)).plane?.losses.length).toBe(441);
    await runs.close();
    expect(await refusal(() => runs.analyze("one", nothing))).toBe("run_ended");
  });

  it("works on the newest run that ended, until another starts", async () => {
    const runs = sessions();
    await begin(runs, "one", 3);
    await until("one", "finished");
    expect((await runs.analyze("one", WHOLE_ANALYSIS)).steps).toBe(75);
    // Nothing else is left to be asked of it.
    expect(await refusal(() => runs.pause("one"))).toBe("run_ended");
    const broken = refusal(() => runs.analyze("one", { ...nothing, plane: { side: 101, rows: 65_536 } }));
    await begin(runs, "two", 100_000);
    expect(await broken).toBe("R032");
    expect(await refusal(() => runs.analyze("one", nothing))).toBe("run_ended");
    await expect.poll(() => steps.get("two") ?? 0).toBeGreaterThan(0);
    runs.stop("two");
    await until("two", "stopped");
    expect((await runs.analyze("two", nothing)).steps).toBeGreaterThan(0);
    await runs.close();
    expect(await refusal(() => runs.analyze("two", nothing))).toBe("run_ended");
  });

  it("keeps the later of two runs under way together", async () => {
    const runs = sessions();
    await Promise.all([begin(runs, "one", 3), begin(runs, "two", 100_000)]);
    await until("one", "finished");
    expect((await runs.analyze("one", nothing)).steps).toBe(75);
    runs.stop("two");
    await until("two", "stopped");
    expect(await refusal(() => runs.analyze("one", nothing))).toBe("run_ended");
    expect((await runs.analyze("two", nothing)).effective_ranks).toEqual([]);
    await runs.close();
  });
});
