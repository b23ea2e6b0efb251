import { figureText } from "../../i18n";
import type { ChartFeed, StepExtent } from "./chart-feed";
import type { ChartGroup, StepRange } from "./chart-group";
import { type ChartPicture, PictureMaker } from "./chart-picture";
import { type ChartSpec, readSeries, seriesLabels } from "./chart-series";
import { type ChartTheme, onThemeChange, themeAt } from "./chart-theme";
import { plotMargin } from "./plot";
import { listenToChart } from "./pointing";
import { UplotCanvas } from "./uplot-canvas";

/** What a chart draws from: read anew for every picture, so that pictures follow the run. */
export interface ChartSource {
  readonly spec: ChartSpec;
  readonly extent: () => StepExtent;
  /** Text for the step under the cursor; for null, of where the figures then stand, if that is worth telling. */
  readonly placeText: (step: number | null, stepsPerEpoch: number) => string;
}

/** The elements of one chart; `values` maps a series id to the element that shows its figure. */
export interface ChartElements {
  readonly plot: HTMLElement;
  readonly place: HTMLElement;
  readonly values: ReadonlyMap<string, HTMLElement>;
}

/**
 * One chart on screen: draws on animation frames while it is visible, reports pointer and keys to its group, and writes the
 * legend's figures. Lives outside React, so that a frame costs no rendering.
 */
export class ChartView {
  private readonly elements: ChartElements;
  private readonly group: ChartGroup;
  private source: ChartSource;
  private readonly maker = new PictureMaker();
  private readonly canvas: UplotCanvas;
  private theme: ChartTheme;
  private width = 0;
  private height = 0;
  private isVisible = true;
  private frame = 0;
  /** Whether only crosshair and legend have to follow: what is drawn stays. */
  private isPointingOnly = true;
  private drawnRange: StepRange | null = null;
  private readonly release: (() => void)[] = [];

  constructor(elements: ChartElements, group: ChartGroup, source: ChartSource, watch: ChartFeed["subscribe"]) {
    this.elements = elements;
    this.group = group;
    this.source = source;
    this.canvas = new UplotCanvas(elements.plot);
    this.theme = themeAt(elements.plot);
    const resize = new ResizeObserver((entries) => {
      const box = entries[0]?.contentRect;
      if (box === undefined) return;
      this.width = box.width;
      this.height = box.height;
      // Drawn at once: a resized canvas is blank until then.
      this.draw();
    });
    resize.observe(elements.plot);
    const sight = new IntersectionObserver((entries) => {
      this.isVisible = entries.some((entry) => entry.isIntersecting);
      if (this.isVisible) this.requestDraw();
    });
    sight.observe(elements.plot);
    this.release.push(
      () => resize.disconnect(),
      () => sight.disconnect(),
      onThemeChange(() => {
        this.theme = themeAt(elements.plot);
        this.requestDraw();
      }),
      watch(() => this.requestDraw()),
      group.subscribe(() => this.followGroup()),
      listenToChart(elements.plot, group, {
        shown: () => this.range,
        whole: () => this.whole,
        select: (stretch) => this.canvas.select(stretch),
      }),
    );
  }

  show(source: ChartSource): void {
    this.source = source;
    this.requestDraw();
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    for (const release of this.release) release();
    this.canvas.destroy();
  }

  requestDraw(): void {
    this.isPointingOnly = false;
    this.requestFrame();
  }

  private followGroup(): void {
    if (this.group.range !== this.drawnRange) this.isPointingOnly = false;
    this.requestFrame();
  }

  private requestFrame(): void {
    if (this.frame !== 0 || !this.isVisible) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      if (this.isPointingOnly) this.point();
      else this.draw();
    });
  }

  /** The chart as it would be drawn now in a room of this size. */
  picture(width: number, height: number, density: number): ChartPicture {
    return this.maker.make({
      width,
      height,
      density,
      spec: this.source.spec,
      range: this.range,
      stepsPerEpoch: this.source.extent().stepsPerEpoch,
    });
  }

  private draw(): void {
    if (this.width < plotMargin.left + 40 || this.height < 40) return;
    this.isPointingOnly = true;
    this.drawnRange = this.group.range;
    this.canvas.draw(this.picture(this.width, this.height, UplotCanvas.density), this.theme);
    this.point();
  }

  private point(): void {
    this.canvas.point(this.group.cursor);
    this.writeLegend(this.source.extent().stepsPerEpoch);
  }

  /** The stretch shown. */
  get range(): StepRange {
    return this.group.range ?? this.whole;
  }

  private get whole(): StepRange {
    const { start, end } = this.source.extent();
    return { from: start, to: end };
  }

  /** The figures under the cursor, or the newest ones. Same text, no write: nothing moves unless the data moved. */
  private writeLegend(stepsPerEpoch: number): void {
    const step = this.group.cursor;
    const place = this.source.placeText(step, stepsPerEpoch);
    const labels = seriesLabels(this.source.spec);
    const spoken = [place];
    for (const series of this.source.spec.series) {
      const figures = readSeries(series, step).map((figure) => figureText(figure, this.source.spec.unit));
      const figureLine = figures.length === 0 ? "–" : figures.join(" … ");
      spoken.push(`${labels.get(series.id)} ${figureLine}`);
      const element = this.elements.values.get(series.id);
      if (element !== undefined) write(element, figureLine);
    }
    write(this.elements.place, place);
    this.describeCursor(spoken.filter((part) => part !== "").join(", "));
  }

  /** Tells assistive technology where the crosshair stands and what it reads, once the person moves it by keyboard. */
  private describeCursor(spoken: string): void {
    const { plot } = this.elements;
    if (document.activeElement !== plot) return;
    const { from, to } = this.range;
    const valueText = (step: number): string => String(this.source.spec.axis === undefined ? Math.round(step) : step);
    plot.setAttribute("aria-valuemin", valueText(from));
    plot.setAttribute("aria-valuemax", valueText(to));
    plot.setAttribute("aria-valuenow", valueText(this.group.cursor ?? to));
    plot.setAttribute("aria-valuetext", spoken);
  }
}

function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
