/** How the program ends. */
export const exitCodes = { done: 0, failed: 1, misused: 2, interrupted: 130 } as const;

/** Ends the program with lines for stderr; every expected fault is one of these or a `LayerglassError`. */
export class CliFault extends Error {
  constructor(
    text: string,
    readonly exitCode: number = exitCodes.failed,
  ) {
    super(text);
  }
}
