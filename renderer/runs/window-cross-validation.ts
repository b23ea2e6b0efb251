import { create, useStore } from "zustand";
import { engine } from "../bridge";
import { documentActions, useDocument } from "../document";
import { CrossValidation, type CrossValidationState } from "./cross-validation";
import { sameSetup } from "./same-setup";
import { runs } from "./window-runs";

/** The window's cross-validation: of the document on screen, one at a time. */
export const crossValidation = new CrossValidation({
  engine,
  takeSnapshot: () => documentActions.runSnapshot(),
  hasRun: () => runs.live.length > 0,
});

/** A part of its state. */
export function useCrossValidation<Value>(selector: (state: CrossValidationState) => Value): Value {
  return useStore(crossValidation.store, selector);
}

/** Whether the document has moved on from what was cross-validated; false when nothing was. */
export function useChangedSinceFolds(): boolean {
  const snapshot = useCrossValidation((state) => state.snapshot);
  return useDocument((document) => snapshot !== null && !sameSetup(snapshot, document));
}

/** Whether its dialog is open, and the folds its field says. */
export const useFoldsDialog = create<{ readonly isOpen: boolean; readonly count: number }>(() => ({
  isOpen: false,
  count: 5,
}));

/** Shows the dialog of the window's cross-validation. */
export function showCrossValidation(): void {
  useFoldsDialog.setState({ isOpen: true });
}
