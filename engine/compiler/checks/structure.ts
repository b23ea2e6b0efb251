import { canBypass, checkParameter, definitionOf, finding, missingInputs } from "../../catalog";
import {
  type Diagnostic,
  type Graph,
  type GraphNode,
  type NodeId,
  nodeOf,
  topologicalOrder,
  upstream,
  wiresFrom,
  wiresInto,
} from "../../model";

/** Whether a kind ends the graph: it has no output port. */
export function isOutput(node: GraphNode): boolean {
  return definitionOf(node.kind)?.outputs.length === 0;
}

/** Nodes whose value some Output needs; every node while the graph has no Output. */
export function liveNodes(graph: Graph): ReadonlySet<NodeId> {
  const outputs = Object.values(graph.nodes).filter(isOutput);
  if (outputs.length === 0) return new Set(Object.keys(graph.nodes));
  return upstream(
    graph,
    outputs.map(({ id }) => id),
  );
}

/** A graph must have exactly one Data node, an Output and no cycle. */
export function checkWhole(graph: Graph): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const nodes = Object.values(graph.nodes);
  const [first, ...others] = nodes.filter(({ kind }) => kind === "data");
  if (!first) {
    const help = "add a Data node and wire it to the first layer";
    found.push(
      finding("E001", { found: "no Data node", expected: "one Data node, where the table's features come in", help }),
    );
  }
  for (const extra of others) {
    found.push(
      finding("E012", {
        node: extra.id,
        found: `another Data node beside ${first?.id}`,
        expected: "one Data node",
        help: `remove ${extra.id} and wire its readers to ${first?.id}`,
        values: { first: first?.id ?? "" },
      }),
    );
  }
  if (!nodes.some(isOutput)) {
    const help = "add an Output node and wire the last layer to it";
    found.push(finding("E003", { found: "no Output node", expected: "an Output node, which holds the loss", help }));
  }
  const { cycle } = topologicalOrder(graph);
  const [start] = cycle ?? [];
  if (cycle && start !== undefined) {
    const loop = [...cycle, start].join(" → ");
    found.push(
      finding("E006", {
        node: start,
        found: `a cycle: ${loop}`,
        expected: "a graph in which no value depends on itself",
        help: "remove one of these wires",
        values: { loop },
      }),
    );
  }
  return found;
}

/** One node's kind, bypass switch, ports and parameters, whatever its kind. */
export function checkNode(graph: Graph, node: GraphNode, isLive: boolean): readonly Diagnostic[] {
  const definition = definitionOf(node.kind);
  if (!definition) {
    const expected = "a kind this version knows";
    const help = "remove the node, or open the project with a newer version";
    return [
      finding("E010", {
        node: node.id,
        found: `kind ${JSON.stringify(node.kind)}`,
        expected,
        help,
        values: { kind: node.kind },
      }),
    ];
  }
  const found = [...checkPorts(graph, node, isLive), ...checkParameters(node)];
  if (node.bypassed && !canBypass(node.kind)) {
    found.push(
      finding("E020", {
        node: node.id,
        found: `a bypassed ${definition.label} node`,
        expected: `${definition.label} in use, since nothing can pass through it`,
        help: "switch its bypass off",
        values: { kind: node.kind },
        fix: [{ type: "set_bypassed", node: node.id, bypassed: false }],
      }),
    );
  }
  if (!isLive) {
    found.push(
      finding("W003", {
        node: node.id,
        found: "a node whose value no Output uses",
        expected: "every node on a way from Data to Output",
        help: "wire it towards an Output, or remove it",
      }),
    );
  }
  return found;
}

function checkPorts(graph: Graph, node: GraphNode, isLive: boolean): Diagnostic[] {
  const found: Diagnostic[] = [];
  const definition = definitionOf(node.kind);
  if (!definition) return found;
  for (const port of isLive ? missingInputs(definition, graph, node.id) : []) {
    found.push(
      finding("E004", {
        node: node.id,
        port: port.id,
        found: "no wire",
        expected: "one wire",
        help: `wire an output to ${node.id}.${port.id}`,
      }),
    );
  }
  for (const port of definition.inputs) {
    const wires = wiresInto(graph, node.id, port.id);
    if (wires.length > 1) {
      const sources = wires.map(({ from }) => `${from.node}.${from.port}`).join(", ");
      found.push(
        finding("E005", {
          node: node.id,
          port: port.id,
          found: `${wires.length} wires (from ${sources})`,
          expected: "one wire",
          help: "remove all but one of them",
          values: { count: wires.length, sources },
        }),
      );
    }
  }
  const inputs = definition.inputs.map(({ id }) => id);
  const outputs = definition.outputs.map(({ id }) => id);
  for (const wire of wiresInto(graph, node.id)) {
    if (!inputs.includes(wire.to.port)) found.push(unknownPort(node, wire.id, wire.to.port, "input", inputs));
    else if (!nodeOf(graph, wire.from.node)) found.push(unknownPort(node, wire.id, wire.from.node, "source node", []));
  }
  for (const wire of wiresFrom(graph, node.id)) {
    if (!outputs.includes(wire.from.port)) found.push(unknownPort(node, wire.id, wire.from.port, "output", outputs));
  }
  return found;
}

function unknownPort(node: GraphNode, wire: string, port: string, side: string, ports: readonly string[]): Diagnostic {
  return finding("E019", {
    node: node.id,
    port,
    found: `wire ${wire} at the unknown ${side} ${JSON.stringify(port)}`,
    expected: ports.length > 0 ? `${side} ${ports.join(" or ")}` : `no wire there`,
    help: "remove the wire",
    values: { wire, side },
    fix: [{ type: "disconnect", wires: [wire] }],
  });
}

function checkParameters(node: GraphNode): Diagnostic[] {
  const found: Diagnostic[] = [];
  const definition = definitionOf(node.kind);
  if (!definition) return found;
  for (const parameter of definition.parameters) {
    const value = Object.hasOwn(node.parameters, parameter.id) ? node.parameters[parameter.id] : undefined;
    const fault = checkParameter(parameter, value);
    if (!fault) continue;
    const { id: name, default: usual } = parameter;
    found.push(
      finding("E009", {
        node: node.id,
        parameter: name,
        found: fault.found,
        expected: fault.expected,
        help: `set ${name}, for example to ${String(usual)}`,
        values: { found: fault.found, expected: fault.expected, default: String(usual) },
        fix: [{ type: "set_parameter", node: node.id, parameter: name, value: usual }],
      }),
    );
  }
  const known = definition.parameters.map(({ id }) => id);
  for (const name of Object.keys(node.parameters)) {
    if (known.includes(name)) continue;
    const expected = known.length > 0 ? `one of ${known.join(", ")}` : "no parameters";
    const help = "remove it from the project file";
    found.push(
      finding("E011", { node: node.id, parameter: name, found: `parameter ${JSON.stringify(name)}`, expected, help }),
    );
  }
  return found;
}
