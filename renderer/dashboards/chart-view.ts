import { figureText } from "../i18n";
import { plotMargin } from "./chart-axes";
import type { ChartGroup, StepRange } from "./chart-group";
import { ChartPainter } from "./chart-painter";
import { type ChartSpec, readSeries } from "./chart-series";
import { type ChartTheme, onThemeChange, themeAt } from "./chart-theme";
import { fitCanvas } from "./fit-canvas";

/** What a chart's horizontal axis needs to know. */
export interface StepExtent {
  readonly start: number;
  /** Step at the right end while nothing is zoomed. */
  readonly end: number;
  readonly stepsPerEpoch: number;
}

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
  readonly canvas: HTMLCanvasElement;
  readonly cursor: HTMLElement;
  readonly selection: HTMLElement;
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
  private readonly painter = new ChartPainter();
  private theme: ChartTheme;
  private width = 0;
  private height = 0;
  private isVisible = true;
  private frame = 0;
  private dragFrom: number | null = null;
  private readonly release: (() => void)[] = [];

  constructor(
    elements: ChartElements,
    group: ChartGroup,
    source: ChartSource,
    watch: (listener: () => void) => () => void,
  ) {
    this.elements = elements;
    this.group = group;
    this.source = source;
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
      group.subscribe(() => this.requestDraw()),
    );
    this.listen();
  }

  show(source: ChartSource): void {
    this.source = source;
    this.requestDraw();
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    for (const release of this.release) release();
  }

  requestDraw(): void {
    if (this.frame !== 0 || !this.isVisible) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  private draw(): void {
    const { canvas } = this.elements;
    if (this.width < plotMargin.left + 40 || this.height < 40) return;
    const density = window.devicePixelRatio || 1;
    const context = fitCanvas(canvas, this.width, this.height);
    if (context === null) return;
    const { stepsPerEpoch } = this.source.extent();
    this.painter.paint({
      context,
      width: this.width,
      height: this.height,
      density,
      spec: this.source.spec,
      range: this.range,
      stepsPerEpoch,
      theme: this.theme,
    });
    this.writeLegend(stepsPerEpoch);
    this.placeCursor();
  }

  private get range(): StepRange {
    const { start, end } = this.source.extent();
    return this.group.range ?? { from: start, to: end };
  }

  /** The figures under the cursor, or the newest ones. Same text, no write: nothing moves unless the data moved. */
  private writeLegend(stepsPerEpoch: number): void {
    const step = this.group.cursor;
    const place = this.source.placeText(step, stepsPerEpoch);
    const spoken = [place];
    for (const series of this.source.spec.series) {
      const figures = readSeries(series, step).map((figure) => figureText(figure, this.source.spec.unit));
      const figureLine = figures.length === 0 ? "–" : figures.join(" … ");
      spoken.push(`${series.label} ${figureLine}`);
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

  private placeCursor(): void {
    const { cursor } = this.elements;
    const step = this.group.cursor;
    const { from, to } = this.range;
    const isShown = step !== null && step >= from && step <= to;
    cursor.hidden = !isShown;
    if (!isShown) return;
    const x = plotMargin.left + ((step - from) / (to - from)) * (this.width - plotMargin.left - plotMargin.right);
    cursor.style.transform = `translateX(${x.toFixed(1)}px)`;
  }

  private stepAt(clientX: number): number {
    const box = this.elements.plot.getBoundingClientRect();
    const share = (clientX - box.left - plotMargin.left) / (box.width - plotMargin.left - plotMargin.right);
    const { from, to } = this.range;
    return from + Math.min(1, Math.max(0, share)) * (to - from);
  }

  private listen(): void {
    const { plot } = this.elements;
    const on = <Type extends keyof HTMLElementEventMap>(
      type: Type,
      listener: (event: HTMLElementEventMap[Type]) => void,
    ): void => {
      plot.addEventListener(type, listener);
      this.release.push(() => plot.removeEventListener(type, listener));
    };
    on("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.dragFrom = this.stepAt(event.clientX);
      plot.setPointerCapture(event.pointerId);
    });
    on("pointermove", (event) => {
      const step = this.stepAt(event.clientX);
      this.group.point(step);
      if (this.dragFrom !== null) this.markSelection(this.dragFrom, step);
    });
    on("pointerup", (event) => {
      const from = this.dragFrom;
      this.endDrag();
      if (from === null) return;
      const to = this.stepAt(event.clientX);
      const { from: left, to: right } = this.range;
      // A click or a slip of the hand is no zoom.
      if (Math.abs(to - from) > (right - left) * 0.02) {
        this.group.zoom({ from: Math.min(from, to), to: Math.max(from, to) });
      }
    });
    on("pointercancel", () => this.endDrag());
    on("pointerleave", () => {
      if (this.dragFrom === null) this.group.point(null);
    });
    on("dblclick", () => this.group.zoom(null));
    on("blur", () => this.group.point(null));
    on("keydown", (event) => this.onKey(event));
  }

  private onKey(event: KeyboardEvent): void {
    const { from, to } = this.range;
    const stride = (to - from) / (event.shiftKey ? 10 : 100);
    const step = this.group.cursor ?? to;
    if (event.key === "ArrowLeft") this.group.point(Math.max(from, step - stride));
    else if (event.key === "ArrowRight") this.group.point(Math.min(to, step + stride));
    else if (event.key === "Home") this.group.point(from);
    else if (event.key === "End") this.group.point(to);
    else if (event.key === "+" || event.key === "=") {
      const reach = (to - from) / 4;
      const middle = Math.min(to - reach, Math.max(from + reach, step));
      this.group.zoom({ from: middle - reach, to: middle + reach });
    } else if (event.key === "-" || event.key === "0") this.group.zoom(null);
    else if (event.key === "Escape" && (this.group.cursor !== null || this.group.range !== null)) {
      this.group.point(null);
      this.group.zoom(null);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private markSelection(from: number, to: number): void {
    const { selection } = this.elements;
    const range = this.range;
    const perStep = (this.width - plotMargin.left - plotMargin.right) / (range.to - range.from);
    const left = plotMargin.left + (Math.min(from, to) - range.from) * perStep;
    selection.hidden = false;
    selection.style.left = `${left.toFixed(1)}px`;
    selection.style.width = `${(Math.abs(to - from) * perStep).toFixed(1)}px`;
  }

  private endDrag(): void {
    this.dragFrom = null;
    this.elements.selection.hidden = true;
  }
}

function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
