import { useEffect, useMemo, useRef } from "react";
import { countText, type Text, useText } from "../i18n";
import { epochOfStep, statistics, useRun } from "../runs";
import { stepAxisEnd } from "./axis-scale";
import { ChartFrame, type ChartFrameProps } from "./chart-frame";
import type { ChartGroup } from "./chart-group";
import type { ChartSeries, ChartSpec } from "./chart-series";
import { ChartTable } from "./chart-table";
import { type ChartSource, ChartView, type StepExtent } from "./chart-view";

export interface ChartProps extends Omit<ChartFrameProps, "plot" | "table"> {
  readonly spec: ChartSpec;
  readonly group: ChartGroup;
}

function runExtent(): StepExtent {
  const { step, epochs, stepsPerEpoch, state } = useRun.getState();
  const isOver = state === "finished" || state === "stopped" || state === "failed";
  return { start: 0, end: stepAxisEnd(step, epochs * stepsPerEpoch, isOver), stepsPerEpoch };
}

function sourceOf(spec: ChartSpec, text: Text): ChartSource {
  const { axis } = spec;
  if (axis !== undefined) {
    return {
      spec,
      extent: () => ({ start: axis.from, end: axis.to, stepsPerEpoch: 0 }),
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
    extent: runExtent,
    placeText: (step, stepsPerEpoch) => (step === null ? "" : stepText(Math.round(step), stepsPerEpoch)),
  };
}

/** A chart with its title, explanation, live legend, shared crosshair and zoom, and the same figures as a table. */
export function Chart({ spec, group, ...frame }: ChartProps) {
  return (
    <ChartFrame
      {...frame}
      plot={<ChartPlot title={frame.title} spec={spec} group={group} />}
      table={() => <ChartTable title={frame.title} spec={spec} stepsPerEpoch={runExtent().stepsPerEpoch} />}
    />
  );
}

function ChartPlot({ title, spec, group }: Pick<ChartProps, "title" | "spec" | "group">) {
  const text = useText();
  const plot = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const cursor = useRef<HTMLDivElement>(null);
  const selection = useRef<HTMLDivElement>(null);
  const place = useRef<HTMLSpanElement>(null);
  const values = useRef(new Map<string, HTMLElement>());
  const view = useRef<ChartView | null>(null);
  const source = useMemo(() => sourceOf(spec, text), [spec, text]);
  const firstSource = useRef(source);

  useEffect(() => {
    if (!plot.current || !canvas.current || !cursor.current || !selection.current || !place.current) return;
    const elements = {
      plot: plot.current,
      canvas: canvas.current,
      cursor: cursor.current,
      selection: selection.current,
      place: place.current,
      values: values.current,
    };
    const chart = new ChartView(elements, group, firstSource.current, (listener) => statistics.subscribe(listener));
    view.current = chart;
    return () => {
      view.current = null;
      chart.destroy();
    };
  }, [group]);

  useEffect(() => {
    firstSource.current = source;
    view.current?.show(source);
  }, [source]);

  // The step axis follows the run's state even when no figures arrive with it.
  useEffect(
    () =>
      useRun.subscribe((run, before) => {
        if (run.state !== before.state) view.current?.requestDraw();
      }),
    [],
  );

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
      >
        <canvas ref={canvas} />
        <div ref={cursor} className="chart-cursor" hidden />
        <div ref={selection} className="chart-selection" hidden />
      </div>
      <div className="chart-legend">
        {spec.series.map((series) => (
          <LegendItem key={series.id} series={series} values={values.current} />
        ))}
        <span ref={place} className="chart-place" />
      </div>
    </>
  );
}

function LegendItem({ series, values }: { readonly series: ChartSeries; readonly values: Map<string, HTMLElement> }) {
  const faint = series.kind === "line" && series.faint;
  return (
    <span className="chart-legend-item">
      <span
        className="chart-swatch"
        data-kind={series.kind === "line" && series.dashed ? "dashed" : series.kind}
        style={{
          color: `var(${series.color})`,
          opacity: series.kind === "band" ? Math.min(1, series.opacity * 1.6) : faint ? 0.5 : 1,
        }}
      />
      {series.label}
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
