import { fileNameOf } from "../../engine/project";
import { countText, useText } from "../i18n";
import { useShownRun } from "../runs";
import { Button, Icon } from "../ui";
import { predictActions } from "./predict-actions";
import { usePredict } from "./predict-store";
import type { PredictHindrance } from "./use-followed-model";

/** Which model predicts, what it reads and says, and the way to another. */
export function ModelHead({ hindrance }: { readonly hindrance: PredictHindrance | null }) {
  const text = useText();
  const run = useShownRun();
  const wanted = usePredict((state) => state.wanted);
  const model = usePredict((state) => state.model);
  if (model === null && wanted.kind === "shown_run") return null;
  const name =
    wanted.kind === "file"
      ? fileNameOf(wanted.path)
      : text("predict.ofRun", { number: run.number, step: countText(model?.step ?? 0) });
  const targets = (model?.outputs ?? []).map(({ target, classes }) => {
    const kind = classes.length > 0 ? text("predict.classes", { count: classes.length }) : text("predict.number");
    return `${target} (${kind})`;
  });
  return (
    <header className="predict-head">
      <strong className="predict-model" title={wanted.kind === "file" ? wanted.path : name} data-testid="predict-model">
        {name}
      </strong>
      {model !== null && (
        <span className="predict-facts">
          {text("predict.facts", { count: model.fields.length, targets: targets.join(", ") })}
        </span>
      )}
      {model !== null && hindrance === "under_way" && (
        <span className="predict-moved" role="status">
          <Icon name="information" size={14} />
          {text("predict.movedOn")}
        </span>
      )}
      <span className="predict-head-actions">
        {wanted.kind === "file" && (
          <Button variant="quiet" onClick={predictActions.wantRun} data-testid="predict-use-run">
            {text("predict.useRun")}
          </Button>
        )}
        <Button variant="quiet" icon="folder" onClick={() => void predictActions.chooseModel()}>
          {text("predict.openModel")}
        </Button>
      </span>
    </header>
  );
}
