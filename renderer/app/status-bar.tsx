import type { Severity } from "../../engine/model";
import { FoldsStatus, RunStatus } from "../dashboards";
import { useDocument } from "../document";
import { useText } from "../i18n";
import { Icon } from "../ui";
import { showInApp } from "./app-view";
import { useEngineStatus } from "./engine-status";
import { UnprotectedMark } from "./recovery-notices";

/** How the run goes, what is wrong with the document, and whether the engine is there. */
export function StatusBar() {
  const text = useText();
  const status = useEngineStatus();
  const diagnostics = useDocument((state) => state.diagnostics);
  const count = (severity: Severity): number => diagnostics.filter((problem) => problem.severity === severity).length;
  const errors = count("error");
  const warnings = count("warning");
  return (
    <footer className="status-bar">
      <RunStatus />
      <FoldsStatus />
      <button type="button" className="status-problems" onClick={() => showInApp({ bottom: "problems" })}>
        <span className={errors > 0 ? "problem-error" : ""}>
          <Icon name="error" size={14} />
          {errors}
          <span className="visually-hidden">{text("app.errorsCounted", { count: errors })}</span>
        </span>
        <span className={warnings > 0 ? "problem-warning" : ""}>
          <Icon name="warning" size={14} />
          {warnings}
          <span className="visually-hidden">{text("app.warningsCounted", { count: warnings })}</span>
        </span>
      </button>
      <UnprotectedMark />
      <span className="engine-status" data-state={status.state} data-testid="engine-status">
        {text(`app.engine.${status.state}`)}
      </span>
    </footer>
  );
}
