/** Histograms kept of one place. */
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

  /** `edges` of its bins, ascending: their number and one more, and two for what lies below and above. */
  constructor(readonly edges: readonly number[]) {}

  /** Counts a histogram has: below, each bin, above, no numbers. */
  get cellCount(): number {
    return this.edges.length + 2;
  }

  /** Takes the counts of one record, its `index`-th among `cells`. A record without any count has no histogram. */
  append(step: number, cells: ArrayLike<number>, index: number): void {
    const histogram = new Uint32Array(this.cellCount);
    let total = 0;
    for (let cell = 0; cell < histogram.length; cell += 1) {
      histogram[cell] = cells[index * histogram.length + cell] ?? 0;
      total += histogram[cell] ?? 0;
    }
    if (total === 0) return;
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

  /** Bytes of the histograms kept. */
  get bytes(): number {
    return (this.histograms.length + 1) * this.cellCount * 4;
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
