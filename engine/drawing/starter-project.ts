import { type DataSchema, type DataSetup, emptyGraph } from "../model";
import type { Project } from "../project";
import { arrange } from "./arrange";
import { starterNetwork } from "./starter-network";
import { starterTraining } from "./starter-training";

/** A new project over a table: a small network that fits it, its cards in their places, and a training setup that suits it. */
export function starterProject(name: string, data: DataSetup, schema: DataSchema): Project {
  const { graph } = starterNetwork(emptyGraph, schema);
  const layout = { positions: arrange(graph), viewport: null };
  return { name, graph, layout, data, training: starterTraining(schema) };
}
