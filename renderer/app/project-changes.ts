import { graphDiffOf } from "../../engine/model";
import type { Project } from "../../engine/project";

/** One difference between two versions of a project. */
export interface ProjectChange {
  readonly kind: "added" | "removed" | "changed";
  /** What it is about: a node's label, a wire as `a → b`, a column, or a training setting's name. */
  readonly what: "node" | "wire" | "training" | "data" | "layout";
  readonly name: string;
  /** As it is in the first version and in the second, where both are short texts. */
  readonly before: string | null;
  readonly after: string | null;
}

const shown = (value: unknown): string | null => {
  if (value === undefined) return null;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};

const kindOf = (before: unknown, after: unknown): ProjectChange["kind"] =>
  before === null || before === undefined ? "added" : after === null || after === undefined ? "removed" : "changed";

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The fields in which two records differ, by name. */
function fieldChanges(what: ProjectChange["what"], prefix: string, before: object, after: object): ProjectChange[] {
  const [old, next] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const names = [...new Set([...old.keys(), ...next.keys()])];
  return names
    .filter((name) => !isSame(old.get(name), next.get(name)))
    .map((name) => ({
      kind: kindOf(old.get(name), next.get(name)),
      what,
      name: `${prefix}${name}`,
      before: shown(old.get(name)),
      after: shown(next.get(name)),
    }));
}

/** Everything in which `after` differs from `before`, nodes first; nodes that only moved count as one change of layout. */
export function projectChanges(before: Project, after: Project): readonly ProjectChange[] {
  const changes: ProjectChange[] = [];
  const { nodes, wires } = graphDiffOf(before.graph, after.graph);
  for (const { before: old, after: next } of Object.values(nodes)) {
    const name = next?.label ?? old?.label ?? "";
    if (old === null || next === null) {
      changes.push({ kind: kindOf(old, next), what: "node", name, before: null, after: null });
      continue;
    }
    const { parameters: oldParameters, ...oldRest } = old;
    const { parameters: nextParameters, ...nextRest } = next;
    changes.push(...fieldChanges("node", `${name}: `, oldRest, nextRest));
    changes.push(...fieldChanges("node", `${name}: `, oldParameters, nextParameters));
  }
  for (const { before: old, after: next } of Object.values(wires)) {
    const wire = next ?? old;
    if (!wire) continue;
    changes.push({
      kind: kindOf(old, next),
      what: "wire",
      name: `${wire.from.node} → ${wire.to.node}`,
      before: null,
      after: null,
    });
  }
  changes.push(...fieldChanges("training", "", before.training, after.training));
  const columns = ({ data }: Project) =>
    Object.fromEntries((data?.columns ?? []).map(({ name, role, encoding }) => [name, `${role}, ${encoding}`]));
  changes.push(
    ...fieldChanges(
      "data",
      "",
      before.data ? { path: before.data.path, sha256: before.data.sha256 } : {},
      after.data ? { path: after.data.path, sha256: after.data.sha256 } : {},
    ),
  );
  changes.push(...fieldChanges("data", "", columns(before), columns(after)));
  const moved = Object.entries(after.layout.positions).filter(([id, place]) => {
    const old = before.layout.positions[id];
    return old !== undefined && !isSame(old, place);
  });
  if (moved.length > 0) {
    changes.push({ kind: "changed", what: "layout", name: String(moved.length), before: null, after: null });
  }
  return changes;
}
