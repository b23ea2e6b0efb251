import { describe, expect, test } from "vitest";
import { createNode } from "../../../engine/catalog";
import { emptyGraph, type Graph, type Wire } from "../../../engine/model";
import { detourOf, wireNear, wirePath } from "../../../renderer/canvas";
import { applied } from "./networks";

const places = { data_1: { x: 0, y: 0 }, dense_1: { x: 240, y: 0 }, add_1: { x: 480, y: 0 } };

/** Data to Add past a Dense, at a port of the Add. */
function past(port: string): { graph: Graph; wire: Wire } {
  const wire: Wire = { id: "skip", from: { node: "data_1", port: "features" }, to: { node: "add_1", port } };
  let graph = emptyGraph;
  for (const kind of ["data", "dense", "add"]) {
    graph = applied(graph, [{ type: "add_node", node: createNode(kind, graph) }]);
  }
  return { graph: applied(graph, [{ type: "connect", wire }]), wire };
}

describe("a wire past other cards", () => {
  test("runs above them to a first port, below them to a later one", () => {
    const first = past("a");
    const second = past("b");
    expect(detourOf(first.graph, places, first.wire)).toBeLessThan(0);
    expect(detourOf(second.graph, places, second.wire)).toBeGreaterThan(92);
  });

  test("runs straight where nothing stands in its way, and between neighbours", () => {
    const { graph, wire } = past("a");
    expect(detourOf(graph, { ...places, dense_1: { x: 240, y: 300 } }, wire)).toBeNull();
    expect(detourOf(graph, { ...places, dense_1: { x: 900, y: 0 } }, wire)).toBeNull();
    expect(detourOf(graph, { ...places, add_1: { x: 240, y: 0 } }, wire)).toBeNull();
  });

  test("keeps clear of a card above the one in its way", () => {
    const { graph, wire } = past("a");
    const more = applied(graph, [{ type: "add_node", node: createNode("dropout", graph) }]);
    const height = detourOf(more, { ...places, dropout_1: { x: 240, y: -108 } }, wire) ?? 0;
    expect(height < -108 || height > 92).toBe(true);
  });

  test("is drawn along its height and found there", () => {
    const { graph, wire } = past("b");
    const height = detourOf(graph, places, wire) ?? 0;
    const { path, label } = wirePath({ x: 184, y: 26 }, { x: 480, y: 46 }, height);
    expect(path).toMatch(/^M184,26 .* L480,46$/);
    expect(label).toEqual({ x: 332, y: height });
    expect(wireNear(graph, places, { x: 332, y: height + 10 })).toBe("skip");
    expect(wireNear(graph, places, { x: 332, y: 30 })).toBeNull();
  });
});
