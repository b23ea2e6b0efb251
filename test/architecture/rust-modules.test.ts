/** The modules of each crate as a graph: who uses whom, without circles, so that each can be read and tested alone. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { describe, expect, it } from "vitest";
import { repositoryPath } from "../support/golden";

const native = repositoryPath("engine", "native");

/** By top-level module of a crate, those that its files name by `crate::`. */
function modulesOf(crate: string): Map<string, Set<string>> {
  const source = join(native, crate, "src");
  const uses = new Map<string, Set<string>>();
  for (const file of readdirSync(source, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".rs")) continue;
    const path = join(source, file);
    const name = (relative(source, path).split(sep)[0] ?? "").replace(/\.rs$/, "");
    if (name === "lib") continue;
    const used = uses.get(name) ?? new Set();
    for (const [, other = ""] of readFileSync(path, "utf8").matchAll(/\bcrate::(\w+)/g)) {
      if (other !== name) used.add(other);
    }
    uses.set(name, used);
  }
  return uses;
}

/** A way from a module back to itself, or null. */
function circleIn(uses: ReadonlyMap<string, ReadonlySet<string>>): string | null {
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (module: string): string | null => {
    const begun = way.indexOf(module);
    if (begun >= 0) return [...way.slice(begun), module].join(" → ");
    if (done.has(module)) return null;
    way.push(module);
    for (const other of uses.get(module) ?? []) {
      const circle = visit(other);
      if (circle !== null) return circle;
    }
    way.pop();
    done.add(module);
    return null;
  };
  for (const module of uses.keys()) {
    const circle = visit(module);
    if (circle !== null) return circle;
  }
  return null;
}

const crates = readdirSync(native, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() && readdirSync(join(native, entry.name)).includes("src") ? [entry.name] : [],
);

describe("the modules of a crate", () => {
  it.each(crates)("use each other in no circle (%s)", (crate) => {
    const uses = modulesOf(crate);
    expect(uses.size).toBeGreaterThan(1);
    expect(circleIn(uses)).toBeNull();
  });

  it("would be found in a circle", () => {
    const uses = new Map([
      ["a", new Set(["b"])],
      ["b", new Set(["c"])],
      ["c", new Set(["b"])],
    ]);
    expect(circleIn(uses)).toBe("b → c → b");
  });
});
