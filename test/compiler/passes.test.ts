import fc from "fast-check";
import { expect, test } from "vitest";
import { bypassKind, compile, graphPasses, numberText } from "../../engine/compiler";
import { applyEdit, emptyGraph, type Graph, referenceTrainingSetup } from "../../engine/model";
import { proposals, proposed } from "../support/edit-sequences";
import { chain, edited, referenceNetwork, referenceSchema } from "../support/reference-network";

function run(name: string, graph: Graph): Graph {
  const pass = graphPasses.find((candidate) => candidate.name === name);
  if (!pass) throw new Error(`There is no pass ${name}.`);
  return pass.run(graph);
}

/** Wires as `from.port → to.port`, sorted. */
function wiring(graph: Graph): readonly string[] {
  return Object.values(graph.wires)
    .map(({ from, to }) => `${from.node}.${from.port} → ${to.node}.${to.port}`)
    .sort();
}

test("resolve_bypassed joins what stood around bypassed nodes, several in a row included", () => {
  const graph = chain(["data"], ["dense"], ["batch_norm"], ["dropout"], ["output"]);
  const bypassed = bypassKind(bypassKind(graph, "batch_norm"), "dropout");
  const resolved = run("resolve_bypassed", bypassed);
  expect(Object.keys(resolved.nodes)).toEqual(["data_1", "dense_1", "output_1"]);
  expect(wiring(resolved)).toEqual(["data_1.features → dense_1.input", "dense_1.output → output_1.prediction"]);
});

test("resolve_bypassed leaves a graph without bypassed nodes as it is", () => {
  const graph = referenceNetwork();
  expect(run("resolve_bypassed", graph)).toBe(graph);
});

test("eliminate_dead_nodes keeps exactly what an Output needs", () => {
  const graph = chain(["data"], ["dense"], ["output"]);
  const stray = edited(graph, {
    type: "add_node",
    node: { ...chain(["dropout"]).nodes.dropout_1, id: "stray" } as Graph["nodes"][string],
  });
  expect(run("eliminate_dead_nodes", stray)).toEqual(graph);
  expect(run("eliminate_dead_nodes", graph)).toBe(graph);
});

test("passes are idempotent and leave no bypassed middle node, on random graphs", () => {
  fc.assert(
    fc.property(proposals, (sequence) => {
      let graph = emptyGraph;
      for (const proposal of sequence) {
        const result = applyEdit(graph, proposed(graph, proposal));
        if (result.ok) graph = result.graph;
      }
      for (const { name } of graphPasses) {
        const once = run(name, graph);
        expect(run(name, once)).toEqual(once);
        for (const { from, to } of Object.values(once.wires)) {
          expect(once.nodes[from.node] && once.nodes[to.node]).toBeTruthy();
        }
      }
    }),
    { numRuns: 100 },
  );
});

test("bypassing a kind leaves the names and starts of every other parameter alone", () => {
  const starts = (graph: Graph) => {
    const { ir } = compile(graph, referenceSchema, referenceTrainingSetup);
    return new Map(ir?.parameters.map((parameter) => [parameter.name, parameter]));
  };
  const whole = starts(referenceNetwork());
  const without = starts(bypassKind(referenceNetwork(), "batch_norm"));
  expect([...without.keys()]).toEqual([...whole.keys()].filter((name) => !name.startsWith("batch_norm")));
  for (const [name, parameter] of without) expect(parameter).toEqual(whole.get(name));
});

test("numbers print in the shorter notation and read back as the same double", () => {
  expect([0.001, 0.99, 1e-6, 64, 0.05, 1e21].map(numberText)).toEqual(["1e-3", "0.99", "1e-6", "64", "0.05", "1e21"]);
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(Number(numberText(value)) === value).toBe(true);
    }),
  );
});
