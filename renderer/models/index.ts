/** Trained models: saving a run as one, showing one, and starting from its weights. */
export { canSaveModel, openModel, saveModel, showModel } from "./model-actions";
export { ModelDialog } from "./model-dialog";
