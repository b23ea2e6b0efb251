import { useDocument } from "../document";
import { type MessageKey, useText } from "../i18n";
import { type RunProblem, useChangedSinceRun, useRun } from "../runs";
import { Icon } from "../ui";
import "./run-notices.css";

/** Problems that are told in the window's own words and language; others only in the engine's sentences. */
const problemTexts: Readonly<Record<string, MessageKey>> = {
  engine_crashed: "dashboards.engineCrashed",
  engine_lost: "dashboards.engineLost",
  engine_unavailable: "dashboards.engineUnavailable",
  R021: "dashboards.failureNoRows",
  R022: "dashboards.failureMemory",
  R023: "dashboards.failureInstructionSet",
  R030: "dashboards.failureNotFinite",
  R031: "dashboards.failurePanic",
  R034: "dashboards.failureThread",
  R040: "dashboards.checkpointUnreadable",
  R041: "dashboards.checkpointMismatch",
  R042: "dashboards.checkpointUnwritten",
  R050: "dashboards.modelUnreadable",
  R051: "dashboards.modelMismatch",
  R043: "dashboards.checkpointsDropped",
};

/** What went wrong and how to fix it; and the engine's own words where they say more. */
export function ProblemText({ problem }: { readonly problem: RunProblem }) {
  const text = useText();
  const node = useDocument((document) =>
    problem.node === null ? "" : (document.graph.nodes[problem.node]?.label ?? problem.node),
  );
  if (problem.code === "graph_has_errors") {
    return text("dashboards.graphProblems", { count: problem.diagnostics.length });
  }
  const known = problemTexts[problem.code];
  const told = problem.help === null ? problem.message : `${problem.message} ${problem.help}`;
  if (known === undefined) return told;
  return (
    <>
      {text(known, { node })}
      {problem.code.startsWith("R") && <span className="run-notice-detail">{problem.message}</span>}
    </>
  );
}

/** What the person must know about the shown run: why it failed, what is missing from its figures. */
export function RunNotices() {
  const text = useText();
  const failure = useRun((run) => run.failure);
  const hasFailed = useRun((run) => run.state === "failed");
  const warning = useRun((run) => run.warning);
  const step = useRun((run) => run.step);
  const faultCount = useRun((run) => run.faultCount);
  const missingRows = useRun((run) => run.missingRows);
  const hasChanged = useChangedSinceRun();
  return (
    <>
      {failure !== null && (
        <p className="run-notice run-notice-error" role="alert" data-testid="run-failure">
          <Icon name="error" size={14} />
          <span>
            {hasFailed && <strong>{text("dashboards.failedTitle")}. </strong>}
            <ProblemText problem={failure} />
            {hasFailed && step > 0 && ` ${text("dashboards.failedKept")}`}
          </span>
        </p>
      )}
      {warning !== null && (
        <p className="run-notice run-notice-warning" role="status" data-testid="run-warning">
          <Icon name="warning" size={14} />
          <span>
            <ProblemText problem={warning} />
          </span>
        </p>
      )}
      {faultCount > 0 && (
        <p className="run-notice run-notice-warning" role="status">
          <Icon name="warning" size={14} />
          {text("dashboards.batchesLost", { count: faultCount })}
        </p>
      )}
      {missingRows > 0 && (
        <p className="run-notice" role="status">
          <Icon name="information" size={14} />
          {text("dashboards.missingRows", { count: missingRows })}
        </p>
      )}
      {hasChanged && (
        <p className="run-notice" role="status">
          <Icon name="information" size={14} />
          <span>
            <strong>{text("runs.changedSinceRun")}.</strong> {text("runs.changedSinceRunHelp")}
          </span>
        </p>
      )}
    </>
  );
}
