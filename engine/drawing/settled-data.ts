import type { TableProfile } from "../contract";
import {
  assumedColumn,
  type ColumnRole,
  type ColumnSetup,
  type DataSetup,
  filesOf,
  isSingleRole,
  type UnreadColumn,
  type UnreadData,
  withImpute,
  withScaling,
} from "../model";
import { atRest, inRole } from "./column-roles";

/** What a table told of a project's columns when it was first read. */
export interface SettledData {
  readonly data: DataSetup;
  /** How many columns are used as the table suggests, in whole or in part. */
  readonly suggested: number;
}

/**
 * A table's setup with what its project does not say: the hash of its bytes, and as in a new project the columns that are not
 * named and the roles and encodings that are not given. Where targets are named no other is one; a column is weighted, grouped
 * or split by alone.
 */
export function settledData(unread: UnreadData, profile: TableProfile): SettledData {
  const named = new Map(unread.columns.map((column) => [column.name, column]));
  const roles = new Set(unread.columns.map(({ role }) => role));
  const isTaken = (role: ColumnRole): boolean => (role === "target" || isSingleRole(role)) && roles.has(role);
  const found = profile.proposal.columns.map((column) => {
    const said = named.get(column.name);
    if (said !== undefined) return settledColumn(said, column, profile);
    return isTaken(column.role) ? atRest(column, profile) : column;
  });
  const known = new Set(found.map(({ name }) => name));
  // Not in the table, which the engine tells with the column's name.
  const foreign = unread.columns.filter(({ name }) => !known.has(name)).map(assumedColumn);
  const { path, sha256, reading } = unread;
  const columns = [...found, ...foreign];
  const told = { path, sha256: sha256 ?? profile.sha256, ...(reading && { reading }) };
  return {
    data: { ...told, columns, ...filesOf(unread) },
    suggested: found.filter(({ name }) => {
      const said = named.get(name);
      return said?.role === undefined || said.encoding === undefined;
    }).length,
  };
}

/** A named column: its missing cells and its scaling as it says, which is none where it says nothing. */
function settledColumn(said: UnreadColumn, proposed: ColumnSetup, profile: TableProfile): ColumnSetup {
  const { role = proposed.role, impute = null, scaling = null } = said;
  const column = role === proposed.role ? proposed : inRole(proposed, role, profile);
  const { encoding = column.encoding } = said;
  return withScaling(withImpute({ ...column, encoding }, impute), scaling);
}
