import { create } from "zustand";
import { partOfFailure } from "../../engine/compiler";
import { type Failure, failure, type TableProfile } from "../../engine/contract";
import { settledData } from "../../engine/drawing";
import {
  type ColumnSetup,
  type DataFile,
  type DataFilePart,
  type DataSetup,
  type ReadOptions,
  readingField,
  type StorageFault,
  type UnreadData,
  withDataFile,
  withNewHashes,
} from "../../engine/model";
import { fileNameOf, folderOf } from "../../engine/project";
import { desktop, EngineFailure, engine } from "../bridge";
import { documentActions, useDocument } from "../document";
import { type ColumnDifferences, columnDifferences, keepChoices } from "./data-choices";

/** How a table differs from the one the project was made with. */
export interface OtherTable extends ColumnDifferences {
  readonly path: string;
}

/** What the data room is busy with, beside the document itself. */
export interface TableWork {
  /** Path being read; null when none is. */
  readonly reading: string | null;
  /** Choices waiting for the engine's schema; the panel already shows them. */
  readonly pending: DataSetup | null;
  readonly failure: Failure | null;
  /** Path of the table that `failure` is of, when it was one that could not be read. */
  readonly failed: string | null;
  /** Whether the file's content differs from what the project was saved with. */
  readonly hasFileChanged: boolean;
  /** A table picked in place of the missing one whose columns are not the project's; the person is to decide. */
  readonly other: OtherTable | null;
  /** Why the file that was chosen for a part cannot be used. */
  readonly partFailure: { readonly part: DataFilePart; readonly failure: Failure } | null;
  /** Where the table was found by its content, since it was not where the project says; null otherwise. */
  readonly foundAt: string | null;
}

export const useTableWork = create<TableWork>(() => ({
  reading: null,
  pending: null,
  failure: null,
  failed: null,
  hasFileChanged: false,
  other: null,
  partFailure: null,
  foundAt: null,
}));

/** Number of the newest request; older answers come too late. */
let newest = 0;

function failureOf(error: unknown): Failure {
  if (!(error instanceof EngineFailure)) throw error;
  return error.failure;
}

/** What to show of a table that a project file cannot hold. */
function storageFailure(fault: StorageFault | null): TableWork["failure"] {
  if (fault === null) return null;
  // The text counts in MiB.
  const unit = fault.code === "project_too_large" ? 2 ** 20 : 1;
  const values = fault.limit === undefined ? {} : { limit: fault.limit / unit };
  const help = "leave columns out, or rename them in the file";
  return failure(fault.code, { found: fault.text, expected: "a table that a project can hold", help, values });
}

/**
 * Reads a table and makes it the document's data; choices for columns of the same names are kept. One in place of a table that is
 * missing is first compared with what the project says of it: with other columns it waits for `takeOther`.
 */
async function openTable(path: string): Promise<void> {
  const { data, dataFailure } = useDocument.getState();
  await readTable(path, dataFailure !== null, data?.path === path ? data.reading : undefined);
}

/** Makes a table the document's data, read as a person said. */
async function readAs(path: string, reading: ReadOptions): Promise<void> {
  await readTable(path, false, reading);
}

/** Takes the table that waits in spite of its columns. */
async function takeOther(): Promise<void> {
  const { other } = useTableWork.getState();
  if (other !== null) await readTable(other.path, false, undefined);
}

async function readTable(path: string, isCompared: boolean, reading: ReadOptions | undefined): Promise<void> {
  const request = ++newest;
  const { openedCount } = useDocument.getState();
  const isCurrent = (): boolean => request === newest && useDocument.getState().openedCount === openedCount;
  useTableWork.setState({
    ...{ reading: path, pending: null, failure: null, failed: null },
    ...{ other: null, partFailure: null, foundAt: null },
  });
  try {
    const profile = await engine.request("open_table", { path, ...readingField(reading) });
    const { data: missing } = useDocument.getState();
    const unread = documentActions.unreadData();
    const differences = isCompared && missing !== null ? columnDifferences(unread ?? missing, profile) : null;
    if (differences !== null) {
      if (isCurrent()) useTableWork.setState({ reading: null, other: { path, ...differences } });
      return;
    }
    const data =
      unread === null
        ? { ...keepChoices(profile, useDocument.getState().data), path: profile.path }
        : settledData(unreadAt(unread, profile, reading), profile).data;
    const schema = await engine.request("table_schema", { data });
    if (!isCurrent()) return;
    const failure = storageFailure(documentActions.setData({ data, schema, profile }));
    useTableWork.setState({ reading: null, failure, ...(failure === null && { hasFileChanged: false }) });
  } catch (error) {
    const failure = failureOf(error);
    if (isCurrent()) useTableWork.setState({ reading: null, failure, failed: path });
  }
}

/** Asks for a table's file; null where none was chosen. */
async function askForTable(): Promise<string | null> {
  try {
    return (await desktop.request("open_data_dialog", null)).path;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const words = { found: message, expected: "a dialog", help: "try again", values: { reason: message } };
    useTableWork.setState({ failure: failure("dialog_failed", words) });
    return null;
  }
}

/** Asks for a file, then opens it. */
async function chooseTable(): Promise<void> {
  const path = await askForTable();
  if (path !== null) await openTable(path);
}

/** Asks for what could not be read: the file of a part where it is that, else the table. */
async function locate(): Promise<void> {
  const { data, dataFailure } = useDocument.getState();
  const part = data === null || dataFailure === null ? null : partOfFailure(data, dataFailure);
  await (part === null ? chooseTable() : chooseFile(part));
}

/** Asks for the file of the rows that validate, or test, then takes it. */
async function chooseFile(part: DataFilePart): Promise<void> {
  const path = await askForTable();
  if (path !== null) await setFile(part, { path, sha256: "" });
}

/** Takes another file for a part of the rows, or none. The table itself is read first where it could not be. */
async function setFile(part: DataFilePart, file: DataFile | null): Promise<void> {
  const request = ++newest;
  const { data, profile, openedCount } = useDocument.getState();
  if (data === null) return;
  const isCurrent = (): boolean => request === newest && useDocument.getState().openedCount === openedCount;
  useTableWork.setState({ reading: file?.path ?? null, pending: null, failure: null, failed: null, partFailure: null });
  try {
    const read = profile ?? (await engine.request("open_table", { path: data.path, ...readingField(data.reading) }));
    const unread = documentActions.unreadData();
    const setup = withDataFile(unread === null ? data : settledData(unread, read).data, part, file);
    const schema = await engine.request("table_schema", { data: setup });
    if (!isCurrent()) return;
    const next = withNewHashes(setup, schema);
    const failure = storageFailure(documentActions.setData({ data: next, schema, profile: read }));
    useTableWork.setState({ reading: null, failure });
  } catch (error) {
    const failure = failureOf(error);
    if (isCurrent()) useTableWork.setState({ reading: null, partFailure: { part, failure } });
  }
}

/** What a project says of its table, of another file. */
function unreadAt(
  { reading: _, ...said }: UnreadData,
  { path }: TableProfile,
  reading: ReadOptions | undefined,
): UnreadData {
  return { ...said, path, sha256: null, ...readingField(reading) };
}

/** Makes other choices about the columns; they count once the engine has told what they come to. */
async function choose(data: DataSetup): Promise<void> {
  const request = ++newest;
  const { profile, openedCount } = useDocument.getState();
  useTableWork.setState({ pending: data, failure: null, failed: null, reading: null });
  const isCurrent = (): boolean => request === newest && useDocument.getState().openedCount === openedCount;
  try {
    const schema = await engine.request("table_schema", { data });
    if (!isCurrent()) return;
    const failure = storageFailure(documentActions.setData({ data, schema, profile }));
    useTableWork.setState({ pending: null, failure });
  } catch (error) {
    const failure = failureOf(error);
    if (isCurrent()) useTableWork.setState({ pending: null, failure });
  }
}

/** Makes another choice about one column of a setup. */
function chooseColumn(setup: DataSetup, column: ColumnSetup): Promise<void> {
  return choose({ ...setup, columns: setup.columns.map((each) => (each.name === column.name ? column : each)) });
}

/** Looks for a file by its content, near the project and where it was; null where it is not found. */
async function foundFile({ path, sha256 }: Pick<DataFile, "path" | "sha256">): Promise<string | null> {
  // The project does not say what is in it.
  if (sha256 === "") return null;
  const { path: project, data } = useDocument.getState();
  const places = [...(project === null ? [] : [project]), path, ...(data === null ? [] : [data.path])];
  const folders = [...new Set(places.map((place) => folderOf(place)))].filter(Boolean);
  return (await engine.request("find_table", { folders, name: fileNameOf(path), sha256 })).path;
}

/**
 * Looks for a missing table, or the missing file of a part, by its content, and takes it. False when it is not found, or has
 * changed between the search and the reading.
 */
async function readWhereFound(data: DataSetup, part: DataFilePart | null, isCurrent: () => boolean): Promise<boolean> {
  const missing = part === null ? data : data[part];
  if (missing === undefined) return false;
  try {
    const path = await foundFile(missing);
    if (path === null || !isCurrent()) return false;
    const unread = documentActions.unreadData();
    const table = part === null ? path : data.path;
    const profile = await engine.request("open_table", { path: table, ...readingField(data.reading) });
    const settled =
      unread === null
        ? { ...data, path: profile.path }
        : settledData(unreadAt(unread, profile, data.reading), profile).data;
    const found = part === null ? settled : withDataFile(settled, part, { ...missing, path });
    const schema = await engine.request("table_schema", { data: found });
    const read = part === null ? profile : schema[part];
    if (!isCurrent() || read?.sha256 !== missing.sha256) return false;
    documentActions.setData({ data: found, schema, profile });
    useTableWork.setState({ reading: null, foundAt: path });
    return true;
  } catch (error) {
    // The search is a courtesy: that the table is missing is told in any case.
    failureOf(error);
    return false;
  }
}

/** Reads the table that an opened project names. A failure becomes the document's `dataFailure`. */
async function readDocumentTable(): Promise<void> {
  const request = ++newest;
  const { data, openedCount } = useDocument.getState();
  if (data === null) return;
  const isCurrent = (): boolean => request === newest && useDocument.getState().openedCount === openedCount;
  useTableWork.setState({
    ...{ reading: data.path, pending: null, failure: null, failed: null },
    ...{ hasFileChanged: false, other: null, partFailure: null, foundAt: null },
  });
  try {
    const profile = await engine.request("open_table", { path: data.path, ...readingField(data.reading) });
    const unread = documentActions.unreadData();
    const settled = unread === null ? null : settledData(unread, profile);
    const now = settled?.data ?? data;
    const schema = await engine.request("table_schema", { data: { ...now, sha256: profile.sha256 } });
    if (!isCurrent()) return;
    const known = withNewHashes(now, schema);
    if (settled === null) documentActions.dataLoaded({ data: known, schema, profile });
    else documentActions.tableSettled({ data: known, schema, profile }, settled.suggested);
    useTableWork.setState({ reading: null, hasFileChanged: profile.sha256 !== now.sha256 });
  } catch (error) {
    const failure = failureOf(error);
    if (!isCurrent()) return;
    const part = partOfFailure(data, failure);
    if (failure.code === "table_missing" && (await readWhereFound(data, part, isCurrent))) return;
    if (!isCurrent()) return;
    useTableWork.setState({ reading: null });
    documentActions.dataFailed(failure);
  }
}

export const tableActions = {
  openTable,
  readAs,
  chooseTable,
  locate,
  chooseFile,
  setFile,
  takeOther,
  choose,
  chooseColumn,
  readDocumentTable,
};
