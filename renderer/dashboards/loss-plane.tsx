import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from "react";
import type { LossPlane as Plane } from "../../engine/contract";
import { figureText, useText } from "../i18n";
import {
  ChartFrame,
  centreOf,
  contourFigure,
  FigureTable,
  fitCanvas,
  levelStrength,
  lossAt,
  lossLevels,
  lossScale,
  movedPoint,
  onThemeChange,
  type PlanePoint,
  paintPlane,
  planeLayout,
  pointAt,
  themeAt,
} from "./charts";

/** The loss on a plane through the parameters: the stronger the colour, the greater the loss. */
export function LossPlane({ plane }: { readonly plane: Plane }) {
  const text = useText();
  const title = text("analysis.plane");
  return (
    <ChartFrame
      title={title}
      explanation={text("analysis.planeExplanation", { rows: plane.rows })}
      plot={<PlanePlot title={title} plane={plane} />}
      table={() => <PlaneTable title={title} plane={plane} />}
      figure={() => contourFigure(plane)}
      data-testid="loss-plane"
    />
  );
}

function PlanePlot({ title, plane }: { readonly title: string; readonly plane: Plane }) {
  const text = useText();
  const plot = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const draw = useRef(() => {});
  const [pointed, setPointed] = useState<PlanePoint | null>(null);
  const scale = useMemo(() => lossScale(plane), [plane]);
  const count = plane.coordinates.length;

  useEffect(() => {
    draw.current = () => {
      if (canvas.current === null) return;
      const { clientWidth: width, clientHeight: height } = canvas.current;
      const layout = planeLayout(width, height, count);
      const context = layout && fitCanvas(canvas.current, width, height);
      if (layout === null || context === null) return;
      const density = window.devicePixelRatio || 1;
      paintPlane(context, layout, density, plane, scale, themeAt(canvas.current), pointed);
    };
    draw.current();
  }, [plane, count, scale, pointed]);

  useEffect(() => {
    if (canvas.current === null) return;
    const resize = new ResizeObserver(() => draw.current());
    resize.observe(canvas.current);
    const release = onThemeChange(() => draw.current());
    return () => {
      resize.disconnect();
      release();
    };
  }, []);

  const point = (event: PointerEvent): void => {
    const box = plot.current?.getBoundingClientRect();
    const layout = box && planeLayout(box.width, box.height, count);
    setPointed(box && layout ? pointAt(layout, event.clientX - box.left, event.clientY - box.top) : null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const [across, up] = moves[event.key] ?? [];
    if (event.key === "Home") setPointed(centreOf(plane));
    else if (event.key === "Escape" && pointed !== null) setPointed(null);
    else if (across !== undefined && up !== undefined) {
      setPointed(movedPoint(plane, pointed ?? centreOf(plane), across, up));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const coordinate = (place: number): string => figureText(plane.coordinates[place] ?? Number.NaN, "number", 2);
  const readout = (at: PlanePoint): string =>
    text("analysis.planeAt", {
      alpha: coordinate(at.across),
      beta: coordinate(at.up),
      loss: figureText(lossAt(plane, at)),
    });
  const shown = pointed ?? centreOf(plane);
  return (
    <>
      <div className="plane-body">
        <div
          ref={plot}
          className="chart-plot"
          // As with other charts, what is pointed at is a slider's value, read out as it moves.
          role="slider"
          aria-label={text("dashboards.chartOf", { title })}
          aria-description={text("analysis.planeKeys")}
          aria-valuemin={0}
          aria-valuemax={count * count - 1}
          aria-valuenow={shown.across * count + shown.up}
          aria-valuetext={readout(shown)}
          tabIndex={0}
          onPointerMove={point}
          onPointerLeave={() => setPointed(null)}
          onBlur={() => setPointed(null)}
          onKeyDown={onKeyDown}
        >
          <canvas ref={canvas} />
        </div>
        <div className="plane-legend" title={scale?.isRatio ? text("analysis.ratioSteps") : undefined}>
          <span data-testid="plane-greatest">{figureText(plane.maximum)}</span>
          <span className="plane-steps" aria-hidden="true">
            {Array.from({ length: lossLevels }, (_, level) => (
              <span key={levelStrength(level)} style={{ opacity: levelStrength(level) }} />
            ))}
          </span>
          <span data-testid="plane-least">{figureText(plane.minimum)}</span>
        </div>
      </div>
      <div className="chart-legend">
        <output aria-live="off" data-testid="plane-readout">
          {pointed === null ? text("analysis.planeCentre", { loss: figureText(plane.loss) }) : readout(pointed)}
        </output>
      </div>
    </>
  );
}

/** Places across and up that a key moves by. */
const moves: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** A row for each α, a column for each β. */
function PlaneTable({ title, plane }: { readonly title: string; readonly plane: Plane }) {
  const names = plane.coordinates.map((coordinate) => figureText(coordinate, "number", 2));
  return (
    <FigureTable
      title={title}
      heads={["α \\ β", ...names]}
      rows={names.map((name, across) => ({
        key: across,
        cells: [name, ...names.map((_, up) => figureText(lossAt(plane, { across, up })))],
      }))}
    />
  );
}
