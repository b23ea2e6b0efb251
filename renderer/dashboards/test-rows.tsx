import { useEffect, useMemo } from "react";
import type { OutputMetrics } from "../../engine/contract";
import { classNames } from "../../engine/drawing";
import { useDocument } from "../document";
import { countText, figureText, useLanguage, useText } from "../i18n";
import { isActive, useRun, useShownRun } from "../runs";
import { Button, Notice } from "../ui";
import { ConfusionMatrix } from "./confusion-matrix";
import { type MetricColumn, metricColumnsOf } from "./metric-figures";
import { ProblemText } from "./run-notices";

/** The rows that the shown run kept for a test: what a look at them means, the look, and what was seen. */
export function TestRows({ output }: { readonly output: string | null }) {
  const text = useText();
  const run = useShownRun();
  const rows = useRun((state) => state.testRows);
  const isOver = useRun(({ state }) => !isActive(state));
  const canLook = useRun(({ capabilities, state }) => capabilities.model && state !== "failed");
  const { look, looksBefore, isBusy, problem } = useRun((state) => state.test);
  // Asked anew when the run ends: other runs may have been looked at meanwhile.
  useEffect(() => {
    if (isOver) void run.askTest();
  }, [run, isOver]);
  if (look !== null) return <SeenTest output={output} />;
  const before = looksBefore ?? 0;
  return (
    <div className="test-rows" data-testid="test-rows">
      <p>{text("runs.test.kept", { count: rows })}</p>
      <p>{text("runs.test.meaning")}</p>
      {before > 0 && (
        <Notice severity="warning" data-testid="test-looks">
          {text("runs.test.looked", { count: before })}
        </Notice>
      )}
      {problem !== null && (
        <Notice severity="error" data-testid="test-problem">
          <ProblemText problem={problem} />
        </Notice>
      )}
      {canLook ? (
        <Button
          disabled={!isOver || isBusy || looksBefore === null}
          onClick={() => void run.lookAtTest()}
          data-testid="look-at-test"
        >
          {text(isBusy ? "runs.test.looking" : "runs.test.look")}
        </Button>
      ) : (
        <p className="test-rows-hint">{text("runs.test.recorded")}</p>
      )}
      {canLook && !isOver && <p className="test-rows-hint">{text("runs.test.notOver")}</p>}
    </div>
  );
}

/** What was seen, when, and how far it can be believed. */
function SeenTest({ output }: { readonly output: string | null }) {
  const text = useText();
  const language = useLanguage();
  const look = useRun((state) => state.test.look);
  const snapshot = useRun((state) => state.snapshot);
  const profile = useDocument((document) => document.profile);
  const outputs = look?.evaluation.outputs ?? [];
  const shown = outputs.find(({ node }) => node === output) ?? outputs[0];
  const names = useMemo(
    () => snapshot && shown && classNames(snapshot, profile, shown.node),
    [snapshot, profile, shown],
  );
  if (look === null) return null;
  const { evaluation, looks_before, at_unix_millis } = look;
  return (
    <div className="test-rows is-seen" data-testid="test-figures">
      <div>
        <p>
          {text("runs.test.seen", {
            rows: countText(evaluation.evaluated_rows),
            time: new Date(at_unix_millis).toLocaleString(language),
          })}
        </p>
        {shown && <Figures metrics={shown} />}
        {evaluation.evaluated_rows < evaluation.rows && (
          <p>{text("runs.test.unknown", { count: evaluation.rows - evaluation.evaluated_rows })}</p>
        )}
        {looks_before > 0 ? (
          <Notice severity="warning" quiet data-testid="test-looks">
            {text("runs.test.looked", { count: looks_before })}
          </Notice>
        ) : (
          <p className="test-rows-hint">{text("runs.test.first")}</p>
        )}
      </div>
      {shown && shown.confusion.length > 0 && (
        <ConfusionMatrix counts={shown.confusion} names={names ?? null} caption={text("runs.test.confusion")} />
      )}
    </div>
  );
}

function Figures({ metrics }: { readonly metrics: OutputMetrics }) {
  const text = useText();
  const columns = useMemo(() => metricColumnsOf(metrics), [metrics]);
  const label = ({ id, label }: MetricColumn) =>
    text(id === "loss" && metrics.scaled_by !== undefined ? "dashboards.scaledLoss" : label);
  return (
    <dl className="test-rows-figures">
      {columns.map((column) => (
        <div key={column.id}>
          <dt>{label(column)}</dt>
          <dd data-testid={`test-figure-${column.id}`}>{figureText(metrics[column.id] ?? Number.NaN, column.unit)}</dd>
        </div>
      ))}
    </dl>
  );
}
