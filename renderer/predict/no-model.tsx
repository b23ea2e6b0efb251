import { type MessageKey, useFailureText, useText } from "../i18n";
import { useShownRun } from "../runs";
import { Button } from "../ui";
import { predictActions } from "./predict-actions";
import { usePredict } from "./predict-store";
import type { PredictHindrance } from "./use-followed-model";

const words: Readonly<Record<PredictHindrance, readonly [title: MessageKey, hint: MessageKey]>> = {
  no_run: ["predict.noRunTitle", "predict.noRun"],
  under_way: ["predict.underWayTitle", "predict.underWay"],
  failed: ["predict.failedTitle", "predict.failed"],
  lost: ["predict.lostTitle", "predict.lost"],
  recorded: ["predict.recordedTitle", "predict.recorded"],
};

/** Why there is nothing to predict with, and what to do. */
export function NoModel({ hindrance }: { readonly hindrance: PredictHindrance | null }) {
  const text = useText();
  const failureText = useFailureText();
  const run = useShownRun();
  const failure = usePredict((state) => state.failure);
  if (failure === null && hindrance === null) {
    return (
      <p className="predict-empty" role="status">
        {text("predict.opening")}
      </p>
    );
  }
  const [title, hint] = words[hindrance ?? "no_run"];
  return (
    <div className="predict-empty" data-testid="predict-empty" data-hindrance={hindrance ?? "unreadable"}>
      <strong>{text(failure === null ? title : "predict.unreadableTitle")}</strong>
      <p role={failure === null ? undefined : "alert"}>{failure === null ? text(hint) : failureText(failure)}</p>
      <div className="predict-empty-actions">
        {failure === null && hindrance === "under_way" && (
          <Button icon="pause" onClick={() => void run.pause()} data-testid="predict-pause">
            {text("predict.pause")}
          </Button>
        )}
        <Button icon="folder" onClick={() => void predictActions.chooseModel()} data-testid="predict-open-model">
          {text("predict.openModel")}
        </Button>
      </div>
    </div>
  );
}
