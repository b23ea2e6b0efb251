import { MiniMap, type ReactFlowState, useStore } from "@xyflow/react";
import { useText } from "../i18n";
import type { CardNode } from "./flow-elements";

/** Whether some card lies outside the pane. */
function isPartHidden({ transform: [x, y, zoom], width, height, nodes }: ReactFlowState): boolean {
  return nodes.some(({ position, width: cardWidth = 0, height: cardHeight = 0 }) => {
    const left = position.x * zoom + x;
    const top = position.y * zoom + y;
    const right = left + cardWidth * zoom;
    const bottom = top + cardHeight * zoom;
    return left < 0 || top < 0 || right > width || bottom > height;
  });
}

/** The whole drawing in small, while part of it is out of sight; otherwise it would only stand in the way. */
export function MinimapWhenNeeded() {
  const text = useText();
  const isShown = useStore(isPartHidden);
  if (!isShown) return null;
  return (
    <MiniMap<CardNode>
      pannable
      zoomable
      ariaLabel={text("canvas.minimap")}
      nodeClassName={(node) => `minimap-${node.data.definition?.category ?? "data"}`}
    />
  );
}
