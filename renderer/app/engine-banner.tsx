import { desktop } from "../bridge";
import { processEndText, useText } from "../i18n";
import { useRun, useShownRun } from "../runs";
import { Button, Icon, IconButton } from "../ui";
import { showCrashReports } from "./crash-reports";
import { useEngineTrouble } from "./engine-status";

/** Says that the engine process ended, that nothing drawn is lost, and that it is back or how to bring it back. */
export function EngineBanner() {
  const text = useText();
  const [trouble, dismiss] = useEngineTrouble();
  const run = useShownRun();
  const checkpoint = useRun((run) => (run.failure?.code === "engine_crashed" ? run.checkpoint : null));
  const wentOnFrom = useRun((run) => run.wentOnFrom);
  const hasGoneOn = useRun((run) => run.revivals > 0 && run.failure?.code !== "engine_crashed");
  if (!trouble) return null;
  const { reason, stage } = trouble;
  const goOn = async (): Promise<void> => {
    if (await run.continueFromCheckpoint()) dismiss();
  };
  return (
    <div className="banner engine-banner" role="alert" data-testid="engine-banner" data-stage={stage}>
      <Icon name={stage === "back" ? "warning" : "error"} />
      <span className="banner-text">
        <strong>{text("app.engineCrashed")}</strong>{" "}
        {text("app.engineCrashedBody", { reason: processEndText(text, reason) })}
      </span>
      {stage === "restarting" && <span>{text("app.engineRestarting")}</span>}
      {stage === "back" && (
        <span data-testid="engine-back">
          {!hasGoneOn && text("app.engineBack")}
          {hasGoneOn && wentOnFrom === null && text("app.engineBeganAgain")}
          {hasGoneOn &&
            wentOnFrom !== null &&
            text("app.engineWentOn", { epoch: wentOnFrom.epoch + 1, batch: wentOnFrom.batch })}
        </span>
      )}
      {stage === "back" && checkpoint !== null && (
        <Button data-testid="resume-checkpoint" onClick={() => void goOn()}>
          {text("app.resumeFromCheckpoint", { epoch: checkpoint.epoch + 1, batch: checkpoint.batch })}
        </Button>
      )}
      {stage === "down" && (
        <Button data-testid="restart-engine" onClick={() => void desktop.request("restart_engine", null)}>
          {text("commands.restartEngine")}
        </Button>
      )}
      <Button data-testid="engine-report" onClick={() => void showCrashReports()}>
        {text("crashes.show")}
      </Button>
      {stage === "back" && <IconButton icon="close" label={text("ui.dismiss")} onClick={dismiss} />}
    </div>
  );
}
