import { maskSecrets } from './mask-secrets';

/** A text without its secrets, at most `most` long. A secret that is cut in two is recognised no more, so it goes first. */
export const cutMasked = (text: string, most: number): string => {
  const clean = maskSecrets(text).text;
  return clean.length > most ? `${clean.slice(0, most - 1)}…` : clean;
};
