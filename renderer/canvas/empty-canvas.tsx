import { fileNameOf } from "../../engine/project";
import { useDocument } from "../document";
import { useText } from "../i18n";
import { Button } from "../ui";
import { canvasActions } from "./canvas-actions";
import { useCanvasSlots } from "./canvas-slots";

/** What to do on an empty canvas: a table first, then a network for it. */
export function EmptyCanvas() {
  const text = useText();
  const data = useDocument((state) => state.data);
  const schema = useDocument((state) => state.schema);
  const { chooseData } = useCanvasSlots();
  const hasTable = schema !== null && data !== null;
  return (
    <div className="canvas-empty" data-testid="canvas-empty">
      <h2>{hasTable ? text("canvas.emptyTableTitle", { name: fileNameOf(data.path) }) : text("canvas.emptyTitle")}</h2>
      <p>{text(hasTable ? "canvas.emptyTableHint" : "canvas.emptyHint")}</p>
      <div className="canvas-empty-actions">
        {!hasTable && (
          <Button icon="table" onClick={chooseData} data-testid="empty-open-table">
            {text("canvas.openTable")}
          </Button>
        )}
        <Button icon="dense" onClick={canvasActions.drawStarter} data-testid="empty-draw-starter">
          {text("canvas.drawStarter")}
        </Button>
      </div>
      <p>{text("canvas.emptyByHand")}</p>
    </div>
  );
}
