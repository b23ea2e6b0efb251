import { currentText, type MessageKey, useText } from "../i18n";
import { type RunProblem, useChangedSinceRun, useRun } from "../runs";
import { Icon } from "../ui";
import "./run-notices.css";

/** Problems whose words come from this window; the engine's own arrive as sentences. */
const problemTexts: Readonly<Record<string, MessageKey>> = {
  engine_crashed: "dashboards.engineCrashed",
  engine_lost: "dashboards.engineLost",
  engine_unavailable: "dashboards.engineUnavailable",
};

function problemText(problem: RunProblem): string {
  const known = problemTexts[problem.code];
  if (known !== undefined) return currentText(known);
  const errors = problem.diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  if (errors.length > 0) return currentText("dashboards.graphProblems", { count: errors.length });
  return problem.mend === null ? problem.message : `${problem.message} ${problem.mend}`;
}

/** What the person must know about the shown run: why it failed, what is missing from its figures. */
export function RunNotices() {
  const text = useText();
  const failure = useRun((run) => run.failure);
  const hasFailed = useRun((run) => run.state === "failed");
  const step = useRun((run) => run.step);
  const faultCount = useRun((run) => run.faultCount);
  const missingRows = useRun((run) => run.missingRows);
  const hasChanged = useChangedSinceRun();
  return (
    <>
      {failure !== null && (
        <p className="run-notice run-notice-error" role="alert" data-testid="run-failure">
          <Icon name="error" size={14} />
          <span>
            {hasFailed && <strong>{text("dashboards.failedTitle")}. </strong>}
            {problemText(failure)}
            {hasFailed && step > 0 && ` ${text("dashboards.failedKept")}`}
          </span>
        </p>
      )}
      {faultCount > 0 && (
        <p className="run-notice run-notice-warning" role="status">
          <Icon name="warning" size={14} />
          {text("dashboards.batchesLost", { count: faultCount })}
        </p>
      )}
      {missingRows > 0 && (
        <p className="run-notice" role="status">
          <Icon name="information" size={14} />
          {text("dashboards.missingRows", { count: missingRows })}
        </p>
      )}
      {hasChanged && (
        <p className="run-notice" role="status">
          <Icon name="information" size={14} />
          <span>
            <strong>{text("runs.changedSinceRun")}.</strong> {text("runs.changedSinceRunHelp")}
          </span>
        </p>
      )}
    </>
  );
}
