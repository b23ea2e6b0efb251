import { describe, expect, it } from "vitest";
import { chartFigure } from "../../../../renderer/dashboards/charts/chart-figure";
import { ChartGroup } from "../../../../renderer/dashboards/charts/chart-group";
import type { ChartSpec, LineSeries } from "../../../../renderer/dashboards/charts/chart-series";
import type { ChartTheme } from "../../../../renderer/dashboards/charts/chart-theme";
import { contourFigure } from "../../../../renderer/dashboards/charts/contour-figure";
import { csvText } from "../../../../renderer/dashboards/charts/csv";
import { FigurePage } from "../../../../renderer/dashboards/charts/figure-page";
import { gridFigure } from "../../../../renderer/dashboards/charts/grid-figure";
import { histogramFigure } from "../../../../renderer/dashboards/charts/histogram-figure";
import { type Text, textIn } from "../../../../renderer/i18n";
import { StatisticTable } from "../../../../renderer/runs";

const text: Text = (key, values) => textIn("en", key, values);

const theme: ChartTheme = {
  font: 'system-ui, "Noto Sans"',
  text: "#555",
  line: "#ddd",
  axis: "#888",
  zone: "#efe",
  zoneText: "#080",
  error: "#b00",
  surface: "#fff",
  color: (variable) => ({ "--series-1": "#0072b2", "--series-2": "#d55e00" })[variable] ?? "#000",
};

const feed = { extent: () => ({ start: 0, end: 10, stepsPerEpoch: 5 }), subscribe: () => () => {} };

function line(values: readonly number[], every: number, rest: Partial<LineSeries> = {}): LineSeries {
  const table = new StatisticTable(["loss"], 64);
  values.forEach((value, index) => {
    table.append(index * every, 1, [[value]], 0);
  });
  const base = { kind: "line", id: "loss", label: "Loss", color: "--series-1", column: 0 } as const;
  return { ...base, table, faint: false, dashed: false, fit: true, ...rest };
}

function specOf(...series: LineSeries[]): ChartSpec {
  return { series, zones: [], unit: "number", scale: "linear", minimum: null, maximum: null, stepUnit: "step" };
}

const lines = (csv: string): readonly string[] => csv.trimEnd().split("\r\n");

describe("a chart as comma-separated values", () => {
  it("has every record of the stretch shown at full precision, a row a step", () => {
    const first = line([0.1, 1 / 3, Number.NaN, 4e-9], 2);
    const second = line([7, 8, 9], 3, { id: "other", label: 'Say "so", twice' });
    const group = new ChartGroup();
    const csv = () => lines(chartFigure(specOf(first, second), group, feed, text).csv());
    const exact = (series: LineSeries, index: number) => String(series.table.value(0, index));
    expect(csv()).toEqual([
      'Epoch,Step,Loss,"Say ""so"", twice"',
      `1,0,${exact(first, 0)},7`,
      `1,2,${exact(first, 1)},`,
      "1,3,,8",
      "1,4,NaN,",
      `2,6,${exact(first, 3)},9`,
    ]);
    group.zoom({ from: 2, to: 4.5 });
    expect(
      csv()
        .slice(1)
        .map((row) => row.split(",")[1]),
    ).toEqual(["2", "3", "4"]);
  });

  it("names the run of each column where there are several", () => {
    const one = line([1], 1, { id: "a", run: "With" });
    const two = line([2], 1, { id: "b", run: "Without" });
    expect(lines(chartFigure(specOf(one, two), new ChartGroup(), feed, text).csv())[0]).toBe(
      "Epoch,Step,Loss · With,Loss · Without",
    );
  });

  it("keeps a spreadsheet from taking words for a formula, and leaves negative figures alone", () => {
    expect(csvText([["=A1", "-x", -1.5, null, Number.POSITIVE_INFINITY]])).toBe("'=A1,'-x,-1.5,,Infinity\r\n");
  });

  it("has every bin of a histogram, and a plane's losses as a grid", () => {
    const histogram = { label: "Dense", edges: [-1, 0, 1], cells: [1, 2, 3, 4, 5], unit: 1 };
    const heads = { from: "From", to: "To", count: "Count" };
    expect(lines(histogramFigure([histogram], heads).csv())).toEqual([
      "From,To,Count",
      "-Infinity,-1,1",
      "-1,0,2",
      "0,1,3",
      "1,Infinity,4",
      "NaN,NaN,5",
    ]);
    const coordinates = [-1, 0, 1];
    const plane = { rows: 1, coordinates, losses: [1, 2, 3, 4, 5, 6, 7, 8, 9], loss: 5, minimum: 1, maximum: 9 };
    expect(lines(contourFigure(plane).csv())).toEqual(["α \\ β,-1,0,1", "-1,1,2,3", "0,4,5,6", "1,7,8,9"]);
  });
});

describe("a chart as vectors", () => {
  const svgOf = (title: string, figure: ReturnType<typeof chartFigure>) => new FigurePage(title, figure, theme).svg();

  it("is shapes and text, with title, axes, line and legend, and no picture", () => {
    const svg = svgOf("Loss <1 & more", chartFigure(specOf(line([0, 10], 10)), new ChartGroup(), feed, text));
    expect(svg).toContain("<title>Loss &lt;1 &amp; more</title>");
    expect(svg).not.toMatch(/<image|data:/);
    const words = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, word]) => word);
    expect(words).toEqual(expect.arrayContaining(["Loss &lt;1 &amp; more", "0", "10", "Loss"]));
    expect(svg).toContain('font-family="system-ui, &quot;Noto Sans&quot;"');
    // From the lower left to the upper right corner of the plot: 640 by 360 with its margins, below the title.
    expect(svg).toContain('d="M60 376L636 44" fill="none" stroke="#0072b2" stroke-width="1.5"');
    expect(svg.match(/<g /g)?.length).toBe(svg.match(/<\/g>/g)?.length);
  });

  it("draws a broken line for a dashed series, in file and legend", () => {
    const dashed = chartFigure(specOf(line([0, 10], 10, { dashed: true })), new ChartGroup(), feed, text);
    expect(svgOf("Loss", dashed).match(/stroke-dasharray/g)).toHaveLength(2);
  });

  it("draws a grid's cells as strong as they are, with their figures", () => {
    const figure = gridFigure({
      columns: ["cat", "dog"],
      rows: [
        {
          head: "cat",
          cells: [
            { lines: ["9", "90 %"], strength: 0.4, color: "--series-1" },
            { lines: ["1", "10 %"], strength: 0.05, color: "--series-2" },
          ],
        },
      ],
      note: "true ↓ predicted →",
      table: [
        ["", "cat", "dog"],
        ["cat", 9, 1],
      ],
    });
    const svg = svgOf("Confusion", figure);
    expect(svg).toMatch(/fill="#0072b2" fill-opacity="0.4"/);
    expect(svg).toMatch(/fill="#d55e00" fill-opacity="0.05"/);
    expect(svg).toContain(">90 %</text>");
    expect(figure.csv()).toBe(",cat,dog\r\ncat,9,1\r\n");
  });
});
