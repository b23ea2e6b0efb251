import { type Graph, type NodeId, type PortId, wiresInto } from "../model";
import type { NodeDefinition, PortDefinition } from "./node-definition";

/** Whether a kind's input ports show as wires come. */
export function merges(definition: NodeDefinition): boolean {
  return definition.fewestInputs !== undefined;
}

/**
 * The input ports a card shows. A merging kind's are those up to the last wired one, at least as many as it needs, and
 * one more while all of these are wired.
 */
export function shownInputs(definition: NodeDefinition, graph: Graph, node: NodeId): readonly PortDefinition[] {
  const { inputs, fewestInputs } = definition;
  if (fewestInputs === undefined) return inputs;
  const wired = wiredPorts(graph, node);
  const reach = Math.max(fewestInputs, ...inputs.map(({ id }, index) => (wired.has(id) ? index + 1 : 0)));
  const shown = inputs.slice(0, reach);
  return shown.every(({ id }) => wired.has(id)) ? inputs.slice(0, shown.length + 1) : shown;
}

/** The first input port without a wire, or null. */
export function freeInput(definition: NodeDefinition, graph: Graph, node: NodeId): PortId | null {
  const wired = wiredPorts(graph, node);
  return definition.inputs.find(({ id }) => !wired.has(id))?.id ?? null;
}

/** Input ports that still need a wire: every free one, or as many as a merging kind lacks. */
export function missingInputs(definition: NodeDefinition, graph: Graph, node: NodeId): readonly PortDefinition[] {
  const { inputs, fewestInputs = inputs.length } = definition;
  const wired = wiredPorts(graph, node);
  const present = inputs.filter(({ id }) => wired.has(id)).length;
  return inputs.filter(({ id }) => !wired.has(id)).slice(0, Math.max(0, fewestInputs - present));
}

function wiredPorts(graph: Graph, node: NodeId): ReadonlySet<PortId> {
  return new Set(wiresInto(graph, node).map(({ to }) => to.port));
}
