import type { TableNotice, TableProfile } from "../contract";
import { type ColumnSetup, type DataSetup, type Impute, strategiesFor, usualImpute, withImpute } from "../model";
import { profileOf } from "./column-roles";

/** What to do with missing cells: how they are filled, or null to leave out their rows. */
export interface ImputeChoice {
  /** The feature; null for every one that has missing cells. */
  readonly column: string | null;
  readonly impute: Impute | null;
}

/** A choice that cannot be made of a setup: what is the matter with its column. */
export interface ImputeChoiceFault {
  readonly choice: ImputeChoice;
  readonly kind: "no_feature" | "unsuitable";
}

/** The first choice that names no feature, or a way that does not suit its encoding; null when all can be made. */
export function imputeChoiceFault(setup: DataSetup, choices: readonly ImputeChoice[]): ImputeChoiceFault | null {
  for (const choice of choices) {
    if (choice.column === null) continue;
    const column = setup.columns.find(({ name }) => name === choice.column);
    if (column?.role !== "feature") return { choice, kind: "no_feature" };
    if (choice.impute !== null && !suits(column, choice.impute)) return { choice, kind: "unsuitable" };
  }
  return null;
}

const suits = ({ encoding }: ColumnSetup, { strategy }: Impute): boolean => strategiesFor(encoding).includes(strategy);

/**
 * The setup with the choices made, later ones over earlier. One for every feature fills those with missing cells: where its
 * way does not suit their encoding, in the usual way.
 */
export function withImputeChoices(
  setup: DataSetup,
  profile: TableProfile,
  choices: readonly ImputeChoice[],
): DataSetup {
  const made = (column: ColumnSetup, { column: name, impute }: ImputeChoice): ColumnSetup => {
    if (name !== null) return name === column.name ? withImpute(column, impute) : column;
    const isMeant = column.role === "feature" && (profileOf(profile, column.name)?.missing ?? 0) > 0;
    if (!isMeant) return column;
    return withImpute(column, impute === null || suits(column, impute) ? impute : usualImpute(column.encoding));
  };
  return { ...setup, columns: setup.columns.map((column) => choices.reduce(made, column)) };
}

/** What opening a table told, without what was proposed for missing cells where other choices were made. */
export function noticesFor(notices: readonly TableNotice[], setup: DataSetup | null): readonly TableNotice[] {
  const isFilled = setup?.columns.some(({ impute }) => impute !== undefined) ?? false;
  return notices.filter(({ code }) => code !== "missing_filled" || isFilled);
}
