/** The React Flow adapter: gestures in as graph edits, nodes and wires out as derived elements. */

export { Canvas } from "./canvas";
export { canvasActions } from "./canvas-actions";
export { pressCanvasKey } from "./canvas-keys";
export { type CanvasSlots, CanvasSlotsProvider } from "./canvas-slots";
export { viewActions } from "./canvas-view";
export { FlowElements, gravest } from "./flow-elements";
export { neighbour } from "./neighbours";
export { copiedText, pasteEdits, readCopied } from "./node-clipboard";
export { Palette } from "./palette";
export { freeSpot, makeRoom } from "./placement";
export { portPoint } from "./port-point";
export { rankedKinds } from "./quick-add-ranking";
export { detourOf } from "./wire-detour";
export { wireNear, wirePath } from "./wire-path";
export { canSplice, connectEdits, connectTargets, removeAndHeal, spliceEdits, type WiringContext } from "./wiring";
