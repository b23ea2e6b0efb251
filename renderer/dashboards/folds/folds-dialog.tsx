import { useEffect, useRef, useState } from "react";
import { useDocument } from "../../document";
import { currentText, useText } from "../../i18n";
import {
  crossValidation,
  isCrossValidating,
  offeredFolds,
  useChangedSinceFolds,
  useCrossValidation,
  useFoldsDialog,
  useRuns,
} from "../../runs";
import { Button, Dialog, Notice, NumberField, numberText } from "../../ui";
import { exportTable } from "../charts";
import { ProblemText } from "../run-notices";
import { foldsCsv } from "./folds-csv";
import { FoldsTables, useOutputName } from "./folds-table";
import "./folds.css";

const close = (): void => useFoldsDialog.setState({ isOpen: false });

/** The window's cross-validation: asked for, watched and read here. Once in the window; closed, it goes on. */
export function FoldsDialog() {
  const isOpen = useFoldsDialog((state) => state.isOpen);
  return isOpen && <Shown />;
}

function Shown() {
  const text = useText();
  const phase = useCrossValidation((state) => state.phase);
  const count = useFoldsDialog((state) => state.count);
  const hindrance = useHindrance();
  const goesOn = isCrossValidating({ phase });
  const results = useRef<HTMLElement>(null);
  // The button that was pressed gives way to another; what comes of it is what the person looks at next.
  useEffect(() => {
    if (goesOn) results.current?.focus();
  }, [goesOn]);
  const reachable = (element: HTMLElement | null): void => {
    results.current = element;
    // Scrolling must not need a mouse.
    if (element) element.tabIndex = 0;
  };
  return (
    <Dialog
      title={text("folds.title")}
      className="folds-dialog"
      onClose={close}
      data-testid="folds-dialog"
      actions={
        <>
          <ExportButton />
          {goesOn ? (
            <Button
              icon="stop"
              disabled={phase === "stopping"}
              onClick={() => void crossValidation.stop()}
              data-testid="folds-stop"
            >
              {text(phase === "stopping" ? "folds.stopping" : "folds.stop")}
            </Button>
          ) : (
            <Button
              variant="primary"
              icon="play"
              disabled={hindrance !== null}
              onClick={() => void crossValidation.start(count)}
              data-testid="folds-start"
            >
              {text(phase === "idle" ? "folds.start" : "folds.startAgain")}
            </Button>
          )}
        </>
      }
    >
      <div className="folds-body">
        <p className="folds-explanation">{text("folds.explanation")}</p>
        <div className="folds-count">
          <NumberField
            label={text("folds.count")}
            value={count}
            {...offeredFolds}
            disabled={goesOn}
            onCommit={(next) => useFoldsDialog.setState({ count: next })}
            data-testid="folds-count"
          />
        </div>
        {hindrance !== null && (
          <Notice severity="warning" data-testid="folds-hindrance">
            {hindrance}
          </Notice>
        )}
        {phase !== "idle" && (
          <section ref={reachable} className="folds-results" aria-label={text("folds.table")}>
            <Standing />
            <Setup />
            <FoldsTables />
          </section>
        )}
      </div>
    </Dialog>
  );
}

/** Why none can be started now; null where one can, or goes on. */
function useHindrance(): string | null {
  const text = useText();
  const goesOn = useCrossValidation(isCrossValidating);
  const isRunLive = useAnyRun();
  const errors = useDocument((document) => document.diagnostics.filter(({ severity }) => severity === "error").length);
  const split = useDocument((document) => document.training.split);
  if (goesOn) return null;
  if (isRunLive) return text("folds.hasRun");
  if (split === "time" || split === "column") {
    return text("folds.noParts", { group: text("training.validation"), split: text("training.split") });
  }
  return errors > 0 ? text("app.fixFirst", { count: errors }) : null;
}

/** Whether a run is under way. */
function useAnyRun(): boolean {
  const [, registry] = useRuns((state) => state.runs);
  const [isLive, setLive] = useState(registry.live.length > 0);
  useEffect(() => {
    const look = (): void => setLive(registry.live.length > 0);
    look();
    return registry.subscribe(look);
  }, [registry]);
  return isLive;
}

/** Where it stands or how it ended, and whether it still is of what is on screen. */
function Standing() {
  const text = useText();
  const { phase, count, folds, failure } = useCrossValidation((state) => state);
  const hasChanged = useChangedSinceFolds();
  const place = { fold: folds.length + 1, count };
  const kept = folds.length === 0 ? text("folds.noneFinished") : text("folds.kept", { finished: folds.length });
  return (
    <>
      {hasChanged && (
        <Notice severity="warning" data-testid="folds-changed">
          <strong>{text("folds.changed")}</strong> {text("folds.changedHelp")}
        </Notice>
      )}
      {failure !== null && (
        <Notice severity="error" data-testid="folds-failure">
          <strong>{text("folds.failed", place)}</strong> <ProblemText problem={failure} /> {kept}
        </Notice>
      )}
      {phase !== "failed" && (
        <p role="status" className="folds-standing" data-phase={phase} data-testid="folds-standing">
          {isCrossValidating({ phase }) && folds.length < count && text("folds.present", place)}
          {phase === "finished" && text("folds.finished", { count })}
          {phase === "stopped" && `${text("folds.stopped", place)} ${kept}`}
        </p>
      )}
    </>
  );
}

/** The settings that the figures were made with. */
function Setup() {
  const text = useText();
  const count = useCrossValidation((state) => state.count);
  const split = useCrossValidation((state) => state.split);
  const training = useCrossValidation((state) => state.snapshot?.training);
  if (training === undefined) return null;
  const { seed, epochs, batch_size, optimizer } = training;
  const said = [
    split && text("folds.setup", { folds: count, split: text(`folds.split.${split}`) }),
    text("folds.seed", { seed }),
    text("folds.epochs", { count: epochs }),
    text("folds.batch", { size: batch_size }),
    text("folds.optimizer", {
      optimizer: text(`training.optimizer.${optimizer.kind}`),
      rate: numberText(optimizer.learning_rate),
    }),
  ];
  return (
    <p className="folds-setup" data-testid="folds-setup">
      {text("folds.madeWith", { setup: said.filter((part) => part !== null).join(" · ") })}
    </p>
  );
}

function ExportButton() {
  const text = useText();
  const folds = useCrossValidation((state) => state.folds);
  const outputName = useOutputName();
  const name = useDocument((document) => document.name);
  return (
    <Button
      icon="save"
      disabled={folds.length === 0}
      onClick={() => void exportTable(`${name} - ${currentText("folds.title")}`, foldsCsv(folds, { text, outputName }))}
      data-testid="folds-export"
    >
      {text("folds.export")}
    </Button>
  );
}
