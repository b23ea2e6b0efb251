import type { ColumnMatch, Preparation } from "../contract";

/** Which of a model's features a table with columns of these names has. */
export function matchColumns({ features }: Pick<Preparation, "features">, names: readonly string[]): ColumnMatch {
  const there = new Set(names);
  const wanted = new Set(features.map(({ name }) => name));
  return {
    found: [...wanted].filter((name) => there.has(name)),
    missing: [...wanted].filter((name) => !there.has(name)),
    unused: names.filter((name) => !wanted.has(name)),
  };
}
