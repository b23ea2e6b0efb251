import { type DragEvent, useState } from "react";
import { desktop } from "../bridge";
import { useText } from "../i18n";
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
  const [isOver, setOver] = useState(false);

  const onDrop = (event: DragEvent): void => {
    const file = event.dataTransfer.files[0];
    setOver(false);
    const path = file && desktop.pathForFile(file);
    if (!path) return;
    // Elsewhere in the window a table would become the project's.
    event.preventDefault();
    event.stopPropagation();
    if (MODEL_FILE.test(path)) void predictActions.wantFile(path);
    else void predictActions.predictTable(path);
  };

  return (
    // A drop target in addition to the buttons, which do the same by mouse and keyboard.
    <section
      className="predict-panel"
      data-testid="predict-panel"
      aria-label={text("predict.title")}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        const next = event.relatedTarget;
        if (!(next instanceof Node && event.currentTarget.contains(next))) setOver(false);
      }}
      onDrop={onDrop}
    >
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
