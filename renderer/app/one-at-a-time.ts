let last: Promise<unknown> = Promise.resolve();

/**
 * Runs work that may ask the person something after all such work begun before has ended: files dropped together, a second
 * start during a question, closing during a save each have their turn, and no question covers another.
 */
export function oneAtATime<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  const turn = last.then(work);
  // What failed is its caller's to tell; the next has its turn all the same.
  last = turn.catch(() => {});
  return turn;
}
