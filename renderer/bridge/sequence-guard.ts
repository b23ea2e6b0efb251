import type { RunEventBatch } from "../../engine/contract";

/** Something wrong with the order in which a run's batches arrived. */
export interface SequenceFault {
  readonly kind: "gap" | "repeated" | "unknown_run";
  readonly run: string;
  /** Number the batch should have had; 0 for an unknown run. */
  readonly expected: number;
  readonly received: number;
}

/**
 * Checks that the batches of each announced run are numbered 0, 1, 2, … without gaps.
 * A batch after a gap is still delivered (its figures are true); a repeated one or one of an unknown run is not.
 */
export class SequenceGuard {
  private readonly expected = new Map<string, number>();

  /** Makes a run known; its next batch must have this number. */
  announce(run: string, next = 0): void {
    this.expected.set(run, next);
  }

  /** Forgets every run: the host that numbered them is gone. */
  clear(): void {
    this.expected.clear();
  }

  check(batch: Pick<RunEventBatch, "run" | "sequence">): {
    readonly deliver: boolean;
    readonly fault: SequenceFault | null;
  } {
    const { run, sequence } = batch;
    const expected = this.expected.get(run);
    if (expected === undefined) {
      return { deliver: false, fault: { kind: "unknown_run", run, expected: 0, received: sequence } };
    }
    if (sequence < expected) return { deliver: false, fault: { kind: "repeated", run, expected, received: sequence } };
    this.expected.set(run, sequence + 1);
    return { deliver: true, fault: sequence > expected ? { kind: "gap", run, expected, received: sequence } : null };
  }
}
