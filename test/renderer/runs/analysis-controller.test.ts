import { afterEach, describe, expect, it } from "vitest";
import { create } from "zustand";
import { type Analysis, type HostRequestMessage, WHOLE_ANALYSIS } from "../../../engine/contract";
import { EngineClient } from "../../../renderer/bridge";
import {
  AnalysisController,
  type AnalysisState,
  analysisHindrance,
  idleRun,
  noAnalysis,
  type RunStoreState,
} from "../../../renderer/runs";
import { ScriptedHost, settle } from "../bridge/scripted-host";

const hosts: ScriptedHost[] = [];
afterEach(() => {
  for (const host of hosts.splice(0)) host.close();
});

/** A window's analysis over a real channel to a scripted host; its run is paused. */
function makeWindow() {
  const engine = new EngineClient();
  const runs = create<RunStoreState>(() => ({ ...idleRun, run: "run-1", state: "paused" }));
  const store = create<AnalysisState>(() => noAnalysis);
  const controller = new AnalysisController({ engine, runs, store });
  const host = new ScriptedHost().connectTo(engine);
  hosts.push(host);
  return { runs, store, controller, host };
}

const analysisAt = (steps: number): Analysis => ({ steps, effective_ranks: [], along_gradient: null, plane: null });

/** Asks, and waits until the host has the request. */
async function asked({ controller, host }: ReturnType<typeof makeWindow>): Promise<HostRequestMessage> {
  const request = host.next();
  void controller.analyze();
  return request;
}

const brokenOff = { code: "R032", message: "Found an analysis broken off; expected a run that stays paused." };

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
    await window.controller.analyze();
    expect(window.host.received).toHaveLength(1);
    for (const state of ["idle", "starting", "running"] as const) {
      const other = makeWindow();
      other.runs.setState({ state });
      await other.controller.analyze();
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

  it("keeps the result while its run goes on, and clears it when another starts", async () => {
    const window = makeWindow();
    window.host.answer((await asked(window)).id, analysisAt(40));
    await settle();
    window.runs.setState({ state: "running", step: 90 });
    expect(window.store.getState()).toEqual({ kind: "shown", analysis: analysisAt(40) });
    window.runs.setState({ state: "starting", run: "run-2" });
    expect(window.store.getState()).toBe(noAnalysis);
  });

  it("drops what is told late of a run that another has replaced, result or failure, even while the new one is asked", async () => {
    for (const isResult of [true, false]) {
      const window = makeWindow();
      const { id } = await asked(window);
      const tell = (): void => (isResult ? window.host.answer(id, analysisAt(40)) : window.host.fail(id, brokenOff));
      window.runs.setState({ state: "paused", run: "run-2" });
      const next = await asked(window);
      expect(next.body).toMatchObject({ run: "run-2" });
      tell();
      await settle();
      expect(window.store.getState()).toEqual({ kind: "busy", analysis: null });
      window.host.answer(next.id, analysisAt(7));
      await settle();
      expect(window.store.getState()).toEqual({ kind: "shown", analysis: analysisAt(7) });
    }
  });
});

describe("what keeps a run from being looked into", () => {
  it("is that there is none, that it moves, or that its engine is gone", () => {
    const failed = (code: string) => ({
      state: "failed" as const,
      failure: { code, message: "", help: null, node: null, diagnostics: [] },
    });
    expect(analysisHindrance(idleRun)).toBe("no_run");
    expect(analysisHindrance({ state: "starting", failure: null })).toBe("under_way");
    expect(analysisHindrance({ state: "running", failure: null })).toBe("under_way");
    for (const state of ["paused", "finished", "stopped"] as const) {
      expect(analysisHindrance({ state, failure: null })).toBeNull();
    }
    expect(analysisHindrance(failed("R030"))).toBeNull();
    expect(analysisHindrance(failed("engine_crashed"))).toBe("lost");
  });
});
