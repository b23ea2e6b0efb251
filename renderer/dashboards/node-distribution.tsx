import { useEffect, useRef } from "react";
import type { NodeId } from "../../engine/model";
import { figureText, useText } from "../i18n";
import { type ProbeStatistics, useShownRun } from "../runs";
import {
  type ChartTheme,
  densityTop,
  fitCanvas,
  histogramBars,
  histogramRest,
  histogramWindow,
  onThemeChange,
  themeAt,
} from "./charts";
import "./node-distribution.css";

export interface NodeDistributionProps {
  readonly node: NodeId;
  /** Name read by screen readers; the node's id when absent. */
  readonly label?: string;
  /** CSS pixels of the whole readout, its line of text included. */
  readonly width: number;
  readonly height: number;
}

const READOUT_HEIGHT = 14;
const BAR_PIXELS = 2;
/** There is one on every card: fast enough to live, slow enough to leave the machine to the training. */
const DRAWS_PER_SECOND = 10;

/** A small live distribution with one line of figures; empty until the node was measured. */
export function NodeDistribution({ node, label, width, height }: NodeDistributionProps) {
  const text = useText();
  const { statistics } = useShownRun();
  const canvas = useRef<HTMLCanvasElement>(null);
  const median = useRef<HTMLSpanElement>(null);
  const trouble = useRef<HTMLSpanElement>(null);

  useEffect(() => {
    let theme: ChartTheme | null = null;
    let drawn: { place: ProbeStatistics | null; version: number } | null = null;
    const draw = (isForced: boolean): void => {
      if (!canvas.current || !median.current || !trouble.current) return;
      // The last of the node's operations.
      const place = statistics.probesOf(node).at(-1) ?? null;
      const version = place?.table.version ?? -1;
      if (!isForced && drawn?.place === place && drawn.version === version) return;
      drawn = { place, version };
      theme ??= themeAt(canvas.current);
      paintDistribution(canvas.current, place, theme, width, height - READOUT_HEIGHT);
      const latest = place === null || place.table.length === 0 ? null : place.table;
      const middle = latest?.latest(latest.column("percentile_50"));
      write(
        median.current,
        middle === undefined ? "" : text("dashboards.nodeMedian", { value: figureText(middle, "number", 2) }),
      );
      write(trouble.current, troubleText(place, text));
    };
    draw(true);
    const releases = [
      statistics.subscribe(() => draw(false), DRAWS_PER_SECOND),
      onThemeChange(() => {
        theme = null;
        draw(true);
      }),
    ];
    return () => {
      for (const release of releases) release();
    };
  }, [statistics, node, width, height, text]);

  return (
    <div
      className="node-distribution"
      role="img"
      aria-label={text("dashboards.nodeDistribution", { label: label ?? node })}
      data-testid={`distribution-${node}`}
      style={{ width, height }}
    >
      <canvas ref={canvas} style={{ width, height: height - READOUT_HEIGHT }} />
      <div className="node-distribution-readout">
        <span ref={median} />
        <span ref={trouble} className="node-distribution-trouble" />
      </div>
    </div>
  );
}

/** Dead or saturated share, whichever the place defines; where units can die, that is the graver news. */
function troubleText(place: ProbeStatistics | null, text: ReturnType<typeof useText>): string {
  if (place === null) return "";
  const dead = place.table.latest(place.table.column("dead"));
  if (!Number.isNaN(dead)) return text("dashboards.nodeDead", { share: figureText(dead, "share") });
  const saturation = place.table.latest(place.table.column("saturation"));
  return Number.isNaN(saturation) ? "" : text("dashboards.nodeSaturated", { share: figureText(saturation, "share") });
}

function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function paintDistribution(
  canvas: HTMLCanvasElement,
  place: ProbeStatistics | null,
  theme: ChartTheme,
  width: number,
  height: number,
): void {
  const context = fitCanvas(canvas, width, height);
  if (context === null) return;
  context.fillStyle = theme.line;
  context.fillRect(0, height - 1, width, 1);
  const history = place?.histograms.get("histogram");
  const latest = history?.latest ?? null;
  if (history === undefined || latest === null) return;
  const shown = histogramWindow(history.edges, latest.cells);
  const rest = histogramRest(latest.cells);
  if (shown !== null) {
    const perUnit = width / (shown.to - shown.from);
    const bars = histogramBars(history.edges, latest.cells, shown.from, shown.to, BAR_PIXELS / perUnit);
    const { top } = densityTop(bars);
    context.fillStyle = theme.color("--series-1");
    context.beginPath();
    for (const bar of bars) {
      const barHeight = Math.min(1, bar.density / top) * (height - 2);
      context.rect((bar.from - shown.from) * perUnit, height - 1 - barHeight, (bar.to - bar.from) * perUnit, barHeight);
    }
    context.fill();
    if (shown.from < 0 && shown.to > 0) {
      context.fillStyle = theme.axis;
      context.fillRect(Math.round(-shown.from * perUnit), 0, 1, height);
    }
  }
  // What no bar can show: values beyond the bins at the sides, NaN across the top.
  context.fillStyle = theme.error;
  const sideHeight = (share: number): number => (share > 0 ? Math.max(2, share * (height - 1)) : 0);
  context.fillRect(0, height - 1 - sideHeight(rest.below), 2, sideHeight(rest.below));
  context.fillRect(width - 2, height - 1 - sideHeight(rest.above), 2, sideHeight(rest.above));
  if (rest.notNumbers > 0) context.fillRect(0, 0, width * Math.max(0.05, rest.notNumbers), 3);
}
