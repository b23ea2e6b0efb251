import type { Drawing } from "./drawing";

interface PenState {
  readonly fillStyle: Drawing["fillStyle"];
  readonly strokeStyle: Drawing["strokeStyle"];
  readonly lineWidth: number;
  readonly lineJoin: CanvasLineJoin;
  readonly globalAlpha: number;
  readonly font: string;
  readonly textAlign: CanvasTextAlign;
  readonly textBaseline: CanvasTextBaseline;
  readonly dash: readonly number[];
  readonly shift: { readonly x: number; readonly y: number };
  /** Groups that a clip has opened. */
  readonly groups: number;
}

/** Writes what is drawn as scalable vectors: shapes as paths, words as text. */
export class SvgDrawing implements Drawing {
  fillStyle: Drawing["fillStyle"] = "#000";
  strokeStyle: Drawing["strokeStyle"] = "#000";
  lineWidth = 1;
  lineJoin: CanvasLineJoin = "miter";
  globalAlpha = 1;
  font = "10px sans-serif";
  textAlign: CanvasTextAlign = "start";
  textBaseline: CanvasTextBaseline = "alphabetic";
  private dash: readonly number[] = [];
  private shift = { x: 0, y: 0 };
  private groups = 0;
  private path: string[] = [];
  private clips = 0;
  private readonly body: string[] = [];
  private readonly states: PenState[] = [];

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {}

  /** The whole file; `title` is what screen readers and file managers call it. */
  toString(title: string): string {
    const [width, height] = [round(this.width), round(this.height)];
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
      `<title>${escaped(title)}</title>`,
      ...this.body,
      ...Array.from({ length: this.groups }, () => "</g>"),
      "</svg>",
      "",
    ].join("\n");
  }

  beginPath(): void {
    this.path = [];
  }

  moveTo(x: number, y: number): void {
    this.path.push(`M${this.at(x, y)}`);
  }

  lineTo(x: number, y: number): void {
    this.path.push(`${this.path.length === 0 ? "M" : "L"}${this.at(x, y)}`);
  }

  closePath(): void {
    this.path.push("Z");
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.path.push(`M${this.at(x, y)}h${round(width)}v${round(height)}h${round(-width)}Z`);
  }

  /** Whole circles, which is all that charts draw. */
  arc(x: number, y: number, radius: number): void {
    const half = `a${round(radius)} ${round(radius)} 0 1 0`;
    this.path.push(`M${this.at(x + radius, y)}${half} ${round(-2 * radius)} 0${half} ${round(2 * radius)} 0Z`);
  }

  fill(): void {
    if (this.path.length === 0) return;
    this.body.push(
      `<path d="${this.path.join("")}" fill="${escaped(String(this.fillStyle))}"${this.opacity("fill")}/>`,
    );
  }

  stroke(): void {
    if (this.path.length === 0) return;
    const dash = this.dash.length > 0 ? ` stroke-dasharray="${this.dash.map(round).join(" ")}"` : "";
    const join = this.lineJoin === "miter" ? "" : ` stroke-linejoin="${this.lineJoin}"`;
    this.body.push(
      `<path d="${this.path.join("")}" fill="none" stroke="${escaped(String(this.strokeStyle))}" stroke-width="${round(this.lineWidth)}"${dash}${join}${this.opacity("stroke")}/>`,
    );
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    const box = `x="${round(x + this.shift.x)}" y="${round(y + this.shift.y)}" width="${round(width)}" height="${round(height)}"`;
    this.body.push(`<rect ${box} fill="${escaped(String(this.fillStyle))}"${this.opacity("fill")}/>`);
  }

  strokeRect(x: number, y: number, width: number, height: number): void {
    const held = this.path;
    this.path = [];
    this.rect(x, y, width, height);
    this.stroke();
    this.path = held;
  }

  fillText(text: string, x: number, y: number): void {
    const { size, weight, family } = fontOf(this.font);
    // Shares of the type's size from the baseline: readers differ in what they make of other baselines.
    const drop = { top: 0.88, hanging: 0.88, middle: 0.35 }[String(this.textBaseline)] ?? 0;
    const anchor = { center: "middle", right: "end", end: "end" }[String(this.textAlign)];
    const attributes = [
      `x="${round(x + this.shift.x)}" y="${round(y + this.shift.y + drop * size)}"`,
      `font-size="${round(size)}" font-family="${escaped(family)}"`,
      ...(weight === "" ? [] : [`font-weight="${weight}"`]),
      ...(anchor === undefined ? [] : [`text-anchor="${anchor}"`]),
      `fill="${escaped(String(this.fillStyle))}"${this.opacity("fill")}`,
    ];
    this.body.push(`<text ${attributes.join(" ")}>${escaped(text)}</text>`);
  }

  setLineDash(dash: readonly number[]): void {
    this.dash = [...dash];
  }

  translate(x: number, y: number): void {
    this.shift = { x: this.shift.x + x, y: this.shift.y + y };
  }

  save(): void {
    const { fillStyle, strokeStyle, lineWidth, lineJoin, globalAlpha, font, textAlign, textBaseline } = this;
    const { dash, shift, groups } = this;
    const pen = { fillStyle, strokeStyle, lineWidth, lineJoin, globalAlpha, font, textAlign, textBaseline };
    this.states.push({ ...pen, dash, shift, groups });
  }

  restore(): void {
    const state = this.states.pop();
    if (state === undefined) return;
    for (; this.groups > state.groups; this.groups -= 1) this.body.push("</g>");
    Object.assign(this, state);
  }

  clip(): void {
    this.clips += 1;
    this.groups += 1;
    this.body.push(
      `<clipPath id="clip${this.clips}"><path d="${this.path.join("")}"/></clipPath>`,
      `<g clip-path="url(#clip${this.clips})">`,
    );
  }

  private at(x: number, y: number): string {
    return `${round(x + this.shift.x)} ${round(y + this.shift.y)}`;
  }

  private opacity(of: "fill" | "stroke"): string {
    return this.globalAlpha < 1 ? ` ${of}-opacity="${round(this.globalAlpha)}"` : "";
  }
}

/** Hundredths of a pixel are finer than any screen. */
function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** A canvas's font, such as `600 13px system-ui, sans-serif`, in its parts. */
function fontOf(font: string): { readonly size: number; readonly weight: string; readonly family: string } {
  const [, weight = "", size = "10", family = "sans-serif"] = /^(\d+ |bold )?([\d.]+)px (.*)$/s.exec(font) ?? [];
  return { size: Number(size), weight: weight.trim(), family };
}
