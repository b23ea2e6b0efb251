import type { AriaLabelConfig } from "@xyflow/react";
import { useMemo } from "react";
import type { Graph, Wire } from "../../engine/model";
import { useCatalogText, useText } from "../i18n";
import type { CardData } from "./flow-elements";

/** A card's name for screen readers: kind, name, settings, output shape, problems. */
export function useCardDescription(): (data: CardData) => string {
  const text = useText();
  const words = useCatalogText();
  return useMemo(
    () =>
      ({ node, sources, shape, problems }) =>
        [
          `${words.kindLabel(node.kind)} ${node.label}`,
          node.bypassed ? text("canvas.bypassed") : words.caption(node, sources),
          shape === null ? "" : text("canvas.outputShape", { shape }),
          problems.length > 0 ? text("canvas.problems", { count: problems.length }) : "",
        ]
          .filter(Boolean)
          .join(", "),
    [text, words],
  );
}

/** A wire's name for screen readers: the nodes it joins. */
export function useWireDescription(): (wire: Wire, graph: Graph) => string {
  const text = useText();
  return useMemo(() => {
    const label = (graph: Graph, node: string): string => graph.nodes[node]?.label ?? node;
    return ({ from, to }, graph) =>
      text("canvas.wireBetween", { from: label(graph, from.node), to: label(graph, to.node) });
  }, [text]);
}

/** React Flow's own texts for screen readers. */
export function useFlowTexts(): Partial<AriaLabelConfig> {
  const text = useText();
  return useMemo(
    () => ({
      "node.a11yDescription.default": text("canvas.cardKeys"),
      "node.a11yDescription.keyboardDisabled": text("canvas.cardKeys"),
      "edge.a11yDescription.default": text("canvas.wireKeys"),
      "handle.ariaLabel": text("canvas.port"),
    }),
    [text],
  );
}
