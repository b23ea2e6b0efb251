import type { LossPlane } from "../../engine/contract";
import { tickText } from "../i18n";
import type { ChartTheme } from "./chart-theme";
import { fitCanvas } from "./fit-canvas";
import { centreOf, type LossScale, levelOf, levelStrength, lossAt, type PlanePoint } from "./loss-scale";

/** Room for tick texts, in CSS pixels. */
const margin = { left: 26, right: 8, top: 6, bottom: 18 } as const;

/** Where a plane is drawn: a square of `count` by `count` cells, its lower left corner at the origin of the coordinates. */
export interface PlaneLayout {
  readonly left: number;
  readonly top: number;
  readonly side: number;
  readonly count: number;
}

/** The greatest square there is room for; null without any. */
export function planeLayout(width: number, height: number, count: number): PlaneLayout | null {
  const side = Math.min(width - margin.left - margin.right, height - margin.top - margin.bottom);
  return side < count ? null : { left: margin.left, top: margin.top, side, count };
}

/** The point whose cell holds a place in CSS pixels; null beside the square. */
export function pointAt({ left, top, side, count }: PlaneLayout, x: number, y: number): PlanePoint | null {
  const across = Math.floor(((x - left) / side) * count);
  const up = count - 1 - Math.floor(((y - top) / side) * count);
  return across >= 0 && across < count && up >= 0 && up < count ? { across, up } : null;
}

/** Draws each loss as a cell of its step's colour, with the centre marked and the pointed cell framed. */
export function paintPlane(
  canvas: HTMLCanvasElement,
  plane: LossPlane,
  scale: LossScale | null,
  theme: ChartTheme,
  pointed: PlanePoint | null,
): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const layout = planeLayout(width, height, plane.coordinates.length);
  if (layout === null) return;
  const context = fitCanvas(canvas, width, height);
  if (context === null) return;
  const { left, top, side, count } = layout;
  const density = window.devicePixelRatio || 1;
  // Whole device pixels, so that neighbouring cells neither overlap nor leave light between them.
  const place = (cells: number): number => Math.round(((side * cells) / count) * density) / density;
  for (let across = 0; across < count; across += 1) {
    for (let up = 0; up < count; up += 1) {
      const level = scale === null ? null : levelOf(scale, lossAt(plane, { across, up }));
      context.globalAlpha = level === null ? 1 : levelStrength(level);
      context.fillStyle = level === null ? theme.error : theme.color("--series-1");
      const x = place(across);
      const y = place(count - 1 - up);
      context.fillRect(left + x, top + y, place(across + 1) - x, place(count - up) - y);
    }
  }
  context.globalAlpha = 1;
  const middleOf = ({ across, up }: PlanePoint) => ({
    x: left + ((across + 0.5) * side) / count,
    y: top + ((count - up - 0.5) * side) / count,
  });
  paintCentre(context, middleOf(centreOf(plane)), theme);
  if (pointed !== null) {
    const { x, y } = middleOf(pointed);
    const reach = side / count / 2 + 1;
    context.strokeStyle = theme.color("--text");
    context.lineWidth = 1.5;
    context.strokeRect(x - reach, y - reach, 2 * reach, 2 * reach);
  }
  paintAxes(context, layout, theme);
}

/** A cross that stands out from any colour of the plane. */
function paintCentre(context: CanvasRenderingContext2D, { x, y }: { x: number; y: number }, theme: ChartTheme): void {
  for (const { color, width, arm } of [
    { color: theme.surface, width: 4, arm: 6 },
    { color: theme.color("--text"), width: 1.5, arm: 5 },
  ]) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(x - arm, y);
    context.lineTo(x + arm, y);
    context.moveTo(x, y - arm);
    context.lineTo(x, y + arm);
    context.stroke();
  }
}

function paintAxes(
  context: CanvasRenderingContext2D,
  { left, top, side, count }: PlaneLayout,
  theme: ChartTheme,
): void {
  context.font = `11px ${theme.font}`;
  context.fillStyle = theme.text;
  // The ends' coordinates are those of their cells' middles.
  const inset = side / count / 2;
  for (const tick of [-1, 0, 1]) {
    const shift = inset + ((tick + 1) / 2) * (side - 2 * inset);
    context.textAlign = "center";
    context.textBaseline = "top";
    context.fillText(tickText(tick, 1), left + shift, top + side + 5);
    context.textAlign = "right";
    context.textBaseline = "middle";
    context.fillText(tickText(tick, 1), left - 5, top + side - shift);
  }
  context.textAlign = "center";
  context.textBaseline = "top";
  context.fillText("α", left + side * 0.75, top + side + 5);
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.fillText("β", left - 5, top + side * 0.25);
}
