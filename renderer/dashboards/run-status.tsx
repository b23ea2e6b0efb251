import { useDocument } from "../document";
import { countText, durationText, figureText, type MessageKey, rateText, useText } from "../i18n";
import { isActive, type RunPhase, useChangedSinceRun, useRun } from "../runs";
import { Tooltip } from "../ui";
import "./run-status.css";

/** What a run's state is called. */
export const stateTexts: Readonly<Record<RunPhase, MessageKey>> = {
  idle: "dashboards.statusIdle",
  starting: "dashboards.statusStarting",
  running: "dashboards.statusRunning",
  paused: "dashboards.statusPaused",
  finished: "dashboards.statusFinished",
  stopped: "dashboards.statusStopped",
  failed: "dashboards.statusFailed",
};

/** What an ended run's parameters came to: validation accuracy, R² where one number is predicted, else loss. */
function useResult(): string | null {
  const text = useText();
  const last = useRun((run) => (isActive(run.state) ? undefined : run.epochSummaries.at(-1)));
  const end = useRun((run) => run.outcome?.validation);
  const accuracy = end ? end.accuracy : last?.validation_accuracy;
  const loss = end ? end.loss : last?.validation_loss;
  if (accuracy != null) {
    return text("dashboards.statusValidationAccuracy", { figure: figureText(accuracy, "share") });
  }
  const [output, ...others] = (end ? end.metrics : last?.validation_metrics) ?? [];
  if (output?.r_squared != null && others.length === 0) {
    return text("dashboards.statusValidationRSquared", { figure: figureText(output.r_squared, "number", 3) });
  }
  return loss == null ? null : text("dashboards.statusValidationLoss", { figure: figureText(loss, "number") });
}

/** Where the run stands or how it ended: its epoch, an early stop, the epoch whose weights it kept. */
function RunOutcomeStatus() {
  const text = useText();
  const outcome = useRun((run) => run.outcome);
  const epoch = useRun((run) => run.epoch);
  const epochs = useRun((run) => run.epochs);
  const isEarly = outcome?.reason === "early_stopping";
  return (
    <>
      <span data-testid="run-status-epoch">
        {text(isEarly ? "dashboards.statusStoppedEarly" : "dashboards.statusEpoch", { epoch, epochs })}
      </span>
      {outcome?.best_epoch != null && (
        <span data-testid="run-status-best">
          {text(outcome.restored_best ? "dashboards.statusBestRestored" : "dashboards.statusBest", {
            epoch: outcome.best_epoch,
          })}
        </span>
      )}
      {outcome?.population_statistics && (
        <Tooltip text={text("dashboards.statusPopulationHelp")}>
          <span>{text("dashboards.statusPopulation")}</span>
        </Tooltip>
      )}
    </>
  );
}

/** One line on how the run goes, for the status bar: state, epoch, step, speed, time left. */
export function RunStatus() {
  const text = useText();
  const state = useRun((run) => run.state);
  const step = useRun((run) => run.step);
  const steps = useRun((run) => run.epochs * run.stepsPerEpoch);
  const rowsPerSecond = useRun((run) => run.rowsPerSecond);
  const secondsLeft = useRun((run) => run.secondsLeft);
  const secondsTaken = useRun((run) => run.secondsTaken);
  const validation = useResult();
  const hasChanged = useChangedSinceRun();
  const isFaulty = useDocument(({ diagnostics }) => diagnostics.some(({ severity }) => severity === "error"));
  return (
    <div className="run-status" data-testid="run-status" data-state={state}>
      <span className="run-status-dot" aria-hidden="true" />
      <span role="status">{text(state === "idle" && isFaulty ? "dashboards.statusNotReady" : stateTexts[state])}</span>
      {steps > 0 && state !== "starting" && (
        <>
          {validation && <strong className="run-status-result">{validation}</strong>}
          {secondsTaken !== null && <span>{text("dashboards.statusTook", { time: durationText(secondsTaken) })}</span>}
          <RunOutcomeStatus />
          <span data-testid="run-status-step">
            {text("dashboards.statusStep", { step: countText(step), steps: countText(steps) })}
          </span>
          {rowsPerSecond > 0 && <span>{text("dashboards.statusRate", { rate: rateText(rowsPerSecond) })}</span>}
          {isActive(state) && secondsLeft !== null && (
            <span>{text("dashboards.statusLeft", { time: durationText(secondsLeft) })}</span>
          )}
          {hasChanged && (
            <Tooltip text={text("runs.changedSinceRunHelp")}>
              <span className="run-status-changed">{text("runs.changedSinceRun")}</span>
            </Tooltip>
          )}
        </>
      )}
    </div>
  );
}
