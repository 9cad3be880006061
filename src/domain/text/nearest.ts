import { distance } from 'fastest-levenshtein';

/** The candidate that a mistyped word most likely means; undefined if none is near (at most a third of its letters off). */
export const nearest = (typed: string, candidates: readonly string[]): string | undefined => {
  const limit = Math.max(1, Math.floor(typed.length / 3) + (typed.length > 3 ? 1 : 0));
  let best: { readonly word: string; readonly away: number } | undefined;
  for (const word of candidates) {
    const away = distance(typed.toLowerCase(), word.toLowerCase());
    if (away <= limit && (best === undefined || away < best.away)) best = { word, away };
  }
  return best?.word;
};
