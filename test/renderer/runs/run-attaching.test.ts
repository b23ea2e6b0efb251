import { afterEach, describe, expect, it } from "vitest";
import type { RunEventBatch } from "../../../engine/contract";
import { idleRun } from "../../../renderer/runs";
import { stepRecords } from "../../support/declared-stream";
import { ScriptedHost, settle } from "../bridge/scripted-host";
import { checkpoint, lossBatch, runWindow, snapshot, startedAs } from "./scripted-run";

const hosts: ScriptedHost[] = [];
afterEach(() => {
  for (const host of hosts.splice(0)) host.close();
});

describe("a page that is new to a run", () => {
  /** A host that has recorded these batches of run-1, and gives them out two at a time. */
  function recordingHost(batches: readonly RunEventBatch[], lost = false): ScriptedHost {
    const host = new ScriptedHost();
    hosts.push(host);
    host.onRequest = (message) => {
      if (message.name === "list_runs") {
        return [
          {
            run: "run-1",
            started: startedAs("run-1"),
            snapshot,
            initial: null,
            trained_millis: 5_000,
            lost,
            capabilities: idleRun.capabilities,
          },
        ];
      }
      if (message.name === "list_checkpoints") return { checkpoints: [checkpoint(1)], skipped: [] };
      if (message.name === "start_run") return { ...startedAs("run-1"), first_step: 1 };
      if (message.name !== "replay_run") return null;
      const { from } = message.body;
      const left = batches.filter(({ sequence }) => sequence >= from);
      return { batches: left.slice(0, 2), live: left.length <= 2 };
    };
    return host;
  }

  it("misses nothing where the record of a long run leaves numbers out, but does where live batches do", async () => {
    const thinned = [3, 7, 8].map((sequence) => ({
      ...lossBatch("run-1", sequence, sequence),
      records: [{ ...stepRecords([sequence], [0.5], [0.75]), merged: Uint32Array.of(4) }],
    }));
    const host = recordingHost(thinned);
    const { runs } = runWindow(host);
    await runs.attach();
    host.events(lossBatch("run-1", 9, 9));
    await settle();
    expect(runs.shown.state).toMatchObject({ step: 10, faultCount: 0 });
    expect(runs.shown.statistics.steps.length).toBe(4);
    host.events(lossBatch("run-1", 11, 11));
    await settle();
    expect(runs.shown.state.faults).toMatchObject([{ kind: "gap", expected: 10, received: 11 }]);
  });

  it("attaches: all figures from the first on, then those that come, each once", async () => {
    const host = recordingHost([0, 1, 2, 3, 4].map((step) => lossBatch("run-1", step, step)));
    const { runs } = runWindow(host);
    await runs.attach();
    expect(runs.shown.state).toMatchObject({ state: "running", run: "run-1", step: 5, snapshot });
    host.events(lossBatch("run-1", 5, 5));
    host.events({ ...lossBatch("run-1", 6, 6), states: ["finished"] });
    await settle();
    expect(Array.from({ length: 7 }, (_, index) => runs.shown.statistics.steps.step(index))).toEqual([
      0, 1, 2, 3, 4, 5, 6,
    ]);
    expect(runs.shown.state).toMatchObject({ state: "finished", faultCount: 0 });
    expect(runs.shown.state.secondsTaken).toBeGreaterThanOrEqual(5);
  });

  it("finds a run that ended while it was away", async () => {
    const host = recordingHost([lossBatch("run-1", 0, 0), { ...lossBatch("run-1", 1, 1), states: ["finished"] }]);
    const { runs } = runWindow(host);
    await runs.attach();
    expect(runs.shown.state).toMatchObject({ state: "finished", step: 2, secondsTaken: 5, secondsLeft: null });
  });

  it("goes on with a run whose engine ended as well", async () => {
    const host = recordingHost([lossBatch("run-1", 0, 0), lossBatch("run-1", 1, 1)], true);
    const { runs } = runWindow(host);
    await runs.attach();
    expect(host.received.at(-1)).toMatchObject({ name: "start_run", body: { continue_from: checkpoint(1).name } });
    expect(runs.shown.state).toMatchObject({ state: "running", revivals: 1 });
    expect(runs.shown.statistics.steps.length).toBe(2);
  });

  it("leaves alone a window that has a run of its own", async () => {
    const host = recordingHost([]);
    const { runs } = runWindow(host, "own");
    await runs.train();
    await runs.attach();
    expect(host.received.map(({ name }) => name)).toEqual(["start_run"]);
    expect(runs.shown.state.run).toBe("own-1");
  });
});
