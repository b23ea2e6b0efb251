import { type ReactNode, useMemo, useState } from "react";
import type { NodeId } from "../../engine/model";
import { useDocument } from "../document";
import { figureText, isMessageKey, type MessageKey, useText } from "../i18n";
import { isActive, type ProbeStatistics, type StatisticTable, useRun, useShownRun } from "../runs";
import { Segmented } from "../ui";
import { Chart } from "./chart";
import { ChartGroup } from "./charts";
import { useCurveSettings } from "./curve-settings";
import {
  distributionChart,
  heatChartSpec,
  isChartDefined,
  type LayerChart,
  layerChartSpec,
  layerCharts,
  seriesUnit,
} from "./layer-charts";
import { LayerHistogram, type NamedDistribution } from "./layer-histogram";
import { upstreamMeasured } from "./upstream-probe";
import { useStatisticsTick } from "./use-statistics-tick";
import "./layer-panel.css";

export interface LayerPanelProps {
  /** Node to look into; null asks the person to select one. */
  readonly node: NodeId | null;
}

/** What happens inside one layer over the run: only the charts and figures that its kind of operation defines. */
export function LayerPanel({ node }: LayerPanelProps) {
  const text = useText();
  const { statistics } = useShownRun();
  useStatisticsTick(4);
  useRun((run) => run.hasBegun);
  const label = useDocument((document) => (node === null ? null : (document.graph.nodes[node]?.label ?? node)));
  const [chosenProbe, setChosenProbe] = useState<string | null>(null);
  const places = node === null ? [] : statistics.probesOf(node);
  const place = places.find((each) => String(each.index) === chosenProbe) ?? places.at(-1) ?? null;
  return (
    <section
      className="layer-panel"
      data-testid="layer-panel"
      data-node={node ?? undefined}
      aria-label={text("dashboards.layerPanel", { label: label ?? "" })}
    >
      {place === null || place.table.length === 0 ? (
        <LayerEmpty node={node} label={label} isMeasured={place !== null} />
      ) : (
        <>
          <header className="layer-panel-head">
            <h2 className="layer-panel-title">{label}</h2>
            <span>{text("dashboards.layerFeatures", { count: place.probe.features })}</span>
            <LatestStep place={place} />
            {places.length > 1 && (
              <Segmented
                label={text("dashboards.layerPanel", { label: label ?? "" })}
                value={String(place.index)}
                choices={places.map((each) => ({ value: String(each.index), label: each.probe.op }))}
                onChange={setChosenProbe}
              />
            )}
          </header>
          <LayerCharts key={place.index} place={place} label={label ?? place.probe.node} />
          <LayerFigures place={place} />
        </>
      )}
    </section>
  );
}

function LayerEmpty({ node, label, isMeasured }: { node: NodeId | null; label: string | null; isMeasured: boolean }) {
  const text = useText();
  const state = useRun((run) => run.state);
  const snapshot = useRun((run) => run.snapshot);
  let hint: Parameters<typeof text>[0] = "dashboards.layerUntrained";
  if (node === null) hint = "dashboards.layerNone";
  else if (snapshot !== null && !snapshot.training.statistics && state !== "idle")
    hint = "dashboards.layerStatisticsOff";
  else if (snapshot?.graph.nodes[node] && !isMeasured && state !== "starting") hint = "dashboards.layerNothing";
  else if (isActive(state) && (isMeasured || state === "starting")) hint = "dashboards.layerWaiting";
  else if (snapshot !== null && state !== "idle") hint = "dashboards.layerNotInRun";
  return (
    <div className="dashboard-empty">
      {label !== null && <strong>{label}</strong>}
      {text(hint)}
    </div>
  );
}

function LatestStep({ place }: { readonly place: ProbeStatistics }) {
  const text = useText();
  const step = place.table.step(place.table.length - 1);
  return <span className="layer-panel-step">{text("dashboards.recordedAt", { step })}</span>;
}

type DistributionView = "layer" | "unit" | "heat";
const DISTRIBUTION_VIEWS: readonly DistributionView[] = ["layer", "heat", "unit"];
const viewText = {
  layer: "dashboards.bands",
  heat: "dashboards.heat",
  unit: "dashboards.oneUnit",
} as const satisfies Record<DistributionView, MessageKey>;

function LayerCharts({ place, label }: { readonly place: ProbeStatistics; readonly label: string }) {
  const text = useText();
  const stepUnit = useCurveSettings((settings) => settings.stepUnit);
  const [group] = useState(() => new ChartGroup());
  const [of, setOf] = useState<DistributionView>("layer");
  const distributions = useDistributions(place, label);
  const own = useMemo(() => [{ id: String(place.index), label, place }], [place, label]);
  const { table } = place;
  const hasUnit = table.isDefined(table.column("unit_percentile_50"));
  const shown = layerCharts.filter((chart) => isChartDefined(chart, table));
  return (
    <div className="layer-panel-charts">
      {table.isDefined(table.column("percentile_50")) && (
        <DistributionChart
          place={place}
          group={group}
          stepUnit={stepUnit}
          controls={
            <Segmented
              label={text("dashboards.distribution")}
              value={of}
              choices={DISTRIBUTION_VIEWS.filter((view) => view !== "unit" || hasUnit).map((view) => ({
                value: view,
                label: text(viewText[view]),
              }))}
              onChange={setOf}
              data-testid="distribution-view"
            />
          }
          of={of === "unit" && !hasUnit ? "layer" : of}
        />
      )}
      <LayerHistogram distributions={distributions} of="value" />
      {table.isDefined(table.column("gradient_norm")) && <LayerHistogram distributions={own} of="gradient" />}
      {shown.map((chart) => (
        <OneChart key={chart.id} chart={chart} place={place} group={group} stepUnit={stepUnit} />
      ))}
    </div>
  );
}

interface DistributionChartProps extends Omit<OneChartProps, "chart"> {
  readonly of: DistributionView;
}

/** How the layer's values are spread over the run: percentile bands, whole histograms, or one unit alone. */
function DistributionChart({ of, ...rest }: DistributionChartProps) {
  const text = useText();
  const { place, group, stepUnit, controls } = rest;
  const spec = useMemo(() => heatChartSpec(place, stepUnit, text), [place, stepUnit, text]);
  if (of !== "heat") return <OneChart chart={distributionChart(of)} {...rest} />;
  return (
    <Chart
      title={text("dashboards.distribution")}
      explanation={text("dashboards.heatExplanation")}
      spec={spec}
      group={group}
      controls={controls}
      data-testid="layer-chart-distribution"
    />
  );
}

interface OneChartProps {
  readonly chart: LayerChart;
  readonly place: ProbeStatistics;
  readonly group: ChartGroup;
  readonly stepUnit: "step" | "epoch";
  readonly controls?: ReactNode;
}

function OneChart({ chart, place, group, stepUnit, controls }: OneChartProps) {
  const text = useText();
  const { table } = place;
  // A column becomes defined with its first figure: only then are there more series to draw.
  const defined = definedStatistics(table).join(" ");
  const spec = useMemo(
    () => layerChartSpec(chart, table, new Set(defined.split(" ")), stepUnit, text),
    [chart, table, stepUnit, text, defined],
  );
  return (
    <Chart
      title={text(chart.title)}
      {...(chart.qualifier !== undefined && { qualifier: text(chart.qualifier) })}
      explanation={text(chart.explanation)}
      spec={spec}
      group={group}
      controls={controls}
      data-testid={`layer-chart-${chart.id}`}
    />
  );
}

/** The layer's own distribution; for a normalization also the one that arrives at it. */
function useDistributions(place: ProbeStatistics, label: string): readonly NamedDistribution[] {
  const text = useText();
  const { statistics } = useShownRun();
  const graph = useRun((run) => run.snapshot?.graph ?? null);
  return useMemo(() => {
    const own = { id: String(place.index), label, place };
    if (place.probe.op !== "batch_norm" || graph === null) return [own];
    const source = upstreamMeasured(graph, place.probe.node, (node) => statistics.probesOf(node).length > 0);
    const before = source === null ? undefined : statistics.probesOf(source).at(-1);
    if (source === null || before === undefined) return [own];
    const sourceLabel = graph.nodes[source]?.label ?? source;
    return [
      { id: String(before.index), label: text("dashboards.histogramBefore", { label: sourceLabel }), place: before },
      { ...own, label: text("dashboards.histogramAfter", { label }) },
    ];
  }, [place, label, graph, statistics, text]);
}

/** Names of the statistics that are defined somewhere in a table. */
function definedStatistics(table: StatisticTable): readonly string[] {
  return table.names.filter((name) => table.isDefined(table.column(name)));
}

function LayerFigures({ place }: { readonly place: ProbeStatistics }) {
  const text = useText();
  const { table } = place;
  return (
    <section className="layer-figures" aria-label={text("dashboards.figures")}>
      <h3 className="chart-title">{text("dashboards.figures")}</h3>
      <dl>
        {definedStatistics(table).map((name) => (
          <Figure key={name} name={name} value={table.latest(table.column(name))} />
        ))}
      </dl>
    </section>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: number }) {
  const text = useText();
  const { statistics } = useShownRun();
  const key = `dashboards.stat.${name}`;
  return (
    <div className="layer-figure" data-broken={!Number.isFinite(value)}>
      {/* A run of another version may have statistics that have no text here. */}
      <dt>{isMessageKey(key) ? text(key) : name}</dt>
      <dd data-testid={`stat-${name}`}>{figureText(value, seriesUnit(statistics.layerSeries(name)))}</dd>
    </div>
  );
}
