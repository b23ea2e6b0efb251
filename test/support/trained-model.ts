import { expect } from "vitest";
import type { ModelDescription, RunOutcome } from "../../engine/contract";
import { jsonEvents, runBuiltCli } from "./built-cli";

/** What the terminal tells of a training, and of the model it saved. */
export interface TrainedModel {
  /** Of the run's end; NaN where no class is predicted. */
  readonly accuracy: number;
  readonly start: Readonly<Record<string, unknown>>;
  readonly described: ModelDescription;
}

/** Trains a project in the terminal, saves the model and opens it again. */
export async function trainedModel(project: string, model: string, ...words: readonly string[]): Promise<TrainedModel> {
  const trained = await runBuiltCli("train", project, ...words, "--json", "--save", model);
  expect([trained.exitCode, trained.exitCode === 0 ? "" : trained.error]).toEqual([0, ""]);
  const events = jsonEvents(trained.out);
  const { outcome } = events.at(-1) as { readonly outcome: RunOutcome };
  const shown = await runBuiltCli("model", model, "--json");
  expect(shown.exitCode).toBe(0);
  return {
    accuracy: outcome.validation?.accuracy ?? Number.NaN,
    start: events.find(({ event }) => event === "start") ?? {},
    described: JSON.parse(shown.out) as ModelDescription,
  };
}
