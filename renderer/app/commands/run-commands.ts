import { desktop } from "../../bridge";
import { useDocument } from "../../document";
import { currentText } from "../../i18n";
import {
  analysisHindrance,
  canSaveRun,
  crossValidation,
  isActive,
  openRun,
  runs,
  saveRun,
  showCrossValidation,
} from "../../runs";
import { showToast } from "../../ui";
import { showInApp } from "../app-view";
import { changeSettings, useSettings } from "../settings";
import { commandGroup, inWorkbench, titled } from "./command";

/** Trains, or shows what must be fixed first; does nothing while the shown run holds the engine. */
export function train(): void {
  if (!isActive(runs.shown.state.state)) trainBeside();
}

/** Trains beside the runs that there are, or shows what must be fixed first. */
function trainBeside(): void {
  if (crossValidation.isActive) {
    const action = { label: currentText("folds.show"), run: showCrossValidation };
    showToast({ kind: "warning", text: currentText("folds.underWay"), action });
    return;
  }
  const errors = useDocument.getState().diagnostics.filter((problem) => problem.severity === "error").length;
  if (errors > 0) {
    showInApp({ bottom: "problems" });
    showToast({ kind: "warning", text: currentText("app.fixFirst", { count: errors }) });
    return;
  }
  showInApp({ bottom: "curves" });
  void runs.train();
}

export function togglePause(): void {
  const run = runs.shown;
  void (run.state.state === "paused" ? run.resume() : run.pause());
}

export const runCommands = commandGroup([
  {
    id: "run.train",
    title: titled("commands.train"),
    shortcuts: ["F5"],
    isEnabled: () => inWorkbench() && !isActive(runs.shown.state.state),
    run: train,
  },
  {
    id: "run.trainBeside",
    title: titled("commands.trainBeside"),
    isEnabled: () => inWorkbench() && runs.live.length > 0,
    run: trainBeside,
  },
  {
    id: "run.crossValidate",
    title: titled("commands.crossValidate"),
    isEnabled: inWorkbench,
    run: showCrossValidation,
  },
  {
    id: "run.pause",
    title: () => currentText(runs.shown.state.state === "paused" ? "commands.resume" : "commands.pause"),
    shortcuts: ["F6"],
    isEnabled: () => ["running", "paused"].includes(runs.shown.state.state),
    run: togglePause,
  },
  {
    id: "run.stop",
    title: titled("commands.stop"),
    shortcuts: ["Shift+F5"],
    isEnabled: () => ["running", "paused"].includes(runs.shown.state.state),
    run: () => void runs.shown.stop(),
  },
  {
    id: "run.analyze",
    title: titled("commands.analyze"),
    isEnabled: () =>
      inWorkbench() && runs.shown.analysis.getState().kind !== "busy" && analysisHindrance(runs.shown.state) === null,
    run: () => {
      showInApp({ bottom: "analysis" });
      void runs.shown.analyze();
    },
  },
  {
    id: "run.open",
    title: titled("commands.openRun"),
    isEnabled: inWorkbench,
    run: () =>
      void openRun().then((isShown) => {
        if (isShown) showInApp({ bottom: "curves" });
      }),
  },
  {
    id: "run.save",
    title: titled("commands.saveRun"),
    isEnabled: () => inWorkbench() && canSaveRun(),
    run: () => void saveRun(),
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
