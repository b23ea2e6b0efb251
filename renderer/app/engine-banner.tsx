import { desktop } from "../bridge";
import { useText } from "../i18n";
import { Button, Icon } from "../ui";
import { useEngineStatus } from "./status-bar";

/** Says that the engine process is gone, that nothing drawn is lost, and offers to start it again. */
export function EngineBanner() {
  const text = useText();
  const status = useEngineStatus();
  if (status.state !== "crashed") return null;
  return (
    <div className="engine-banner" role="alert" data-testid="engine-banner">
      <Icon name="error" />
      <span className="engine-banner-text">
        <strong>{text("app.engineCrashed")}</strong> {text("app.engineCrashedBody", { reason: status.reason })}
      </span>
      {status.restarting ? (
        <span>{text("app.engineRestarting")}</span>
      ) : (
        <Button data-testid="restart-engine" onClick={() => void desktop.request("restart_engine", null)}>
          {text("commands.restartEngine")}
        </Button>
      )}
    </div>
  );
}
