import { useEffect, useMemo, useRef } from "react";
import { countText, type Text, useText } from "../../i18n";
import { epochOfStep } from "../../runs";
import type { ChartFeed } from "./chart-feed";
import { chartFigure, extentOfChart } from "./chart-figure";
import { ChartFrame, type ChartFrameProps } from "./chart-frame";
import type { ChartGroup } from "./chart-group";
import { type ChartSeries, type ChartSpec, isDashed, seriesLabels } from "./chart-series";
import { ChartTable } from "./chart-table";
import { type ChartSource, ChartView } from "./chart-view";

export interface ChartProps extends Omit<ChartFrameProps, "plot" | "table" | "figure"> {
  readonly spec: ChartSpec;
  readonly group: ChartGroup;
  readonly feed: ChartFeed;
}

function sourceOf(spec: ChartSpec, feed: ChartFeed, text: Text): ChartSource {
  const { axis } = spec;
  if (axis !== undefined) {
    return {
      spec,
      extent: () => extentOfChart(spec, feed),
      placeText: (figure) => axis.textAt(figure ?? axis.to),
    };
  }
  const stepText = (step: number, stepsPerEpoch: number): string =>
    text("dashboards.atStep", {
      step: countText(step),
      epoch: Math.max(1, epochOfStep(step + 1, stepsPerEpoch)),
    });
  return {
    spec,
    extent: () => extentOfChart(spec, feed),
    placeText: (step, stepsPerEpoch) => (step === null ? "" : stepText(Math.round(step), stepsPerEpoch)),
  };
}

/** A chart with its title, explanation, live legend, shared crosshair and zoom, and the same figures as a table. */
export function Chart({ spec, group, feed, ...frame }: ChartProps) {
  const text = useText();
  return (
    <ChartFrame
      {...frame}
      plot={<ChartPlot title={frame.title} spec={spec} group={group} feed={feed} />}
      table={() => <ChartTable title={frame.title} spec={spec} feed={feed} />}
      figure={() => chartFigure(spec, group, feed, text)}
    />
  );
}

function ChartPlot({ title, spec, group, feed }: Pick<ChartProps, "title" | "spec" | "group" | "feed">) {
  const text = useText();
  const plot = useRef<HTMLDivElement>(null);
  const place = useRef<HTMLSpanElement>(null);
  const values = useRef(new Map<string, HTMLElement>());
  const view = useRef<ChartView | null>(null);
  const source = useMemo(() => sourceOf(spec, feed, text), [spec, feed, text]);
  const firstSource = useRef(source);

  useEffect(() => {
    if (!plot.current || !place.current) return;
    const elements = { plot: plot.current, place: place.current, values: values.current };
    const chart = new ChartView(elements, group, firstSource.current, (listener) => feed.subscribe(listener));
    view.current = chart;
    return () => {
      view.current = null;
      chart.destroy();
    };
  }, [group, feed]);

  useEffect(() => {
    firstSource.current = source;
    view.current?.show(source);
  }, [source]);

  const labels = seriesLabels(spec);
  return (
    <>
      <div
        ref={plot}
        className="chart-plot"
        // The crosshair is a slider along the steps: arrow keys move it and its figures are read out.
        role="slider"
        aria-label={text("dashboards.chartOf", { title })}
        aria-description={text("dashboards.chartKeys")}
        aria-valuemin={0}
        aria-valuemax={1}
        aria-valuenow={0}
        tabIndex={0}
      />
      <div className="chart-legend">
        {spec.series.map((series) => (
          <LegendItem
            key={series.id}
            series={series}
            label={labels.get(series.id) ?? series.label}
            values={values.current}
          />
        ))}
        <span ref={place} className="chart-place" />
      </div>
    </>
  );
}

interface LegendItemProps {
  readonly series: ChartSeries;
  readonly label: string;
  readonly values: Map<string, HTMLElement>;
}

function LegendItem({ series, label, values }: LegendItemProps) {
  const faint = series.kind === "line" && series.faint;
  return (
    <span className="chart-legend-item">
      <span
        className="chart-swatch"
        data-kind={isDashed(series) ? "dashed" : series.kind}
        style={{
          color: `var(${series.color})`,
          opacity: series.kind === "band" ? Math.min(1, series.opacity * 1.6) : faint ? 0.5 : 1,
        }}
      />
      {label}
      {series.kind !== "heat" && (
        <output
          className="chart-value"
          aria-live="off"
          ref={(element) => {
            if (element !== null) values.set(series.id, element);
            else values.delete(series.id);
          }}
        />
      )}
    </span>
  );
}
