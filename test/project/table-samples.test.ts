import { describe, expect, test } from "vitest";
import { compile, tableWarnings } from "../../engine/compiler";
import { starterProject, withTarget } from "../../engine/drawing";
import { type DataSetup, splitSetup } from "../../engine/model";
import { type Project, serializeProject } from "../../engine/project";
import { app as english } from "../../renderer/i18n/en/app";
import { app as chinese } from "../../renderer/i18n/zh-CN/app";
import { expectGolden, repositoryPath } from "../support/golden";
import { addon } from "../support/native-addon";
import { type TableSample, tableSamples } from "../support/table-samples";

/**
 * The sample as `new --data TABLE --target COLUMN` makes it. Only the digits are changed by hand, as one would: pixels share one range, so they
 * are scaled to [0, 1] by it, and the two that are 0 in every training row are left out like those that always are.
 */
async function made({ slug, name, table, target }: TableSample): Promise<{ data: DataSetup; project: Project }> {
  const path = repositoryPath("samples", table);
  const profile = await addon.openTable(path);
  const proposed = profile.proposal.columns.find(({ role }) => role === "target")?.name ?? null;
  let data: DataSetup = { ...withTarget(profile.proposal, profile, proposed, target), path };
  if (slug === "handwritten-digits") {
    const isDead = (column: string) => ["pixel_2_24", "pixel_25_25"].includes(column);
    data = { ...data, columns: data.columns.map((one) => (isDead(one.name) ? { ...one, role: "ignore" } : one)) };
  }
  const project = starterProject(name, data, await addon.tableSchema(data));
  if (slug !== "handwritten-digits") return { data, project: { ...project, data: { ...data, path: table } } };
  const nodes = Object.entries(project.graph.nodes).map(([id, node]) =>
    node.kind === "scale" ? [id, { ...node, parameters: { ...node.parameters, method: "min_max" } }] : [id, node],
  );
  const graph = { ...project.graph, nodes: Object.fromEntries(nodes) };
  return { data, project: { ...project, graph, data: { ...data, path: table } } };
}

describe.each(tableSamples)("$name", (sample) => {
  test("is what a new project over its table is, and nothing is warned of", async () => {
    const { data, project } = await made(sample);
    expectGolden(serializeProject(project), "samples", `${sample.slug}.layerglass`);
    const schema = await addon.tableSchema(data);
    expect(schema.rows).toBe(sample.rows);
    const { graph, training } = project;
    const { warnings } = await addon.judgeTable(data, splitSetup(training));
    const found = [
      ...compile(graph, schema, training).diagnostics,
      ...tableWarnings(warnings, { graph, schema, training }),
    ];
    expect(found.filter(({ severity }) => severity !== "information")).toEqual([]);
  });

  test("its description states its figure, in both languages", () => {
    const key = `app.sample.${sample.slug}.about` as keyof typeof english;
    for (const text of [english[key], chinese[key]]) expect(text).toContain(sample.stated.toFixed(2));
  });
});
