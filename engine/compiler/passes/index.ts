import type { Graph } from "../../model";
import { eliminateDeadNodes } from "./eliminate-dead-nodes";
import { resolveBypassed } from "./resolve-bypassed";

/** A change of the graph that leaves what it computes the same. */
export interface GraphPass {
  readonly name: string;
  readonly run: (graph: Graph) => Graph;
}

/** Run in this order before lowering. */
export const graphPasses: readonly GraphPass[] = [
  { name: "resolve_bypassed", run: resolveBypassed },
  { name: "eliminate_dead_nodes", run: eliminateDeadNodes },
];
