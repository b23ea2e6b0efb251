import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HostRequestMessage, TableProfile } from "../../../engine/contract";
import { withRole, withTarget } from "../../../engine/drawing";
import type { DataSchema, DataSetup } from "../../../engine/model";
import { engine } from "../../../renderer/bridge";
import { tableActions, useTableWork } from "../../../renderer/data";
import { documentActions, useDocument } from "../../../renderer/document";
import { someFailure } from "../../support/failures";
import { ScriptedHost, settle } from "../bridge/scripted-host";
import { categoryColumn, numberColumn, tableOf } from "./profiles";

const people = tableOf([numberColumn("age"), numberColumn("height"), categoryColumn("job", { a: 60, b: 40 })]);

/** What the engine would say of a setup, reduced to what these tests look at. */
function schemaOf({ columns }: DataSetup): DataSchema {
  const features = columns.filter((column) => column.role === "feature");
  const targets = columns.filter((column) => column.role === "target");
  return {
    rows: 100,
    features: features.map(({ name }) => ({ name, column: name })),
    targets: targets.map(({ name }) => ({ name, classes: 2 })),
    weight: columns.find((column) => column.role === "weight")?.name ?? null,
  };
}

let host: ScriptedHost;

function serve(profile: TableProfile): void {
  host.onRequest = (message: HostRequestMessage) => {
    if (message.name === "open_table") return { ...profile, path: message.body.path };
    if (message.name === "table_schema") return schemaOf(message.body.data);
    return undefined;
  };
}

beforeEach(() => {
  documentActions.newProject("Untitled");
  useTableWork.setState(useTableWork.getInitialState());
  host = new ScriptedHost().connectTo(engine);
  serve(people);
});
afterEach(() => host.close());

describe("opening a table", () => {
  it("makes the proposal the document's data, as one step that can be undone", async () => {
    await tableActions.openTable("/data/people.csv");
    const { data, schema, profile, canUndo } = useDocument.getState();
    expect(data?.columns).toEqual(people.proposal.columns);
    expect(schema?.targets).toEqual([{ name: "job", classes: 2 }]);
    expect(profile?.rows).toBe(100);
    expect(canUndo).toBe(true);
    documentActions.undo();
    expect(useDocument.getState()).toMatchObject({ data: null, schema: null, profile: null });
  });

  it("shows the engine's own words when the table cannot be read, and leaves the document alone", async () => {
    await tableActions.openTable("/data/people.csv");
    const before = useDocument.getState().data;
    host.onRequest = null;
    const opening = tableActions.openTable("/data/broken.csv");
    const { id } = await host.next();
    host.fail(id, someFailure("table_no_rows"));
    await opening;
    expect(useTableWork.getState()).toMatchObject({ reading: null, failure: { code: "table_no_rows" } });
    expect(useDocument.getState().data).toBe(before);
  });

  it("lets the last of two tables win, whichever is read first", async () => {
    host.onRequest = null;
    const slow = tableActions.openTable("/data/slow.csv");
    const fast = tableActions.openTable("/data/fast.csv");
    await settle();
    const [first, second] = host.received;
    if (first === undefined || second === undefined) throw new Error("Two tables were asked for.");
    serve(people);
    host.answer(second.id, { ...people, path: "/data/fast.csv" });
    await fast;
    host.answer(first.id, { ...people, path: "/data/slow.csv" });
    await slow;
    expect(useDocument.getState().data?.path).toBe("/data/fast.csv");
    expect(useTableWork.getState().reading).toBeNull();
  });

  it("does not reach a document opened meanwhile", async () => {
    host.onRequest = null;
    const opening = tableActions.openTable("/data/people.csv");
    const { id } = await host.next();
    documentActions.newProject("Another");
    serve(people);
    host.answer(id, people);
    await opening;
    expect(useDocument.getState().data).toBeNull();
  });
});

describe("choosing what columns are for", () => {
  it("shows at once and counts once the engine told what it comes to", async () => {
    await tableActions.openTable("/data/people.csv");
    const { data } = useDocument.getState();
    if (data === null) throw new Error("A table is open.");
    const chosen = withTarget(data, people, "job", "age");
    const choosing = tableActions.choose(chosen);
    expect(useTableWork.getState().pending).toEqual(chosen);
    await choosing;
    expect(useTableWork.getState().pending).toBeNull();
    expect(useDocument.getState().schema?.targets[0]?.name).toBe("age");
    documentActions.undo();
    expect(useDocument.getState().schema?.targets[0]?.name).toBe("job");
  });

  it("is taken back with the reason when the engine refuses", async () => {
    await tableActions.openTable("/data/people.csv");
    const { data } = useDocument.getState();
    if (data === null) throw new Error("A table is open.");
    host.onRequest = null;
    const choosing = tableActions.choose(withRole(data, people, "age", "target"));
    const { id } = await host.next();
    host.fail(id, someFailure("column_missing", { found: "no column age" }));
    await choosing;
    expect(useTableWork.getState()).toMatchObject({
      pending: null,
      failure: { code: "column_missing", found: "no column age" },
    });
    expect(useDocument.getState().data).toBe(data);
  });
});

describe("reading the table of an opened project", () => {
  const project = { ...documentActions.snapshot(), data: { ...people.proposal, path: "people.csv" } };

  it("fills in what the file holds without making the document dirty", async () => {
    documentActions.loadProject(project, "/projects/mine.layerglass");
    await tableActions.readDocumentTable();
    const { schema, profile, dirty, canUndo } = useDocument.getState();
    expect(host.received[0]?.body).toEqual({ path: "/projects/people.csv" });
    expect(schema?.features).toHaveLength(2);
    expect(profile?.rows).toBe(100);
    expect({ dirty, canUndo }).toEqual({ dirty: false, canUndo: false });
    expect(useTableWork.getState().hasFileChanged).toBe(false);
  });

  it("says when the file is not the one the project was saved with", async () => {
    serve({ ...people, sha256: "bb" });
    documentActions.loadProject(project, "/projects/mine.layerglass");
    await tableActions.readDocumentTable();
    expect(useTableWork.getState().hasFileChanged).toBe(true);
  });

  it("takes the file with the same content that lies elsewhere, says so, and can be undone", async () => {
    const elsewhere = "/projects/tables/renamed.csv";
    host.onRequest = null;
    documentActions.loadProject(project, "/projects/mine.layerglass");
    const reading = tableActions.readDocumentTable();
    const { id } = await host.next();
    host.fail(id, someFailure("table_missing", { found: "no file people.csv" }));
    const search = await host.next();
    serve(people);
    host.answer(search.id, { path: elsewhere });
    await reading;
    expect(useTableWork.getState()).toMatchObject({ reading: null, foundAt: elsewhere, hasFileChanged: false });
    expect(useDocument.getState()).toMatchObject({ dirty: true, dataFailure: null, data: { path: elsewhere } });
    expect(documentActions.snapshot().data?.path).toBe("tables/renamed.csv");
    documentActions.undo();
    expect(useDocument.getState().data?.path).toBe("/projects/people.csv");
  });

  it("tells the document when the file is gone", async () => {
    host.onRequest = null;
    documentActions.loadProject(project, "/projects/mine.layerglass");
    const reading = tableActions.readDocumentTable();
    const { id } = await host.next();
    host.fail(id, someFailure("table_missing", { found: "no file people.csv" }));
    const search = await host.next();
    expect(search).toMatchObject({ name: "find_table", body: { folders: ["/projects"], name: "people.csv" } });
    host.answer(search.id, { path: null });
    await reading;
    expect(useDocument.getState().dataFailure).toMatchObject({
      code: "table_missing",
      found: "no file people.csv",
    });
  });
});
