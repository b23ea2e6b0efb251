import { useEffect, useRef } from "react";
import { figureText, useText } from "../i18n";
import { type ProbeStatistics, useShownRun } from "../runs";
import {
  ChartFrame,
  fitCanvas,
  type HistogramBar,
  type HistogramPicture,
  histogramBars,
  histogramFigure,
  histogramRest,
  type NamedHistogram,
  narrowUpTo,
  onThemeChange,
  paintHistogram,
  sharedWindow,
  themeAt,
} from "./charts";

/** A distribution to show, with its name. */
export interface NamedDistribution {
  readonly id: string;
  readonly label: string;
  readonly place: ProbeStatistics;
}

/** Whether values are shown or the loss's gradients by them. */
type Counted = "value" | "gradient";
const seriesOf = { value: "histogram", gradient: "gradient_histogram" } as const;

/** The newest histogram of a place, the edges it lies on, and how far from zero they are close. */
function newest({ histograms }: ProbeStatistics, of: Counted) {
  const history = histograms.get(seriesOf[of]);
  const edges = history?.edges ?? [];
  return { latest: history?.latest ?? null, edges, unit: narrowUpTo(edges) };
}

interface LayerHistogramProps {
  readonly distributions: readonly NamedDistribution[];
  readonly of: Counted;
}

/** Newest histograms one above the other on one axis, such as before and after a normalization. */
export function LayerHistogram({ distributions, of }: LayerHistogramProps) {
  const text = useText();
  return (
    <ChartFrame
      title={text(of === "value" ? "dashboards.histogram" : "dashboards.gradientHistogram")}
      explanation={text(of === "value" ? "dashboards.histogramExplanation" : "dashboards.gradientHistogramExplanation")}
      plot={
        <div className="layer-histogram-rows">
          {distributions.map((distribution) => (
            <HistogramPlot key={distribution.id} distribution={distribution} all={distributions} of={of} />
          ))}
        </div>
      }
      figure={() =>
        histogramFigure(namedHistograms(distributions, of), {
          from: text("dashboards.histogramFrom"),
          to: text("dashboards.histogramTo"),
          count: text("dashboards.histogramCount"),
        })
      }
      data-testid={of === "value" ? "layer-histogram" : "gradient-histogram"}
    />
  );
}

/** The newest histograms there are, in order. */
function namedHistograms(all: readonly NamedDistribution[], of: Counted): readonly NamedHistogram[] {
  return all.flatMap(({ label, place }) => {
    const { latest, edges, unit } = newest(place, of);
    return latest === null ? [] : [{ label, edges, cells: latest.cells, unit }];
  });
}

interface HistogramPlotProps {
  readonly distribution: NamedDistribution;
  readonly all: readonly NamedDistribution[];
  readonly of: Counted;
}

function HistogramPlot({ distribution, all, of }: HistogramPlotProps) {
  const text = useText();
  const canvas = useRef<HTMLCanvasElement>(null);
  const readout = useRef<HTMLOutputElement>(null);
  const { statistics } = useShownRun();
  const { place } = distribution;

  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    let picture: HistogramPicture | null = null;
    let pointed: number | null = null;
    let drawnVersion = -1;

    const restText = (): string => {
      const { latest, edges } = newest(place, of);
      if (latest === null) return "";
      const rest = histogramRest(latest.cells);
      const parts: string[] = [];
      const share = (value: number): string => figureText(value, "share");
      if (rest.below > 0) {
        parts.push(text("dashboards.beyondLow", { share: share(rest.below), edge: figureText(edges[0] ?? 0) }));
      }
      if (rest.above > 0) {
        parts.push(text("dashboards.beyondHigh", { share: share(rest.above), edge: figureText(edges.at(-1) ?? 0) }));
      }
      if (rest.notNumbers > 0) parts.push(text("dashboards.notNumbers", { share: share(rest.notNumbers) }));
      return parts.join(", ");
    };
    const barText = (bar: HistogramBar): string =>
      text("dashboards.histogramRange", {
        from: figureText(bar.from),
        to: figureText(bar.to),
        share: figureText(bar.share, "share"),
      });
    const writeReadout = (): void => {
      if (readout.current === null) return;
      const bar = pointed === null ? undefined : picture?.barAt(pointed);
      const words = bar === undefined ? restText() : barText(bar);
      if (readout.current.textContent !== words) readout.current.textContent = words;
    };
    const draw = (): void => {
      const { latest, edges } = newest(place, of);
      const shown = sharedWindow(namedHistograms(all, of));
      const bars =
        latest === null || shown === null
          ? []
          : histogramBars(
              edges,
              latest.cells,
              shown.from,
              shown.to,
              ((shown.to - shown.from) * 2) / Math.max(1, element.clientWidth),
            );
      const size = { width: element.clientWidth, height: element.clientHeight };
      picture = paintHistogram(
        fitCanvas(element, size.width, size.height),
        size,
        bars,
        shown ?? { from: -1, to: 1 },
        themeAt(element),
      );
      writeReadout();
    };
    const onMove = (event: PointerEvent): void => {
      pointed = event.offsetX;
      writeReadout();
    };
    const onLeave = (): void => {
      pointed = null;
      writeReadout();
    };
    element.addEventListener("pointermove", onMove);
    element.addEventListener("pointerleave", onLeave);
    const resize = new ResizeObserver(draw);
    resize.observe(element);
    const releases = [
      onThemeChange(draw),
      statistics.subscribe(() => {
        const version = all.reduce((sum, each) => sum + each.place.table.version, 0);
        if (version === drawnVersion) return;
        drawnVersion = version;
        draw();
      }, 15),
    ];
    draw();
    return () => {
      resize.disconnect();
      element.removeEventListener("pointermove", onMove);
      element.removeEventListener("pointerleave", onLeave);
      for (const release of releases) release();
    };
  }, [statistics, place, all, of, text]);

  return (
    <div className="layer-histogram-row">
      <div className="layer-histogram-head">
        <span>{distribution.label}</span>
        <output ref={readout} aria-live="off" />
      </div>
      <div className="layer-histogram-plot">
        <canvas ref={canvas} role="img" aria-label={distribution.label} />
      </div>
    </div>
  );
}
