import { desktop } from "../bridge";
import { useText } from "../i18n";
import { useFileDrop } from "../ui";
import { ModelHead } from "./model-head";
import { NoModel } from "./no-model";
import { predictActions } from "./predict-actions";
import { usePredict } from "./predict-store";
import { RowHalf } from "./row-half";
import { TableHalf } from "./table-half";
import { useFollowedModel } from "./use-followed-model";
import "./predict-panel.css";

const MODEL_FILE = /\.safetensors$/i;

/** A trained model in use: a table predicted as a whole, and a row typed by hand. Takes dropped tables and models. */
export function PredictPanel() {
  const text = useText();
  const hindrance = useFollowedModel();
  const model = usePredict((state) => state.model);
  const { isOver, handlers } = useFileDrop((file) => {
    const path = desktop.pathForFile(file);
    if (!path) return false;
    // Elsewhere in the window a table would become the project's.
    if (MODEL_FILE.test(path)) void predictActions.wantFile(path);
    else void predictActions.predictTable(path);
    return true;
  });

  return (
    // A drop target in addition to the buttons, which do the same by mouse and keyboard.
    <section className="predict-panel" data-testid="predict-panel" aria-label={text("predict.title")} {...handlers}>
      <ModelHead hindrance={hindrance} />
      {model === null ? (
        <NoModel hindrance={hindrance} />
      ) : (
        <div className="predict-halves">
          <TableHalf model={model} />
          <RowHalf model={model} />
        </div>
      )}
      {isOver && model !== null && <div className="predict-drop">{text("predict.dropHere")}</div>}
    </section>
  );
}
