import { describe, expect, it } from "vitest";
import type { EpochSummary } from "../../../engine/contract";
import { emptyGraph, type Graph } from "../../../engine/model";
import { ChartGroup, type ChartSpec, nearestIndex, readSeries, tableSteps } from "../../../renderer/dashboards/charts";
import { accuracyFigures, curveSeries, lossFigures } from "../../../renderer/dashboards/curve-series";
import type { CurveSettings } from "../../../renderer/dashboards/curve-settings";
import {
  distributionChart,
  isChartDefined,
  layerChartSpec,
  layerCharts,
} from "../../../renderer/dashboards/layer-charts";
import { upstreamMeasured } from "../../../renderer/dashboards/upstream-probe";
import { type Text, textIn } from "../../../renderer/i18n";
import { StatisticTable } from "../../../renderer/runs";
import { statisticNames } from "../../support/declared-stream";

const text: Text = (key, values) => textIn("en", key, values);
const settings: CurveSettings = { stepUnit: "epoch", scale: "linear", smoothing: 10, fitsBatches: false };

function lossTable(losses: readonly number[]): StatisticTable {
  const table = new StatisticTable(["loss", "accuracy"], 1024);
  losses.forEach((loss, step) => {
    table.append(step, 1, [[loss], [Number.NaN]], 0);
  });
  return table;
}

function epoch(number: number, figures: Partial<EpochSummary> = {}): EpochSummary {
  return {
    epoch: number,
    loss: 1 / number,
    accuracy: null,
    validation_loss: null,
    validation_accuracy: null,
    rows_per_second: 1,
    steps: number * 10,
    learning_rate: 0.1,
    validation_metrics: [],
    training_metrics: [],
    ...figures,
  };
}

const noMetrics = {
  accuracy: null,
  precision: null,
  recall: null,
  f1: null,
  auc: null,
  confusion: [],
  r_squared: null,
  root_mean_squared_error: null,
  mean_absolute_error: null,
};

describe("the series of a training curve", () => {
  const ids = (epochs: readonly EpochSummary[], chosen: CurveSettings = settings): readonly string[] =>
    curveSeries(lossTable([1]), 0, { epochs, graph: emptyGraph }, lossFigures, chosen, text).map((series) => series.id);

  it("are what there is: epochs after the first, validation only where rows validate, smoothing when on", () => {
    expect(ids([])).toEqual(["batch", "smooth"]);
    expect(ids([epoch(1)])).toEqual(["batch", "smooth", "epoch"]);
    expect(ids([epoch(1, { validation_loss: 0.5 })])).toEqual(["batch", "smooth", "epoch", "validation"]);
    expect(ids([epoch(1)], { ...settings, smoothing: 0 })).toEqual(["batch", "epoch"]);
  });

  it("put the training rows in inference mode beside training, each output's loss by its weight", () => {
    const node = (id: string, weight: number) => ({
      [id]: { id, kind: "output", label: id, parameters: { weight }, bypassed: false },
    });
    const graph: Graph = { nodes: { ...node("a", 2), ...node("b", 0.5) }, wires: {} };
    const evaluated = epoch(1, {
      training_metrics: [
        { ...noMetrics, node: "a", loss: 0.25 },
        { ...noMetrics, node: "b", loss: 3, accuracy: 0.5 },
      ],
    });
    const read = (figures: typeof lossFigures, graphOfRun: Graph) =>
      curveSeries(lossTable([1]), 0, { epochs: [evaluated], graph: graphOfRun }, figures, settings, text).find(
        ({ id }) => id === "evaluated",
      );
    expect(read(lossFigures, graph)).toMatchObject({ values: [2], steps: [10] });
    expect(read(lossFigures, emptyGraph)).toMatchObject({ values: [3.25] });
    expect(read(accuracyFigures, graph)).toMatchObject({ values: [0.5] });
    expect(ids([epoch(1)])).not.toContain("evaluated");
  });

  it("keep the line of single batches in sight under the smooth one", () => {
    const [batch, smooth] = curveSeries(
      lossTable([1]),
      0,
      { epochs: [], graph: emptyGraph },
      lossFigures,
      settings,
      text,
    );
    expect(batch).toMatchObject({ kind: "line", faint: true, fit: false });
    expect(smooth).toMatchObject({ kind: "mean", window: 10, fit: true });
    const [alone] = curveSeries(
      lossTable([1]),
      0,
      { epochs: [], graph: emptyGraph },
      lossFigures,
      { ...settings, smoothing: 0 },
      text,
    );
    expect(alone).toMatchObject({ fit: true });
  });

  it("stand at the steps at which their epochs ended, without those that have no figure", () => {
    const epochs = [epoch(1, { accuracy: 0.5 }), epoch(2), epoch(3, { accuracy: 0.75 })];
    const series = curveSeries(lossTable([1]), 1, { epochs, graph: emptyGraph }, accuracyFigures, settings, text);
    expect(series.find((each) => each.id === "epoch")).toMatchObject({ steps: [10, 30], values: [0.5, 0.75] });
  });
});

describe("reading a series", () => {
  const table = lossTable([4, 2, 6, 8]);
  it("gives the newest figure, or the one nearest the crosshair", () => {
    const [batch, smooth] = curveSeries(
      table,
      0,
      { epochs: [], graph: emptyGraph },
      lossFigures,
      { ...settings, smoothing: 2 },
      text,
    );
    if (batch === undefined || smooth === undefined) throw new Error("Two series were asked for.");
    expect(readSeries(batch, null)).toEqual([8]);
    expect(readSeries(batch, 1.4)).toEqual([2]);
    expect(readSeries(smooth, null)).toEqual([7]);
    expect(readSeries(smooth, 1)).toEqual([3]);
  });

  it("gives nothing where nothing was recorded", () => {
    const [batch] = curveSeries(lossTable([]), 0, { epochs: [], graph: emptyGraph }, lossFigures, settings, text);
    expect(batch && readSeries(batch, null)).toEqual([]);
  });

  it("finds the nearest point, the earlier of two equally near", () => {
    expect([-5, 4, 5, 6, 99].map((step) => nearestIndex([0, 10, 20], step))).toEqual([0, 0, 0, 1, 2]);
    expect(nearestIndex([], 3)).toBe(-1);
  });
});

describe("the table of a chart", () => {
  const spec = (epochs: readonly EpochSummary[], count: number): ChartSpec => ({
    series: curveSeries(
      lossTable(new Array<number>(count).fill(1)),
      0,
      { epochs, graph: emptyGraph },
      lossFigures,
      settings,
      text,
    ),
    zones: [],
    unit: "number",
    scale: "linear",
    minimum: null,
    maximum: null,
    stepUnit: "step",
  });

  it("has a row an epoch, or evenly spread records while there is none", () => {
    expect(tableSteps(spec([epoch(1), epoch(2)], 50), 100)).toEqual([10, 20]);
    expect(tableSteps(spec([], 5), 100)).toEqual([0, 1, 2, 3, 4]);
    const many = tableSteps(spec([], 900), 100);
    expect(many).toHaveLength(100);
    expect([many[0], many.at(-1)]).toEqual([0, 899]);
    expect(tableSteps(spec([], 0), 100)).toEqual([]);
  });
});

describe("the charts of a layer", () => {
  function layerTable(names: readonly string[]): StatisticTable {
    const table = new StatisticTable(statisticNames, 64);
    table.append(
      0,
      1,
      statisticNames.map((name) => [names.includes(name) ? 0.5 : Number.NaN]),
      0,
    );
    return table;
  }

  it("are those that its operation defines, with only its own lines", () => {
    const table = layerTable(["percentile_50", "percentile_15", "percentile_85", "dead", "gradient_norm"]);
    const shown = layerCharts.filter((chart) => isChartDefined(chart, table));
    expect(shown.map((chart) => chart.id)).toEqual(["saturation", "gradient"]);
    const defined = new Set(["percentile_50", "percentile_15", "percentile_85", "dead", "gradient_norm"]);
    const [saturation] = shown;
    if (saturation === undefined) throw new Error("A chart is missing.");
    expect(layerChartSpec(saturation, table, defined, "step", text).series.map((series) => series.id)).toEqual([
      "dead",
    ]);
    const distribution = layerChartSpec(distributionChart("layer"), table, defined, "step", text);
    expect(distribution.series.map((series) => series.id)).toEqual(["percentile_15", "percentile_50"]);
  });

  it("draw every statistic that changes over time, each in one chart only, and only statistics there are", () => {
    const drawn = [...layerCharts, distributionChart("layer"), distributionChart("unit")].flatMap((chart) => [
      ...chart.lines.map((line) => line.statistic),
      ...(chart.bands ?? []).flatMap((band) => [band.low, band.high]),
    ]);
    expect(new Set(drawn).size).toBe(drawn.length);
    for (const name of drawn) expect(statisticNames).toContain(name);
  });
});

describe("the layer before a layer", () => {
  const wire = (from: string, to: string) => ({
    id: `${from}-${to}`,
    from: { node: from, port: "output" },
    to: { node: to, port: "input" },
  });
  const graphOf = (...pairs: readonly (readonly [string, string])[]) => ({
    nodes: {},
    wires: Object.fromEntries(pairs.map(([from, to]) => [`${from}-${to}`, wire(from, to)])),
  });
  const measured = (node: string): boolean => node !== "bypassed";

  it("is the nearest that was measured, through bypassed ones", () => {
    expect(upstreamMeasured(graphOf(["a", "bypassed"], ["bypassed", "b"]), "b", measured)).toBe("a");
  });

  it("is unknown at the start, at a fork, and in a ring of bypassed nodes", () => {
    expect(upstreamMeasured(graphOf(["a", "b"]), "a", measured)).toBeNull();
    expect(upstreamMeasured(graphOf(["a", "c"], ["b", "c"]), "c", measured)).toBeNull();
    expect(upstreamMeasured(graphOf(["bypassed", "b"], ["b", "bypassed"]), "b", measured)).toBeNull();
  });
});

describe("charts of one panel", () => {
  it("share the crosshair and the zoom, and hear of each change once", () => {
    const group = new ChartGroup();
    let told = 0;
    group.subscribe(() => {
      told += 1;
    });
    group.point(5);
    group.point(5);
    group.zoom({ from: 10, to: 20 });
    expect(told).toBe(2);
    expect(group.cursor).toBe(5);
    expect(group.range).toEqual({ from: 10, to: 20 });
    group.zoom({ from: 10, to: 11 });
    expect(group.range).toEqual({ from: 10, to: 20 });
    group.zoom(null);
    expect(group.range).toBeNull();
  });
});
