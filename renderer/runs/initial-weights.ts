import { create } from "zustand";
import type { InitialWeights } from "../../engine/contract";
import { useDocument } from "../document";

/** A model whose weights the next training of a document starts from. */
export interface ChosenWeights {
  readonly weights: InitialWeights;
  /** Parameters of the network when they were chosen. */
  readonly parameters: number;
  /** The document they were chosen for, by `openedCount`. */
  readonly document: number;
}

const useChosen = create<{ readonly chosen: ChosenWeights | null }>(() => ({ chosen: null }));

/** Has every training of the present document start from these weights; null for fresh ones. */
export function startFrom(chosen: Omit<ChosenWeights, "document"> | null): void {
  useChosen.setState({ chosen: chosen && { ...chosen, document: useDocument.getState().openedCount } });
}

const ofDocument = (chosen: ChosenWeights | null, document: number): ChosenWeights | null =>
  chosen?.document === document ? chosen : null;

/** What the present document's training starts from; another document's choice does not count. */
export function chosenWeights(): ChosenWeights | null {
  return ofDocument(useChosen.getState().chosen, useDocument.getState().openedCount);
}

/** The same, for what is on screen. */
export function useChosenWeights(): ChosenWeights | null {
  const document = useDocument((state) => state.openedCount);
  return useChosen(({ chosen }) => ofDocument(chosen, document));
}
