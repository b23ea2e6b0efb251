import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isUnread } from "../../engine/model";
import { type Project, parseProject, projectDifferences } from "../../engine/project";

const parsed = parseProject(readFileSync("samples/why-batch-normalization.layerglass", "utf8"));
if (!parsed.ok) throw new Error("the sample is damaged");
const { project } = parsed;

const reported = (after: Project) => projectDifferences(project, after).map(({ kind }) => kind);

test("a project has no difference from itself, whatever its wires are called or where one looks", () => {
  const renamed = Object.fromEntries(
    Object.entries(project.graph.wires).map(([id, wire]) => [`other ${id}`, { ...wire, id: `other ${id}` }]),
  );
  const viewport = { x: 1, y: 2, zoom: 3 };
  const same = { ...project, graph: { ...project.graph, wires: renamed }, layout: { ...project.layout, viewport } };
  expect(projectDifferences(project, same)).toEqual([]);
});

test("nodes and wires that came and went are told by their names, from either side", () => {
  const { dropout_1: gone, ...nodes } = project.graph.nodes;
  const wires = Object.fromEntries(
    Object.entries(project.graph.wires).filter(
      ([, { from, to }]) => from.node !== "dropout_1" && to.node !== "dropout_1",
    ),
  );
  const smaller = { ...project, graph: { nodes, wires } };
  expect(projectDifferences(project, smaller)).toEqual([
    { kind: "node_removed", node: gone },
    expect.objectContaining({ kind: "wire_removed", to: "dropout_1" }),
    expect.objectContaining({ kind: "wire_removed", from: "dropout_1" }),
  ]);
  expect(projectDifferences(smaller, project).map(({ kind }) => kind)).toEqual([
    "node_added",
    "wire_added",
    "wire_added",
  ]);
});

test("each setting, parameter and column is told with both values", () => {
  const dense = project.graph.nodes.dense_1;
  if (!dense || !project.data || isUnread(project.data)) throw new Error("the sample has another shape");
  const node = { ...dense, label: "wide", bypassed: true, parameters: { ...dense.parameters, units: 7 } };
  const [column, ...columns] = project.data.columns;
  if (!column) throw new Error("the sample has no column");
  const after: Project = {
    ...project,
    graph: { ...project.graph, nodes: { ...project.graph.nodes, dense_1: node } },
    layout: { ...project.layout, positions: { ...project.layout.positions, dense_1: { x: 0, y: 0 } }, image_width: 5 },
    training: { ...project.training, epochs: 3, clip_norm: 1 },
    data: { ...project.data, sha256: "0".repeat(64), columns: [{ ...column, role: "ignore" }, ...columns] },
  };
  expect(reported(after)).toEqual([
    "label",
    "bypassed",
    "parameter",
    "moved",
    "image_width",
    "training",
    "training",
    "table_content",
    "column",
  ]);
  expect(projectDifferences(project, after)).toContainEqual({
    kind: "parameter",
    node,
    parameter: "units",
    before: 64,
    after: 7,
  });
  expect(projectDifferences(project, after)).toContainEqual({
    kind: "training",
    setting: "epochs",
    before: project.training.epochs,
    after: 3,
  });
  expect(reported({ ...project, data: null })).toEqual(["table"]);
  const otherKind = { ...dense, kind: "dropout", parameters: {} };
  expect(
    reported({ ...project, graph: { ...project.graph, nodes: { ...project.graph.nodes, dense_1: otherKind } } }),
  ).toEqual(["node_removed", "node_added"]);
});
