import { type ComponentType, createContext, type ReactNode, useContext } from "react";
import type { NodeId } from "../../engine/model";

/** What the canvas shows or calls but other rooms own; the composition root fills it in. */
export interface CanvasSlots {
  /** Live distribution of a node's values, drawn into the card. */
  readonly Distribution: ComponentType<{ node: NodeId; width: number; height: number }> | null;
  /** Enter on a node: to its form. */
  readonly openInspector: () => void;
  /** To the choice of a table. */
  readonly chooseData: () => void;
  /** To find the table that is not where the project says. */
  readonly locateData: () => void;
}

const emptySlots: CanvasSlots = {
  Distribution: null,
  openInspector: () => {},
  chooseData: () => {},
  locateData: () => {},
};

const SlotsContext = createContext<CanvasSlots>(emptySlots);

export function CanvasSlotsProvider({ slots, children }: { slots: CanvasSlots; children: ReactNode }) {
  return <SlotsContext value={slots}>{children}</SlotsContext>;
}

export const useCanvasSlots = (): CanvasSlots => useContext(SlotsContext);
