import { desktop } from "../bridge";
import { useText } from "../i18n";
import { Button, Icon, IconButton } from "../ui";
import { useEngineTrouble } from "./engine-status";

/** Says that the engine process ended, that nothing drawn is lost, and that it is back or how to bring it back. */
export function EngineBanner() {
  const text = useText();
  const [trouble, dismiss] = useEngineTrouble();
  if (!trouble) return null;
  const { reason, stage } = trouble;
  return (
    <div className="engine-banner" role="alert" data-testid="engine-banner" data-stage={stage}>
      <Icon name={stage === "back" ? "warning" : "error"} />
      <span className="engine-banner-text">
        <strong>{text("app.engineCrashed")}</strong> {text("app.engineCrashedBody", { reason })}
      </span>
      {stage === "restarting" && <span>{text("app.engineRestarting")}</span>}
      {stage === "back" && <span>{text("app.engineBack")}</span>}
      {stage === "down" && (
        <Button data-testid="restart-engine" onClick={() => void desktop.request("restart_engine", null)}>
          {text("commands.restartEngine")}
        </Button>
      )}
      {stage === "back" && <IconButton icon="close" label={text("ui.dismiss")} onClick={dismiss} />}
    </div>
  );
}
