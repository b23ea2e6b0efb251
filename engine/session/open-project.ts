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
  unreadableTable,
} from "../compiler";
import { failureOfThrown, type NativeModule, type TableNotice } from "../contract";
import { type EncodingChoice, type ImputeChoice, type ScalingChoice, settledData } from "../drawing";
import { systemFailure } from "../files";
import {
  checkTraining,
  type DataSchema,
  type DataSetup,
  type Diagnostic,
  type Graph,
  hasSplitColumn,
  isUnread,
  type PartitionCounts,
  type ReadOptions,
  readingField,
  readingOver,
  splitSetup,
  type TrainingSetup,
  valueText,
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
  /** The table's path in the project is relative to this folder. */
  readonly folder: string;
}

/** A project as it was asked to be changed, with its table's schema. */
export interface OpenedProject {
  readonly file: string;
  readonly name: string;
  readonly graph: Graph;
  readonly layout: CanvasLayout;
  readonly training: TrainingSetup;
  /** With an absolute path. */
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
    const located = await locateData(source, other, changes.reading, native);
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
      throw unreadable(file, data.path, graph, error);
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
  const { without, data, reading } = changes;
  if (typeof (data ?? "") !== "string") throw optionFault("data", valueText(data), "the path of a table");
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

/** The project's table beside the project, or the one asked for, read with the project's columns. */
async function locateData(
  source: ProjectSource,
  other: string | null,
  over: ReadOptions | null | undefined,
  native: NativeModule,
): Promise<LocatedData> {
  const { file, project, folder } = source;
  const path = other === null ? resolve(folder, project.data?.path ?? "") : resolve(other);
  const reading = project.data ? readingOver(project.data.reading, over) : (over ?? undefined);
  const asked = { path, ...readingField(reading) };
  if (project.data && !isUnread(project.data)) {
    const { sha256, columns } = project.data;
    return { data: { ...asked, sha256, columns }, suggested: null };
  }
  try {
    const profile = await native.openTable(path, reading);
    if (project.data) return settledData({ ...project.data, ...asked }, profile);
    return { data: profile.proposal, suggested: null };
  } catch (error) {
    throw unreadable(file, path, project.graph, error);
  }
}

function unreadable(file: string, path: string, graph: Graph, error: unknown): LayerglassError {
  const failure = failureOfThrown(error);
  return findingsError(file, [unreadableTable(graph, path, failure)], failure);
}
