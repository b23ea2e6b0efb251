import { describe, expect, test } from "vitest";
import { checkGraph, inferGraph } from "../../../engine/compiler";
import { type Graph, referenceTrainingSetup } from "../../../engine/model";
import { arrange, FlowElements, gravest } from "../../../renderer/canvas";
import { applied, chain, schema } from "./networks";

const stateOf = (graph: Graph, selected: readonly string[] = []) => ({
  graph,
  layout: { positions: arrange(chain("data", "dense", "batch_norm", "activation", "output")), viewport: null },
  selection: { nodes: new Set(selected), wires: new Set<string>() },
  inference: inferGraph(graph, schema),
  diagnostics: checkGraph(graph, schema, referenceTrainingSetup),
});

describe("cards and wires derived from the document", () => {
  const graph = chain("data", "dense", "batch_norm", "activation", "output");

  test("come in the order Tab visits them, with shapes, counts and problems", () => {
    const elements = new FlowElements();
    const nodes = elements.deriveNodes(stateOf(graph));
    expect(nodes.map((node) => node.id)).toEqual(["data_1", "dense_1", "batch_norm_1", "activation_1", "output_1"]);
    expect(nodes[1]?.data).toMatchObject({ shape: "[B, 64]", parameterCount: 14 * 64 + 64 });
    expect(gravest(nodes[4]?.data.problems ?? [])).toBe("error");
    const edges = elements.deriveEdges(stateOf(graph));
    expect(edges.map((edge) => edge.data?.shape)).toEqual(["[B, 14]", "[B, 64]", "[B, 64]", "[B, 64]"]);
  });

  test("keep their identity while nothing they show has changed", () => {
    const elements = new FlowElements();
    const before = elements.deriveNodes(stateOf(graph));
    const edgesBefore = elements.deriveEdges(stateOf(graph));
    const narrow = applied(graph, [{ type: "set_label", node: "activation_1", label: "squash" }]);
    const after = elements.deriveNodes(stateOf(narrow));
    expect(after.map((node, index) => node === before[index])).toEqual([true, true, true, false, true]);
    expect(elements.deriveEdges(stateOf(narrow)).every((edge, index) => edge === edgesBefore[index])).toBe(true);
    const selected = elements.deriveNodes(stateOf(narrow, ["dense_1"]));
    expect(selected.map((node, index) => node === after[index])).toEqual([true, false, true, true, true]);
    expect(selected[1]?.data).toBe(after[1]?.data);
  });
});
