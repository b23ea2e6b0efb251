/** Digits of a number that was computed in float32 and brought to its target's unit; those after them are chance. */
const digitsOfNumbers = 10;

/** The shortest decimal number that is this float32 again; of another number its first ten digits. */
export function shortest(value: number): number {
  if (Math.fround(value) !== value) return Number(value.toPrecision(digitsOfNumbers));
  for (let digits = 6; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return rounded;
  }
  return value;
}
