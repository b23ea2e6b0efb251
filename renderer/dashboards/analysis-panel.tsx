import { useMemo } from "react";
import type { AlongGradient, Analysis, HostFailure } from "../../engine/contract";
import type { NodeId } from "../../engine/model";
import { countText, figureText, type MessageKey, useText } from "../i18n";
import { type AnalysisHindrance, analysisHindrance, epochOfStep, useAnalysis, useRun, useShownRun } from "../runs";
import { Button, Notice } from "../ui";
import { distanceAlong, isAlongMoving, lossAlong } from "./along-gradient-charts";
import { Chart } from "./chart";
import { ChartGroup } from "./charts";
import { EffectiveRanks } from "./effective-ranks";
import { LossPlane } from "./loss-plane";
import { ProblemText, RunNotices } from "./run-notices";
import "./analysis-panel.css";

const hindranceTexts: Readonly<Record<AnalysisHindrance, MessageKey>> = {
  no_run: "analysis.noRun",
  under_way: "analysis.underWay",
  lost: "analysis.lost",
  recorded: "analysis.recorded",
};

/** Problems that mean something else here than for a run. */
const problemTexts: Readonly<Record<string, MessageKey>> = {
  R032: "analysis.brokenOff",
  run_ended: "analysis.runGone",
};

export interface AnalysisPanelProps {
  /** Selects a node and brings it into sight. */
  readonly goTo: (node: NodeId) => void;
}

/** Looks into the run while it rests: what its activations use of their room, and how the loss lies around it. */
export function AnalysisPanel({ goTo }: AnalysisPanelProps) {
  const text = useText();
  const run = useShownRun();
  const state = useAnalysis();
  const hindrance = useRun(analysisHindrance);
  const { kind, analysis } = state;
  const isBusy = kind === "busy";
  return (
    <section
      className="analysis-panel"
      aria-label={text("analysis.title")}
      aria-busy={isBusy}
      data-testid="analysis-panel"
    >
      <RunNotices />
      <header className="analysis-head">
        <Button
          icon="search"
          disabled={hindrance !== null}
          // Not disabled while it works, which would take the keyboard away from it.
          aria-disabled={isBusy}
          onClick={() => void run.analyze()}
          data-testid="analyze-button"
        >
          {text("commands.analyze")}
        </Button>
        <p role="status" data-testid="analysis-status" data-kind={kind}>
          {isBusy && `${text("analysis.busy")} `}
          {!isBusy && hindrance !== null && `${text(hindranceTexts[hindrance])} `}
          {analysis !== null && <TakenAt analysis={analysis} />}
        </p>
      </header>
      {kind === "failed" && <AnalysisProblem problem={state.problem} />}
      {analysis === null ? (
        <div className="dashboard-empty">{text("analysis.hint")}</div>
      ) : (
        <div className="analysis-parts" data-stale={isBusy}>
          <EffectiveRanks ranks={analysis.effective_ranks} goTo={goTo} />
          {analysis.along_gradient && <Along along={analysis.along_gradient} />}
          {analysis.plane && <LossPlane plane={analysis.plane} />}
          {analysis.along_gradient && <AlongWords along={analysis.along_gradient} />}
        </div>
      )}
    </section>
  );
}

/** The step a result stands for. */
function TakenAt({ analysis: { steps } }: { readonly analysis: Analysis }) {
  const text = useText();
  const stepsPerEpoch = useRun((run) => run.stepsPerEpoch);
  const step = useRun((run) => run.step);
  const outcome = useRun((run) => run.outcome);
  const place = text("dashboards.atStep", {
    step: countText(steps),
    epoch: Math.max(1, epochOfStep(steps, stepsPerEpoch)),
  });
  if (outcome?.restored_best && outcome.best_epoch !== null && steps === step) {
    return text("analysis.takenOfBest", { place, epoch: outcome.best_epoch });
  }
  return text("analysis.takenAt", { place });
}

function AnalysisProblem({ problem }: { readonly problem: HostFailure }) {
  const text = useText();
  const known = problemTexts[problem.code];
  return (
    <Notice severity="error" data-testid="analysis-problem">
      <strong>{text("analysis.failed")}</strong> {known ? text(known) : <ProblemText problem={problem} />}
    </Notice>
  );
}

/** Loss and gradient on the way along the gradient of one batch. */
function Along({ along }: { readonly along: AlongGradient }) {
  const text = useText();
  // No zoom to less than a tenth of the way.
  const group = useMemo(() => new ChartGroup((along.step_sizes.at(-1) ?? 0) / 10), [along]);
  const loss = useMemo(() => lossAlong(along, text), [along, text]);
  const distance = useMemo(() => distanceAlong(along, text), [along, text]);
  const explained = { rows: along.rows };
  if (!isAlongMoving(along)) return <p className="analysis-along analysis-none">{text("analysis.notMoving")}</p>;
  return (
    <div className="analysis-along">
      <Chart
        title={text("analysis.lossAlong")}
        explanation={text("analysis.lossAlongExplanation", explained)}
        spec={loss}
        group={group}
        data-testid="loss-along-chart"
      />
      <Chart
        title={text("analysis.distanceAlong")}
        explanation={text("analysis.distanceAlongExplanation", explained)}
        spec={distance}
        group={group}
        data-testid="distance-along-chart"
      />
    </div>
  );
}

/** What the way along the gradient comes to, and how to read it. */
function AlongWords({ along }: { readonly along: AlongGradient }) {
  const text = useText();
  const figures: readonly { readonly label: MessageKey; readonly value: number | null }[] = [
    { label: "dashboards.learningRate", value: along.learning_rate },
    { label: "dashboards.loss", value: along.loss },
    { label: "analysis.gradientNorm", value: along.gradient_norm },
    { label: "analysis.effectiveBeta", value: along.effective_beta },
  ];
  return (
    <div className="analysis-words">
      <dl data-testid="along-gradient">
        {figures.map(({ label, value }) => (
          <div key={label}>
            <dt>{text(label)}</dt>
            <dd>{value === null ? "–" : figureText(value)}</dd>
          </div>
        ))}
      </dl>
      <p>{text("analysis.reading")}</p>
    </div>
  );
}
