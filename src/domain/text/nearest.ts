import { distance } from 'fastest-levenshtein';

/** The candidate that a mistyped word most likely means; undefined if none is near (at most 40 % of its letters off). */
export const nearest = (typed: string, candidates: Iterable<string>): string | undefined => {
  const limit = Math.max(1, Math.floor(typed.length * 0.4));
  let best: { readonly word: string; readonly away: number } | undefined;
  for (const word of candidates) {
    // Longer or shorter by more than the limit is further away than it, and text of any length may be typed.
    if (Math.abs(typed.length - word.length) > limit) continue;
    const away = lettersOff(typed.toLowerCase(), word.toLowerCase());
    if (away <= limit && (best === undefined || away < best.away)) best = { word, away };
  }
  return best?.word;
};

/** Letters to add, drop or replace; two neighbours that changed places count as one, once. */
const lettersOff = (typed: string, word: string): number => {
  let least = distance(typed, word);
  for (let at = 0; at + 1 < typed.length && least > 1; at += 1) {
    const [one = '', other = ''] = typed.slice(at, at + 2);
    const swapped = `${typed.slice(0, at)}${other}${one}${typed.slice(at + 2)}`;
    least = Math.min(least, 1 + distance(swapped, word));
  }
  return least;
};
