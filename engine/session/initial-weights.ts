import { resolve } from "node:path";
import { compareWeights } from "../compiler";
import {
  failure,
  fileSubject,
  type InitialWeights,
  type Ir,
  type NativeModule,
  type WeightComparison,
} from "../contract";
import type { DataSetup } from "../model";
import { failureError } from "./layerglass-error";
import { openModel } from "./open-model";

/** What a run takes of a model, and how the two differ. */
export interface WeightsOfModel {
  readonly initial: InitialWeights;
  readonly comparison: WeightComparison;
}

/**
 * The weights of a model file that a network can start from.
 * @throws LayerglassError when the model cannot be read or nothing of it fits.
 */
export async function initialWeights(
  file: string,
  ir: Ir,
  data: DataSetup,
  engine: NativeModule,
): Promise<WeightsOfModel> {
  const { description } = await openModel(file, engine);
  const comparison = compareWeights(ir, data, description);
  if (comparison.matching.length === 0) {
    const words = {
      found: "no parameter that the network has too",
      expected: "some of the same name and shape",
      help: "start from a model of this network, or from fresh weights",
    };
    throw failureError(file, failure("model_unlike", { subject: fileSubject(file), ...words }));
  }
  return { initial: { file: resolve(file), parameters: comparison.matching }, comparison };
}
