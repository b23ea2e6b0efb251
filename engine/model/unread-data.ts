import { filesOf } from "./data-files";
import type { ColumnSetup, DataSetup } from "./generated";

/** A column as a project file may name it: what it does not say the table suggests. */
export type UnreadColumn = Pick<ColumnSetup, "name"> & Partial<Omit<ColumnSetup, "name">>;

/**
 * A table of a project file that leaves something for the table to say: its hash, columns, or a column's role or encoding.
 * Settled when the table is first read.
 */
export interface UnreadData extends Omit<DataSetup, "sha256" | "columns"> {
  readonly unread: true;
  /** Null where the file gives none. */
  readonly sha256: string | null;
  /** Those that the file names. */
  readonly columns: readonly UnreadColumn[];
}

/** Whether the table has to be read before it is known what its columns are for. */
export function isUnread(data: DataSetup | UnreadData | null): data is UnreadData {
  return data !== null && "unread" in data;
}

/** A column of which nothing is known but what is said: a feature unless that says otherwise. */
export const assumedColumn = (column: UnreadColumn): ColumnSetup => ({ role: "feature", encoding: "code", ...column });

/** The setup that stands for a table which has not been read: where it is, and the columns that are named. */
export function standIn({ path, sha256, reading, columns, ...files }: UnreadData): DataSetup {
  const told = { path, sha256: sha256 ?? "", ...(reading && { reading }) };
  return { ...told, columns: columns.map(assumedColumn), ...filesOf(files) };
}
