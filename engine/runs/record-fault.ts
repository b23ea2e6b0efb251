/** Why a run's folder cannot be read: the file, what was found there and what was expected. */
export class RecordFault extends Error {
  override readonly name = "RecordFault";

  constructor(
    readonly path: string,
    readonly found: string,
    readonly expected: string,
  ) {
    super(`${path}: found ${found}; expected ${expected}.`);
  }
}
