/** The project file format: bytes to Project and back, with versions, migrations and limits. */

export {
  absoluteDataPath,
  fileNameOf,
  folderOf,
  normalDataPath,
  type PathStyle,
  relativeDataPath,
  styleOf,
} from "./data-path";
export { projectJsonSchema } from "./json-schema";
export { type JsonObject, type Migration, migrate, migrations, projectVersion } from "./migrations";
export { type ParseOptions, type ParseResult, parseProject } from "./parse-project";
export { portableProject } from "./portable-project";
export * from "./project";
export { type ProjectDifference, projectDifferences, type SettingValue } from "./project-differences";
export { readingFault } from "./read-reading";
export { isTrainingSetup } from "./read-training";
export { serializeProject } from "./serialize-project";
export { projectNameOf, settledIn } from "./settled-project";
