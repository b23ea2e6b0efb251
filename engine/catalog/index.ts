/** One file per node kind: ports, parameters with ranges and docs, shape rule, checks and lowering. */
export * from "./node-definition";
