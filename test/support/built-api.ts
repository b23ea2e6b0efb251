import { createHash } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { referenceTrainingSetup } from "../../engine/model";
import { type Project, serializeProject } from "../../engine/project";
import { repositoryPath } from "./golden";
import { chain } from "./reference-network";

const builtApi = repositoryPath("dist", "api", "index.js");

/** Whether the API and the engine were built; the test command builds both before the suite runs. */
export const isApiBuilt = existsSync(builtApi) && existsSync(repositoryPath("dist", "native", "layerglass.node"));

/** The JavaScript API as it is packed. */
export async function builtApiModule(): Promise<typeof import("../../engine/package")> {
  return import(/* @vite-ignore */ pathToFileURL(builtApi).href);
}

const cities = ["Bergen", "Oslo", "Århus"];

/** Rows of a table in which a city and a number decide one of two kinds, and a price follows the number. */
export const houses = Array.from({ length: 300 }, (_, row) => {
  const city = cities[(row * 7) % 3] ?? "";
  const size = ((row * 37) % 101) / 10;
  return { city, size, kind: size + (city === "Oslo" ? 3 : 0) > 6 ? "big" : "small", price: 2 * size + 1 };
});

/** The header and these rows as CSV; null is an empty cell. */
export function csvOf(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const names = Object.keys(rows[0] ?? {});
  return [names, ...rows.map((row) => names.map((name) => row[name] ?? ""))]
    .map((cells) => `${cells.join()}\n`)
    .join("");
}

/** Writes the table and a project over it into a folder; answers the project's path. */
export function savedHouses(folder: string, changes: Partial<Project> = {}, target: "kind" | "price" = "kind"): string {
  const csv = csvOf(houses);
  writeFileSync(join(folder, "houses.csv"), csv);
  const end: readonly [string, Record<string, string | number>?][] =
    target === "kind"
      ? [["dense", { units: 2 }], ["activation", { function: "softmax" }], ["output"]]
      : [
          ["dense", { units: 1 }],
          ["output", { loss: "mean_squared_error" }],
        ];
  const role = (name: string) => (name === target ? ("target" as const) : ("ignore" as const));
  const project: Project = {
    name: "Houses",
    graph: chain(
      ["data"],
      ["scale"],
      ["dense", { units: 8 }],
      ["batch_norm"],
      ["activation", { function: "tanh" }],
      ...end,
    ),
    layout: { positions: {}, viewport: null },
    data: {
      path: "houses.csv",
      sha256: createHash("sha256").update(csv).digest("hex"),
      columns: [
        { name: "city", role: "feature", encoding: "one_hot" },
        { name: "size", role: "feature", encoding: "number" },
        { name: "kind", role: role("kind"), encoding: "code" },
        { name: "price", role: role("price"), encoding: "number" },
      ],
    },
    training: { ...referenceTrainingSetup, epochs: 4, batch_size: 16, validation_split: 0.2, threads: 1, seed: 3 },
    ...changes,
  };
  const file = join(folder, `${target}.layerglass`);
  writeFileSync(file, serializeProject(project));
  return file;
}
