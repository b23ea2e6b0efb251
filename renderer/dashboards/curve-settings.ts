import { create } from "zustand";

/** How the training curves are shown; kept while panels come and go. */
export interface CurveSettings {
  readonly stepUnit: "step" | "epoch";
  readonly scale: "linear" | "log";
  /** Batches averaged by the smooth line; 0 draws none. */
  readonly smoothing: number;
  /** Whether the axis makes room for the line of single batches. */
  readonly fitsBatches: boolean;
}

/** Stops of the smoothing slider, in batches. */
export const smoothingStops: readonly number[] = [0, 10, 30, 100, 300, 1000, 3000, 10_000];

export const useCurveSettings = create<CurveSettings>(() => ({
  stepUnit: "epoch",
  scale: "linear",
  smoothing: 300,
  fitsBatches: false,
}));
