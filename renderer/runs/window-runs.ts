import { engine } from "../bridge";
import { documentActions } from "../document";
import { chosenWeights } from "./initial-weights";
import { RunRegistry } from "./run-registry";

/** The window's runs. Panels do not read it: they are given the run they show. */
export const runs = new RunRegistry({
  engine,
  takeSnapshot: () => documentActions.runSnapshot(),
  initialWeights: () => chosenWeights()?.weights ?? null,
  newRunId: () => crypto.randomUUID(),
  schedule: (callback) => {
    requestAnimationFrame(() => callback());
  },
});
