import type { EdgeProps } from "@xyflow/react";
import { memo } from "react";
import { useCanvasView } from "./canvas-view";
import type { WireEdge } from "./flow-elements";
import { wirePath } from "./wire-path";

/** A wire with the shape of its value written above it. */
export const WireCurve = memo(function WireCurve(props: EdgeProps<WireEdge>) {
  const { id, data, selected, sourceX, sourceY, targetX, targetY } = props;
  const isDropTarget = useCanvasView((state) => state.dropWire === id);
  const { path, label } = wirePath({ x: sourceX, y: sourceY }, { x: targetX, y: targetY }, data?.detour);
  return (
    <g
      data-testid={`wire-${id}`}
      className="wire"
      data-selected={selected}
      data-drop={isDropTarget}
      data-bypassed={data?.bypassed}
    >
      <path className="react-flow__edge-interaction wire-reach" d={path} />
      <path className="wire-curve" d={path} />
      {data?.shape && (
        <text className="wire-shape" x={label.x} y={label.y - 7}>
          {data.shape}
        </text>
      )}
    </g>
  );
});
