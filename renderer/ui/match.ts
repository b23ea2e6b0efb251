/** What a text gains that begins with the whole query, so that "add add" finds Add before other things to add. */
const WHOLE_START = 5;

/**
 * How well a text answers a search: 0 not at all; higher for a whole word's start than for letters in order.
 * Every word of the query must be found.
 */
export function matchScore(query: string, text: string): number {
  const haystack = text.toLocaleLowerCase();
  let score = 0;
  for (const word of query.toLocaleLowerCase().split(/\s+/).filter(Boolean)) {
    const wordScore = wordMatch(word, haystack);
    if (wordScore === 0) return 0;
    score += wordScore;
  }
  return score > 0 && haystack.startsWith(query.trim().toLocaleLowerCase()) ? score + WHOLE_START : score;
}

function wordMatch(word: string, haystack: string): number {
  const at = haystack.indexOf(word);
  if (at === 0) return 10;
  if (at > 0) return /[\s_\-.:(]/.test(haystack[at - 1] ?? "") ? 8 : 5;
  let from = 0;
  for (const letter of word) {
    const found = haystack.indexOf(letter, from);
    if (found < 0) return 0;
    from = found + 1;
  }
  return word.length > 1 ? 2 : 0;
}
