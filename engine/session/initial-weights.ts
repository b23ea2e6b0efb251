import { resolve } from "node:path";
import { compareWeights } from "../compiler";
import type { InitialWeights, Ir, NativeModule, WeightComparison } from "../contract";
import type { DataSetup } from "../model";
import { LayerglassError } from "./layerglass-error";
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
    throw new LayerglassError(
      `${file}: found no parameter that the network has too; expected some of the same name and shape. ` +
        "Help: start from a model of this network, or from fresh weights",
      { code: "model_unlike", file },
    );
  }
  return { initial: { file: resolve(file), parameters: comparison.matching }, comparison };
}
