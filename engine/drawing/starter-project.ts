import { type DataSchema, type DataSetup, emptyGraph, optimizerDefaults, referenceTrainingSetup } from "../model";
import type { Project } from "../project";
import { arrange } from "./arrange";
import { starterNetwork } from "./starter-network";

/**
 * A new project over a table: a small network that fits it, its cards in their places, trained as every new project is, but
 * by Adam where numbers are predicted: SGD's steps grow with their size, and would be the run's end in dollars or grams.
 */
export function starterProject(name: string, data: DataSetup, schema: DataSchema): Project {
  const { graph } = starterNetwork(emptyGraph, schema);
  const layout = { positions: arrange(graph), viewport: null };
  const predictsNumbers = schema.targets.some(({ classes }) => classes === 0);
  const adam = predictsNumbers ? { optimizer: optimizerDefaults.adam } : {};
  return { name, graph, layout, data, training: { ...referenceTrainingSetup, ...adam } };
}
