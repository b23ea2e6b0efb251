/** What the pictures of the window show, each scene come about as it does for a person. */
import { createHash } from "node:crypto";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { root, SetupError } from "../setup/shell.mjs";

const samples = join(root, "samples");
const sample = join(samples, "why-batch-normalization.layerglass");

/**
 * @typedef {object} Stage Where a scene plays.
 * @property {string} folder The person's own.
 * @property {(args?: readonly string[]) => Promise<import("@playwright/test").Page>} open Starts the app in the picture's theme and language.
 * @property {(path: string) => Promise<void>} pick Has the next dialog for a file to open answer with this one.
 * @property {() => Promise<void>} kill Ends all of the app's processes at once.
 */

/** @typedef {(stage: Stage) => Promise<import("@playwright/test").Page>} Scene */

/** @param {import("@playwright/test").Page} page */
const whenReady = async (page) => {
  await page.locator('[data-testid="engine-status"][data-state="ready"]').waitFor();
  await page.getByTestId("node-batch_norm_1").waitFor();
};

/** A project of the person's own, with its table. @param {string} folder */
async function ownProject(folder) {
  const path = join(folder, "adults.layerglass");
  await copyFile(sample, path);
  await copyFile(join(samples, "adult_codes.csv.gz"), join(folder, "adult_codes.csv.gz"));
  return path;
}

/** Bypasses a node, as Key B does. @param {import("@playwright/test").Page} page @param {string} node */
async function bypass(page, node) {
  await page.getByTestId(`node-${node}`).click();
  await page.keyboard.press("b");
}

/** The first page, with the samples. @type {Scene} */
export async function start({ open }) {
  const page = await open();
  await page.getByTestId("sample-diabetes").waitFor();
  return page;
}

/** The sample after training, with the statistics of its first BatchNorm. @type {Scene} */
export async function training({ open }) {
  const page = await open();
  await page.getByTestId("sample-why-batch-normalization").click();
  await whenReady(page);
  await page.getByTestId("train-button").click();
  await page.locator('[data-testid="run-status"][data-state="finished"]').waitFor({ timeout: 300_000 });
  await page.getByTestId("node-batch_norm_1").click();
  await page.getByTestId("layer-panel").waitFor();
  return page;
}

/** A trained network on its whole table, and on a row of it that was changed. @type {Scene} */
export async function predict({ open, pick }) {
  const page = await open();
  await page.getByTestId("sample-why-batch-normalization").click();
  await whenReady(page);
  await page.getByTestId("train-button").click();
  await page.locator('[data-testid="run-status"][data-state="finished"]').waitFor({ timeout: 300_000 });
  await page.getByTestId("tab-predict").click();
  await page.getByTestId("predict-model").waitFor();
  await pick(join(samples, "adult_codes.csv.gz"));
  await page.getByTestId("predict-choose-table").click();
  await page.locator('[data-row="3"] button').click();
  await page.getByTestId("predict-field-educational-num").locator("input").first().fill("16");
  return page;
}

/** The first page after the app was killed amid unsaved work. @type {Scene} */
export async function recovery({ folder, open, kill }) {
  const page = await open([await ownProject(folder)]);
  await whenReady(page);
  await bypass(page, "dropout_1");
  // The copy is on the disk within a second of the change; twice that is promised.
  await delay(2_000);
  await kill();
  const again = await open();
  await again.getByTestId("recovery-entry").waitFor();
  return again;
}

/** The question before another program's change would be overwritten. @type {Scene} */
export async function changedOnDisk({ folder, open }) {
  const path = await ownProject(folder);
  const page = await open([path]);
  await whenReady(page);
  const text = await readFile(path, "utf8");
  const changed = text.replace('"epochs": 20', '"epochs": 40');
  if (changed === text) throw new SetupError("The sample no longer trains 20 epochs; the scene needs another change.");
  await bypass(page, "dropout_1");
  await writeFile(path, changed);
  await page.keyboard.press("Control+s");
  await page.getByTestId("disk-conflict").waitFor();
  return page;
}

/** Versions, licences and where updates come from. @type {Scene} */
export async function about({ open }) {
  const page = await open();
  await page.keyboard.press("Control+k");
  await page.getByTestId("command-palette").locator("input").fill("Layerglass");
  await page.keyboard.press("Enter");
  await page.getByTestId("about").waitFor();
  return page;
}

/** A project over a table of the person's own, whose roles are still to be given. @param {string} folder @param {string} table */
async function projectOver(folder, table) {
  const path = join(folder, "survey.layerglass");
  const sha256 = createHash("sha256").update(table).digest("hex");
  const project = JSON.parse(await readFile(sample, "utf8"));
  project.name = "Survey";
  Object.assign(project, { nodes: [], wires: [] });
  project.layout = { positions: {}, viewport: null };
  project.data = { path: "survey.csv", sha256, columns: [] };
  await writeFile(join(folder, "survey.csv"), table);
  await writeFile(path, JSON.stringify(project));
  return path;
}

/** How a semicolon file with decimal commas and a line cut short is read. @type {Scene} */
export async function reading({ folder, open }) {
  const places = ["Ålesund", "Bergen", "Oslo", "Tromsø", "Trondheim"];
  const rows = Array.from({ length: 400 }, (_, row) => {
    const [place, rooms, metres] = [places[(row * 7) % 5], 1 + ((row * 3) % 5), 31.5 + ((row * 37) % 900) / 10];
    const price = (metres * (38_000 + ((row * 211) % 9000))) / 1000;
    return [place, rooms, metres.toFixed(1), price.toFixed(2), row % 3 === 0 ? "ja" : "nei"]
      .join(";")
      .replaceAll(".", ",");
  });
  rows[17] = "Bergen;3;82,5";
  rows[204] = `${rows[204]};sold`;
  const page = await open([await projectOver(folder, `place;rooms;metres;price;lift\n${rows.join("\n")}\n`)]);
  await page.getByTestId("tab-data").click();
  await page.getByTestId("reading-open").click();
  await page.getByTestId("reading-preview").waitFor();
  return page;
}
