import type { ChartTheme } from "./chart-theme";
import type { Drawing } from "./drawing";
import { SvgDrawing } from "./svg-drawing";

/** A mark and its words below a figure. */
export interface LegendEntry {
  readonly label: string;
  /** CSS variable of its colour. */
  readonly color: string;
  readonly opacity: number;
  readonly mark: "line" | "dashed" | "area" | "point";
}

/** A figure as it can be written to a file. */
export interface FigureExport {
  /** CSS pixels of the figure itself. */
  readonly width: number;
  readonly height: number;
  readonly legend: readonly LegendEntry[];
  /** Draws the figure with its upper left corner at the origin; `density` is dots a CSS pixel. */
  readonly paint: (drawing: Drawing, theme: ChartTheme, density: number) => void;
  /** Its figures as comma-separated values. */
  readonly csv: () => string;
}

/** Around everything. */
const padding = 12;
const titleHeight = 24;
const legendLine = 18;
const markWidth = 12;
/** Between one entry of the legend and the next. */
const legendGap = 16;

/** About how wide words of 11 pixels are, near enough to lay a legend out: wide scripts take a square. */
function wordWidth(text: string): number {
  let width = 0;
  for (const character of text) width += (character.codePointAt(0) ?? 0) > 0x2e7f ? 11 : 6.2;
  return width;
}

interface PlacedEntry extends LegendEntry {
  readonly x: number;
  readonly line: number;
}

function placeLegend(entries: readonly LegendEntry[], width: number): readonly PlacedEntry[] {
  let x = 0;
  let line = 0;
  return entries.map((entry) => {
    const own = markWidth + 5 + wordWidth(entry.label);
    if (x > 0 && x + own > width) {
      x = 0;
      line += 1;
    }
    const placed = { ...entry, x, line };
    x += own + legendGap;
    return placed;
  });
}

/** A figure with its title above and its legend below, on the theme's own ground. */
export class FigurePage {
  readonly width: number;
  readonly height: number;
  private readonly legend: readonly PlacedEntry[];

  constructor(
    private readonly title: string,
    private readonly figure: FigureExport,
    private readonly theme: ChartTheme,
  ) {
    this.legend = placeLegend(figure.legend, figure.width);
    const lines = (this.legend.at(-1)?.line ?? -1) + 1;
    this.width = Math.ceil(figure.width) + 2 * padding;
    this.height = Math.ceil(figure.height) + titleHeight + lines * legendLine + 2 * padding;
  }

  /** As scalable vectors. */
  svg(): string {
    const drawing = new SvgDrawing(this.width, this.height);
    this.paint(drawing, 2);
    return drawing.toString(this.title);
  }

  /** As dots, `density` times as many as there are CSS pixels each way. */
  async png(density = 2): Promise<Uint8Array> {
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(this.width * density);
    canvas.height = Math.round(this.height * density);
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("The platform has no canvas.");
    context.scale(density, density);
    this.paint(context, density);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    if (blob === null) throw new Error("The picture is too large for the platform.");
    return new Uint8Array(await blob.arrayBuffer());
  }

  private paint(drawing: Drawing, density: number): void {
    const { theme, figure } = this;
    drawing.fillStyle = theme.surface;
    drawing.fillRect(0, 0, this.width, this.height);
    drawing.save();
    drawing.translate(padding, padding);
    drawing.fillStyle = theme.color("--text");
    drawing.font = `600 13px ${theme.font}`;
    drawing.textAlign = "left";
    drawing.textBaseline = "top";
    drawing.fillText(this.title, 0, 2);
    drawing.save();
    drawing.translate(0, titleHeight);
    figure.paint(drawing, theme, density);
    drawing.restore();
    drawing.translate(0, titleHeight + figure.height);
    for (const entry of this.legend) this.paintEntry(drawing, entry);
    drawing.restore();
  }

  private paintEntry(drawing: Drawing, { label, color, opacity, mark, x, line }: PlacedEntry): void {
    const middle = line * legendLine + legendLine / 2;
    drawing.globalAlpha = opacity;
    drawing.fillStyle = this.theme.color(color);
    drawing.strokeStyle = this.theme.color(color);
    drawing.beginPath();
    if (mark === "point") {
      drawing.arc(x + markWidth / 2, middle, 4, 0, 2 * Math.PI);
      drawing.fill();
    } else if (mark === "area") drawing.fillRect(x, middle - 4.5, markWidth, 9);
    else {
      drawing.lineWidth = 2;
      drawing.setLineDash(mark === "dashed" ? [4, 3] : []);
      drawing.moveTo(x, middle);
      drawing.lineTo(x + markWidth, middle);
      drawing.stroke();
      drawing.setLineDash([]);
    }
    drawing.globalAlpha = 1;
    drawing.fillStyle = this.theme.text;
    drawing.font = `11px ${this.theme.font}`;
    drawing.textAlign = "left";
    drawing.textBaseline = "middle";
    drawing.fillText(label, x + markWidth + 5, middle);
  }
}
