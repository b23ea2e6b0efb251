import type { DataSetup, Graph, NodeId, TrainingSetup, UnreadData } from "../model";

/** A place on the canvas in graph units (pixels at zoom 1). */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How the project is looked at: where each node's top-left corner stands, what the window shows, and the images of its table. */
export interface CanvasLayout {
  readonly positions: Readonly<Record<NodeId, Point>>;
  readonly viewport: { readonly x: number; readonly y: number; readonly zoom: number } | null;
  /** Pixels in a line of the images that the table's rows are, where a person said so; absent where their columns tell it. */
  readonly image_width?: number;
}

/** Everything a `.layerglass` file holds. */
export interface Project {
  readonly name: string;
  readonly graph: Graph;
  readonly layout: CanvasLayout;
  /** Unread where the file leaves something for the table to say. */
  readonly data: DataSetup | UnreadData | null;
  readonly training: TrainingSetup;
}
