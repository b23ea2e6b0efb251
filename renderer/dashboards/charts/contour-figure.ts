import type { LossPlane } from "../../../engine/contract";
import { figureText } from "../../i18n";
import { levelStrength, lossAt, lossLevels, lossScale } from "./contour-levels";
import { paintPlane, planeLayout } from "./contour-map";
import { csvText } from "./csv";
import type { FigureExport } from "./figure-page";

const height = 400;
/** Of the square with its axes; the colours' legend stands at its right. */
const mapWidth = 412;
const width = 480;

/** The loss on a plane as it can be written to a file; its table has a row for each α, a column for each β. */
export function contourFigure(plane: LossPlane): FigureExport {
  return {
    width,
    height,
    legend: [],
    paint: (drawing, theme, density) => {
      const layout = planeLayout(mapWidth, height, plane.coordinates.length);
      if (layout === null) return;
      paintPlane(drawing, layout, density, plane, lossScale(plane), theme, null);
      const left = layout.left + layout.side + 12;
      const step = layout.side / lossLevels;
      drawing.fillStyle = theme.color("--series-1");
      for (let level = 0; level < lossLevels; level += 1) {
        drawing.globalAlpha = levelStrength(level);
        drawing.fillRect(left, layout.top + layout.side - (level + 1) * step, 12, step);
      }
      drawing.globalAlpha = 1;
      drawing.fillStyle = theme.text;
      drawing.font = `11px ${theme.font}`;
      drawing.textAlign = "left";
      drawing.textBaseline = "top";
      drawing.fillText(figureText(plane.maximum), left + 16, layout.top);
      drawing.textBaseline = "alphabetic";
      drawing.fillText(figureText(plane.minimum), left + 16, layout.top + layout.side);
    },
    csv: () =>
      csvText([
        ["α \\ β", ...plane.coordinates],
        ...plane.coordinates.map((alpha, across) => [
          alpha,
          ...plane.coordinates.map((_, up) => lossAt(plane, { across, up })),
        ]),
      ]),
  };
}
