/** A drawing's beginning over a table: what each column is for, the first network, and where its cards stand. */

export * from "./arrange";
export * from "./card-geometry";
export * from "./class-names";
export * from "./column-roles";
export * from "./encoding-choices";
export { type ImageColumns, type ImageEvidence, imageColumns, imageSizes } from "./image-columns";
export * from "./impute-choices";
export * from "./scaling-choices";
export * from "./settled-data";
export * from "./starter-network";
export * from "./starter-project";
export * from "./starter-training";
export * from "./visiting-order";
