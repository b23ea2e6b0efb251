import type { LossPlane } from "../../../engine/contract";

/** Colours of a plane: few enough that the borders between them read as contour lines. */
export const lossLevels = 8;

/** Greatest loss over the least from which on steps are ratios: equal differences would show nothing but the slopes. */
const ratioFrom = 8;

/** Losses cut into steps, each of one colour. */
export interface LossScale {
  /** Ends of the steps, one more than there are steps, from the least loss to the greatest. */
  readonly edges: readonly number[];
  /** Whether each step is so many times the one before it, not so much more. */
  readonly isRatio: boolean;
}

/** Steps from the least to the greatest loss; a single one where all are the same, null where none is a number. */
export function lossScale({ minimum, maximum }: Pick<LossPlane, "minimum" | "maximum">): LossScale | null {
  if (!Number.isFinite(minimum) || !Number.isFinite(maximum)) return null;
  if (!(maximum > minimum)) return { edges: [minimum, maximum], isRatio: false };
  const isRatio = minimum > 0 && maximum / minimum >= ratioFrom;
  const edgeAt = (share: number): number =>
    isRatio ? minimum * (maximum / minimum) ** share : minimum + (maximum - minimum) * share;
  const inner = Array.from({ length: lossLevels - 1 }, (_, index) => edgeAt((index + 1) / lossLevels));
  return { edges: [minimum, ...inner, maximum], isRatio };
}

/** Step a loss lies in, from 0; null where it is not a finite number. */
export function levelOf({ edges }: LossScale, loss: number): number | null {
  if (!Number.isFinite(loss)) return null;
  const above = edges.slice(1, -1).findIndex((edge) => loss < edge);
  return above < 0 ? edges.length - 2 : above;
}

/** How strong a step's colour is: from faint, which is still no empty place, to full. */
export function levelStrength(level: number): number {
  return 0.06 + (0.94 * level) / (lossLevels - 1);
}

/** A point of a plane by its place among the coordinates: of α, drawn across, and of β, drawn up. */
export interface PlanePoint {
  readonly across: number;
  readonly up: number;
}

export function lossAt({ coordinates, losses }: LossPlane, { across, up }: PlanePoint): number {
  return losses[across * coordinates.length + up] ?? Number.NaN;
}

/** The point of the parameters as they are. */
export function centreOf({ coordinates }: LossPlane): PlanePoint {
  const middle = (coordinates.length - 1) / 2;
  return { across: middle, up: middle };
}

/** Point so many places further, stopping at the edges. */
export function movedPoint({ coordinates }: LossPlane, from: PlanePoint, across: number, up: number): PlanePoint {
  const within = (place: number): number => Math.min(coordinates.length - 1, Math.max(0, place));
  return { across: within(from.across + across), up: within(from.up + up) };
}
