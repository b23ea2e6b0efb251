import type { Graph, Wire } from "./graph";

/** A wire between two ports with the first free id of `wire_1`, `wire_2`, …; the graph is not changed. */
export function newWire(graph: Graph, from: Wire["from"], to: Wire["to"]): Wire {
  let number = Object.keys(graph.wires).length + 1;
  while (Object.hasOwn(graph.wires, `wire_${number}`)) number++;
  return { id: `wire_${number}`, from, to };
}
