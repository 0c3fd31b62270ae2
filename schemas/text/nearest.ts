// The likely spelling of a word that nobody knows.

import { distance } from 'fastest-levenshtein';

const LONGEST = 64;

/** The candidate closest to `word`, or undefined where none is close enough to be what was meant. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length === 0 || word.length > LONGEST) return undefined;
  const plain = simplify(word);
  let best: string | undefined;
  // Two letters that changed places already count as two.
  let bestDistance = (word.length < 4 ? 1 : word.length < 7 ? 2 : 3) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= bestDistance + 2) continue;
    const away = distance(plain, simplify(candidate));
    if (away < bestDistance) {
      best = candidate;
      bestDistance = away;
    }
  }
  return best;
}

/** `pause_after`, `PauseAfter` and `pauseAfter` are the same slip of the pen. */
function simplify(word: string): string {
  return word.toLowerCase().replaceAll(/[_-]/g, '');
}
