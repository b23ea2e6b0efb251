import type { Ir } from "../contract";
import type { DataSchema, Diagnostic, Graph, PartitionCounts, TrainingSetup } from "../model";
import { checkGraph } from "./check-graph";
import { inferGraph } from "./infer";
import { lower } from "./lower";
import { graphPasses } from "./passes";

/** `ir` is null exactly when a diagnostic is an error. */
export interface Compilation {
  readonly ir: Ir | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Compiles a drawn graph for one table and one setup: checks, graph passes, lowering. Pure. `counted`: the rows of a split by
 * a column, where the engine counted them.
 */
export function compile(
  graph: Graph,
  data: DataSchema | null,
  training: TrainingSetup,
  counted: PartitionCounts | null = null,
): Compilation {
  const inference = inferGraph(graph, data);
  const diagnostics = checkGraph(graph, data, training, inference, counted);
  if (!data || diagnostics.some(({ severity }) => severity === "error")) return { ir: null, diagnostics };
  const prepared = graphPasses.reduce((current, pass) => pass.run(current), graph);
  // Passes take nodes out but never change the shapes of those that stay.
  return { ir: lower(prepared, data, training, inference), diagnostics };
}
