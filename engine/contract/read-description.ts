import type { ModelDescription } from "./generated";
import type { NativeModel } from "./generated/native-addon";

/** What a model file says beside its tensors; the engine has checked it, but for the project inside. */
export const readDescription = (model: NativeModel): ModelDescription => JSON.parse(model.description_json);
