/** A project written by hand, with neither hash nor columns but the target, in the window. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectVersion } from "../../engine/project";
import { expect, pickFiles, test } from "../support/app";

const rows = Array.from({ length: 60 }, (_, row) => `${row % 7},${row % 3 === 0 ? "yes" : "no"},${(row * 3) % 11}`);
const table = `age,kind,size\n${rows.join("\n")}\n`;

const project = JSON.stringify({
  format: "layerglass",
  version: projectVersion,
  data: { path: "people.csv", columns: [{ name: "kind", role: "target" }] },
  nodes: [
    { id: "a", kind: "data" },
    { id: "b", kind: "dense", parameters: { units: 2 } },
    { id: "c", kind: "activation", parameters: { function: "softmax" } },
    { id: "d", kind: "output" },
  ],
  wires: [
    { from: "a.features", to: "b.input" },
    { from: "b.output", to: "c.input" },
    { from: "c.output", to: "d.prediction" },
  ],
});

test("opens with what its table says, tells that, and is whole once saved", async ({ launch, folder }) => {
  const path = join(folder, "people.layerglass");
  writeFileSync(path, project);
  writeFileSync(join(folder, "people.csv"), table);
  const { window: page } = await launch(path);
  await page.getByTestId("tab-data").click();
  await expect(page.getByTestId("data-size")).toContainText("60 rows × 3 columns · 2 network inputs");
  await page.getByTestId("tab-problems").click();
  await expect(page.getByTestId("problems-list")).toContainText("read for the first time");
  await page.keyboard.press("Control+s");
  await expect(page.getByTestId("problems-list")).not.toContainText("read for the first time");
  const { data, nodes } = JSON.parse(readFileSync(path, "utf8"));
  expect(data.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(data.columns.map(({ name, role }: { name: string; role: string }) => `${name} ${role}`)).toEqual([
    "age feature",
    "kind target",
    "size feature",
  ]);
  expect(nodes[0].parameters).toEqual({});
  expect(nodes[1].parameters.use_bias).toBe(true);
});

test("keeps its own words while its table is missing, and takes one that is located", async ({ launch, folder }) => {
  const path = join(folder, "people.layerglass");
  writeFileSync(path, project);
  const { electron, window: page } = await launch(path);
  await expect(page.getByTestId("locate-data")).toBeVisible();
  await page.keyboard.press("Control+s");
  await expect.poll(() => readFileSync(path, "utf8").includes('"layout"')).toBe(true);
  expect(JSON.parse(readFileSync(path, "utf8")).data).toEqual(JSON.parse(project).data);
  const other = join(folder, "other.csv");
  writeFileSync(other, table);
  await pickFiles(electron, other);
  await page.getByTestId("locate-data").click();
  await expect(page.getByTestId("data-size")).toContainText("60 rows × 3 columns · 2 network inputs");
  await page.keyboard.press("Control+s");
  await expect.poll(() => JSON.parse(readFileSync(path, "utf8")).data.path).toBe("other.csv");
});
