const MINUS = "\u2212";

/** What a figure is, which decides how it is written. */
export type FigureUnit = "number" | "share" | "log10";

/**
 * A figure for a legend or readout: `digits` significant digits and so never much wider than nine characters, NaN and
 * infinities by name. Shares are percentages.
 */
export function figureText(value: number, unit: FigureUnit = "number", digits = 4): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  if (unit === "share") return `${signed(percentText(value * 100))}\u2009%`;
  if (unit === "log10") return signed(value.toFixed(2));
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < 1e-3 || size >= 1e6) return signed(value.toExponential(Math.min(2, digits - 1)).replace("e+", "e"));
  return signed(value.toFixed(Math.max(0, digits - 1 - Math.floor(Math.log10(size)))));
}

// English and Chinese both put a comma between groups.
const grouped = new Intl.NumberFormat("en-US");

/** A whole number with its digits in groups of three: `48,842`. */
export const countText = (count: number): string => grouped.format(count);

function percentText(percent: number): string {
  const size = Math.abs(percent);
  if (size === 0) return "0";
  if (size < 0.1) return percent.toFixed(3);
  return percent.toFixed(size < 10 ? 2 : 1);
}

/** A tick's text: only the digits that the step between ticks needs. */
export function tickText(value: number, step: number, unit: FigureUnit = "number"): string {
  const scale = unit === "share" ? 100 : 1;
  const shown = value * scale;
  const size = Math.abs(shown);
  const spacing = Math.abs(step * scale);
  const suffix = unit === "share" ? "\u2009%" : "";
  if (size < spacing / 1e6) return `0${suffix}`;
  if (size >= 1e6 || size < 1e-4) {
    return (
      signed(
        shown
          .toExponential(2)
          .replace("e+", "e")
          .replace(/\.?0+e/, "e"),
      ) + suffix
    );
  }
  const digits = spacing > 0 ? Math.max(0, -Math.floor(Math.log10(spacing) + 1e-9)) : 0;
  return signed(shown.toFixed(Math.min(digits, 8))) + suffix;
}

/** Time in words as short as a status bar needs: `42 s`, `3 min 20 s`, `1 h 5 min`. */
export function durationText(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return "–";
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole}\u00a0s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes}\u00a0min` : `${minutes}\u00a0min ${whole % 60}\u00a0s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours}\u00a0h` : `${hours}\u00a0h ${minutes % 60}\u00a0min`;
}

/** A count that moves too fast to read digit by digit: `873`, `12.4 k`, `1.86 M`. */
export function rateText(perSecond: number): string {
  if (!Number.isFinite(perSecond) || perSecond < 0) return "–";
  if (perSecond < 1000) return String(Math.round(perSecond));
  const [scaled, unit] = perSecond < 999_500 ? [perSecond / 1e3, "k"] : [perSecond / 1e6, "M"];
  return `${scaled.toFixed(scaled < 10 ? 2 : scaled < 100 ? 1 : 0)}\u00a0${unit}`;
}

function signed(text: string): string {
  return text.replaceAll("-", MINUS);
}
