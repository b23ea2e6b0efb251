import { describe, expect, it } from "vitest";
import { createNode } from "../../../engine/catalog";
import { applyEdit, emptyGraph, type Graph, type GraphEdit, type NodeKind } from "../../../engine/model";
import { insertScale, scaleMethod, scaleOnData } from "../../../renderer/data/scale-choice";

function applied(graph: Graph, edits: readonly GraphEdit[]): Graph {
  return edits.reduce((current, edit) => {
    const result = applyEdit(current, edit);
    if (!result.ok) throw new Error(result.reason.text);
    return result.graph;
  }, graph);
}

function chain(...kinds: readonly NodeKind[]): Graph {
  let graph = emptyGraph;
  let before: string | null = null;
  for (const kind of kinds) {
    const node = createNode(kind, graph);
    graph = applied(graph, [{ type: "add_node", node }]);
    if (before !== null) {
      const from = { node: before, port: before.startsWith("data") ? "features" : "output" };
      const to = { node: node.id, port: "input" };
      graph = applied(graph, [{ type: "connect", wire: { id: `${before}-${node.id}`, from, to } }]);
    }
    before = node.id;
  }
  return graph;
}

/** Each wire as `from→to`, in order. */
const wires = (graph: Graph): readonly string[] =>
  Object.values(graph.wires)
    .map((wire) => `${wire.from.node}→${wire.to.node}`)
    .sort();

describe("scaling", () => {
  it("is what the Scale right after Data says", () => {
    const graph = chain("data", "scale", "dense");
    expect(scaleMethod(graph)).toBe("standardize");
    const scale = scaleOnData(graph);
    if (scale === null) throw new Error("There is a Scale.");
    const set: GraphEdit = { type: "set_parameter", node: scale.id, parameter: "method", value: "min_max" };
    expect(scaleMethod(applied(graph, [set]))).toBe("min_max");
    expect(scaleMethod(applied(graph, [{ type: "set_bypassed", node: scale.id, bypassed: true }]))).toBe("none");
  });

  it("is none without a Scale, and where the Scale stands elsewhere", () => {
    expect(scaleMethod(chain("data", "dense"))).toBe("none");
    expect(scaleMethod(chain("data", "dense", "scale"))).toBe("none");
  });

  it("comes in between Data and everything it feeds", () => {
    let graph = chain("data", "dense");
    const second = createNode("dense", graph);
    const data = Object.values(graph.nodes).find((node) => node.kind === "data");
    if (data === undefined) throw new Error("There is a Data node.");
    graph = applied(graph, [
      { type: "add_node", node: second },
      {
        type: "connect",
        wire: { id: "x", from: { node: data.id, port: "features" }, to: { node: second.id, port: "input" } },
      },
    ]);
    const insertion = insertScale(graph, "min_max");
    if (insertion === null) throw new Error("It can be inserted.");
    const after = applied(graph, insertion.edits);
    const [first] = insertion.before;
    expect(wires(after)).toEqual(
      [`${data.id}→${insertion.node.id}`, `${insertion.node.id}→${first}`, `${insertion.node.id}→${second.id}`].sort(),
    );
    expect(scaleMethod(after)).toBe("min_max");
    expect(insertScale(after, "standardize")).toBeNull();
  });

  it("hangs on a Data node that feeds nothing yet, and nowhere without one", () => {
    const graph = chain("data");
    const insertion = insertScale(graph, "standardize");
    expect(insertion && scaleMethod(applied(graph, insertion.edits))).toBe("standardize");
    expect(insertScale(emptyGraph, "standardize")).toBeNull();
  });
});
