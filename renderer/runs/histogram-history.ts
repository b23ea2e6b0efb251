import { HISTOGRAM_CELLS } from "../../engine/contract";

/** Histograms kept of one probe. */
export const HISTORY_LENGTH = 128;

/**
 * The newest histogram of a place, and a bounded history of earlier ones: when the history is full every second one is
 * dropped and from then on only every second arrival is kept, so what remains is evenly spread over the run.
 */
export class HistogramHistory {
  private readonly steps: number[] = [];
  private readonly histograms: Uint32Array[] = [];
  private newest: Uint32Array | null = null;
  private newestStep = Number.NaN;
  private stride = 1;
  private arrivals = 0;

  /** Takes `HISTOGRAM_CELLS` counts from `cells[offset]` on: underflow, bins, overflow, NaN. */
  append(step: number, cells: Uint32Array, offset: number): void {
    const histogram = cells.slice(offset, offset + HISTOGRAM_CELLS);
    this.newest = histogram;
    this.newestStep = step;
    if (this.arrivals % this.stride === 0) {
      if (this.histograms.length === HISTORY_LENGTH) this.thin();
      // After thinning, this arrival may fall between the wider strides.
      if (this.arrivals % this.stride === 0) {
        this.steps.push(step);
        this.histograms.push(histogram);
      }
    }
    this.arrivals += 1;
  }

  get latest(): { readonly step: number; readonly cells: Uint32Array } | null {
    return this.newest === null ? null : { step: this.newestStep, cells: this.newest };
  }

  get length(): number {
    return this.histograms.length;
  }

  step(index: number): number {
    return this.steps[index] ?? Number.NaN;
  }

  cells(index: number): Uint32Array | null {
    return this.histograms[index] ?? null;
  }

  private thin(): void {
    for (let index = 0; 2 * index < this.histograms.length; index += 1) {
      const kept = this.histograms[2 * index];
      if (kept === undefined) break;
      this.histograms[index] = kept;
      this.steps[index] = this.steps[2 * index] ?? Number.NaN;
    }
    this.histograms.length = HISTORY_LENGTH / 2;
    this.steps.length = HISTORY_LENGTH / 2;
    this.stride *= 2;
  }
}
