/** Predictions as people take them on: rows by class name, CSV, and how a table's columns answer a model's; and what a table left out. */
export * from "./column-match";
export * from "./output-summary";
export * from "./prediction-csv";
export * from "./prediction-file";
export * from "./prediction-rows";
export * from "./prepared-inputs";
export * from "./rejected-csv";
export * from "./row-fields";
export * from "./shortest";
export * from "./typed-cells";
