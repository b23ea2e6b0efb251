/** The React Flow adapter: gestures in as graph edits, nodes and wires out as derived elements. */

export { arrange } from "./arrange";
export { Canvas } from "./canvas";
export { canvasActions } from "./canvas-actions";
export { type CanvasSlots, CanvasSlotsProvider } from "./canvas-slots";
export { viewActions } from "./canvas-view";
export { Palette } from "./palette";
