import { type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from "react";
import { useText } from "../i18n";

export interface SplitPaneProps {
  /** The side whose size is dragged; the other takes the rest. */
  readonly side: "left" | "right" | "bottom";
  /** Pixels at first; afterwards remembered under `name` on this machine. */
  readonly size: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly name: string;
  /** Whether the pane is put away, so that the rest has all the room. */
  readonly hidden?: boolean;
  readonly pane: ReactNode;
  readonly children: ReactNode;
}

const KEY_STEP = 16;

function rememberedSize(name: string): number | null {
  const size = Number(localStorage.getItem(`split.${name}`) ?? Number.NaN);
  return Number.isFinite(size) ? size : null;
}

/** A pane of adjustable size beside the rest; the bar moves by mouse and by arrow keys. */
export function SplitPane({
  side,
  size: first,
  minimum,
  maximum,
  name,
  hidden = false,
  pane,
  children,
}: SplitPaneProps) {
  const text = useText();
  const [sizes, setSizes] = useState<Readonly<Record<string, number>>>({});
  const size = sizes[name] ?? rememberedSize(name) ?? first;
  const drag = useRef<{ at: number; size: number } | null>(null);
  const vertical = side === "bottom";
  const sign = side === "left" ? 1 : -1;
  const along = (event: PointerEvent): number => (vertical ? event.clientY : event.clientX);

  const resize = (wanted: number): void => {
    const next = Math.round(Math.min(maximum, Math.max(minimum, wanted)));
    setSizes({ ...sizes, [name]: next });
    localStorage.setItem(`split.${name}`, String(next));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const grow = vertical ? "ArrowUp" : side === "left" ? "ArrowRight" : "ArrowLeft";
    const shrink = vertical ? "ArrowDown" : side === "left" ? "ArrowLeft" : "ArrowRight";
    if (event.key !== grow && event.key !== shrink) return;
    event.preventDefault();
    event.stopPropagation();
    resize(size + (event.key === grow ? KEY_STEP : -KEY_STEP));
  };

  const bar = (
    <hr
      className="split-bar"
      tabIndex={0}
      aria-label={text("ui.resizePanel")}
      aria-orientation={vertical ? "horizontal" : "vertical"}
      aria-valuenow={size}
      aria-valuemin={minimum}
      aria-valuemax={maximum}
      onKeyDown={onKeyDown}
      onDoubleClick={() => resize(first)}
      onPointerDown={(event) => {
        drag.current = { at: along(event), size };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (drag.current) resize(drag.current.size + sign * (along(event) - drag.current.at));
      }}
      onPointerUp={() => {
        drag.current = null;
      }}
    />
  );
  const style: CSSProperties = vertical ? { height: size } : { width: size };
  const sized = (
    <div className="split-pane" style={style}>
      {pane}
    </div>
  );
  const rest = <div className="split-rest">{children}</div>;
  return (
    <div className={`split split-${side}`}>
      {side === "left" && !hidden && sized}
      {side === "left" && !hidden && bar}
      {rest}
      {side !== "left" && !hidden && bar}
      {side !== "left" && !hidden && sized}
    </div>
  );
}
