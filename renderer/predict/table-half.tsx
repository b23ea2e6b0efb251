import type { PredictedFile, UsedModel } from "../../engine/contract";
import { fileNameOf } from "../../engine/project";
import { countText, figureText, useFailureText, useText } from "../i18n";
import { Button, Checkbox, Notice } from "../ui";
import { predictActions } from "./predict-actions";
import { usePredict } from "./predict-store";
import { PredictedRows } from "./predicted-rows";
import { TableNotices } from "./table-notices";

/** A table predicted as a whole: how its columns were found, what comes of it, and saving that. */
export function TableHalf({ model }: { readonly model: UsedModel }) {
  const text = useText();
  const failureText = useFailureText();
  const table = usePredict((state) => state.table);
  const keepColumns = usePredict((state) => state.keepColumns);
  const readsAlike = usePredict((state) => state.readsAlike);
  const isSaving = usePredict((state) => state.isSaving);
  const predicted = table?.prediction?.predicted ?? null;
  return (
    <section className="predict-half" aria-label={text("predict.table")} aria-busy={table?.isBusy ?? false}>
      <header className="predict-half-head">
        <h3 title={table?.path}>{table === null ? text("predict.table") : fileNameOf(table.path)}</h3>
        {table?.isBusy && (
          <span className="predict-note" role="status">
            {text("predict.reading", { name: fileNameOf(table.path) })}
          </span>
        )}
        {predicted !== null && (
          <span className="predict-note" data-testid="predict-size">
            {text("predict.rows", { count: countText(predicted.rows) })}
          </span>
        )}
        <span className="predict-head-actions">
          <Button icon="folder" onClick={() => void predictActions.chooseTable()} data-testid="predict-choose-table">
            {text(table === null ? "predict.chooseTable" : "predict.chooseOther")}
          </Button>
        </span>
      </header>
      {predicted !== null && (
        <div className="predict-save">
          <Button icon="save" disabled={isSaving} onClick={() => void predictActions.save()} data-testid="predict-save">
            {text("predict.save")}
          </Button>
          <Checkbox
            label={text("predict.keepColumns")}
            checked={keepColumns}
            onChange={predictActions.keepColumns}
            data-testid="predict-keep-columns"
          />
        </div>
      )}
      {Object.keys(model.reading).length > 0 && (
        <Checkbox
          label={text("predict.readAlike", { name: model.trainedOn })}
          checked={readsAlike}
          onChange={(isAlike) => void predictActions.readAlike(isAlike)}
          data-testid="predict-read-alike"
        />
      )}
      {table === null && <p className="predict-hint">{text("predict.tableHint")}</p>}
      {table?.failure && (
        <Notice severity="error" className="predict-notice">
          {failureText(table.failure)}
        </Notice>
      )}
      {table?.prediction && <TableNotices prediction={table.prediction} path={table.path} reading={table.reading} />}
      {predicted !== null && (
        <>
          <Summaries model={model} predicted={predicted} />
          <PredictedRows key={predicted.table} model={model} predicted={predicted} />
        </>
      )}
    </section>
  );
}

/** Most classes listed; the others are told together. */
const classesShown = 8;

/** How many rows are predicted to be of each class, or where the numbers lie. */
function Summaries({ model, predicted }: { readonly model: UsedModel; readonly predicted: PredictedFile }) {
  const text = useText();
  return predicted.summaries.map(({ classCounts, numbers }, index) => {
    const output = model.outputs[index];
    if (output === undefined) return null;
    if (classCounts.length === 0) {
      if (numbers === null) return null;
      const { minimum, mean, maximum } = numbers;
      const values = { minimum: figureText(minimum), mean: figureText(mean), maximum: figureText(maximum) };
      return (
        <p key={output.node} className="predict-figures" data-testid="predict-figures">
          <strong>{output.target}</strong> {text("predict.figures", values)}
        </p>
      );
    }
    const total = classCounts.reduce((sum, count) => sum + count, 0);
    const counted = classCounts.map((count, place) => ({ name: output.classes[place] ?? "", count }));
    const listed = counted.length > classesShown ? [...counted].sort((a, b) => b.count - a.count) : counted;
    const rest = listed.slice(classesShown).reduce((sum, { count }) => sum + count, 0);
    const shown = [
      ...listed.slice(0, classesShown),
      ...(rest > 0 ? [{ name: text("predict.others"), count: rest }] : []),
    ];
    return (
      <ul key={output.node} className="predict-counts" aria-label={text("predict.counts")} data-testid="predict-counts">
        {model.outputs.length > 1 && <li className="predict-counts-target">{output.target}</li>}
        {shown.map(({ name, count }) => (
          <li key={name} data-class={name}>
            <span className="predict-count-name">{name}</span>
            <span className="predict-count">{countText(count)}</span>
            <span className="predict-note">{figureText(total === 0 ? 0 : count / total, "share")}</span>
          </li>
        ))}
      </ul>
    );
  });
}
