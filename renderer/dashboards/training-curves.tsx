import { useMemo, useState } from "react";
import { emptyGraph } from "../../engine/model";
import { type MessageKey, useText } from "../i18n";
import { type StatisticTable, useRun, useShownRun } from "../runs";
import { Segmented, Tooltip } from "../ui";
import { Chart } from "./chart";
import { ChartGroup, type ChartSpec } from "./charts";
import { type ComparedRun, comparedSeries, useComparedRuns } from "./compared-curves";
import { accuracyFigures, type CurveFigures, curveSeries, lossFigures } from "./curve-series";
import { smoothingStops, useCurveSettings } from "./curve-settings";
import { RunList } from "./run-list";
import { RunNotices } from "./run-notices";
import { hasScaledLoss } from "./scaled-loss";
import { useStatisticsTick } from "./use-statistics-tick";
import "./training-curves.css";

/** Loss and accuracy of the run as it goes: every batch, its smooth mean, epochs and validation. */
export function TrainingCurves() {
  const text = useText();
  const { statistics } = useShownRun();
  const state = useRun((run) => run.state);
  // A new run brings a new table; the tick also notices when its first figures arrive.
  useStatisticsTick(2);
  useRun((run) => run.hasBegun);
  const table = statistics.steps;
  const compared = useComparedRuns(text);
  const [group] = useState(() => new ChartGroup());
  const snapshot = useRun((run) => run.snapshot);
  const isScaled = useMemo(() => snapshot !== null && hasScaledLoss(snapshot.graph, snapshot.data), [snapshot]);
  const hasAccuracy = table.length === 0 || table.isDefined(table.column("accuracy"));
  if (table.length === 0 && (state === "idle" || state === "starting" || state === "failed")) {
    return (
      <section className="training-curves" aria-label={text("dashboards.curves")}>
        <RunList />
        <RunNotices />
        <div className="dashboard-empty">
          <strong>{text(state === "starting" ? "dashboards.statusStarting" : "dashboards.emptyTitle")}</strong>
          {text(state === "starting" ? "dashboards.starting" : "dashboards.emptyHint")}
        </div>
      </section>
    );
  }
  return (
    <section className="training-curves" aria-label={text("dashboards.curves")}>
      <RunList />
      <RunNotices />
      <div className="training-curves-charts">
        <Curve
          table={table}
          series="loss"
          compared={compared}
          figures={lossFigures}
          title={isScaled ? "dashboards.scaledLoss" : "dashboards.loss"}
          explanation={isScaled ? "dashboards.scaledLossExplanation" : "dashboards.lossExplanation"}
          isShare={false}
          group={group}
          testId="loss-chart"
        />
        {hasAccuracy && (
          <Curve
            table={table}
            series="accuracy"
            compared={compared}
            figures={accuracyFigures}
            title="dashboards.accuracy"
            explanation="dashboards.accuracyExplanation"
            isShare={true}
            group={group}
            testId="accuracy-chart"
          />
        )}
      </div>
    </section>
  );
}

interface CurveProps {
  readonly table: StatisticTable;
  /** Name of the series of batches. */
  readonly series: string;
  readonly compared: readonly ComparedRun[];
  readonly figures: CurveFigures;
  readonly title: MessageKey;
  readonly explanation: MessageKey;
  readonly isShare: boolean;
  readonly group: ChartGroup;
  readonly testId: string;
}

function Curve({ table, series, compared, figures, title, explanation, isShare, group, testId }: CurveProps) {
  const text = useText();
  const column = table.column(series);
  const epochs = useRun((run) => run.epochSummaries);
  const graph = useRun((run) => run.snapshot?.graph) ?? emptyGraph;
  const settings = useCurveSettings();
  const name = text("runs.name", { number: useShownRun().number });
  const spec = useMemo<ChartSpec>(
    () => ({
      series: [
        ...curveSeries(table, column, { epochs, graph }, figures, settings, text).map((one) => ({ ...one, run: name })),
        ...compared.flatMap((one) => comparedSeries(one, series, figures, settings, text)),
      ],
      zones: [],
      unit: isShare ? "share" : "number",
      scale: isShare ? "linear" : settings.scale,
      minimum: null,
      maximum: null,
      stepUnit: settings.stepUnit,
    }),
    [table, column, epochs, graph, figures, settings, text, isShare, compared, name, series],
  );
  return <Chart title={text(title)} explanation={text(explanation)} spec={spec} group={group} data-testid={testId} />;
}

/** How the curves are drawn: axis, smoothing, scale. Nothing until there are curves. */
export function CurveControls() {
  const text = useText();
  const { statistics } = useShownRun();
  useStatisticsTick(2);
  useRun((run) => run.hasBegun);
  const { stepUnit, scale, smoothing, fitsBatches } = useCurveSettings();
  if (statistics.steps.length === 0) return null;
  const stop = Math.max(0, smoothingStops.indexOf(smoothing));
  const smoothingText =
    smoothing === 0 ? text("dashboards.smoothingOff") : text("dashboards.smoothingSteps", { count: smoothing });
  return (
    <div className="curve-controls">
      <Segmented
        label={text("dashboards.axis")}
        value={stepUnit}
        choices={[
          { value: "epoch", label: text("dashboards.epoch") },
          { value: "step", label: text("dashboards.step") },
        ]}
        onChange={(value) => useCurveSettings.setState({ stepUnit: value })}
      />
      <label className="curve-smoothing">
        {text("dashboards.smoothing")}
        <input
          type="range"
          min={0}
          max={smoothingStops.length - 1}
          value={stop}
          aria-valuetext={smoothingText}
          onChange={(event) =>
            useCurveSettings.setState({ smoothing: smoothingStops[Number(event.target.value)] ?? 0 })
          }
        />
        <span className="curve-smoothing-text" aria-hidden="true">
          {smoothingText}
        </span>
      </label>
      <Tooltip text={text("dashboards.logarithmicHelp")}>
        <label className="checkbox">
          <input
            type="checkbox"
            checked={scale === "log"}
            onChange={(event) => useCurveSettings.setState({ scale: event.target.checked ? "log" : "linear" })}
          />
          {text("dashboards.logarithmic")}
        </label>
      </Tooltip>
      <Tooltip text={text("dashboards.wholeLineHelp")}>
        <label className="checkbox">
          <input
            type="checkbox"
            checked={fitsBatches}
            onChange={(event) => useCurveSettings.setState({ fitsBatches: event.target.checked })}
          />
          {text("dashboards.wholeLine")}
        </label>
      </Tooltip>
    </div>
  );
}
