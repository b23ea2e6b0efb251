import { describe, expect, test } from "vitest";
import { checkGraph, inferGraph } from "../../../engine/compiler";
import { arrange } from "../../../engine/drawing";
import { type Graph, referenceTrainingSetup } from "../../../engine/model";
import { FlowElements, gravest } from "../../../renderer/canvas";
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

  test("a node that merges values shows what it takes in order, and grows by a port with each wire", () => {
    let graph = chain("data", "dense", "add");
    const elements = new FlowElements();
    const positions = { data_1: { x: 0, y: 0 }, dense_1: { x: 240, y: 0 }, add_1: { x: 480, y: 0 } };
    const derived = () => {
      const state = { ...stateOf(graph), layout: { positions, viewport: null } };
      return { nodes: elements.deriveNodes(state), edges: elements.deriveEdges(state) };
    };
    const before = derived();
    expect(before.nodes[2]?.data.inputs.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(before.edges.map(({ data }) => data?.detour)).toEqual([null, null]);
    const wire = (id: string, port: string) =>
      applied(graph, [
        { type: "connect", wire: { id, from: { node: "data_1", port: "features" }, to: { node: "add_1", port } } },
      ]);
    graph = wire("skip", "b");
    const after = derived();
    expect(after.nodes[2]?.data).toMatchObject({ sources: ["dense_1", "data_1"] });
    expect(after.nodes[2]?.handles?.map(({ id }) => id)).toEqual(["a", "b", "c", "output"]);
    expect(after.nodes[1]).toBe(before.nodes[1]);
    // Past the Dense, below it: the port above is taken from the left.
    expect(after.edges.find(({ id }) => id === "skip")?.data?.detour).toBeGreaterThan(92);
    graph = wire("again", "c");
    const grown = derived();
    expect(grown.nodes[2]?.handles).toHaveLength(5);
    expect(grown.nodes[2]?.height ?? 0).toBeGreaterThan(after.nodes[2]?.height ?? 0);
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
