import { type Graph, type GraphEdit, type GraphNode, shapeText, type Wire, wiresInto } from "../../engine/model";
import { documentActions, useDocument } from "../document";
import { useText } from "../i18n";
import { IconButton } from "../ui";

/** Edits that let two wires of a node change places. */
export function swapEdits(first: Wire, second: Wire): readonly GraphEdit[] {
  return [
    { type: "disconnect", wires: [first.id, second.id] },
    { type: "connect", wire: { ...first, to: second.to } },
    { type: "connect", wire: { ...second, to: first.to } },
  ];
}

/** What a node merges, in the order of its ports, with buttons to change it. */
export function MergedInputs({ node }: { node: GraphNode }) {
  const text = useText();
  const graph = useDocument((state) => state.graph);
  const shapes = useDocument((state) => state.inference.shapes);
  const wires = wiresInto(graph, node.id);
  if (wires.length === 0) return <p className="field-help">{text("inspector.noInputs")}</p>;
  const swap = (first: Wire | undefined, second: Wire | undefined): void => {
    if (!first || !second) return;
    documentActions.edit(swapEdits(first, second), { key: "document.reorderInputs", values: { label: node.label } });
  };
  return (
    <section aria-label={text("inspector.inputs")} data-testid="merged-inputs">
      <h3 className="inspector-section">{text("inspector.inputs")}</h3>
      <ol className="merged-inputs">
        {wires.map((wire, index) => {
          const shape = shapes[wire.from.node];
          const label = labelOf(graph, wire);
          return (
            <li key={wire.id} data-testid={`merged-input-${wire.to.port}`}>
              <span className="merged-input-port">{wire.to.port}</span>
              <span className="merged-input-source">{label}</span>
              <span className="merged-input-shape">{shape ? shapeText(shape) : "?"}</span>
              {wires.length > 1 && (
                <>
                  <IconButton
                    icon="up"
                    label={text("inspector.moveUp", { label })}
                    disabled={index === 0}
                    onClick={() => swap(wire, wires[index - 1])}
                  />
                  <IconButton
                    icon="down"
                    label={text("inspector.moveDown", { label })}
                    disabled={index === wires.length - 1}
                    onClick={() => swap(wire, wires[index + 1])}
                  />
                </>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function labelOf(graph: Graph, wire: Wire): string {
  return graph.nodes[wire.from.node]?.label ?? wire.from.node;
}
