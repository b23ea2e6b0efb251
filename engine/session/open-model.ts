import { resolve } from "node:path";
import {
  failureOfThrown,
  type ModelDescription,
  type NativeModel,
  type NativeModule,
  readDescription,
} from "../contract";
import { failureError } from "./layerglass-error";

/** A model file that was read. */
export interface OpenedModel {
  readonly model: NativeModel;
  readonly description: ModelDescription;
}

/**
 * Reads a model file.
 * @throws LayerglassError with what is wrong with it.
 */
export async function openModel(file: string, engine: NativeModule): Promise<OpenedModel> {
  try {
    const model = await engine.loadModel(resolve(file));
    return { model, description: readDescription(model) };
  } catch (error) {
    throw failureError(file, failureOfThrown(error));
  }
}
