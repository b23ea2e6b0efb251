import { targetOf } from "../catalog";
import type { TableProfile } from "../contract";
import { type DataSetup, type Graph, type NodeId, nodeOf } from "../model";

/** In the order of their UTF-8 bytes, as the engine sorts categories; JavaScript's own order differs beyond U+FFFF. */
function byCodePoints(left: string, right: string): number {
  const [a, b] = [[...left], [...right]];
  const place = a.findIndex((character, index) => character !== b[index]);
  if (place < 0) return a.length - b.length;
  return (a[place]?.codePointAt(0) ?? 0) - (b[place]?.codePointAt(0) ?? -1);
}

/**
 * Names of the classes that an output of a network tells apart, in the order of their indices. Null where they are not known:
 * the table has changed since, or has more of them than its profile lists.
 */
export function classNames(
  { graph, data }: { readonly graph: Graph; readonly data: DataSetup | null },
  profile: TableProfile | null,
  output: NodeId,
): readonly string[] | null {
  const node = nodeOf(graph, output);
  if (!node || !data || profile?.sha256 !== data.sha256) return null;
  const target = targetOf(node, { targets: data.columns.filter(({ role }) => role === "target") });
  const column = profile.columns.find(({ name }) => name === target?.name);
  if (!column || target?.encoding === "number" || column.top.length < column.distinct) return null;
  const order = column.type === "number" ? (a: string, b: string) => Number(a) - Number(b) : byCodePoints;
  return column.top.map(({ value }) => value).sort(order);
}
