import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { canBypass, definitions } from "../catalog";
import {
  bypassKind,
  type Compilation,
  changedTable,
  compile,
  firstReading,
  isOfSplit,
  refusedSplit,
  tableWarnings,
  unreadableData,
} from "../compiler";
import { failureOfThrown, type NativeModule, type TableNotice } from "../contract";
import { type EncodingChoice, type ImputeChoice, type ScalingChoice, settledData } from "../drawing";
import { systemFailure } from "../files";
import {
  checkTraining,
  type DataFilePart,
  type DataSchema,
  type DataSetup,
  type Diagnostic,
  dataFileParts,
  filesOf,
  type Graph,
  hasChanged,
  hasSplitColumn,
  isUnread,
  type PartitionCounts,
  type ReadOptions,
  readingField,
  readingOver,
  splitSetup,
  type TrainingSetup,
  valueText,
  withPaths,
  withReadFiles,
} from "../model";
import { type CanvasLayout, type Project, parseProject, readingFault } from "../project";
import { encodedData, refuseEncode } from "./encoded-data";
import { imputedData, refuseImpute } from "./imputed-data";
import { failureError, findingsError, LayerglassError, optionFault } from "./layerglass-error";
import { refuseScale, scaledData } from "./scaled-data";
import { changedTraining, refuseTrainingChanges, type TrainingChanges } from "./training-changes";

/** What to change of a project before it is compiled; null or absent leaves the project's own. */
export interface ProjectChanges extends TrainingChanges {
  /** Path of another table with the same columns. */
  readonly data?: string | null | undefined;
  /** Path of a file whose rows validate, in place of a share of the table's. */
  readonly validationData?: string | null | undefined;
  /** Path of a file whose rows are kept for a test, in place of a share of the table's. */
  readonly testData?: string | null | undefined;
  /** How the table is read, over what the project says of it; what neither says is told from the file. */
  readonly reading?: ReadOptions | null | undefined;
  /** How features are encoded, over what the project says of it. */
  readonly encode?: readonly EncodingChoice[] | null | undefined;
  /** How missing cells of features are filled, over what the project says of them. */
  readonly impute?: readonly ImputeChoice[] | null | undefined;
  /** Features' own scaling, over what the project says of it. */
  readonly scale?: readonly ScalingChoice[] | null | undefined;
  /** Kinds of nodes to bypass, every node of each: `["batch_norm"]`. */
  readonly without?: readonly string[] | null | undefined;
}

/** Where a project comes from. */
export interface ProjectSource {
  /** What messages call it: its file's path, or its name. */
  readonly file: string;
  readonly project: Project;
  /** Paths of tables in the project are relative to this folder. */
  readonly folder: string;
}

/** A project as it was asked to be changed, with its table's schema. */
export interface OpenedProject {
  readonly file: string;
  readonly name: string;
  readonly graph: Graph;
  readonly layout: CanvasLayout;
  readonly training: TrainingSetup;
  /** With absolute paths. */
  readonly data: DataSetup | null;
  readonly schema: DataSchema | null;
  /** What reading the table found that a person should know. */
  readonly notices: readonly TableNotice[];
  readonly compilation: Compilation;
}

/** Kinds of nodes that can be bypassed. */
export function bypassableKinds(): readonly string[] {
  return definitions.map((definition) => definition.kind).filter(canBypass);
}

/**
 * Reads a project file.
 * @throws LayerglassError naming the file and what is wrong with it.
 */
export function readProjectFile(file: string): ProjectSource {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw failureError(file, systemFailure(file, error));
  }
  return { file, project: projectOfText(text, file), folder: dirname(file) };
}

/**
 * Reads the text of a project file as if an enemy had written it.
 * @throws LayerglassError with the place and what is wrong there.
 */
export function projectOfText(text: string, file: string): Project {
  const parsed = parseProject(text, { kinds: definitions.map(({ kind }) => kind) });
  if (parsed.ok) return parsed.project;
  throw failureError(file, parsed.failure);
}

/**
 * Applies changes to a project, reads its table and compiles it. What is wrong with the drawing is among the findings.
 * @throws LayerglassError when a change is none or the table cannot be read.
 */
export async function openProject(
  source: ProjectSource,
  changes: ProjectChanges,
  engine: () => NativeModule,
): Promise<OpenedProject> {
  const { file, project } = source;
  refuseChanges(changes);
  const graph = (changes.without ?? []).reduce(bypassKind, project.graph);
  const training = changedTraining(project.training, changes);
  const found: Diagnostic[] = [];
  const other = changes.data ?? null;
  const impute = changes.impute ?? [];
  let data: DataSetup | null = null;
  let schema: DataSchema | null = null;
  let counted: PartitionCounts | null = null;
  let notices: readonly TableNotice[] = [];
  if (project.data || other !== null) {
    const native = engine();
    const located = await locateData(source, changes, native);
    data = located.data;
    try {
      const sha256 = await native.hashFile(data.path);
      if (other === null && sha256 !== data.sha256) found.push(changedTable(graph, data, sha256));
      data = { ...data, sha256 };
      if (located.suggested !== null) found.push(firstReading(graph, data, located.suggested));
      data = encodedData(data, changes.encode ?? []);
      if (impute.length > 0) data = imputedData(data, await native.openTable(data.path, data.reading), impute);
      data = scaledData(data, changes.scale ?? []);
      schema = await native.tableSchema(data);
      for (const part of dataFileParts) {
        const [file, read] = [data[part], schema[part]];
        if (file && read && hasChanged(file, read)) found.push(changedTable(graph, file, read.sha256));
      }
      data = withReadFiles(data, schema);
      if (checkTraining(training).length === 0 && hasSplitColumn(schema, training)) {
        const { rows, warnings } = await native.judgeTable(data, splitSetup(training));
        counted = rows;
        found.push(...tableWarnings(warnings, { graph, schema, training }));
      }
      notices = await native.tableNotices(data);
    } catch (error) {
      if (error instanceof LayerglassError) throw error;
      const failure = failureOfThrown(error);
      if (isOfSplit(failure)) throw findingsError(file, [refusedSplit(failure)], failure);
      throw unreadable(file, data, graph, error);
    }
  }
  const compilation = compile(graph, schema, training, counted);
  const diagnostics = [...compilation.diagnostics, ...found];
  const { name, layout } = project;
  return {
    file,
    name,
    graph,
    layout,
    training,
    data,
    schema,
    notices,
    compilation: { ir: compilation.ir, diagnostics },
  };
}

/**
 * Refuses a project with errors.
 * @throws LayerglassError with every error's line and the findings themselves.
 */
export function requireNoErrors({ file, compilation }: Pick<OpenedProject, "file" | "compilation">): void {
  const [first, ...others] = compilation.diagnostics.filter(({ severity }) => severity === "error");
  if (first) throw findingsError(file, [first, ...others]);
}

/** Whoever writes JavaScript may pass anything. */
function refuseChanges(changes: ProjectChanges): void {
  refuseTrainingChanges(changes);
  const { without, reading } = changes;
  for (const name of ["data", "validationData", "testData"] as const) {
    const path = changes[name];
    if (typeof (path ?? "") !== "string") throw optionFault(name, valueText(path), "the path of a table");
  }
  refuseReading(reading);
  refuseEncode(changes.encode);
  refuseImpute(changes.impute);
  refuseScale(changes.scale);
  if (!Array.isArray(without ?? [])) throw optionFault("without", valueText(without), "a list of kinds");
  const kind = (without ?? []).find((one) => !bypassableKinds().includes(one));
  if (kind !== undefined) throw optionFault("without", valueText(kind), bypassableKinds().join(", "));
}

/**
 * Refuses what is no way to read a table: whoever writes JavaScript may pass anything.
 * @throws LayerglassError naming the option.
 */
export function refuseReading(reading: unknown): void {
  const fault = (reading ?? null) === null ? null : readingFault(reading);
  if (fault) throw optionFault("reading", fault.found, fault.expected);
}

interface LocatedData {
  readonly data: DataSetup;
  /** Columns of a project's table that are used as the table suggests; null where the project said all. */
  readonly suggested: number | null;
}

/** The project's tables beside the project, or those asked for, read with the project's columns. */
async function locateData(
  { file, project, folder }: ProjectSource,
  { data: other = null, reading: over, ...changes }: ProjectChanges,
  native: NativeModule,
): Promise<LocatedData> {
  const said = project.data && withPaths(project.data, (path) => resolve(folder, path));
  const path = other === null ? (said?.path ?? "") : resolve(other);
  const reading = said ? readingOver(said.reading, over) : (over ?? undefined);
  const asked = { path, ...readingField(reading) };
  const files = { ...filesOf(said ?? {}), ...askedFiles(changes) };
  if (said && !isUnread(said)) {
    const { sha256, columns } = said;
    return { data: { ...asked, sha256, columns, ...files }, suggested: null };
  }
  try {
    const profile = await native.openTable(path, reading);
    if (said) return settledData({ ...said, ...asked, ...files }, profile);
    return { data: { ...profile.proposal, ...files }, suggested: null };
  } catch (error) {
    throw unreadable(file, { path }, project.graph, error);
  }
}

/** Files of parts that are asked for, their hashes yet to be taken. */
export function askedFiles({
  validationData,
  testData,
}: Pick<ProjectChanges, "validationData" | "testData">): Pick<DataSetup, DataFilePart> {
  const at = (path: string) => ({ path: resolve(path), sha256: "" });
  return {
    ...(typeof validationData === "string" && { validation: at(validationData) }),
    ...(typeof testData === "string" && { test: at(testData) }),
  };
}

/** The refusal of a project whose tables cannot be read, with the path of the one that cannot. */
function unreadable(
  file: string,
  data: Pick<DataSetup, "path" | DataFilePart>,
  graph: Graph,
  error: unknown,
): LayerglassError {
  const failure = failureOfThrown(error);
  return findingsError(file, [unreadableData(graph, data, failure)], failure);
}
