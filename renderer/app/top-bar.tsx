import { useDocument } from "../document";
import { useText } from "../i18n";
import { canSaveModel } from "../models";
import { isActive, useRun, useShownRun } from "../runs";
import { Button, IconButton } from "../ui";
import { showInApp, useAppView } from "./app-view";
import { runCommand, togglePause, train } from "./commands";
import { shownShortcut } from "./shortcuts";

/** Train, Pause, Stop. */
function RunButtons() {
  const text = useText();
  const run = useShownRun();
  const state = useRun((run) => run.state);
  const active = isActive(state);
  const isKept = useRun(canSaveModel);
  const steerable = state === "running" || state === "paused";
  return (
    <div className="run-buttons" role="toolbar" aria-label={text("app.run")}>
      <Button
        variant="primary"
        icon="play"
        disabled={active}
        onClick={train}
        data-testid="train-button"
        title={shownShortcut("run.train")}
      >
        {text("commands.train")}
      </Button>
      <Button
        icon={state === "paused" ? "play" : "pause"}
        disabled={!steerable}
        onClick={togglePause}
        data-testid="pause-button"
        title={shownShortcut("run.pause")}
      >
        {text(state === "paused" ? "commands.resume" : "commands.pause")}
      </Button>
      <Button
        icon="stop"
        disabled={!steerable}
        onClick={() => void run.stop()}
        data-testid="stop-button"
        title={shownShortcut("run.stop")}
      >
        {text("commands.stop")}
      </Button>
      {isKept && (
        <Button icon="save" onClick={() => runCommand("model.save")} data-testid="save-model-button">
          {text("commands.saveModel")}
        </Button>
      )}
    </div>
  );
}

const panels = [
  { side: "left", icon: "panelLeft", command: "view.leftPanel", label: "commands.toggleLeft" },
  { side: "bottom", icon: "panelBottom", command: "view.bottomPanel", label: "commands.toggleBottom" },
  { side: "right", icon: "panelRight", command: "view.rightPanel", label: "commands.toggleRight" },
] as const;

/** Puts panels away and brings them back. */
function PanelButtons() {
  const text = useText();
  const hidden = useAppView((state) => state.hidden);
  return (
    <div className="top-bar-tools">
      {panels.map(({ side, icon, command, label }) => (
        <IconButton
          key={side}
          icon={icon}
          label={text(label)}
          shortcut={shownShortcut(command)}
          pressed={!hidden.has(side)}
          onClick={() => runCommand(command)}
          data-testid={`panel-${side}`}
        />
      ))}
    </div>
  );
}

/** Name of the document with its unsaved dot, undo, and the run. */
export function TopBar() {
  const text = useText();
  const name = useDocument((state) => state.name);
  const path = useDocument((state) => state.path);
  const dirty = useDocument((state) => state.dirty);
  const canUndo = useDocument((state) => state.canUndo);
  const canRedo = useDocument((state) => state.canRedo);
  const undoLabel = useDocument((state) => state.undoLabel);
  const redoLabel = useDocument((state) => state.redoLabel);
  const step = (key: "commands.undo" | "commands.redo", label: typeof undoLabel): string =>
    label ? `${text(key)} ${text(label.key, label.values)}` : text(key);
  return (
    <header className="top-bar">
      <h1 className="document-name" title={path ?? text("app.notSaved")}>
        <span className="document-name-text" data-testid="document-name">
          {name}
        </span>
        {dirty && <span className="dirty-dot" data-testid="dirty-dot" role="img" aria-label={text("app.unsaved")} />}
      </h1>
      <div className="top-bar-tools">
        <IconButton
          icon="save"
          label={text("commands.save")}
          shortcut={shownShortcut("file.save")}
          onClick={() => runCommand("file.save")}
          data-testid="save-button"
        />
        <IconButton
          icon="undo"
          label={step("commands.undo", undoLabel)}
          shortcut={shownShortcut("edit.undo")}
          disabled={!canUndo}
          onClick={() => runCommand("edit.undo")}
          data-testid="undo-button"
        />
        <IconButton
          icon="redo"
          label={step("commands.redo", redoLabel)}
          shortcut={shownShortcut("edit.redo")}
          disabled={!canRedo}
          onClick={() => runCommand("edit.redo")}
          data-testid="redo-button"
        />
      </div>
      <RunButtons />
      <div className="top-bar-end">
        <Button
          className="command-button"
          icon="search"
          onClick={() => showInApp({ commandPaletteShown: true })}
          data-testid="command-button"
        >
          {text("app.allCommands")}
          <kbd className="kbd">{shownShortcut("view.commandPalette")}</kbd>
        </Button>
        <PanelButtons />
      </div>
    </header>
  );
}
