import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createNode } from "../../engine/catalog";
import {
  applyDiff,
  applyEdit,
  applyEdits,
  emptyGraph,
  type Graph,
  type GraphDiff,
  type GraphEdit,
  invertDiff,
  isEmptyDiff,
  mergeDiffs,
  newWire,
  topologicalOrder,
} from "../../engine/model";
import { proposals, proposed } from "../support/edit-sequences";
import { chain } from "../support/reference-network";

const base = chain(["data"], ["dense"], ["activation"], ["output"]);

function rejection(graph: Graph, edit: GraphEdit): string {
  const result = applyEdit(graph, edit);
  return result.ok ? "accepted" : result.reason.code;
}

function connect(from: string, to: string, id = "new_wire"): GraphEdit {
  const [fromNode = "", fromPort = ""] = from.split(".");
  const [toNode = "", toPort = ""] = to.split(".");
  return {
    type: "connect",
    wire: { id, from: { node: fromNode, port: fromPort }, to: { node: toNode, port: toPort } },
  };
}

describe("an edit is refused with its reason", () => {
  test.each<[string, GraphEdit]>([
    ["duplicate_node", { type: "add_node", node: createNode("dense", emptyGraph) }],
    ["unknown_node", { type: "remove_nodes", nodes: ["dense_1", "dense_9"] }],
    ["unknown_node", { type: "set_parameter", node: "constructor", parameter: "units", value: 1 }],
    ["unknown_node", { type: "set_label", node: "dense_9", label: "x" }],
    ["unknown_node", { type: "set_bypassed", node: "dense_9", bypassed: true }],
    ["unknown_node", connect("dense_9.output", "output_1.prediction")],
    ["unknown_node", connect("dense_1.output", "output_9.prediction")],
    ["duplicate_wire", connect("data_1.features", "activation_1.input", "wire_1")],
    ["duplicate_wire", connect("data_1.features", "dense_1.input")],
    ["self_wire", connect("dense_1.output", "dense_1.input")],
    ["input_taken", connect("data_1.features", "activation_1.input")],
    ["would_cycle", connect("activation_1.output", "data_1.free")],
    ["unknown_wire", { type: "disconnect", wires: ["wire_1", "toString"] }],
  ])("%s: %j", (code, edit) => {
    expect(rejection(base, edit)).toBe(code);
  });

  test("every refusal is a sentence that names what is in the way", () => {
    const result = applyEdit(base, connect("data_1.features", "activation_1.input"));
    expect(!result.ok && result.reason.text).toBe(
      "activation_1.input already takes its value from dense_1.output. Remove that wire first.",
    );
  });
});

test("removing a node removes the wires that hang on it, and taking it back brings them back", () => {
  const result = applyEdit(base, { type: "remove_nodes", nodes: ["dense_1"] });
  if (!result.ok) throw new Error(result.reason.text);
  expect(Object.keys(result.graph.nodes)).toEqual(["data_1", "activation_1", "output_1"]);
  expect(Object.keys(result.graph.wires)).toEqual(["wire_3"]);
  expect(applyDiff(result.graph, invertDiff(result.diff))).toEqual(base);
});

test("an edit that changes nothing gives the same graph and an empty diff", () => {
  const result = applyEdit(base, { type: "set_parameter", node: "dense_1", parameter: "units", value: 64 });
  expect(result.ok && result.graph).toBe(base);
  expect(result.ok && isEmptyDiff(result.diff)).toBe(true);
});

test("an edit never changes the graph it was given", () => {
  const frozen = JSON.stringify(base);
  applyEdit(base, { type: "remove_nodes", nodes: ["dense_1"] });
  applyEdit(base, { type: "set_parameter", node: "dense_1", parameter: "units", value: 3 });
  expect(JSON.stringify(base)).toBe(frozen);
});

test("several edits apply as one, or not at all", () => {
  const wire = newWire(base, { node: "data_1", port: "features" }, { node: "activation_1", port: "input" });
  const good = applyEdits(base, [
    { type: "disconnect", wires: ["wire_2"] },
    { type: "connect", wire },
  ]);
  expect(good.ok && Object.keys(good.diff.wires).sort()).toEqual(["wire_2", "wire_4"]);
  const bad = applyEdits(base, [
    { type: "disconnect", wires: ["wire_2"] },
    { type: "set_label", node: "no", label: "" },
  ]);
  expect(!bad.ok && bad.reason.code).toBe("unknown_node");
});

test("random edits: each diff is reversible, undoing all gives the start, merged diffs do the same in one step", () => {
  fc.assert(
    fc.property(proposals, (sequence) => {
      let graph = base;
      const diffs: GraphDiff[] = [];
      let merged: GraphDiff = { nodes: {}, wires: {} };
      for (const proposal of sequence) {
        const result = applyEdit(graph, proposed(graph, proposal));
        if (!result.ok) continue;
        expect(applyDiff(graph, result.diff)).toEqual(result.graph);
        expect(applyDiff(result.graph, invertDiff(result.diff))).toEqual(graph);
        expect(invertDiff(invertDiff(result.diff))).toEqual(result.diff);
        graph = result.graph;
        diffs.push(result.diff);
        merged = mergeDiffs(merged, result.diff);
      }
      expect(applyDiff(base, merged)).toEqual(graph);
      expect(applyDiff(graph, invertDiff(merged))).toEqual(base);
      for (const diff of diffs.reverse()) graph = applyDiff(graph, invertDiff(diff));
      expect(graph).toEqual(base);
    }),
    { numRuns: 200 },
  );
});

test("random edits keep the graph sound: no dangling wire, no taken port taken again, no cycle", () => {
  fc.assert(
    fc.property(proposals, (sequence) => {
      let graph = emptyGraph;
      for (const proposal of sequence) {
        const result = applyEdit(graph, proposed(graph, proposal));
        if (result.ok) graph = result.graph;
      }
      const ends = Object.values(graph.wires).map(({ to }) => `${to.node}.${to.port}`);
      expect(new Set(ends).size).toBe(ends.length);
      for (const { from, to } of Object.values(graph.wires)) {
        expect(graph.nodes[from.node]?.id).toBe(from.node);
        expect(graph.nodes[to.node]?.id).toBe(to.node);
      }
      for (const [id, node] of Object.entries(graph.nodes)) expect(node.id).toBe(id);
      expect(topologicalOrder(graph).cycle).toBeNull();
    }),
    { numRuns: 200 },
  );
});
