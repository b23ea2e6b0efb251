import type { LossPlane } from "../../../engine/contract";
import { tickText } from "../../i18n";
import type { ChartTheme } from "./chart-theme";
import { centreOf, type LossScale, levelOf, levelStrength, lossAt, type PlanePoint } from "./contour-levels";
import type { Drawing } from "./drawing";

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
  drawing: Drawing,
  layout: PlaneLayout,
  density: number,
  plane: LossPlane,
  scale: LossScale | null,
  theme: ChartTheme,
  pointed: PlanePoint | null,
): void {
  const { left, top, side, count } = layout;
  // Whole device pixels, so that neighbouring cells neither overlap nor leave light between them.
  const place = (cells: number): number => Math.round(((side * cells) / count) * density) / density;
  for (let across = 0; across < count; across += 1) {
    for (let up = 0; up < count; up += 1) {
      const level = scale === null ? null : levelOf(scale, lossAt(plane, { across, up }));
      drawing.globalAlpha = level === null ? 1 : levelStrength(level);
      drawing.fillStyle = level === null ? theme.error : theme.color("--series-1");
      const x = place(across);
      const y = place(count - 1 - up);
      drawing.fillRect(left + x, top + y, place(across + 1) - x, place(count - up) - y);
    }
  }
  drawing.globalAlpha = 1;
  const middleOf = ({ across, up }: PlanePoint) => ({
    x: left + ((across + 0.5) * side) / count,
    y: top + ((count - up - 0.5) * side) / count,
  });
  paintCentre(drawing, middleOf(centreOf(plane)), theme);
  if (pointed !== null) {
    const { x, y } = middleOf(pointed);
    const reach = side / count / 2 + 1;
    drawing.strokeStyle = theme.color("--text");
    drawing.lineWidth = 1.5;
    drawing.strokeRect(x - reach, y - reach, 2 * reach, 2 * reach);
  }
  paintAxes(drawing, layout, theme);
}

/** A cross that stands out from any colour of the plane. */
function paintCentre(drawing: Drawing, { x, y }: { x: number; y: number }, theme: ChartTheme): void {
  for (const { color, width, arm } of [
    { color: theme.surface, width: 4, arm: 6 },
    { color: theme.color("--text"), width: 1.5, arm: 5 },
  ]) {
    drawing.strokeStyle = color;
    drawing.lineWidth = width;
    drawing.beginPath();
    drawing.moveTo(x - arm, y);
    drawing.lineTo(x + arm, y);
    drawing.moveTo(x, y - arm);
    drawing.lineTo(x, y + arm);
    drawing.stroke();
  }
}

function paintAxes(drawing: Drawing, { left, top, side, count }: PlaneLayout, theme: ChartTheme): void {
  drawing.font = `11px ${theme.font}`;
  drawing.fillStyle = theme.text;
  // The ends' coordinates are those of their cells' middles.
  const inset = side / count / 2;
  for (const tick of [-1, 0, 1]) {
    const shift = inset + ((tick + 1) / 2) * (side - 2 * inset);
    drawing.textAlign = "center";
    drawing.textBaseline = "top";
    drawing.fillText(tickText(tick, 1), left + shift, top + side + 5);
    drawing.textAlign = "right";
    drawing.textBaseline = "middle";
    drawing.fillText(tickText(tick, 1), left - 5, top + side - shift);
  }
  drawing.textAlign = "center";
  drawing.textBaseline = "top";
  drawing.fillText("α", left + side * 0.75, top + side + 5);
  drawing.textAlign = "right";
  drawing.textBaseline = "middle";
  drawing.fillText("β", left - 5, top + side * 0.25);
}
