/** Runs are values of one registry: no module of the window holds one of its own, and panels take theirs by context. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryPath } from "../support/golden";

const sources = (room: string) =>
  readdirSync(repositoryPath(room), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => ({ path: join(room, path), text: readFileSync(repositoryPath(room, path), "utf8") }));
const files = sources("renderer");
const having = (pattern: RegExp) => files.filter(({ text }) => pattern.test(text)).map(({ path }) => path);

test("only the registry makes runs, and the window has one registry", () => {
  expect(having(/\bnew Run\(/)).toEqual(["renderer/runs/run-registry.ts"]);
  expect(having(/\bnew RunRegistry\(/)).toEqual(["renderer/runs/window-runs.ts"]);
  expect(having(/\bnew StatisticsStore\(/)).toEqual(["renderer/runs/run-registry.ts"]);
});

test("no module keeps a run in a variable of its own", () => {
  expect(having(/^(export )?(const|let|var) \w+(: [\w<>| ]*Run\b[^=;]*)? = runs\.(shown|find|runs|live)\b/m)).toEqual(
    [],
  );
  expect(having(/^(export )?(let|var) \w+: (readonly )?Run\b/m)).toEqual([]);
});

test("panels, cards and charts know no registry of the window: they are given the run they show", () => {
  const importsRuns = /import \{[^}]*\bruns\b[^}]*\} from "(\.\.\/)+runs"/;
  expect(
    having(importsRuns).filter((path) => /renderer\/(dashboards|canvas|inspector|data|training-setup|ui)\//.test(path)),
  ).toEqual([]);
});

test("nothing in TypeScript knows the engine's table of statistics", () => {
  const knows = ["engine", "electron", "renderer"]
    .flatMap(sources)
    .filter(({ text }) => /\bSTATISTICS\b|\bHISTOGRAM_(CELLS|BINS)\b/.test(text))
    .map(({ path }) => path);
  expect(knows).toEqual([]);
});
