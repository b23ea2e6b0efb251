import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  applyEdit,
  downstream,
  emptyGraph,
  type Graph,
  reaches,
  readersOf,
  sourceOf,
  topologicalOrder,
  upstream,
  type Wire,
  wiresFrom,
  wiresInto,
} from "../../engine/model";
import { proposals, proposed } from "../support/edit-sequences";
import { chain, connected, edited } from "../support/reference-network";

const ids = (nodes: readonly { readonly id: string }[]) => nodes.map(({ id }) => id).sort();
const base = chain(["data"], ["dense"], ["batch_norm"], ["dropout"], ["output"]);

function bypassed(graph: Graph, ...nodes: readonly string[]): Graph {
  return edited(graph, ...nodes.map((node) => ({ type: "set_bypassed", node, bypassed: true }) as const));
}

/** A graph that only a file can hold: `data → a ⇄ b → output`. */
function cyclic(): Graph {
  const graph = chain(["data"], ["dense"], ["activation"], ["output"]);
  const wire: Wire = {
    id: "back",
    from: { node: "activation_1", port: "output" },
    to: { node: "dense_1", port: "input" },
  };
  return { nodes: graph.nodes, wires: { ...graph.wires, back: wire } };
}

test("wires into and from a node, whole or by port", () => {
  expect(wiresInto(base, "dense_1").map(({ id }) => id)).toEqual(["wire_1"]);
  expect(wiresInto(base, "dense_1", "other")).toEqual([]);
  expect(wiresFrom(base, "dense_1", "output").map(({ id }) => id)).toEqual(["wire_2"]);
  expect(wiresFrom(base, "constructor")).toEqual([]);
});

test("upstream and downstream hold the start and everything reachable", () => {
  expect([...upstream(base, ["batch_norm_1"])].sort()).toEqual(["batch_norm_1", "data_1", "dense_1"]);
  expect([...downstream(base, ["batch_norm_1"])].sort()).toEqual(["batch_norm_1", "dropout_1", "output_1"]);
  expect(reaches(base, "data_1", "output_1")).toBe(true);
  expect(reaches(base, "output_1", "data_1")).toBe(false);
});

describe("looking through bypassed nodes", () => {
  test("the source of a port is the nearest node in use", () => {
    const graph = bypassed(base, "batch_norm_1", "dropout_1");
    expect(sourceOf(graph, "output_1", "prediction")).toEqual({ node: graph.nodes.dense_1, port: "output" });
    expect(ids(readersOf(graph, "dense_1"))).toEqual(["output_1"]);
    expect(ids(readersOf(base, "dense_1"))).toEqual(["batch_norm_1"]);
  });

  test("a bypassed node without input hands on nothing", () => {
    const graph = edited(bypassed(base, "batch_norm_1"), { type: "disconnect", wires: ["wire_2"] });
    expect(sourceOf(graph, "dropout_1", "input")).toBeNull();
    expect(readersOf(graph, "dense_1")).toEqual([]);
  });

  test("a ring of bypassed nodes ends the search", () => {
    const graph = bypassed(cyclic(), "dense_1", "activation_1");
    const ring = { nodes: graph.nodes, wires: { back: graph.wires.back, wire_2: graph.wires.wire_2 } } as Graph;
    expect(sourceOf(ring, "dense_1", "input")).toBeNull();
  });
});

describe("topological order", () => {
  test("names one cycle in wire order and orders what stands before it", () => {
    const { order, cycle } = topologicalOrder(cyclic());
    expect(order).toEqual(["data_1"]);
    expect([...(cycle ?? [])].sort()).toEqual(["activation_1", "dense_1"]);
  });

  test("does not depend on the order in which nodes and wires were made", () => {
    const branched = connected(
      edited(
        base,
        ...[chain(["data"], ["dense"]).nodes.dense_1].flatMap((node) =>
          node ? [{ type: "add_node", node: { ...node, id: "other" } } as const] : [],
        ),
      ),
      "data_1.features",
      "other.input",
    );
    const reversed = {
      nodes: Object.fromEntries(Object.entries(branched.nodes).reverse()),
      wires: Object.fromEntries(Object.entries(branched.wires).reverse()),
    };
    expect(topologicalOrder(reversed)).toEqual(topologicalOrder(branched));
  });

  test("random graphs: every wire points forward, and nothing is left out", () => {
    fc.assert(
      fc.property(proposals, (sequence) => {
        let graph = emptyGraph;
        for (const proposal of sequence) {
          const result = applyEdit(graph, proposed(graph, proposal));
          if (result.ok) graph = result.graph;
        }
        const { order } = topologicalOrder(graph);
        const places = new Map(order.map((id, index) => [id, index]));
        expect(places.size).toBe(Object.keys(graph.nodes).length);
        for (const { from, to } of Object.values(graph.wires)) {
          expect(places.get(from.node)).toBeLessThan(places.get(to.node) ?? -1);
        }
      }),
      { numRuns: 100 },
    );
  });
});
