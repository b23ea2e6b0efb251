import fc from "fast-check";
import { createNode, definitionOf, definitions } from "../../engine/catalog";
import type { Graph, GraphEdit } from "../../engine/model";

/** A choice among what a graph holds when the edit's turn comes, so that most edits of a sequence make sense. */
interface Proposal {
  readonly type: number;
  readonly first: number;
  readonly second: number;
  readonly value: number;
}

const kinds = definitions.map(({ kind }) => kind);

/** Random gestures; `proposed` turns each into an edit of the graph as it then is. */
export const proposals: fc.Arbitrary<readonly Proposal[]> = fc.array(
  fc.record({ type: fc.nat(24), first: fc.nat(1000), second: fc.nat(1000), value: fc.integer({ min: -1, max: 40 }) }),
  { maxLength: 60, size: "max" },
);

/** The edit a random gesture proposes; some are wrong on purpose (unknown ids, wires backwards). */
export function proposed(graph: Graph, { type, first, second, value }: Proposal): GraphEdit {
  const nodes = Object.keys(graph.nodes);
  const wires = Object.keys(graph.wires);
  const pick = (from: readonly string[], place: number) => from[place % Math.max(1, from.length)] ?? "nowhere_1";
  const node = pick(nodes, first);
  switch (type) {
    case 0:
    case 1:
    case 18:
    case 19:
    case 20:
    case 21:
    case 22:
      return { type: "add_node", node: createNode(pick(kinds, first), graph, second % 9 === 0 ? node : undefined) };
    case 2:
      return { type: "remove_nodes", nodes: [node, ...(second % 3 === 0 ? [pick(nodes, second)] : [])] };
    case 3:
      return { type: "set_parameter", node, parameter: "units", value };
    case 4:
      return { type: "set_parameter", node, parameter: "method", value: second % 2 ? "none" : "standardize" };
    case 5:
      return { type: "set_bypassed", node, bypassed: second % 2 === 0 };
    case 6:
      return { type: "set_label", node, label: `label ${value}` };
    case 7:
      return { type: "disconnect", wires: [pick(wires, first)] };
    default: {
      const target = pick(nodes, second);
      const from = { node, port: graph.nodes[node]?.kind === "data" ? "features" : "output" };
      const inputs = definitionOf(graph.nodes[target]?.kind ?? "")?.inputs ?? [];
      const to = { node: target, port: inputs[value % Math.min(4, inputs.length)]?.id ?? "input" };
      return {
        type: "connect",
        wire: { id: value < 1 ? pick(wires, first) : `w${first}_${second}_${value}`, from, to },
      };
    }
  }
}
