import { EventEmitter } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MessagePortMain } from "electron";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { requestSchemas as desktopSchemas, eventSchemas } from "../../electron/contract/channels";
import { EngineServices } from "../../electron/engine-host/engine-services";
import { requestFault, requestSchemas } from "../../electron/engine-host/request-schemas";
import { WindowConnection } from "../../electron/engine-host/window-connection";
import type { HostMessage, HostRequestName } from "../../engine/contract";
import { referenceTrainingSetup, splitSetup } from "../../engine/model";
import { damagedCopy, hostileValue, seededNumbers } from "../support/hostile-values";
import { addon } from "../support/native-addon";
import { chain } from "../support/reference-network";

const everyone = 100_000;
let folder = "";
let table = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "layerglass-hostile-"));
  table = join(folder, "table.csv");
  writeFileSync(table, "a,b\n1,0\n2,1\n3,0\n4,1\n");
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("what main is sent", () => {
  test(`${everyone} random messages are judged without a throw, and what passes carries nothing unasked`, {
    timeout: 300_000,
  }, () => {
    const next = seededNumbers(1);
    const names = Object.keys(desktopSchemas) as (keyof typeof desktopSchemas)[];
    const good = { path: "/a.layerglass", suggestedName: "a", text: "{}", theme: "dark", name: "a", handled: true };
    let refused = 0;
    for (let index = 0; index < everyone; index += 1) {
      const name = names[index % names.length] ?? "settings";
      const body = next() < 0.5 ? hostileValue(next) : damagedCopy(good, next);
      const checked = desktopSchemas[name].request.safeParse(body);
      refused += checked.success ? 0 : 1;
      if (checked.success && typeof checked.data === "object" && checked.data !== null) {
        expect(Object.getPrototypeOf(checked.data)).toBe(Object.prototype);
      }
    }
    expect(refused).toBeGreaterThan(everyone * 0.8);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test("nor do events that are none reach the page", () => {
    const next = seededNumbers(2);
    for (const schema of Object.values(eventSchemas)) {
      for (let index = 0; index < 1_000; index += 1) schema.safeParse(hostileValue(next));
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

/** A port as Electron's, over Node's own events: what is sent to the window is kept. */
class RecordingPort extends EventEmitter {
  readonly sent: HostMessage[] = [];
  postMessage(message: HostMessage): void {
    this.sent.push(message);
  }
  start(): void {}
  close(): void {}
}

describe("what the engine host is sent", () => {
  const snapshot = () => ({
    graph: chain(["data"], ["dense", { units: 4 }], ["batch_norm"], ["output"]),
    data: { path: table, sha256: "0".repeat(64), columns: [{ name: "a", role: "feature", encoding: "number" }] },
    training: referenceTrainingSetup,
  });
  const goodBodies = (): Record<HostRequestName, unknown> => ({
    open_table: { path: table },
    view_table: {
      ...{ path: table, reading: { delimiter: ";" } },
      view: {
        sort: { column: "a", descending: true },
        filters: [
          { column: "a", test: { kind: "range", minimum: 1, maximum: null } },
          { column: "b", test: { kind: "values", values: ["0", "1"] } },
        ],
      },
    },
    view_rows: { view: 1, from: 0, count: 100, columns: [0, 1] },
    rejected_lines: { path: table, reading: {} },
    rejected_page: { list: 1, from: 0, count: 100 },
    save_rejected: { list: 1, path: "/data/rejected.csv" },
    row_at_line: { path: table, reading: {}, line: 2 },
    view_shades: { view: 1, from: 0, count: 100, columns: [0, 1], low: 0, high: 255 },
    table_association: { path: table, reading: {}, target: "b" },
    table_pair: {
      ...{ path: table, reading: {} },
      pair: {
        first: { name: "a", categorical: false },
        second: { name: "b", categorical: true },
        class: { name: "b", categorical: true },
        trimmed: true,
      },
    },
    column_spreads: { data: snapshot().data, split: splitSetup(referenceTrainingSetup), columns: ["a"] },
    table_schema: { data: snapshot().data },
    table_warnings: { data: snapshot().data, split: splitSetup(referenceTrainingSetup) },
    compile: snapshot(),
    start_run: { ...snapshot(), run: "run-1", checkpoints: null, continue_from: null, initial: null },
    train_fold: { ...snapshot(), fold: { index: 4, count: 5 } },
    fold_progress: null,
    stop_fold: null,
    model_of_run: { run: "run-1", name: "A model", positions: { dense_1: { x: 1, y: 2 } } },
    open_model: { path: table },
    compare_model: { ...snapshot(), path: table },
    use_model: { source: { kind: "file", path: table } },
    predict_table: { model: 1, path: table, reading: { delimiter: ";" } },
    predicted_rows: { table: 2, from: 0, count: 100, columns: [0, 1] },
    predict_rows: { model: 1, rows: [{ a: 1, b: "x", c: null }] },
    save_predictions: { table: 2, path: "/data/predictions.csv", keepColumns: false },
    pause_run: { run: "run-1" },
    resume_run: { run: "run-1" },
    stop_run: { run: "run-1" },
    analyze_run: { run: "run-1", request: { effective_rank: { rows: 4 }, along_gradient: null, plane: null } },
    find_table: { folders: ["/data"], name: "t.csv", sha256: "0".repeat(64) },
    test_rows: { run: "run-1" },
    look_at_test: { run: "run-1" },
    list_checkpoints: { run: "run-1" },
    list_runs: null,
    open_run: { path: "/runs/one" },
    let_go_run: { run: "run-1" },
    replay_run: { run: "run-1", from: 0 },
  });

  test("good requests of every kind pass", () => {
    const faults = Object.entries(goodBodies()).map(([name, body]) => requestFault(name as HostRequestName, body));
    expect(faults).toEqual(Object.keys(requestSchemas).map(() => null));
  });

  test("a checkpoint to go on from is a file of the run's own folder", () => {
    const asked = (continue_from: string) => ({ ...(goodBodies().start_run as object), continue_from });
    expect(requestFault("start_run", asked("checkpoint-0123456789abcdef-0000000012.safetensors"))).toBeNull();
    for (const name of ["", "..", "../other/a.safetensors", "/etc/passwd", "a\\b", "a\0", ".hidden"]) {
      expect(requestFault("start_run", asked(name)), name).toMatch(/^\$\.continue_from: /);
    }
  });

  test(`${everyone} damaged requests are answered one by one, and the host lives`, { timeout: 300_000 }, async () => {
    const next = seededNumbers(3);
    const port = new RecordingPort();
    const checkpoints = join(folder, "checkpoints");
    // The class is Electron's; the host uses these four of its members alone.
    const typed: Pick<MessagePortMain, "postMessage" | "start" | "close"> & EventEmitter = port;
    const services = new EngineServices(
      addon,
      { checkpoints: checkpoints, testLooks: join(checkpoints, "test-looks.json") },
      () => {},
    );
    const connection = new WindowConnection(typed as MessagePortMain, services);
    const bodies = Object.entries(goodBodies()) as [HostRequestName, unknown][];
    let asked = 0;
    for (let index = 0; index < everyone; index += 1) {
      const [name, body] = bodies[index % bodies.length] ?? ["compile", null];
      const damaged = damagedCopy(body, next);
      // A request that passes may open any file of the person's and train on it: that is what it is for.
      if (requestFault(name, damaged) === null) continue;
      asked += 1;
      port.emit("message", { data: { id: index, name, body: damaged } });
      port.emit("message", { data: hostileValue(next) });
    }
    expect(asked).toBeGreaterThan(everyone * 0.5);
    await expect.poll(() => port.sent.length, { timeout: 120_000 }).toBeGreaterThanOrEqual(asked);
    const answers = port.sent.filter((message) => message.type === "answer");
    expect(answers.every((answer) => !answer.ok && answer.failure.code === "bad_request")).toBe(true);
    expect(readdirSync(folder)).toEqual(["table.csv"]);

    port.emit("message", { data: { id: everyone, name: "open_table", body: { path: table } } });
    await expect.poll(() => port.sent.at(-1), { timeout: 120_000 }).toMatchObject({ id: everyone, ok: true });
    connection.close();
    await services.close();
  });
});
