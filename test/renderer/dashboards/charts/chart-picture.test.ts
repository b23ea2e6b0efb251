import { describe, expect, it } from "vitest";
import { PictureMaker, paintPicture } from "../../../../renderer/dashboards/charts/chart-picture";
import type {
  BandSeries,
  ChartSpec,
  LineSeries,
  PointSeries,
} from "../../../../renderer/dashboards/charts/chart-series";
import type { ChartTheme } from "../../../../renderer/dashboards/charts/chart-theme";
import { plotMargin } from "../../../../renderer/dashboards/charts/plot";
import { StatisticTable } from "../../../../renderer/runs";

type Call = readonly [name: string, ...values: readonly unknown[]];

/** A 2D context that notes what is drawn instead of drawing it. */
function recordingContext(): { context: CanvasRenderingContext2D; calls: Call[] } {
  const calls: Call[] = [];
  const target: Record<string, unknown> = {};
  const proxy: unknown = new Proxy(target, {
    get: (held, name) => {
      if (typeof name !== "string") return undefined;
      if (name in held) return held[name];
      return (...values: readonly unknown[]) => {
        calls.push([name, ...values]);
      };
    },
    set: (held, name, value) => {
      if (typeof name === "string") held[name] = value;
      return true;
    },
  });
  return { context: proxy as CanvasRenderingContext2D, calls };
}

const theme: ChartTheme = {
  font: "sans-serif",
  text: "#555",
  line: "#ddd",
  axis: "#888",
  zone: "#efe",
  zoneText: "#080",
  error: "#b00",
  surface: "#fff",
  color: (variable) => variable,
};

function lineSpec(table: StatisticTable, faint: boolean): ChartSpec {
  const series: LineSeries = {
    kind: "line",
    id: "batch",
    label: "Batch",
    color: "--series-1",
    table,
    column: 0,
    faint,
    dashed: false,
    fit: true,
  };
  return {
    series: [series],
    zones: [],
    unit: "number",
    scale: "linear",
    minimum: null,
    maximum: null,
    stepUnit: "step",
  };
}

function paint(spec: ChartSpec, to: number): readonly Call[] {
  const { context, calls } = recordingContext();
  const frame = { width: 658, height: 200, density: 1, spec, range: { from: 0, to }, stepsPerEpoch: 100 };
  paintPicture(context, new PictureMaker().make(frame), theme);
  return calls;
}

const plotWidth = 658 - plotMargin.left - plotMargin.right;
const rows = (calls: readonly Call[], name: string): readonly Call[] => calls.filter(([called]) => called === name);

describe("a chart's picture", () => {
  it("draws a million records as one minimum-to-maximum bar a pixel column", () => {
    const table = new StatisticTable(["figure"], 2 ** 20);
    for (let step = 0; step < 1_000_000; step += 1) table.append(step, 1, [[Math.sin(step) + step / 1e6]], 0);
    const bars = rows(paint(lineSpec(table, true), 1_000_000), "rect").filter(([, , , width]) => width === 1);
    expect(bars).toHaveLength(plotWidth);
    const heights = bars.map(([, , , , height]) => Number(height));
    // A sine's full swing in every column: two of at most four units of the axis.
    expect(Math.min(...heights)).toBeGreaterThan(0.4 * (200 - plotMargin.top - plotMargin.bottom));
  });

  it("draws few records as a line through each, from left to right", () => {
    const table = new StatisticTable(["figure"], 64);
    for (let step = 0; step <= 10; step += 1) table.append(step, 1, [[step * step]], 0);
    const calls = paint(lineSpec(table, true), 10);
    const clip = calls.findIndex(([name]) => name === "clip");
    const line = calls.slice(clip).filter(([name]) => name === "moveTo" || name === "lineTo");
    expect(line).toHaveLength(11);
    expect(line[0]?.[1]).toBeCloseTo(plotMargin.left);
    expect(line[10]?.[1]).toBeCloseTo(plotMargin.left + plotWidth);
    const heights = line.map(([, , y]) => Number(y));
    for (let index = 1; index < 11; index += 1) {
      expect(heights[index]).toBeLessThan(heights[index - 1] ?? 0);
    }
  });

  it("marks parts of a step only on an axis that has none", () => {
    const table = new StatisticTable(["figure"], 64);
    for (const step of [0, 0.2, 0.4]) table.append(step, 1, [[1]], 0);
    const spec = lineSpec(table, false);
    const across = (chart: ChartSpec) =>
      rows(paint(chart, 0.4), "fillText")
        .filter(([, , , y]) => Number(y) > 200 - plotMargin.bottom)
        .map(([, words]) => words);
    expect(across(spec)).toEqual(["0"]);
    const axis = { label: "Size", from: 0, to: 0.4, textAt: String };
    expect(across({ ...spec, axis })).toEqual(["0", "0.05", "0.10", "0.15", "0.20", "0.25", "0.30", "0.35", "0.40"]);
  });

  it("breaks the line at NaN and marks the place along the top", () => {
    const table = new StatisticTable(["figure"], 64);
    for (const [step, value] of [1, 2, Number.NaN, 3, 4].entries()) table.append(step, 1, [[value]], 0);
    const calls = paint(lineSpec(table, false), 4);
    const clip = calls.findIndex(([name]) => name === "clip");
    const drawn = calls.slice(clip);
    expect(rows(drawn, "moveTo")).toHaveLength(2);
    const marks = rows(drawn, "rect");
    expect(marks).toHaveLength(1);
    expect(marks[0]?.[1]).toBeCloseTo(plotMargin.left + plotWidth / 2 - 1);
  });

  it("draws a band in one piece where some pixel columns hold no record, and breaks it at NaN", () => {
    const band = (values: (step: number) => readonly [number, number]): readonly Call[] => {
      const table = new StatisticTable(["low", "high"], 2 ** 12);
      // More records than columns, close together at first and more than a column apart later.
      for (let step = 0; step < 600; step += 1)
        table.append(
          step,
          1,
          values(step).map((value) => [value]),
          0,
        );
      for (let step = 600; step <= 6_000; step += 11)
        table.append(
          step,
          1,
          values(step).map((value) => [value]),
          0,
        );
      const series: BandSeries = {
        kind: "band",
        id: "band",
        label: "Band",
        color: "--series-1",
        table,
        lowColumn: 0,
        highColumn: 1,
        opacity: 0.3,
        fit: true,
      };
      const calls = paint({ ...lineSpec(table, false), series: [series] }, 6_000);
      return rows(calls.slice(calls.findIndex(([name]) => name === "clip")), "closePath");
    };
    expect(band(() => [-1, 1])).toHaveLength(1);
    expect(band((step) => (step > 3_000 && step < 3_400 ? [Number.NaN, Number.NaN] : [-1, 1]))).toHaveLength(2);
  });

  it("draws the marks of points whole at the ends of the axes, and none beyond them", () => {
    const marks: PointSeries = {
      kind: "points",
      id: "epoch",
      label: "Epoch",
      color: "--series-1",
      steps: [0, 5, 10, 11],
      values: [0, 1, 2, 1],
      marker: "dot",
      joined: true,
      fit: true,
    };
    const calls = paint({ ...lineSpec(new StatisticTable(["loss"], 64), false), series: [marks] }, 10);
    const places = rows(calls, "arc").map(([, x]) => Number(x));
    expect(places).toEqual([plotMargin.left, plotMargin.left + plotWidth / 2, plotMargin.left + plotWidth]);
    const clips = calls
      .filter((_, index) => calls[index + 1]?.[0] === "clip")
      .map(([, left, , width]) => [left, width]);
    expect(clips).toEqual([
      [plotMargin.left, plotWidth],
      [plotMargin.left - 4, plotWidth + 8],
    ]);
  });

  it("labels its axes even before the first figure", () => {
    const labels = rows(paint(lineSpec(new StatisticTable(["figure"], 64), false), 16), "fillText").map(
      ([, label]) => label,
    );
    expect(labels).toContain("0");
    expect(labels.length).toBeGreaterThan(4);
  });
});
