/** One file per node kind: ports, parameters with ranges and docs, shape rule, checks and lowering. */
export { activationFunctions } from "./activation";
export * from "./catalog";
export * from "./check-parameter";
export * from "./findings";
export * from "./node-definition";
export { nodeDocs } from "./node-docs";
export { isCrossEntropy, readOutput } from "./output-parameters";
export { targetOf } from "./output-target";
export * from "./ports";
