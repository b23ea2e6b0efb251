import { useStore } from "@xyflow/react";
import { useText } from "../i18n";
import { Button, IconButton, Tooltip } from "../ui";
import { canvasActions } from "./canvas-actions";
import { useCanvasView, viewActions } from "./canvas-view";

/** Zoom, fit, arrange and minimap, at the canvas's corner. */
export function CanvasControls() {
  const text = useText();
  const zoom = useStore((state) => state.transform[2]);
  const minimapShown = useCanvasView((state) => state.minimapShown);
  return (
    <div className="canvas-controls" role="toolbar" aria-label={text("canvas.view")}>
      <IconButton icon="minus" label={text("canvas.zoomOut")} shortcut="Ctrl+-" onClick={viewActions.zoomOut} />
      <Tooltip text={text("canvas.zoomActual")}>
        <Button variant="quiet" className="zoom-button" onClick={viewActions.zoomActual}>
          {Math.round(zoom * 100)}%
        </Button>
      </Tooltip>
      <IconButton icon="plus" label={text("canvas.zoomIn")} shortcut="Ctrl+=" onClick={viewActions.zoomIn} />
      <IconButton icon="fit" label={text("canvas.fit")} shortcut="Ctrl+0" onClick={viewActions.fit} />
      <IconButton
        icon="arrange"
        label={text("canvas.arrange")}
        shortcut="Ctrl+Shift+L"
        onClick={canvasActions.arrange}
      />
      <IconButton
        icon="map"
        label={text("canvas.minimap")}
        pressed={minimapShown}
        onClick={viewActions.toggleMinimap}
      />
    </div>
  );
}
