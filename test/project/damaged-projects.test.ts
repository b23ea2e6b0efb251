/** Files of every version and a large project, damaged at every byte: an answer, never a throw, and what opens can be written again. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { applyEdit, referenceTrainingSetup } from "../../engine/model";
import { parseProject, projectVersion, serializeProject } from "../../engine/project";
import { repositoryPath } from "../support/golden";
import { referenceNetwork } from "../support/reference-network";

const folder = repositoryPath("test", "fixtures", "projects");
const fixtures = readdirSync(folder).filter((name) => name.endsWith(".layerglass"));

/** Some hundred layers with all their parameters, a place for each, and two hundred columns. */
function largeProject(): string {
  let graph = referenceNetwork();
  const kinds = Object.values(graph.nodes);
  for (let copy = 0; copy < 20; copy += 1) {
    for (const node of kinds) {
      const result = applyEdit(graph, { type: "add_node", node: { ...node, id: `${node.id}_copy_${copy}` } });
      if (!result.ok) throw new Error(result.reason.text);
      graph = result.graph;
    }
  }
  const positions = Object.fromEntries(Object.keys(graph.nodes).map((id, index) => [id, { x: 10 * index, y: -index }]));
  const columns = Array.from({ length: 200 }, (_, index) => ({
    ...({ name: `列 ${index}`, role: index === 0 ? "target" : "feature", encoding: "one_hot" } as const),
  }));
  const data = { path: "table.csv", sha256: "0".repeat(64), columns };
  return serializeProject({
    ...{ name: "Large", graph, layout: { positions, viewport: null }, data, training: referenceTrainingSetup },
  });
}

/** Flips one bit of each of these bytes in turn. */
function flip(text: string, places: Iterable<number>): void {
  const bytes = new TextEncoder().encode(text);
  const decoder = new TextDecoder();
  for (const place of places) {
    const whole = bytes[place] ?? 0;
    bytes[place] = whole ^ (1 << (place % 8));
    const parsed = parseProject(decoder.decode(bytes));
    bytes[place] = whole;
    if (parsed.ok) expect(parseProject(serializeProject(parsed.project))).toEqual(parsed);
    else expect(["project_damaged", "not_a_project", "project_newer"]).toContain(parsed.failure.code);
  }
}

describe("a bit of each byte flipped", () => {
  test("there is a file of every version", () => {
    const versions = fixtures.map((name) => JSON.parse(readFileSync(`${folder}/${name}`, "utf8")).version);
    expect(versions).toEqual(
      expect.arrayContaining(Array.from({ length: projectVersion - 1 }, (_, index) => index + 1)),
    );
  });

  test.each(fixtures)(
    "%s",
    (name) => {
      const text = readFileSync(`${folder}/${name}`, "utf8");
      expect(parseProject(text).ok).toBe(true);
      flip(text, new TextEncoder().encode(text).keys());
    },
    120_000,
  );

  test("a large project, at five hundred places spread over it", () => {
    const text = largeProject();
    const { length } = new TextEncoder().encode(text);
    expect(length).toBeGreaterThan(80_000);
    expect(parseProject(text).ok).toBe(true);
    flip(
      text,
      Array.from({ length: 500 }, (_, index) => Math.floor((index * length) / 500)),
    );
  }, 120_000);
});
