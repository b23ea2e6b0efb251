import fc from "fast-check";
import { expect, test } from "vitest";
import { createNode, definitionOf } from "../../../engine/catalog";
import { arrange, boxesOverlap, cardBox } from "../../../engine/drawing";
import { applyEdits, emptyGraph, type Graph, newWire } from "../../../engine/model";
import type { Point } from "../../../engine/project";
import { chain } from "./networks";

const reference = chain(
  ...["data", "scale"],
  ...["dense", "batch_norm", "activation", "dropout"],
  ...["dense", "batch_norm", "activation", "dropout"],
  ...["dense", "batch_norm", "activation", "output"],
);

function at(graph: Graph, id: string) {
  const point = arrange(graph)[id];
  if (!point) throw new Error(`${id} has no place`);
  return point;
}

test("a short chain runs left to right in one row", () => {
  const graph = chain("data", "scale", "dense", "activation", "output");
  const places = ["data_1", "scale_1", "dense_1", "activation_1", "output_1"].map((id) => at(graph, id));
  expect(new Set(places.map(({ y }) => y)).size).toBe(1);
  expect(places.map(({ x }) => x)).toEqual([...places.map(({ x }) => x)].sort((a, b) => a - b));
});

test("the reference network folds into rows that begin with a Dense", () => {
  const starts = ["dense_1", "dense_2", "dense_3"].map((id) => at(reference, id));
  expect(starts.map(({ x }) => x)).toEqual([0, 0, 0]);
  expect(new Set(starts.map(({ y }) => y)).size).toBe(3);
  expect(at(reference, "dropout_1").y).toBe(at(reference, "dense_1").y);
});

test("branches of one source stand above each other in the same column", () => {
  let graph = chain("data", "dense");
  for (const kind of ["activation", "batch_norm"]) {
    const node = createNode(kind, graph);
    const added = applyEdits(graph, [{ type: "add_node", node }]);
    if (!added.ok) throw new Error(added.reason.text);
    const wire = newWire(added.graph, { node: "dense_1", port: "output" }, { node: node.id, port: "input" });
    const wired = applyEdits(added.graph, [{ type: "connect", wire }]);
    if (!wired.ok) throw new Error(wired.reason.text);
    graph = wired.graph;
  }
  expect(at(graph, "activation_1").x).toBe(at(graph, "batch_norm_1").x);
  expect(at(graph, "activation_1").y).not.toBe(at(graph, "batch_norm_1").y);
});

/** Kinds and which earlier nodes each one reads. */
function network(...nodes: readonly (readonly [kind: string, ...sources: number[]])[]): Graph {
  let graph = emptyGraph;
  const ids: string[] = [];
  for (const [kind, ...sources] of nodes) {
    const node = createNode(kind, graph);
    ids.push(node.id);
    graph = { ...graph, nodes: { ...graph.nodes, [node.id]: node } };
    for (const [index, source] of sources.entries()) {
      const port = sources.length === 1 ? "input" : `input_${index + 1}`;
      const wire = newWire(graph, { node: ids[source] ?? "", port: "output" }, { node: node.id, port });
      graph = { ...graph, wires: { ...graph.wires, [wire.id]: wire } };
    }
  }
  return graph;
}

/** Pairs of wires within a row whose straight lines cross. */
function crossings(graph: Graph): number {
  const places = arrange(graph);
  const lines = Object.values(graph.wires).flatMap(({ from, to }) => {
    const [a, b] = [places[from.node], places[to.node]];
    return a && b && a.x < b.x ? [[a, b] as const] : [];
  });
  const side = (a: Point, b: Point, c: Point) => Math.sign((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));
  return lines.flatMap(([a, b], index) =>
    lines.slice(index + 1).filter(([c, d]) => side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0),
  ).length;
}

test("wires of the reference network and of branches do not cross", () => {
  expect(crossings(reference)).toBe(0);
  const branches = network(
    ...([["data"], ["dense", 0], ["dense", 0], ["dense", 0]] as const),
    // Drawn in the other order than the sources they read.
    ...([
      ["activation", 3],
      ["activation", 1],
      ["activation", 2],
      ["add", 5, 6, 4],
      ["output", 7],
    ] as const),
  );
  expect(crossings(branches)).toBe(0);
  const residual = network(
    ...([["data"], ["dense", 0], ["activation", 1], ["dense", 2], ["add", 1, 3], ["dense", 4], ["output", 5]] as const),
  );
  expect(crossings(residual)).toBe(0);
});

test.each([
  ["a chain", (index: number) => [index - 1]],
  ["residual blocks", (index: number) => (index % 4 === 0 ? [index - 1, index - 4] : [index - 1])],
  [
    "branches all over",
    (index: number) => (index > 20 ? [index - 1 - (index % 7), index - 9 - (index % 11)] : [index - 1]),
  ],
])("a thousand nodes of %s are arranged before the window would be felt to wait", (_, sources) => {
  const nodes = Array.from({ length: 1000 }, (_, index): [string, ...number[]] => {
    const read = index === 0 ? [] : sources(index);
    return [index === 0 ? "data" : read.length > 1 ? "add" : "dense", ...read];
  });
  const graph = network(...nodes);
  const before = process.cpuUsage().user;
  arrange(graph);
  // Microseconds of this process' own work, so that a busy machine does not count; a chain takes a few hundredths of that.
  expect(process.cpuUsage().user - before).toBeLessThan(500_000);
});

const anyGraph = fc
  .record({
    kinds: fc.array(fc.constantFrom("scale", "dense", "batch_norm", "activation", "add", "concat"), { maxLength: 24 }),
    pairs: fc.array(fc.tuple(fc.nat(30), fc.nat(30)), { maxLength: 40 }),
  })
  .map(({ kinds, pairs }) => {
    let graph = emptyGraph;
    for (const kind of kinds) {
      const result = applyEdits(graph, [{ type: "add_node", node: createNode(kind, graph) }]);
      if (result.ok) graph = result.graph;
    }
    const ids = Object.keys(graph.nodes);
    for (const [a, b] of pairs) {
      const from = ids[a % Math.max(1, ids.length)];
      const to = ids[b % Math.max(1, ids.length)];
      if (!from || !to) continue;
      const inputs = definitionOf(graph.nodes[to]?.kind ?? "")?.inputs ?? [];
      const wire = newWire(graph, { node: from, port: "output" }, { node: to, port: inputs[a % 8]?.id ?? "input" });
      const result = applyEdits(graph, [{ type: "connect", wire }]);
      if (result.ok) graph = result.graph;
    }
    return graph;
  });

test("every node has a place of its own, whatever the graph", () => {
  fc.assert(
    fc.property(anyGraph, (graph) => {
      const places = arrange(graph);
      const boxes = Object.values(graph.nodes).map((node) => {
        const place = places[node.id];
        if (!place) throw new Error(`${node.id} has no place`);
        return cardBox(graph, node, place);
      });
      for (const [index, box] of boxes.entries()) {
        for (const other of boxes.slice(index + 1)) expect(boxesOverlap(box, other)).toBe(false);
      }
    }),
    { numRuns: 150 },
  );
});

test("the arrangement depends on the graph's content, not on the order of its keys", () => {
  fc.assert(
    fc.property(anyGraph, (graph) => {
      const turned: Graph = {
        nodes: Object.fromEntries(Object.entries(graph.nodes).reverse()),
        wires: Object.fromEntries(Object.entries(graph.wires).reverse()),
      };
      expect(arrange(turned)).toEqual(arrange(graph));
    }),
    { numRuns: 100 },
  );
});
