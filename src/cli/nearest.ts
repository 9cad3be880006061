import { distance } from 'fastest-levenshtein';

/** The candidate that `typed` was probably meant to be; undefined where none is near enough to be worth saying. */
export const nearest = (typed: string, candidates: Iterable<string>): string | undefined => {
  const limit = Math.max(1, Math.floor(typed.length * 0.4));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    const candidateDistance = distance(typed.toLowerCase(), candidate.toLowerCase());
    if (candidateDistance < bestDistance) {
      best = candidate;
      bestDistance = candidateDistance;
    }
  }
  return best;
};
