import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { createNode, definitionOf } from "../../../engine/catalog";
import { inferGraph } from "../../../engine/compiler";
import { type DataSetup, type GraphEdit, newWire, referenceTrainingSetup } from "../../../engine/model";
import { parseProject, serializeProject, settledIn } from "../../../engine/project";
import { burstMark, documentActions, newMark, useDocument } from "../../../renderer/document";
import { someFailure } from "../../support/failures";
import { schema } from "../canvas/networks";

const label = { key: "document.arrange" } as const;
const state = useDocument.getState;
const content = () => {
  const { graph, layout, training, data, schema: known, profile } = state();
  return structuredClone({ graph, positions: layout.positions, training, data, schema: known, profile });
};

const table: DataSetup = {
  path: "/home/ada/tables/census.csv",
  sha256: "0".repeat(64),
  columns: [{ name: "age", role: "feature", encoding: "number" }],
};

function addNode(kind: string): string {
  const node = createNode(kind, state().graph);
  documentActions.change({
    edits: [{ type: "add_node", node }],
    positions: { [node.id]: { x: 8, y: 8 } },
    label: { key: "document.addNode", values: { label: node.label } },
  });
  return node.id;
}

beforeEach(() => documentActions.newProject("Untitled"));

/** A random gesture, chosen by numbers so that it shrinks well. */
const gesture = fc.record({
  type: fc.constantFrom(
    "add",
    "remove",
    "connect",
    "disconnect",
    "parameter",
    "label",
    "bypass",
    "move",
    "training",
    "data",
  ),
  a: fc.nat(20),
  b: fc.nat(20),
  marked: fc.boolean(),
});
type Gesture = typeof gesture extends fc.Arbitrary<infer Value> ? Value : never;

function perform({ type, a, b, marked }: Gesture): void {
  const { graph, layout } = state();
  const ids = Object.keys(graph.nodes);
  const wires = Object.keys(graph.wires);
  const id = ids[a % Math.max(1, ids.length)];
  const other = ids[b % Math.max(1, ids.length)];
  const mark = marked ? `mark-${b % 3}` : undefined;
  const edit = (edits: readonly GraphEdit[]): void => void documentActions.edit(edits, label, mark);
  if (type === "add") addNode(["data", "dense", "batch_norm", "activation", "output"][a % 5] ?? "dense");
  if (type === "training") documentActions.setTraining({ epochs: a + 1 }, mark);
  if (type === "data")
    documentActions.setData({ data: { ...table, path: `/t/${a}.csv` }, schema, profile: null }, mark);
  if (!id || !other) return;
  if (type === "remove") edit([{ type: "remove_nodes", nodes: [...new Set([id, other])] }]);
  if (type === "parameter") edit([{ type: "set_parameter", node: id, parameter: "units", value: b }]);
  if (type === "label") edit([{ type: "set_label", node: id, label: `n${b}` }]);
  if (type === "bypass") edit([{ type: "set_bypassed", node: id, bypassed: b % 2 === 0 }]);
  if (type === "move") documentActions.moveNodes({ [id]: { x: a * 8, y: (layout.positions[id]?.y ?? 0) + b } }, mark);
  if (type === "disconnect" && wires[a % wires.length])
    edit([{ type: "disconnect", wires: [wires[a % wires.length] ?? ""] }]);
  if (type === "connect") {
    const from = definitionOf(graph.nodes[id]?.kind ?? "")?.outputs[0];
    const to = definitionOf(graph.nodes[other]?.kind ?? "")?.inputs[0];
    if (from && to) {
      edit([{ type: "connect", wire: newWire(graph, { node: id, port: from.id }, { node: other, port: to.id }) }]);
    }
  }
}

describe("undo and redo", () => {
  test("of any gestures: undoing all is the start, redoing all is the end, shapes always those of the whole graph", () => {
    fc.assert(
      fc.property(fc.array(gesture, { maxLength: 30 }), fc.nat(8), (gestures, backAndForth) => {
        documentActions.newProject("Untitled");
        const start = content();
        for (const each of gestures) {
          perform(each);
          expect(state().inference).toEqual(inferGraph(state().graph, state().schema));
        }
        const end = content();
        for (let step = 0; step < backAndForth; step += 1) documentActions.undo();
        for (let step = 0; step < backAndForth; step += 1) documentActions.redo();
        expect(content()).toEqual(end);
        while (state().canUndo) {
          documentActions.undo();
          expect(state().inference).toEqual(inferGraph(state().graph, state().schema));
        }
        expect(content()).toEqual(start);
        expect(state().dirty).toBe(false);
        while (state().canRedo) documentActions.redo();
        expect(content()).toEqual(end);
      }),
      { numRuns: 120 },
    );
  });

  test("take a drag back in one step, under its name", () => {
    const id = addNode("dense");
    const mark = newMark("drag");
    for (let x = 16; x <= 80; x += 8) documentActions.moveNodes({ [id]: { x, y: 8 } }, mark);
    expect(state().layout.positions[id]).toEqual({ x: 80, y: 8 });
    expect(state().undoLabel).toEqual({ key: "document.moveNodes", values: { count: 1 } });
    documentActions.undo();
    expect(state().layout.positions[id]).toEqual({ x: 8, y: 8 });
    expect(state().redoLabel).toEqual({ key: "document.moveNodes", values: { count: 1 } });
    documentActions.undo();
    expect(state().graph.nodes).toEqual({});
    expect(state().layout.positions).toEqual({});
  });

  test("keep two drags apart", () => {
    const id = addNode("dense");
    documentActions.moveNodes({ [id]: { x: 80, y: 8 } }, newMark("drag"));
    documentActions.moveNodes({ [id]: { x: 160, y: 8 } }, newMark("drag"));
    documentActions.undo();
    expect(state().layout.positions[id]).toEqual({ x: 80, y: 8 });
  });

  test("select what came back", () => {
    const id = addNode("dense");
    documentActions.edit([{ type: "remove_nodes", nodes: [id] }], label);
    expect(state().selection.nodes.size).toBe(0);
    documentActions.undo();
    expect([...state().selection.nodes]).toEqual([id]);
    expect(state().layout.positions[id]).toEqual({ x: 8, y: 8 });
  });

  test("forget what was undone once something else is done", () => {
    addNode("dense");
    documentActions.undo();
    addNode("dropout");
    expect(state().canRedo).toBe(false);
  });

  test("presses in quick succession are one gesture, after a pause another", () => {
    const first = burstMark("nudge", 1000);
    expect(burstMark("nudge", 1300)).toBe(first);
    expect(burstMark("step", 1400)).not.toBe(first);
    expect(burstMark("nudge", 9000)).not.toBe(first);
  });
});

describe("a change", () => {
  test("is done whole or not at all", () => {
    const id = addNode("dense");
    const before = content();
    const rejection = documentActions.edit(
      [
        { type: "set_label", node: id, label: "wide" },
        { type: "remove_nodes", nodes: ["nobody"] },
      ],
      label,
    );
    expect(rejection?.code).toBe("unknown_node");
    expect(content()).toEqual(before);
  });

  test("that changes nothing leaves no step", () => {
    const id = addNode("dense");
    documentActions.markSaved("/p/net.layerglass");
    documentActions.edit([{ type: "set_parameter", node: id, parameter: "units", value: 64 }], label);
    documentActions.moveNodes({ [id]: { x: 8, y: 8 } });
    documentActions.setTraining({ epochs: referenceTrainingSetup.epochs });
    expect(state().dirty).toBe(false);
    expect(state().undoLabel).toEqual({ key: "document.addNode", values: { label: "dense_1" } });
  });

  test("of the layout alone does not infer anew", () => {
    const id = addNode("dense");
    const { inference, diagnostics } = state();
    documentActions.moveNodes({ [id]: { x: 400, y: 8 } });
    expect(state().inference).toBe(inference);
    expect(state().diagnostics).toBe(diagnostics);
  });
});

describe("the unsaved dot", () => {
  test("goes when undo returns to the saved content and comes when it goes past", () => {
    addNode("dense");
    documentActions.markSaved("/p/net.layerglass");
    expect(state()).toMatchObject({ dirty: false, name: "net", path: "/p/net.layerglass" });
    addNode("dropout");
    expect(state().dirty).toBe(true);
    documentActions.undo();
    expect(state().dirty).toBe(false);
    documentActions.undo();
    expect(state().dirty).toBe(true);
  });

  test("stays for what was done while the file was being written", () => {
    addNode("dense");
    const revision = documentActions.revision();
    addNode("dropout");
    documentActions.markSaved("/p/net.layerglass", revision);
    expect(state().dirty).toBe(true);
    documentActions.undo();
    expect(state().dirty).toBe(false);
  });

  test("comes back when a saved drag goes on", () => {
    const id = addNode("dense");
    const mark = newMark("drag");
    documentActions.moveNodes({ [id]: { x: 80, y: 8 } }, mark);
    documentActions.markSaved("/p/net.layerglass");
    documentActions.moveNodes({ [id]: { x: 88, y: 8 } }, mark);
    expect(state().dirty).toBe(true);
  });
});

describe("the project file", () => {
  test("holds the data's path relative to it and opens to the same document", () => {
    addNode("dense");
    documentActions.setData({ data: table, schema, profile: null });
    documentActions.setTraining({ epochs: 7 });
    const project = documentActions.snapshot("/home/ada/nets/census.layerglass");
    expect(project.data?.path).toBe("../tables/census.csv");
    const parsed = parseProject(serializeProject(project));
    if (!parsed.ok) throw new Error(parsed.failure.found);
    const before = content();
    documentActions.loadProject(parsed.project, "/home/ada/nets/census.layerglass");
    expect(content()).toEqual({ ...before, schema: null, profile: null });
    expect(state()).toMatchObject({ dirty: false, canUndo: false, name: "census" });
    expect(documentActions.runSnapshot().data?.path).toBe(table.path);
  });

  test("opened as a sample has no path of its own but finds its data", () => {
    documentActions.setData({ data: { ...table, path: "/app/samples/t.csv" }, schema, profile: null });
    const project = settledIn(documentActions.snapshot(), "/app/samples/why.layerglass");
    expect(project.data?.path).toBe("t.csv");
    documentActions.loadProject(project, null, "/app/samples/why.layerglass");
    expect(state()).toMatchObject({ path: null, name: "why" });
    expect(state().data?.path).toBe("/app/samples/t.csv");
  });
});

describe("the table", () => {
  const codes = () => state().diagnostics.map((problem) => problem.code);

  test("that is being read is not called missing; one that cannot be read is", () => {
    addNode("data");
    expect(codes()).toContain("E002");
    documentActions.setData({ data: table, schema: null, profile: null });
    expect(codes()).not.toContain("E002");
    documentActions.dataFailed(someFailure("table_missing"));
    expect(codes()).toContain("E023");
    expect(state().diagnostics.find((problem) => problem.code === "E023")?.subject).toMatchObject({
      node: "data_1",
    });
    documentActions.dataLoaded({ schema, profile: null });
    expect(codes()).not.toContain("E023");
    expect(state().inference.shapes.data_1).toEqual({ features: 14 });
  });

  test("read after opening is not a step of the person", () => {
    documentActions.setData({ data: table, schema: null, profile: null });
    documentActions.markSaved("/p/net.layerglass");
    documentActions.dataLoaded({ schema, profile: null });
    expect(state().dirty).toBe(false);
    documentActions.undo();
    expect(state()).toMatchObject({ data: null, schema: null });
  });
});
