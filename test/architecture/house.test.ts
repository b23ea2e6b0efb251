import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => path !== "" && existsSync(join(root, path)));
const sources = tracked.filter((path) => /\.(ts|tsx|mjs|cjs|rs|css|py)$/.test(path) && !path.includes("/generated/"));

/** What stands at the root: the rooms, and what tools insist on finding there. */
const rootEntries = [
  /^(electron|renderer|engine|test|scripts|samples|docs|\.ci|\.github)\//,
  /^(package|package-lock|biome|tsconfig(\.\w+)?)\.json$/,
  /^(README|ARCHITECTURE|CHANGELOG)\.md$/,
  /^LICENSE$/,
  /^Cargo\.(toml|lock)$/,
  /^(rustfmt|deny)\.toml$/,
  /^\.(gitignore|npmrc|gitattributes)$/,
  /^[\w.]+\.config\.ts$/,
  /^electron-builder\.yml$/,
];

describe("the house", () => {
  test("nothing stands at the root but rooms and what tools look for there", () => {
    expect(tracked.filter((path) => !rootEntries.some((entry) => entry.test(path)))).toEqual([]);
  });

  test("no source file grows beyond 400 lines", () => {
    const long = sources
      .map((path) => ({ path, lines: readFileSync(join(root, path), "utf8").split("\n").length - 1 }))
      .filter(({ lines }) => lines > 400);
    expect(long).toEqual([]);
  });

  test("no file is named after nothing", () => {
    const vague = /^(utils?|helpers?|common|misc|shared|stuff)\.\w+$/;
    expect(sources.filter((path) => vague.test(basename(path)))).toEqual([]);
  });

  test("no script needs a package before it has set the packages up", () => {
    const scripts = tracked.filter((path) => path.startsWith("scripts/") && path.endsWith(".mjs"));
    const needing = scripts.filter((path) =>
      /^(import|export) ([^"]* from )?"(?!node:|\.)/m.test(readFileSync(join(root, path), "utf8")),
    );
    expect(scripts.length).toBeGreaterThan(10);
    expect(needing).toEqual([]);
  });

  test("an editor finds every source file in a project that tsconfig.json refers to", () => {
    const { references } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8"));
    const included = new Set<string>();
    for (const { path } of references) {
      const { config } = ts.readConfigFile(join(root, path), ts.sys.readFile);
      for (const file of ts.parseJsonConfigFileContent(config, ts.sys, root).fileNames)
        included.add(relative(root, file));
    }
    const typed = sources.filter((path) => /\.(ts|tsx)$/.test(path) && !path.endsWith(".d.ts"));
    expect(typed.filter((path) => !included.has(path))).toEqual([]);
  });

  test("no source file silences a checker or puts its work off", () => {
    const silenced =
      /@ts-(ignore|nocheck|expect-error)|biome-ignore|\bas any[;,)\]]|\bas unknown as\b|\bTODO\b|\bFIXME\b/;
    const guilty = sources.filter(
      (path) => path !== "test/architecture/house.test.ts" && silenced.test(readFileSync(join(root, path), "utf8")),
    );
    expect(guilty).toEqual([]);
  });
});

describe("ARCHITECTURE.md", () => {
  const text = () => readFileSync(join(root, "ARCHITECTURE.md"), "utf8");

  test("is there, and is at most two pages", () => {
    expect(text().split(/\s+/).length).toBeLessThan(1_500);
  });

  test("every path it names exists", () => {
    // A path is quoted, and has a slash or a file's ending; placeholders in capitals or with a star are patterns.
    const named = [...text().matchAll(/`([\w@.-]+(?:\/[\w@.-]*)+|[\w-]+\.(?:ts|tsx|rs|md|json|toml|mjs|cjs|yml))`/g)]
      .map(([, path]) => path ?? "")
      .filter((path) => !/[A-Z]{4,}/.test(path.replace(/\.(md|toml)$/, "")) || existsSync(join(root, path)));
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

describe("the crates", () => {
  const dependencies = (crate: string) => {
    const manifest = readFileSync(join(root, "engine/native", crate, "Cargo.toml"), "utf8");
    const section = /\n\[dependencies\]\n([\s\S]*?)(?=\n\[|$)/.exec(manifest)?.[1] ?? "";
    return [...section.matchAll(/^([\w-]+)/gm)].map(([, name]) => name);
  };

  /** By crate, the crates of ours that it stands on. */
  const foundations: Readonly<Record<string, readonly string[]>> = {
    failure: [],
    scratch: ["failure"],
    trainer: ["failure", "scratch"],
    tabular: ["failure", "scratch"],
    preparing: ["failure", "scratch", "tabular", "trainer"],
    modelfile: ["failure", "preparing", "tabular", "trainer"],
    binding: ["failure", "modelfile", "preparing", "tabular", "trainer"],
  };

  test.each(Object.entries(foundations))("%s stands on those below it alone", (crate, below) => {
    const own = dependencies(crate).filter((name) => name?.startsWith("layerglass"));
    expect(own).toEqual(below.map((name) => `layerglass-${name}`));
  });

  test("the fuzzer's lock file names what the crates it is built of need", () => {
    const lock = readFileSync(join(root, "engine/native/fuzz/Cargo.lock"), "utf8");
    for (const crate of ["failure", "scratch", "trainer"]) {
      const locked =
        new RegExp(`name = "layerglass-${crate}"\\n[^[]*dependencies = \\[([^\\]]*)\\]`).exec(lock)?.[1] ?? "";
      expect([...locked.matchAll(/"([\w-]+)/g)].map(([, name]) => name)).toEqual(dependencies(crate).sort());
    }
  });

  test("the binding alone knows Node, and no crate is left out", () => {
    const members = readFileSync(join(root, "Cargo.toml"), "utf8").matchAll(/"engine\/native\/(\w+)"/g);
    expect([...members].map(([, name]) => name).sort()).toEqual(Object.keys(foundations).sort());
    const knowNode = Object.keys(foundations).filter((crate) => dependencies(crate).includes("napi"));
    expect(knowNode).toEqual(["binding"]);
  });
});
