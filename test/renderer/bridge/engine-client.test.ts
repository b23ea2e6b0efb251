import { afterEach, describe, expect, it } from "vitest";
import type { EngineStatus } from "../../../electron/contract";
import type { RunEventBatch, RunSnapshot } from "../../../engine/contract";
import { emptyGraph, referenceTrainingSetup } from "../../../engine/model";
import { EngineClient, EngineFailure, type SequenceFault } from "../../../renderer/bridge";
import { stepRecords } from "../../support/declared-stream";
import { someFailure } from "../../support/failures";
import { emptyBatch, ScriptedHost, settle } from "./scripted-host";

const snapshot: RunSnapshot = { graph: emptyGraph, data: null, training: referenceTrainingSetup };
const hosts: ScriptedHost[] = [];

function connectedHost(client: EngineClient): ScriptedHost {
  const host = new ScriptedHost().connectTo(client);
  hosts.push(host);
  return host;
}

async function failureOf(request: Promise<unknown>): Promise<EngineFailure> {
  try {
    await request;
  } catch (error) {
    if (error instanceof EngineFailure) return error;
    throw error;
  }
  throw new Error("The request was answered.");
}

afterEach(() => {
  for (const host of hosts.splice(0)) host.close();
});

describe("requests to the engine", () => {
  it("match answers to requests by number, in whatever order they come", async () => {
    const client = new EngineClient();
    const host = connectedHost(client);
    const first = client.request("open_table", { path: "/a.csv" });
    const second = client.request("open_table", { path: "/b.csv" });
    await settle();
    const [a, b] = host.received;
    if (a === undefined || b === undefined) throw new Error("The requests did not arrive.");
    host.answer(b.id, { path: "/b.csv" });
    host.answer(a.id, { path: "/a.csv" });
    expect((await first).path).toBe("/a.csv");
    expect((await second).path).toBe("/b.csv");
  });

  it("reject with the host's own failure and its findings", async () => {
    const client = new EngineClient();
    const host = connectedHost(client);
    const request = client.request("compile", snapshot);
    const { id } = await host.next();
    host.fail(id, { ...someFailure("graph_has_errors"), diagnostics: [] });
    const failure = await failureOf(request);
    expect(failure).toMatchObject({ failure: { ...someFailure("graph_has_errors"), diagnostics: [] } });
  });

  it("wait for the first port and go out in order", async () => {
    const client = new EngineClient();
    void client.request("open_table", { path: "/a.csv" }).catch(() => {});
    void client.request("open_table", { path: "/b.csv" }).catch(() => {});
    const host = connectedHost(client);
    await settle();
    expect(host.received.map((message) => message.body)).toEqual([{ path: "/a.csv" }, { path: "/b.csv" }]);
  });

  it("are rejected as lost when a new port replaces the one they went through", async () => {
    const client = new EngineClient();
    connectedHost(client);
    const lost = client.request("open_table", { path: "/a.csv" });
    await settle();
    const successor = connectedHost(client);
    expect((await failureOf(lost)).code).toBe("engine_lost");
    successor.onRequest = () => ({ path: "/b.csv" });
    expect((await client.request("open_table", { path: "/b.csv" })).path).toBe("/b.csv");
  });

  it("are rejected as lost when the host's end closes", async () => {
    const client = new EngineClient();
    const host = connectedHost(client);
    const lost = client.request("open_table", { path: "/a.csv" });
    await settle();
    host.close();
    expect((await failureOf(lost)).code).toBe("engine_lost");
    expect(client.status.state).toBe("crashed");
  });

  it("fail at once with the reason when the engine has died for good", async () => {
    const client = new EngineClient();
    connectedHost(client);
    client.reportStatus({ state: "crashed", reason: "killed by signal 9", restarting: false });
    const failure = await failureOf(client.request("open_table", { path: "/a.csv" }));
    expect(failure.code).toBe("engine_unavailable");
    expect(failure.message).toContain("killed by signal 9");
  });

  it("made while the engine restarts go to the next host", async () => {
    const client = new EngineClient();
    connectedHost(client);
    client.reportStatus({ state: "crashed", reason: "killed by signal 9", restarting: true });
    const request = client.request("open_table", { path: "/a.csv" });
    const successor = new ScriptedHost();
    hosts.push(successor);
    successor.onRequest = () => ({ path: "/a.csv" });
    successor.connectTo(client);
    expect((await request).path).toBe("/a.csv");
  });

  it("waiting for a restart are refused when it is given up", async () => {
    const client = new EngineClient();
    client.reportStatus({ state: "crashed", reason: "exit 1", restarting: true });
    const request = failureOf(client.request("open_table", { path: "/a.csv" }));
    client.reportStatus({ state: "crashed", reason: "exit 1", restarting: false });
    expect((await request).code).toBe("engine_unavailable");
  });
});

describe("engine status", () => {
  it("goes from starting over ready and crashed back to ready", async () => {
    const client = new EngineClient();
    const seen: EngineStatus["state"][] = [];
    client.onStatus((status) => seen.push(status.state));
    expect(client.status.state).toBe("starting");
    connectedHost(client);
    client.reportStatus({ state: "ready" });
    client.reportStatus({ state: "crashed", reason: "killed", restarting: true });
    client.reportStatus({ state: "starting" });
    client.reportStatus({ state: "ready" });
    expect(client.status.state).toBe("starting");
    connectedHost(client);
    expect(client.status.state).toBe("ready");
    expect(seen).toEqual(["ready", "ready", "crashed", "starting", "ready"]);
  });
});

describe("events of a run", () => {
  async function startedRun(client: EngineClient, host: ScriptedHost, run: string): Promise<void> {
    const request = client.request("start_run", {
      ...snapshot,
      run,
      checkpoints: null,
      continue_from: null,
      initial: null,
    });
    const { id } = await host.next();
    host.answer(id, {});
    await request;
  }

  function listen(client: EngineClient): { batches: RunEventBatch[]; faults: SequenceFault[] } {
    const batches: RunEventBatch[] = [];
    const faults: SequenceFault[] = [];
    client.onEvents((batch) => batches.push(batch));
    client.onSequenceFault((fault) => faults.push(fault));
    return { batches, faults };
  }

  it("arrive in order with their typed arrays", async () => {
    const client = new EngineClient();
    const host = connectedHost(client);
    const { batches, faults } = listen(client);
    await startedRun(client, host, "r");
    host.events({ ...emptyBatch("r", 0), records: [stepRecords([0, 1], [0.5, Number.NaN])] });
    host.events(emptyBatch("r", 1));
    await settle();
    expect(batches.map((batch) => batch.sequence)).toEqual([0, 1]);
    expect(batches[0]?.records).toEqual([stepRecords([0, 1], [0.5, Number.NaN])]);
    expect(faults).toEqual([]);
  });

  it("tell of a gap and go on with what came after it", async () => {
    const client = new EngineClient();
    const host = connectedHost(client);
    const { batches, faults } = listen(client);
    await startedRun(client, host, "r");
    for (const sequence of [0, 3, 4]) host.events(emptyBatch("r", sequence));
    await settle();
    expect(batches.map((batch) => batch.sequence)).toEqual([0, 3, 4]);
    expect(faults).toEqual([{ kind: "gap", run: "r", expected: 1, received: 3 }]);
  });

  it("are not delivered twice, nor for a run nobody started", async () => {
    const client = new EngineClient();
    const host = connectedHost(client);
    const { batches, faults } = listen(client);
    await startedRun(client, host, "r");
    host.events(emptyBatch("r", 0));
    host.events(emptyBatch("r", 0));
    host.events(emptyBatch("stranger", 7));
    await settle();
    expect(batches).toHaveLength(1);
    expect(faults.map((fault) => fault.kind)).toEqual(["repeated", "unknown_run"]);
  });

  it("of an earlier host are nobody's after a restart", async () => {
    const client = new EngineClient();
    const host = connectedHost(client);
    const { batches, faults } = listen(client);
    await startedRun(client, host, "r");
    host.events(emptyBatch("r", 0));
    await settle();
    const successor = connectedHost(client);
    successor.events(emptyBatch("r", 1));
    await settle();
    expect(batches).toHaveLength(1);
    expect(faults.map((fault) => fault.kind)).toEqual(["unknown_run"]);
  });
});
