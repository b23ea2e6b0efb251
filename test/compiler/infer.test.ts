import fc from "fast-check";
import { expect, test } from "vitest";
import { inferAfterEdit, inferGraph } from "../../engine/compiler";
import { applyDiff, applyEdit, emptyGraph, type Graph, invertDiff, type Wire } from "../../engine/model";
import { proposals, proposed } from "../support/edit-sequences";
import { chain, edited, referenceNetwork, referenceSchema, table } from "../support/reference-network";

test("shapes and counts of the reference network", () => {
  const { shapes, parameterCounts, diagnostics, acyclic } = inferGraph(referenceNetwork(), referenceSchema);
  expect(shapes).toMatchObject({
    data_1: { features: 14 },
    scale_1: { features: 14 },
    dense_1: { features: 64 },
    dropout_2: { features: 64 },
    output_1: { features: 2 },
  });
  expect(parameterCounts).toMatchObject({
    data_1: 0,
    scale_1: 28,
    dense_1: 14 * 64 + 64,
    batch_norm_1: 4 * 64,
    activation_1: 0,
    dense_3: 64 * 2 + 2,
  });
  expect([diagnostics, acyclic]).toEqual([[], true]);
});

test("without a table the first shapes are unknown and the layers' widths known", () => {
  const { shapes } = inferGraph(referenceNetwork(), null);
  expect([shapes.data_1, shapes.scale_1, shapes.dense_1, shapes.batch_norm_1]).toEqual([
    null,
    null,
    { features: 64 },
    { features: 64 },
  ]);
});

test("a bypassed node hands on its input's shape and owns nothing", () => {
  const graph = edited(chain(["data"], ["dense", { units: 9 }], ["output"]), {
    type: "set_bypassed",
    node: "dense_1",
    bypassed: true,
  });
  const { shapes, parameterCounts } = inferGraph(graph, table(5, 0));
  expect([shapes.dense_1, shapes.output_1, parameterCounts.dense_1]).toEqual([{ features: 5 }, { features: 5 }, 0]);
});

test("random edits: inferring downstream of each edit equals inferring the whole graph", () => {
  const data = table(7, 2);
  let wiredRuns = 0;
  fc.assert(
    fc.property(proposals, (sequence) => {
      let graph: Graph = chain(["data"], ["dense"], ["batch_norm"], ["output"]);
      let inference = inferGraph(graph, data);
      for (const proposal of sequence) {
        const result = applyEdit(graph, proposed(graph, proposal));
        if (!result.ok) continue;
        const before = inference;
        inference = inferAfterEdit(inference, result.graph, result.diff, data);
        expect(inference).toEqual(inferGraph(result.graph, data));
        expect(inferAfterEdit(inference, graph, invertDiff(result.diff), data)).toEqual(before);
        graph = result.graph;
      }
      if (Object.keys(graph.wires).length > 4) wiredRuns += 1;
    }),
    { numRuns: 200 },
  );
  expect(wiredRuns, "the random edits should wire graphs up, not only take them apart").toBeGreaterThan(3);
});

test("a cycle leaves its nodes and those behind it without a shape, and taking it out brings them back", () => {
  const graph = chain(["data"], ["dense"], ["activation"], ["output"]);
  const back: Wire = {
    id: "back",
    from: { node: "activation_1", port: "output" },
    to: { node: "dense_1", port: "input" },
  };
  const diff = { nodes: {}, wires: { back: { before: null, after: back } } };
  const data = table(3, 0);
  const cyclic = applyDiff(graph, diff);
  const start = inferGraph(graph, data);
  const inference = inferAfterEdit(start, cyclic, diff, data);
  expect(inference).toEqual(inferGraph(cyclic, data));
  expect(inference.acyclic).toBe(false);
  expect([inference.shapes.dense_1, inference.shapes.output_1]).toEqual([null, null]);
  expect(inferAfterEdit(inference, graph, invertDiff(diff), data)).toEqual(start);
});

test("an empty graph infers to nothing", () => {
  expect(inferGraph(emptyGraph, null)).toEqual({ shapes: {}, diagnostics: [], parameterCounts: {}, acyclic: true });
});
