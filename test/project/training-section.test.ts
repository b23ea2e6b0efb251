import fc from "fast-check";
import { expect, test } from "vitest";
import { checkTraining, emptyGraph, optimizerDefaults, referenceTrainingSetup } from "../../engine/model";
import { type Project, parseProject, serializeProject } from "../../engine/project";
import { trainingSetups } from "../support/training-setups";

const project: Project = {
  name: "Empty",
  graph: emptyGraph,
  layout: { positions: {}, viewport: null },
  data: null,
  training: referenceTrainingSetup,
};

test.each<[string, string, (training: Record<string, unknown>) => void]>([
  ["$.training", 'the unknown key "rate"', (training) => Object.assign(training, { rate: 1 })],
  ["$.training.schedule", "a list of 0", (training) => Object.assign(training, { schedule: [] })],
  [
    "$.training.schedule.kind",
    '"constructor"',
    (training) => Object.assign(training, { schedule: { kind: "constructor" } }),
  ],
  [
    "$.training.schedule",
    "the unknown key",
    (training) => Object.assign(training, { schedule: { kind: "constant", factor: 0.5 } }),
  ],
  [
    "$.training.schedule.factor",
    "2",
    (training) => Object.assign(training, { schedule: { kind: "exponential", factor: 2 } }),
  ],
  [
    "$.training.optimizer.centered",
    "1",
    (training) => Object.assign(training, { optimizer: { ...optimizerDefaults.rms_prop, centered: 1 } }),
  ],
  [
    "$.training.optimizer",
    'the unknown key "weight_decay"',
    (training) => Object.assign(training, { optimizer: { kind: "adam", weight_decay: 0.1 } }),
  ],
  ["$.training.clip_norm", "0", (training) => Object.assign(training, { clip_norm: 0 })],
  ["$.training.clip_value", '"1"', (training) => Object.assign(training, { clip_value: "1" })],
  ["$.training.split", '"first"', (training) => Object.assign(training, { split: "first" })],
  ["$.training.early_stopping", "true", (training) => Object.assign(training, { early_stopping: true })],
  [
    "$.training.early_stopping.patience",
    "0",
    (training) =>
      Object.assign(training, {
        early_stopping: { patience: 0, minimum_delta: 0, restore_best: true },
      }),
  ],
  [
    "$.training.batch_norm_statistics",
    '"both"',
    (training) => Object.assign(training, { batch_norm_statistics: "both" }),
  ],
])("damaged at %s: %s", (path, found, change) => {
  const document = JSON.parse(serializeProject(project));
  change(document.training);
  const parsed = parseProject(JSON.stringify(document));
  if (parsed.ok) throw new Error("the text was accepted");
  expect(parsed.failure).toMatchObject({ code: "project_damaged", subject: { path } });
  expect(parsed.failure.found).toContain(found);
});

test("every setup a project file may hold passes the checks of training", () => {
  fc.assert(
    fc.property(trainingSetups, (training) => {
      expect(checkTraining(training)).toEqual([]);
    }),
  );
});

test("every setup is read as it was written, and written again with the same bytes", () => {
  fc.assert(
    fc.property(trainingSetups, (training) => {
      const text = serializeProject({ ...project, training });
      const parsed = parseProject(text);
      expect(parsed).toEqual({ ok: true, project: { ...project, training } });
      if (parsed.ok) expect(serializeProject(parsed.project)).toBe(text);
    }),
    { numRuns: 500 },
  );
});
