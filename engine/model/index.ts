/** The vocabulary every other room speaks: graph, node, port, shape, edit, diagnostic. Imports nothing. */

export * from "./data-setup";
export * from "./diagnostic";
export * from "./graph";
export * from "./graph-edit";
export * from "./training-setup";
