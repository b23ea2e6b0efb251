import { desktop } from "../../bridge";
import { useDocument } from "../../document";
import { currentText } from "../../i18n";
import { analysisHindrance, analyzeRun, isActive, runActions, useAnalysis, useRun } from "../../runs";
import { showToast } from "../../ui";
import { showInApp } from "../app-view";
import { changeSettings, useSettings } from "../settings";
import { commandGroup, inWorkbench, titled } from "./command";

/** Trains, or shows what must be fixed first. */
export function train(): void {
  const errors = useDocument.getState().diagnostics.filter((problem) => problem.severity === "error").length;
  if (errors > 0) {
    showInApp({ bottom: "problems" });
    showToast({ kind: "warning", text: currentText("app.fixFirst", { count: errors }) });
    return;
  }
  showInApp({ bottom: "curves" });
  void runActions.train();
}

export function togglePause(): void {
  void (useRun.getState().state === "paused" ? runActions.resume() : runActions.pause());
}

export const runCommands = commandGroup([
  {
    id: "run.train",
    title: titled("commands.train"),
    shortcuts: ["F5"],
    isEnabled: () => inWorkbench() && !isActive(useRun.getState().state),
    run: train,
  },
  {
    id: "run.pause",
    title: () => currentText(useRun.getState().state === "paused" ? "commands.resume" : "commands.pause"),
    shortcuts: ["F6"],
    isEnabled: () => ["running", "paused"].includes(useRun.getState().state),
    run: togglePause,
  },
  {
    id: "run.stop",
    title: titled("commands.stop"),
    shortcuts: ["Shift+F5"],
    isEnabled: () => ["running", "paused"].includes(useRun.getState().state),
    run: () => void runActions.stop(),
  },
  {
    id: "run.analyze",
    title: titled("commands.analyze"),
    isEnabled: () =>
      inWorkbench() && useAnalysis.getState().kind !== "busy" && analysisHindrance(useRun.getState()) === null,
    run: () => {
      showInApp({ bottom: "analysis" });
      void analyzeRun();
    },
  },
  {
    id: "run.notifications",
    title: titled("commands.notifications"),
    run: () => void changeSettings({ notifications: !useSettings.getState().notifications }),
  },
  {
    id: "run.restartEngine",
    title: titled("commands.restartEngine"),
    run: () => void desktop.request("restart_engine", null),
  },
]);
