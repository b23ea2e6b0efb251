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

/** A wrong use of the program, in one line; `command` is the one whose help says how it is used. */
export function misused(text: string, command = ""): CliFault {
  return new CliFault(`layerglass: ${text}. See layerglass ${command && `${command} `}--help.`, exitCodes.misused);
}
