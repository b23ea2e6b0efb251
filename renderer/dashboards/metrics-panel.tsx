import { useMemo, useState } from "react";
import type { OutputMetrics } from "../../engine/contract";
import { classNames } from "../../engine/drawing";
import { useDocument } from "../document";
import { figureText, useText } from "../i18n";
import { useRun } from "../runs";
import { Segmented } from "../ui";
import { Chart } from "./chart";
import { ChartGroup, type ChartSpec } from "./charts";
import { ConfusionMatrix } from "./confusion-matrix";
import { useCurveSettings } from "./curve-settings";
import {
  bestEpoch,
  bestFigures,
  definedColumns,
  type EpochMetrics,
  type MetricColumn,
  type MetricRows,
  measuredOutputs,
  metricsByEpoch,
} from "./metric-figures";
import { RunNotices } from "./run-notices";
import { TestRows } from "./test-rows";
import "./metrics-panel.css";

/** Most epochs in the table; the best one is always there. */
const epochsShown = 200;

/** What every output's metrics came to, epoch by epoch; who was taken for whom; and the learning rate's way. */
export function MetricsPanel() {
  const text = useText();
  const epochs = useRun((run) => run.epochSummaries);
  const hasRun = useRun((run) => run.epochs > 0);
  const testRows = useRun((run) => run.testRows);
  const [wantedRows, setRows] = useState<MetricRows | "test">("validation");
  const [wantedOutput, setOutput] = useState<string | null>(null);
  const measured = (["validation", "training"] as const).filter((rows) => measuredOutputs(epochs, rows).length > 0);
  const rowChoices = testRows > 0 ? ([...measured, "test"] as const) : measured;
  const rows = rowChoices.find((choice) => choice === wantedRows) ?? rowChoices[0] ?? "validation";
  const outputs = measuredOutputs(epochs, rows === "test" ? (measured[0] ?? "validation") : rows);
  const output = outputs.find((node) => node === wantedOutput) ?? outputs[0] ?? null;
  const labels = useDocument((document) => document.graph.nodes);
  if (epochs.length === 0) {
    return (
      <section className="metrics-panel" aria-label={text("dashboards.metrics")}>
        <RunNotices />
        <div className="dashboard-empty">
          <strong>{text(hasRun ? "dashboards.metricsWaiting" : "dashboards.emptyTitle")}</strong>
          {text("dashboards.metricsHint")}
        </div>
      </section>
    );
  }
  return (
    <section className="metrics-panel" aria-label={text("dashboards.metrics")} data-testid="metrics-panel">
      <RunNotices />
      <div className="metrics-columns" data-rows={rows}>
        {output === null && rows !== "test" ? (
          <p className="metrics-none">{text("dashboards.metricsNoValidation")}</p>
        ) : (
          <div className="metrics-figures">
            <div className="metrics-choices">
              {outputs.length > 1 && (
                <Segmented
                  label={text("dashboards.metricsOutput")}
                  value={output ?? ""}
                  choices={outputs.map((node) => ({ value: node, label: labels[node]?.label ?? node }))}
                  onChange={setOutput}
                  data-testid="metrics-output"
                />
              )}
              {rowChoices.length > 1 && (
                <Segmented
                  label={text("dashboards.metricsRows")}
                  value={rows}
                  choices={rowChoices.map((value) => ({ value, label: text(`dashboards.rows.${value}`) }))}
                  onChange={setRows}
                  data-testid="metrics-rows"
                />
              )}
              {rowChoices.length <= 1 && <span className="metrics-rows">{text(`dashboards.rows.${rows}`)}</span>}
            </div>
            {rows === "test" ? (
              <TestRows output={output} />
            ) : (
              output !== null && <OutputFigures key={`${output} ${rows}`} output={output} rows={rows} />
            )}
          </div>
        )}
        {rows !== "test" && <LearningRateChart />}
      </div>
    </section>
  );
}

/** The table of one output, and the confusion matrix of the epoch chosen in it: the newest, until another is. */
function OutputFigures({ output, rows }: { readonly output: string; readonly rows: MetricRows }) {
  const text = useText();
  const epochs = useRun((run) => run.epochSummaries);
  const outcome = useRun((run) => run.outcome);
  const snapshot = useRun((run) => run.snapshot);
  const profile = useDocument((document) => document.profile);
  const names = useMemo(() => snapshot && classNames(snapshot, profile, output), [snapshot, profile, output]);
  const [chosen, setChosen] = useState<number | "end" | null>(null);
  const measured = useMemo(() => metricsByEpoch(epochs, rows, output), [epochs, rows, output]);
  const best = bestEpoch(epochs, outcome);
  const end = rows === "validation" ? outcome?.validation?.metrics.find(({ node }) => node === output) : undefined;
  const shown =
    chosen !== null && chosen !== "end"
      ? measured.find(({ epoch }) => epoch === chosen)?.metrics
      : (end ?? measured.at(-1)?.metrics);
  const place = chosen !== null && chosen !== "end" ? chosen : end ? null : (measured.at(-1)?.epoch ?? null);
  return (
    <div className="metrics-output">
      <FiguresTable
        measured={measured}
        end={end}
        best={best}
        shown={end && place === null ? "end" : place}
        choose={setChosen}
      />
      {shown && shown.confusion.length > 0 && (
        <ConfusionMatrix
          counts={shown.confusion}
          names={names}
          caption={
            place === null ? text("dashboards.confusionEnd") : text("dashboards.confusionEpoch", { epoch: place })
          }
        />
      )}
    </div>
  );
}

interface FiguresTableProps {
  readonly measured: readonly EpochMetrics[];
  /** Under the parameters the run ended with, where those are not its last epoch's. */
  readonly end: OutputMetrics | undefined;
  readonly best: number | null;
  /** Row whose confusion matrix is shown. */
  readonly shown: number | "end" | null;
  readonly choose: (row: number | "end") => void;
}

/** Newest epoch first; the best one, and what the run ended with, above all. */
function FiguresTable({ measured, end, best, shown, choose }: FiguresTableProps) {
  const text = useText();
  const columns = useMemo(() => definedColumns(measured), [measured]);
  const bests = useMemo(() => bestFigures(columns, measured), [columns, measured]);
  const isScaled = measured.some(({ metrics }) => metrics.scaled_by !== undefined);
  const newest = measured.slice(-epochsShown).reverse();
  const pinned = measured.find(({ epoch }) => epoch === best && !newest.some((row) => row.epoch === epoch));
  const cells = (metrics: OutputMetrics) => <Cells columns={columns} metrics={metrics} bests={bests} />;
  const head = (row: number | "end", label: string, isBest: boolean) => (
    <th scope="row">
      <button type="button" className="metrics-epoch" aria-pressed={shown === row} onClick={() => choose(row)}>
        {label}
        {isBest && <span className="metrics-best">{text("dashboards.best")}</span>}
      </button>
    </th>
  );
  return (
    <div className="metrics-table">
      <table data-testid="metrics-table">
        <caption className="visually-hidden">{text("dashboards.metrics")}</caption>
        <thead>
          <tr>
            <th scope="col">{text("dashboards.epoch")}</th>
            {columns.map(({ id, label }) => (
              <th key={id} scope="col">
                {text(id === "loss" && isScaled ? "dashboards.scaledLoss" : label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {end && (
            <tr data-row="end">
              {head("end", text("dashboards.runEnd"), false)}
              {cells(end)}
            </tr>
          )}
          {[...(pinned ? [pinned] : []), ...newest].map(({ epoch, metrics }) => (
            <tr key={epoch} data-best={epoch === best}>
              {head(epoch, String(epoch), epoch === best)}
              {cells(metrics)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cells(props: {
  readonly columns: readonly MetricColumn[];
  readonly metrics: OutputMetrics;
  readonly bests: ReadonlyMap<string, number>;
}) {
  return props.columns.map(({ id, unit }) => {
    const value = props.metrics[id];
    return (
      <td key={id} data-best={value !== null && value === props.bests.get(id)}>
        {value === null ? "–" : figureText(value, unit)}
      </td>
    );
  });
}

/** The learning rate of each epoch's last step. */
function LearningRateChart() {
  const text = useText();
  const epochs = useRun((run) => run.epochSummaries);
  const stepUnit = useCurveSettings((settings) => settings.stepUnit);
  const [group] = useState(() => new ChartGroup());
  const spec = useMemo<ChartSpec>(
    () => ({
      series: [
        {
          kind: "points",
          id: "learning_rate",
          label: text("dashboards.learningRate"),
          color: "--series-1",
          steps: epochs.map(({ steps }) => steps),
          values: epochs.map(({ learning_rate }) => learning_rate),
          marker: "dot",
          joined: true,
          fit: true,
        },
      ],
      zones: [],
      unit: "number",
      scale: "linear",
      minimum: 0,
      maximum: null,
      stepUnit,
    }),
    [epochs, stepUnit, text],
  );
  return (
    <Chart
      title={text("dashboards.learningRate")}
      explanation={text("dashboards.learningRateExplanation")}
      spec={spec}
      group={group}
      data-testid="learning-rate-chart"
    />
  );
}
