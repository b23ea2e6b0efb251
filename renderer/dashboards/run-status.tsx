import { type MessageKey, useLanguage, useText } from "../i18n";
import { durationText, figureText, isActive, type RunPhase, rateText, useChangedSinceRun, useRun } from "../runs";
import { Tooltip } from "../ui";
import "./run-status.css";

const stateTexts: Readonly<Record<RunPhase, MessageKey>> = {
  idle: "dashboards.statusIdle",
  starting: "dashboards.statusStarting",
  running: "dashboards.statusRunning",
  paused: "dashboards.statusPaused",
  finished: "dashboards.statusFinished",
  stopped: "dashboards.statusStopped",
  failed: "dashboards.statusFailed",
};

/** What an ended run came to: validation accuracy, or loss where there are no classes. */
function useResult(): string | null {
  const text = useText();
  const last = useRun((run) => (isActive(run.state) ? undefined : run.epochSummaries.at(-1)));
  if (last?.validation_accuracy != null) {
    return text("dashboards.statusValidationAccuracy", { figure: figureText(last.validation_accuracy, "share") });
  }
  if (last?.validation_loss == null) return null;
  return text("dashboards.statusValidationLoss", { figure: figureText(last.validation_loss, "number") });
}

/** One line on how the run goes, for the status bar: state, epoch, step, speed, time left. */
export function RunStatus() {
  const text = useText();
  const language = useLanguage();
  const state = useRun((run) => run.state);
  const epoch = useRun((run) => run.epoch);
  const epochs = useRun((run) => run.epochs);
  const step = useRun((run) => run.step);
  const steps = useRun((run) => run.epochs * run.stepsPerEpoch);
  const rowsPerSecond = useRun((run) => run.rowsPerSecond);
  const secondsLeft = useRun((run) => run.secondsLeft);
  const secondsTaken = useRun((run) => run.secondsTaken);
  const validation = useResult();
  const hasChanged = useChangedSinceRun();
  const whole = new Intl.NumberFormat(language);
  return (
    <div className="run-status" data-testid="run-status" data-state={state}>
      <span className="run-status-dot" aria-hidden="true" />
      <span role="status">{text(stateTexts[state])}</span>
      {steps > 0 && state !== "starting" && (
        <>
          {validation && <strong className="run-status-result">{validation}</strong>}
          {secondsTaken !== null && <span>{text("dashboards.statusTook", { time: durationText(secondsTaken) })}</span>}
          <span>{text("dashboards.statusEpoch", { epoch, epochs })}</span>
          <span data-testid="run-status-step">
            {text("dashboards.statusStep", { step: whole.format(step), steps: whole.format(steps) })}
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
