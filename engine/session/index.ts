/** What the terminal program and the JavaScript API share: the addon, projects, models, runs and what they tell. */

export * from "./checkpoint-options";
export * from "./encoded-data";
export * from "./imputed-data";
export * from "./initial-weights";
export * from "./layer-records";
export * from "./layerglass-error";
export * from "./load-engine";
export * from "./model-bytes";
export * from "./open-model";
export * from "./open-project";
export * from "./open-session";
export * from "./run-events";
export * from "./scaled-data";
export * from "./training-changes";
export * from "./training-event";
