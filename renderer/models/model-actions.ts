import { create } from "zustand";
import type { ModelDescription, WeightComparison } from "../../engine/contract";
import { fileNameOf } from "../../engine/project";
import { desktop, EngineFailure, engine } from "../bridge";
import { documentActions, useDocument } from "../document";
import { currentText, failureText } from "../i18n";
import { type Run, type RunStoreState, runs, startFrom } from "../runs";
import { showToast } from "../ui";

/** The model on screen. */
export interface ShownModel {
  readonly path: string;
  readonly description: ModelDescription;
  /** What the present network can start from; null until asked for. */
  readonly comparison: WeightComparison | null;
}

/** Null while no model is shown. */
export const useShownModel = create<{ readonly shown: ShownModel | null }>(() => ({ shown: null }));

let isSaving = false;

/** Whether there is a run that learnt something and rests: paused, or ended without a failure. */
export function canSaveModel(
  { state, step, capabilities }: Pick<RunStoreState, "state" | "step" | "capabilities"> = runs.shown.state,
): boolean {
  return capabilities.model && step > 0 && (state === "paused" || state === "finished" || state === "stopped");
}

/** Asks where, and saves what the run has learnt as a model file. */
export async function saveModel(): Promise<void> {
  if (!canSaveModel() || isSaving) return;
  isSaving = true;
  try {
    const { name, layout } = useDocument.getState();
    const run = runs.shown;
    const { path } = await desktop.request("save_model_dialog", { suggestedName: name });
    if (path === null) return;
    const bytes = await engine.request("model_of_run", { run: run.id, name, positions: layout.positions });
    const answer = await desktop.request("save_model", { path, bytes });
    if (answer.ok) {
      const values = { name: fileNameOf(answer.path), weights: savedWeights(run) };
      showToast({ kind: "information", text: currentText("models.saved", values) });
    } else if (answer.failure !== null) {
      reportFailure("models.saveFailed", `${path}: ${failureText(answer.failure)}`);
    }
  } catch (error) {
    reportFailure("models.saveFailed", failureMessage(error));
  } finally {
    isSaving = false;
  }
}

/** Which weights a run's model holds. */
function savedWeights(run: Run): string {
  const { outcome, step } = run.state;
  if (outcome?.restored_best && outcome.best_epoch !== null) {
    return currentText("models.weightsOfBest", { epoch: outcome.best_epoch });
  }
  return currentText("models.weightsAfter", { step });
}

/** Asks for a model file and shows it. */
export async function openModel(): Promise<void> {
  const { path } = await desktop.request("open_model_dialog", null);
  if (path !== null) await showModel(path);
}

/** Reads a model file and shows it; one that cannot be read is told. */
export async function showModel(path: string): Promise<void> {
  try {
    const description = await engine.request("open_model", { path });
    useShownModel.setState({ shown: { path, description, comparison: null } });
  } catch (error) {
    reportFailure("models.openFailed", failureMessage(error));
  }
}

export function closeModel(): void {
  useShownModel.setState({ shown: null });
}

/** Lists what of the shown model the present network can start from. */
export async function compareWithNetwork(): Promise<void> {
  const { shown } = useShownModel.getState();
  if (shown === null) return;
  try {
    const snapshot = documentActions.runSnapshot();
    const comparison = await engine.request("compare_model", { ...snapshot, path: shown.path });
    useShownModel.setState({ shown: { ...shown, comparison } });
  } catch (error) {
    reportFailure("models.compareFailed", failureMessage(error));
  }
}

/** Has the next training start from the parameters that match; the person has seen the differences. */
export function takeWeights(): void {
  const { shown } = useShownModel.getState();
  if (shown?.comparison == null || runs.live.length > 0) return;
  const { matching, parameters } = shown.comparison;
  const count = matching.length + parameters.filter(({ here }) => here !== null).length;
  startFrom({ weights: { file: shown.path, parameters: matching }, parameters: count });
  closeModel();
  showToast({ kind: "information", text: currentText("models.taken", { name: fileNameOf(shown.path) }) });
}

function reportFailure(key: "models.saveFailed" | "models.openFailed" | "models.compareFailed", message: string): void {
  showToast({ kind: "error", text: currentText(key, { message }) });
}

function failureMessage(error: unknown): string {
  if (error instanceof EngineFailure) return failureText(error.failure);
  throw error;
}
