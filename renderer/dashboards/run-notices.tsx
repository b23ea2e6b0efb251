import { type FailureKind, failureCodes, failureWordsText, type HostFailure, subjectNode } from "../../engine/contract";
import { useDocument } from "../document";
import { isCase, placedText, useLanguage, useText } from "../i18n";
import { useChangedSinceRun, useRun } from "../runs";
import { Notice } from "../ui";
import "./run-notices.css";

/** What went wrong and how to fix it; and the engine's own words, which are English, where they say more. */
export function ProblemText({ problem }: { readonly problem: HostFailure }) {
  const text = useText();
  const language = useLanguage();
  const id = subjectNode(problem);
  const node = useDocument((document) => (id === null ? "" : (document.graph.nodes[id]?.label ?? id)));
  const { found, expected } = problem;
  const { kind } = failureCodes[problem.code];
  const detail = withDetail.has(kind) ? text("inspector.foundExpected", { found, expected }) : null;
  return (
    <>
      {placedText(language, problem, node)}
      {detail !== null && language === "en" && <span className="run-notice-detail">{detail}</span>}
      {detail !== null && language !== "en" && !isCase(problem) && (
        <details className="run-notice-detail" lang="en">
          <summary lang={language}>{text("dashboards.technicalDetails")}</summary>
          {failureWordsText(problem)}
        </details>
      )}
    </>
  );
}

/** Kinds of which the engine says more than the code: which number, which file. */
const withDetail: ReadonlySet<FailureKind> = new Set(["ir", "run", "checkpoint", "model"]);

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
        <Notice severity="error" data-testid="run-failure">
          {hasFailed && <strong>{text("dashboards.failedTitle")} </strong>}
          <ProblemText problem={failure} />
          {hasFailed && step > 0 && ` ${text("dashboards.failedKept")}`}
        </Notice>
      )}
      {warning !== null && (
        <Notice severity="warning" data-testid="run-warning">
          <ProblemText problem={warning} />
        </Notice>
      )}
      {faultCount > 0 && <Notice severity="warning">{text("dashboards.batchesLost", { count: faultCount })}</Notice>}
      {missingRows > 0 && (
        <Notice severity="information">{text("dashboards.missingRows", { count: missingRows })}</Notice>
      )}
      {hasChanged && (
        <Notice severity="information">
          <strong>{text("runs.changedSinceRunTitle")}</strong> {text("runs.changedSinceRunHelp")}
        </Notice>
      )}
    </>
  );
}
