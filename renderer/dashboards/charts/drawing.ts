/** What a chart is drawn on: the part of a canvas's context that a file of vectors can hold as well. */
export type Drawing = Pick<
  CanvasRenderingContext2D,
  | "arc"
  | "beginPath"
  | "clip"
  | "closePath"
  | "fill"
  | "fillRect"
  | "fillStyle"
  | "fillText"
  | "font"
  | "globalAlpha"
  | "lineJoin"
  | "lineTo"
  | "lineWidth"
  | "moveTo"
  | "rect"
  | "restore"
  | "save"
  | "setLineDash"
  | "stroke"
  | "strokeRect"
  | "strokeStyle"
  | "textAlign"
  | "textBaseline"
  | "translate"
>;

/** What a shape is put into: a path kept for later, or a drawing under way. */
export type PathSink = Pick<CanvasPath, "arc" | "closePath" | "lineTo" | "moveTo" | "rect">;
