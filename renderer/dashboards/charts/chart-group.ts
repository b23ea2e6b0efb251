/** Steps from the left to the right end of a chart. */
export interface StepRange {
  readonly from: number;
  readonly to: number;
}

type Listener = () => void;

/** What the charts of one panel share: the step under the pointer and the stretch zoomed into. */
export class ChartGroup {
  private pointed: number | null = null;
  private zoomed: StepRange | null = null;
  private readonly listeners = new Set<Listener>();

  /** `leastStretch` is the shortest that can be zoomed to. */
  constructor(private readonly leastStretch = 2) {}

  /** Step under the pointer or the keyboard's cursor; null when there is none. */
  get cursor(): number | null {
    return this.pointed;
  }

  /** Stretch zoomed into; null shows the whole run. */
  get range(): StepRange | null {
    return this.zoomed;
  }

  point(step: number | null): void {
    if (step === this.pointed) return;
    this.pointed = step;
    this.tell();
  }

  /** Zooms to a stretch; one that is too short is refused. */
  zoom(range: StepRange | null): void {
    if (range !== null && !(range.to - range.from >= this.leastStretch)) return;
    this.zoomed = range;
    this.tell();
  }

  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}
