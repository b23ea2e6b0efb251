import { join, resolve } from "node:path";
import type { ModelDescription, NativeModel, TestLook } from "../contract";
import { userFolder } from "../files";
import { type DataSetup, isUnread, withDataFile } from "../model";
import { lookAtTest, TestLooks, testLooksName } from "../runs";
import { answer, projectOfText } from "../session";
import { CliFault } from "./cli-fault";
import { type ClassesOf, metricsTable } from "./metrics-table";
import { counted } from "./terminal-text";

/** Where looks at test rows are counted: with the app's own. */
const testLooks = (): TestLooks => new TestLooks(join(userFolder(), testLooksName));

/** How a model's table was read and used, as the project in its file says. */
function setupOf(file: string, { project }: Pick<ModelDescription, "project">): DataSetup {
  const { data } = projectOfText(JSON.stringify(project), file);
  if (data === null || isUnread(data))
    throw new CliFault(`${file}: a model without a table; its test rows cannot be told`);
  return data;
}

/** The setup with the path of the file that holds the test rows, and the hash that the model knows of it. */
function locatedSetup(setup: DataSetup, path: string, { sha256, test_file }: ModelDescription["data"]): DataSetup {
  if (test_file === undefined) return { ...setup, path, sha256 };
  return withDataFile(setup, "test", { ...setup.test, path, sha256: test_file.sha256 });
}

/** Who looks at the test rows of which table. */
interface TestedModel {
  /** What messages call the model. */
  readonly file: string;
  readonly model: NativeModel;
  readonly description: ModelDescription;
  /** Path of the table that it was trained on, or of its test file where it has one. */
  readonly table: string;
  /** Tells it from other models. */
  readonly name: string;
}

/**
 * Looks at the rows that a model's run kept for a test, and takes that down; one more look at a model that was looked at is
 * none.
 * @throws LayerglassError where the rows cannot be told, or the look not be taken down.
 */
export async function lookAtTestOf({ file, model, description, table, name }: TestedModel): Promise<TestLook> {
  const { ir, data, test } = description;
  const setup = locatedSetup(setupOf(file, description), resolve(table), data);
  if (test !== undefined) return { ...test, evaluation: await answer(table, model.evaluateTest(setup)) };
  return answer(
    table,
    lookAtTest(model, { data: setup, training: { test_split: 0, ...ir.training }, model: name }, testLooks()),
  );
}

/** What a look found, and how far it can be believed. */
export function testText({ evaluation, looks_before, at_unix_millis }: TestLook, classesOf?: ClassesOf): string {
  const { rows, evaluated_rows, outputs } = evaluation;
  const left = evaluated_rows < rows ? `, ${evaluated_rows} of them with values known to the model` : "";
  const lines = [
    `${counted(rows, "test row")}${left}, looked at ${new Date(at_unix_millis).toISOString()}`,
    looksText(looks_before),
  ];
  return `${lines.join("\n")}\n\n${metricsTable([{ rows: "test", metrics: outputs }], classesOf)}`;
}

/** What the number of looks before means. */
export function looksText(before: number): string {
  return before === 0
    ? "the first look at these rows: what is chosen by its figure from now on is no longer tested by them"
    : `these test rows have been looked at ${counted(before, "time")} before; a choice made by them makes the figure too good`;
}
