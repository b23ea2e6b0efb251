import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createNode } from "../../../engine/catalog";
import { arrange, boxesOverlap, cardBox } from "../../../engine/drawing";
import type { Point } from "../../../engine/project";
import { freeSpot, makeRoom, neighbour, portPoint, wireNear } from "../../../renderer/canvas";
import { chain } from "./networks";

describe("a free spot", () => {
  test("is where it was wanted when nothing is there, on the grid", () => {
    const graph = chain("data");
    const node = createNode("dense", graph);
    expect(freeSpot(graph, { data_1: { x: 0, y: 0 } }, node, { x: 403, y: 198 })).toEqual({ x: 400, y: 200 });
  });

  test("never overlaps a card", () => {
    const graph = chain("data", "dense", "activation", "dropout", "dense", "output");
    const point = fc.record({ x: fc.integer({ min: -600, max: 600 }), y: fc.integer({ min: -400, max: 400 }) });
    fc.assert(
      fc.property(fc.array(point, { minLength: 6, maxLength: 6 }), point, (places, wanted) => {
        const ids = Object.keys(graph.nodes);
        const positions = Object.fromEntries(ids.map((id, index) => [id, places[index] ?? { x: 0, y: 0 }]));
        const node = createNode("batch_norm", graph);
        const box = cardBox(graph, node, freeSpot(graph, positions, node, wanted));
        for (const other of Object.values(graph.nodes)) {
          const at = positions[other.id];
          if (at) expect(boxesOverlap(box, cardBox(graph, other, at))).toBe(false);
        }
      }),
    );
  });
});

test("making room shifts what follows in the row, and nothing else", () => {
  const graph = chain("data", "dense", "activation", "dropout", "output");
  const positions: Record<string, Point> = {
    data_1: { x: 0, y: 0 },
    dense_1: { x: 240, y: 0 },
    activation_1: { x: 480, y: 0 },
    dropout_1: { x: 720, y: 0 },
    output_1: { x: 0, y: 400 },
  };
  const moved = makeRoom(graph, positions, ["activation_1"], { x: 480, y: 0 }, "batch_norm");
  expect(moved).toEqual({ activation_1: { x: 720, y: 0 }, dropout_1: { x: 960, y: 0 } });
});

test("the wire under a point is found, also on a detour between rows, and not from afar", () => {
  const graph = chain("data", "dense", "activation");
  const positions = { data_1: { x: 0, y: 0 }, dense_1: { x: 300, y: 0 }, activation_1: { x: 0, y: 300 } };
  const [first] = Object.values(graph.wires).filter((wire) => wire.to.node === "dense_1");
  const [second] = Object.values(graph.wires).filter((wire) => wire.to.node === "activation_1");
  expect(wireNear(graph, positions, { x: 250, y: 30 })).toBe(first?.id);
  expect(wireNear(graph, positions, { x: 250, y: 300 - 20 })).toBe(second?.id);
  expect(wireNear(graph, positions, { x: 250, y: 140 })).toBeNull();
  expect(wireNear(graph, positions, { x: 250, y: 30 }, "data_1")).toBeNull();
  expect(portPoint(graph, positions, { node: "dense_1", port: "input" }, "input")).toEqual({ x: 300, y: 26 });
});

test("the arrow keys go to the nearest node in their direction", () => {
  const graph = chain("data", "dense", "activation", "output");
  const positions = arrange(graph);
  expect(neighbour(positions, "data_1", "right")).toBe("dense_1");
  expect(neighbour(positions, "output_1", "left")).toBe("activation_1");
  expect(neighbour(positions, "data_1", "left")).toBeNull();
  expect(neighbour(positions, "data_1", "up")).toBeNull();
});
