import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CheckpointFolders } from "../../electron/engine-host/checkpoint-folders";
import { RecordedBackend } from "../../electron/engine-host/recorded-backend";
import { RunBackends } from "../../electron/engine-host/run-backends";
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

function sessions(): RunBackends {
  return new RunBackends(addon, new CheckpointFolders(folder), {
    onStart: () => {},
    onBatch: (batch: RunEventBatch) => {
      states.set(batch.run, [...(states.get(batch.run) ?? []), ...batch.states]);
      steps.set(batch.run, batch.step);
    },
  });
}

async function begin(runs: RunBackends, run: string, epochs: number): Promise<void> {
  const body = {
    graph: emptyGraph,
    data,
    training: referenceTrainingSetup,
    checkpoints: null,
    continue_from: null,
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

  it("works on every run that ended until it is let go, whatever trains beside it", async () => {
    const runs = sessions();
    await begin(runs, "one", 3);
    await until("one", "finished");
    expect((await runs.analyze("one", WHOLE_ANALYSIS)).steps).toBe(75);
    // Nothing else is left to be asked of it.
    expect(await refusal(() => runs.pause("one"))).toBe("run_ended");
    await begin(runs, "two", 100_000);
    await expect.poll(() => steps.get("two") ?? 0).toBeGreaterThan(0);
    expect((await runs.analyze("one", nothing)).steps).toBe(75);
    expect(await refusal(() => runs.letGo("two"))).toBe("run_under_way");
    runs.stop("two");
    await until("two", "stopped");
    expect((await runs.analyze("two", nothing)).steps).toBeGreaterThan(0);
    await runs.letGo("one");
    expect(await refusal(() => runs.analyze("one", nothing))).toBe("run_ended");
    expect((await runs.analyze("two", nothing)).steps).toBeGreaterThan(0);
    await runs.close();
    expect(await refusal(() => runs.analyze("two", nothing))).toBe("run_ended");
  });

  it("keeps any number of runs under way together apart", async () => {
    const runs = sessions();
    await Promise.all([begin(runs, "one", 3), begin(runs, "two", 100_000), begin(runs, "three", 4)]);
    await until("one", "finished");
    await until("three", "finished");
    expect((await runs.analyze("one", nothing)).steps).toBe(75);
    expect((await runs.analyze("three", nothing)).steps).toBe(100);
    expect(await refusal(() => begin(runs, "two", 5))).toBe("run_exists");
    runs.stop("two");
    await until("two", "stopped");
    expect((await runs.analyze("two", nothing)).effective_ranks).toEqual([]);
    await runs.close();
  });

  it("is refused of a recording, as is everything else that needs its trainer", async () => {
    const runs = sessions();
    await begin(runs, "kept", 3);
    await until("kept", "finished");
    await runs.close();
    const recorded = RecordedBackend.open(addon, join(folder, "kept"));
    expect(recorded.capabilities).toEqual({ control: false, continue: false, analyze: false, model: false });
    const again = sessions();
    again.add("kept", recorded);
    expect(await refusal(() => again.analyze("kept", nothing))).toBe("run_recorded");
    expect(await refusal(() => again.of("kept").model("{}"))).toBe("run_recorded");
    expect(await refusal(() => again.of("kept").pause())).toBe("run_recorded");
    expect(recorded.events(0).isAll).toBe(true);
    await again.close();
    expect(await refusal(() => RecordedBackend.open(addon, join(folder, "nowhere")))).toBe("run_unreadable");
  });
});
