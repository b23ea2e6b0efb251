/** Maps figures to places along an axis; `linear` or base-10 `log`. */
export interface AxisScale {
  readonly kind: "linear" | "log";
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * Where figures lie along a vertical axis so many pixels high that begins at `top`, its maximum: what does not change is
 * worked out once. NaN where a log axis has no place for a figure.
 */
export function figurePlace(scale: AxisScale, top: number, height: number): (value: number) => number {
  const bottom = top + height;
  if (scale.kind === "linear") {
    const perUnit = height / (scale.maximum - scale.minimum);
    return (value) => bottom - (value - scale.minimum) * perUnit;
  }
  const low = Math.log(scale.minimum);
  const perUnit = height / (Math.log(scale.maximum) - low);
  return (value) => (value > 0 ? bottom - (Math.log(value) - low) * perUnit : Number.NaN);
}

/**
 * An axis that shows figures from `low` to `high` with a little air, ending on round numbers so that it seldom moves while
 * figures arrive. Without any figure (`low` > `high`) it shows 0…1 (linear) or 0.1…1 (log).
 */
export function roomyScale(kind: AxisScale["kind"], low: number, high: number): AxisScale {
  if (kind === "log") return roomyLogScale(low, high);
  if (!(low <= high)) return { kind, minimum: 0, maximum: 1 };
  if (low === high) {
    const air = low === 0 ? 1 : Math.abs(low) * 0.5;
    return { kind, minimum: low - air, maximum: high + air };
  }
  const step = roundStep((high - low) / 8);
  // Figures that only their last bits tell apart have no round numbers between them.
  if (step < 16 * roundingAt(low, high)) return { kind, minimum: low, maximum: high };
  return { kind, minimum: Math.floor(low / step) * step, maximum: Math.ceil(high / step) * step };
}

/** How far apart floats may stand between two figures. */
function roundingAt(low: number, high: number): number {
  return Number.EPSILON * Math.max(Math.abs(low), Math.abs(high));
}

function roomyLogScale(low: number, high: number): AxisScale {
  if (!(high > 0)) return { kind: "log", minimum: 0.1, maximum: 1 };
  const least = low > 0 ? Math.min(low, high) : high / 1e4;
  const minimum = roundDown(least);
  const maximum = roundUp(high);
  return maximum > minimum
    ? { kind: "log", minimum, maximum }
    : { kind: "log", minimum: minimum / 2, maximum: maximum * 2 };
}

/** Largest of 1, 2, 5 × 10ⁿ at most `value`. */
function roundDown(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-12);
  const leading = value / power;
  return (leading >= 5 ? 5 : leading >= 2 ? 2 : 1) * power;
}

function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value) - 1e-12);
  const leading = value / power;
  return (leading <= 1 ? 1 : leading <= 2 ? 2 : leading <= 5 ? 5 : 10) * power;
}

/** Smallest of 1, 2, 5 × 10ⁿ at least `value`. */
export function roundStep(value: number): number {
  return value > 0 && Number.isFinite(value) ? roundUp(value) : 1;
}

/** Round figures to mark on a linear axis, about `count` of them. */
export function linearTicks(minimum: number, maximum: number, count: number): { ticks: number[]; step: number } {
  // Never below what floats can tell apart, or counting up would stand still.
  const step = roundStep(Math.max((maximum - minimum) / Math.max(1, count), roundingAt(minimum, maximum)));
  const ticks: number[] = [];
  const last = Math.floor(maximum / step + 1e-9);
  for (let index = Math.ceil(minimum / step - 1e-9); index <= last; index += 1) {
    // On a short axis far from zero the product may round to just beyond an end.
    ticks.push(index === 0 ? 0 : Math.min(maximum, Math.max(minimum, index * step)));
  }
  return { ticks, step };
}

/** Figures to mark on a log axis: powers of ten, with 2 and 5 between them where at most `count` would be shown otherwise. */
export function logTicks(minimum: number, maximum: number, count: number): number[] {
  const from = Math.floor(Math.log10(minimum) + 1e-9);
  const to = Math.ceil(Math.log10(maximum) - 1e-9);
  const decades = Math.max(1, to - from);
  const leading = decades * 3 <= count ? [1, 2, 5] : [1];
  const stride = leading.length > 1 ? 1 : Math.max(1, Math.ceil(decades / Math.max(1, count)));
  const ticks: number[] = [];
  for (let power = from; power <= to; power += stride) {
    for (const digit of leading) {
      const tick = digit * 10 ** power;
      if (tick >= minimum * (1 - 1e-9) && tick <= maximum * (1 + 1e-9)) ticks.push(tick);
    }
  }
  return ticks;
}

/**
 * End of the step axis of a run that has come to `step` of `total`: grows in jumps of about a half, so that the picture
 * stands still between them, and never beyond the run.
 */
export function stepAxisEnd(step: number, total: number, isOver: boolean): number {
  if (isOver || total <= 0) return Math.max(1, step);
  let end = 16;
  while (end < step) end = Math.ceil(end * 1.5);
  return Math.max(1, step, Math.min(end, total));
}
