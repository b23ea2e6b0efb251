import { describe, expect, it } from "vitest";
import type { RunSnapshot } from "../../../engine/contract";
import { type Graph, type GraphNode, referenceTrainingSetup } from "../../../engine/model";
import { epochOfStep, estimateSecondsLeft, sameSetup } from "../../../renderer/runs";

const dense: GraphNode = {
  id: "dense_1",
  kind: "dense",
  label: "dense_1",
  parameters: { units: 64, use_bias: true },
  bypassed: false,
};
const wire = { id: "w", from: { node: "data_1", port: "features" }, to: { node: "dense_1", port: "input" } };
const graph: Graph = { nodes: { dense_1: dense }, wires: { w: wire } };
const snapshot: RunSnapshot = { graph, data: null, training: referenceTrainingSetup };
const withNode = (node: GraphNode): RunSnapshot => ({ ...snapshot, graph: { ...graph, nodes: { dense_1: node } } });

describe("whether a document changed since a run", () => {
  it("looks at contents, not at identities or the order of keys", () => {
    const copy: unknown = JSON.parse(JSON.stringify(snapshot));
    expect(sameSetup(snapshot, copy as RunSnapshot)).toBe(true);
    expect(sameSetup(snapshot, withNode({ ...dense, parameters: { use_bias: true, units: 64 } }))).toBe(true);
  });

  it("does not mind another name", () => {
    expect(sameSetup(snapshot, withNode({ ...dense, label: "hidden" }))).toBe(true);
  });

  it.each<[string, RunSnapshot]>([
    ["a parameter", withNode({ ...dense, parameters: { ...dense.parameters, units: 32 } })],
    ["a bypass", withNode({ ...dense, bypassed: true })],
    ["a wire", { ...snapshot, graph: { ...graph, wires: {} } }],
    ["a node", { ...snapshot, graph: { ...graph, nodes: { ...graph.nodes, dense_2: { ...dense, id: "dense_2" } } } }],
    ["the seed", { ...snapshot, training: { ...snapshot.training, seed: 2 } }],
    ["the data", { ...snapshot, data: { path: "/a.csv", sha256: "00", columns: [] } }],
  ])("minds %s", (_, changed) => {
    expect(sameSetup(snapshot, changed)).toBe(false);
  });
});

describe("progress", () => {
  it("counts epochs from 1, the step that ends one still in it", () => {
    expect([0, 1, 100, 101, 200].map((step) => epochOfStep(step, 100))).toEqual([0, 1, 1, 2, 2]);
    expect(epochOfStep(5, 0)).toBe(0);
  });

  it("estimates the time left from the rows still to come", () => {
    const progress = { step: 50, epochs: 2, stepsPerEpoch: 100, trainingRows: 1000, rowsPerSecond: 500 };
    expect(estimateSecondsLeft(progress)).toBeCloseTo(3);
    expect(estimateSecondsLeft({ ...progress, step: 200 })).toBe(0);
    expect(estimateSecondsLeft({ ...progress, rowsPerSecond: 0 })).toBeNull();
  });
});
