/** The vocabulary every other room speaks: graph, node, port, shape, edit, diagnostic, table. Imports nothing. */

export * from "./apply-edit";
export * from "./column-changes";
export * from "./column-encoding";
export * from "./column-roles";
export * from "./column-scaling";
export * from "./data-files";
export * from "./diagnostic";
export * from "./generated";
export * from "./graph";
export * from "./graph-diff";
export * from "./graph-edit";
export * from "./graph-queries";
export * from "./imputation";
export * from "./learning-rate";
export * from "./new-wire";
export * from "./number-limit";
export * from "./project-limits";
export * from "./project-size";
export * from "./reading";
export * from "./subject";
export * from "./table-files";
export * from "./training-defaults";
export * from "./training-limits";
export * from "./training-rows";
export * from "./training-setup";
export * from "./unread-data";
