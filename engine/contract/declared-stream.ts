import type { Probe, RunDeclaration, Series, SeriesGroup, SeriesGroupName } from "./generated";
import type { GroupRecords } from "./generated/native-addon";

/** Numbers of one series: `width` a record. */
export type SeriesColumn = GroupRecords["columns"][number];

/** Names of the groups and series that programs ask for; all others are only shown by what they declare. */
export const STEP_GROUP = "steps" satisfies SeriesGroupName;
export const LAYER_GROUP = "layers" satisfies SeriesGroupName;

/** Whether a series has one number a record. */
export const isScalar = ({ kind }: Series): boolean => kind.type !== "histogram";

/** The group of this name; undefined where the run has none. */
export function groupNamed(declaration: RunDeclaration, name: string): SeriesGroup | undefined {
  return declaration.groups.find((group) => group.name === name);
}

/** The places that a run measures, in the order of its network. */
export function layerProbes(declaration: RunDeclaration): readonly Probe[] {
  return groupNamed(declaration, LAYER_GROUP)?.probes ?? [];
}

/** The records that a batch has of a group; undefined where it has none. */
export function recordsOf(
  declaration: RunDeclaration,
  records: readonly GroupRecords[],
  name: string,
): GroupRecords | undefined {
  return records.find(({ group }) => declaration.groups[group]?.name === name);
}

/** A series of a group's records; empty where the group does not have it. */
export function columnNamed(declaration: RunDeclaration, records: GroupRecords, name: string): SeriesColumn {
  const index = declaration.groups[records.group]?.series.findIndex((series) => series.name === name) ?? -1;
  return records.columns[index] ?? new Float32Array(0);
}

/** What keeps records from being those of a declaration, in a few words; null when nothing does. */
export function recordsFault(declaration: RunDeclaration, records: GroupRecords): string | null {
  const group = declaration.groups[records.group];
  if (group === undefined) return `it speaks of a group ${records.group} that the run did not declare`;
  const count = records.steps.length;
  if (records.probes.length !== count || records.merged.length !== count) return "its arrays differ in length";
  if (records.columns.length !== group.series.length) {
    return `it has ${records.columns.length} series of ${group.name}, where ${group.series.length} were declared`;
  }
  for (const [index, { name, width }] of group.series.entries()) {
    if (records.columns[index]?.length !== count * width) return `its arrays differ in length at ${name}`;
  }
  const places = Math.max(1, group.probes.length);
  if (records.probes.some((probe) => probe >= places)) return "it speaks of a probe the run does not have";
  return null;
}
