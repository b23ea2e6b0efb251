import { afterEach, describe, expect, it } from "vitest";
import { type Analysis, type FailureCode, type HostRequestMessage, WHOLE_ANALYSIS } from "../../../engine/contract";
import { EngineClient } from "../../../renderer/bridge";
import { analysisHindrance, idleRun, noAnalysis, Run, StatisticsStore } from "../../../renderer/runs";
import { someFailure } from "../../support/failures";
import { ScriptedHost, settle } from "../bridge/scripted-host";
import { snapshot } from "./scripted-run";

const hosts: ScriptedHost[] = [];
afterEach(() => {
  for (const host of hosts.splice(0)) host.close();
});

/** A run over a real channel to a scripted host, and where looking into it stands; it is paused. */
function makeWindow() {
  const engine = new EngineClient();
  const statistics = new StatisticsStore(() => {});
  const run = new Run({ engine, id: "run-1", number: 1, snapshot, initial: null, statistics });
  run.store.setState({ state: "paused" });
  const host = new ScriptedHost().connectTo(engine);
  hosts.push(host);
  return { run, store: run.analysis, host };
}

const analysisAt = (steps: number): Analysis => ({ steps, effective_ranks: [], along_gradient: null, plane: null });

/** Asks, and waits until the host has the request. */
async function asked({ run, host }: ReturnType<typeof makeWindow>): Promise<HostRequestMessage> {
  const request = host.next();
  void run.analyze();
  return request;
}

const brokenOff = someFailure("R032");

describe("looking into a run", () => {
  it("asks for everything there is, is busy until it is told, and then shows it", async () => {
    const window = makeWindow();
    expect(window.store.getState()).toEqual({ kind: "idle", analysis: null });
    const { id, name, body } = await asked(window);
    expect({ name, body }).toEqual({ name: "analyze_run", body: { run: "run-1", request: WHOLE_ANALYSIS } });
    expect(window.store.getState()).toEqual({ kind: "busy", analysis: null });
    window.host.answer(id, analysisAt(40));
    await settle();
    expect(window.store.getState()).toEqual({ kind: "shown", analysis: analysisAt(40) });
  });

  it("asks once at a time, and not while the run moves or there is none", async () => {
    const window = makeWindow();
    await asked(window);
    await window.run.analyze();
    expect(window.host.received).toHaveLength(1);
    for (const state of ["idle", "starting", "running"] as const) {
      const other = makeWindow();
      other.run.store.setState({ state });
      await other.run.analyze();
      await settle();
      expect(other.host.received).toEqual([]);
      expect(other.store.getState()).toBe(noAnalysis);
    }
  });

  it("tells why there is no result, and keeps the one before", async () => {
    const window = makeWindow();
    window.host.answer((await asked(window)).id, analysisAt(40));
    await settle();
    const { id } = await asked(window);
    expect(window.store.getState()).toEqual({ kind: "busy", analysis: analysisAt(40) });
    window.host.fail(id, brokenOff);
    await settle();
    expect(window.store.getState()).toMatchObject({ kind: "failed", analysis: analysisAt(40), problem: brokenOff });
    window.host.answer((await asked(window)).id, analysisAt(60));
    await settle();
    expect(window.store.getState()).toEqual({ kind: "shown", analysis: analysisAt(60) });
  });

  it("keeps the result while the run goes on", async () => {
    const window = makeWindow();
    window.host.answer((await asked(window)).id, analysisAt(40));
    await settle();
    window.run.store.setState({ state: "running", step: 90 });
    expect(window.store.getState()).toEqual({ kind: "shown", analysis: analysisAt(40) });
  });
});

describe("what keeps a run from being looked into", () => {
  it("is that there is none, that it moves, or that its engine is gone", () => {
    const { capabilities } = idleRun;
    const failed = (code: FailureCode) => ({
      capabilities,
      state: "failed" as const,
      failure: someFailure(code),
    });
    expect(analysisHindrance(idleRun)).toBe("no_run");
    expect(analysisHindrance({ state: "starting", failure: null, capabilities })).toBe("under_way");
    expect(analysisHindrance({ state: "running", failure: null, capabilities })).toBe("under_way");
    for (const state of ["paused", "finished", "stopped"] as const) {
      expect(analysisHindrance({ state, failure: null, capabilities })).toBeNull();
    }
    expect(analysisHindrance(failed("R030"))).toBeNull();
    expect(analysisHindrance(failed("engine_crashed"))).toBe("lost");
    const recorded = { control: false, continue: false, analyze: false, model: false };
    expect(analysisHindrance({ state: "finished", failure: null, capabilities: recorded })).toBe("recorded");
  });
});
