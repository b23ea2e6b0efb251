import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { HostRequestMessage } from "../../../engine/contract";
import type { DataSchema, DataSetup, DataWarning } from "../../../engine/model";
import { engine } from "../../../renderer/bridge";
import { askForTableWarnings } from "../../../renderer/data";
import { documentActions, useDocument } from "../../../renderer/document";
import { ScriptedHost } from "../bridge/scripted-host";
import { numberColumn, tableOf } from "./profiles";

const profile = tableOf([numberColumn("row"), numberColumn("age")]);
const data: DataSetup = { ...profile.proposal, path: "/data/people.csv" };
const schema: DataSchema = {
  rows: 100,
  features: [{ name: "row", column: "row" }],
  targets: [{ name: "age", classes: 0 }],
  weight: null,
};
const index: DataWarning = { code: "index_feature", column: "row", values: { first: 1 } };

let host: ScriptedHost;
let asked: unknown[] = [];
let release = (): void => {};

beforeEach(() => {
  documentActions.newProject("Untitled");
  asked = [];
  host = new ScriptedHost().connectTo(engine);
  host.onRequest = (message: HostRequestMessage) => {
    if (message.name !== "table_warnings") return undefined;
    asked.push(message.body.split);
    const warnings = message.body.split.split === "last" ? [index] : [];
    return { rows: { training: 80, validation: 20, test: 0 }, warnings };
  };
  release = useDocument.subscribe(askForTableWarnings);
});
afterEach(() => {
  release();
  host.close();
});

const codes = () => useDocument.getState().diagnostics.map(({ code }) => code);

it("asks once for each setup and split, and shows what is told among the findings until the columns change", async () => {
  documentActions.setData({ data, schema, profile });
  await vi.waitFor(() => expect(codes()).toContain("W017"));
  documentActions.setTraining({ epochs: 7 });
  documentActions.setViewport(null);
  expect(asked).toEqual([{ split: "last", validation_split: 0.2, test_split: 0, seed: 1 }]);
  documentActions.setTraining({ split: "shuffled" });
  await vi.waitFor(() => expect(codes()).not.toContain("W017"));
  documentActions.undo();
  await vi.waitFor(() => expect(codes()).toContain("W017"));
  expect(asked).toHaveLength(3);
  documentActions.setData({ data: null, schema: null, profile: null });
  expect(codes()).not.toContain("W017");
});

it("asks nothing while the settings are none", () => {
  documentActions.setTraining({ validation_split: 2 });
  documentActions.setData({ data, schema, profile });
  expect(asked).toEqual([]);
});
