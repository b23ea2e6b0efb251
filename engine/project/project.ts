import type { DataSetup, Graph, NodeId, TrainingSetup } from "../model";

/** A place on the canvas in graph units (pixels at zoom 1). */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Canvas layout: where each node's top-left corner stands. */
export interface CanvasLayout {
  readonly positions: Readonly<Record<NodeId, Point>>;
  readonly viewport: { readonly x: number; readonly y: number; readonly zoom: number } | null;
}

/** Everything a `.layerglass` file holds. */
export interface Project {
  readonly name: string;
  readonly graph: Graph;
  readonly layout: CanvasLayout;
  readonly data: DataSetup | null;
  readonly training: TrainingSetup;
}
