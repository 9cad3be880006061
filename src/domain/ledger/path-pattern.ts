/** What is left of the steps that a question may cost; counted down by every match that is given it. */
export type Effort = { left: number };

/** A path of the record, a folder, or a pattern with `*`, `**` and `?`. */
export type PathPattern = {
  /** Never more than `length of pattern × length of path` steps, whatever they are; false where `effort` gives out. */
  readonly matches: (path: string, effort?: Effort) => boolean;
  /** A piece that every match holds. */
  readonly piece: string;
};

/** The longest pattern with wildcards, and the longest path that is held against one; a longer one matches nothing. */
export const patternLimit = 1_024;
const pathLimit = 4_096;

/** `*` and `?` stop at a `/`, `**` does not. Without any of them: the path itself, or everything below it. */
export const pathPattern = (typed: string): PathPattern => {
  const text = withoutEndSlashes(typed.startsWith('./') ? typed.slice(2) : typed);
  if (!hasWildcard(text)) return { matches: (path) => path === text || path.startsWith(`${text}/`), piece: text };
  const pieces = text.split(/\*\*\/|\*\*|\*|\?/);
  const piece = pieces.reduce((best, each) => (each.length > best.length ? each : best), '');
  if (text.length > patternLimit) return { matches: () => false, piece };
  const steps = stepsOf(text);
  const [head = '', tail = ''] = [pieces[0], pieces.at(-1)];
  return {
    matches: (path, effort) =>
      path.length <= pathLimit && path.startsWith(head) && path.endsWith(tail) && walk(steps, path, effort ?? { left: Infinity }),
    piece,
  };
};

export const hasWildcard = (typed: string): boolean => /[*?]/.test(typed);

const withoutEndSlashes = (text: string): string => {
  let end = text.length;
  while (text[end - 1] === '/') end -= 1;
  return text.slice(0, end);
};

/**
 * What stands at each place of a pattern: a character by its code point, or one of these. `any`, `name`: as many
 * characters as it likes, of every kind or all but `/`. `folders`: nothing, or all up to some `/`, which the place after
 * it looks for.
 */
const any = -1;
const name = -2;
const one = -3;
const folders = -4;
const untilSlash = -5;
const slash = 0x2f;
const wildcards = new Map([
  ['**/', [folders, untilSlash]],
  ['**', [any]],
  ['*', [name]],
  ['?', [one]],
]);

const stepsOf = (text: string): Int32Array =>
  Int32Array.from(
    (text.match(/\*\*\/|\*\*|\*|\?|[^*?]/gu) ?? []).flatMap((part) => wildcards.get(part) ?? [part.codePointAt(0) ?? 0]),
  );

/**
 * Holds all places in the pattern where the path read so far may stand, instead of trying one after the other: each
 * character is looked at once for each place.
 */
const walk = (steps: Int32Array, path: string, effort: Effort): boolean => {
  let places = new Uint8Array(steps.length + 2);
  let next = new Uint8Array(steps.length + 2);
  places[0] = 1;
  for (const character of path) {
    effort.left -= steps.length;
    if (effort.left < 0) return false;
    const code = character.codePointAt(0) ?? 0;
    const inName = code !== slash;
    for (let at = 0; at < steps.length; at += 1) {
      if (places[at] === 0) continue;
      const step = steps[at] as number;
      if (step >= 0) {
        if (step === code) next[at + 1] = 1;
        continue;
      }
      // Those that may take nothing hand their place on before the next one is looked at.
      if (step === any || step === name || step === folders) places[at + 1] = 1;
      if (step === folders) places[at + 2] = 1;
      else if (step === any || step === untilSlash || (step === name && inName)) next[at] = 1;
      if ((step === one && inName) || (step === untilSlash && !inName)) next[at + 1] = 1;
    }
    places.fill(0);
    [places, next] = [next, places];
  }
  return reachesEnd(steps, places);
};

/** Whether what is left of the pattern may be nothing. */
const reachesEnd = (steps: Int32Array, places: Uint8Array): boolean => {
  for (let at = 0; at < steps.length; at += 1) {
    if (places[at] === 0) continue;
    const step = steps[at];
    if (step === any || step === name || step === folders) places[at + 1] = 1;
    if (step === folders) places[at + 2] = 1;
  }
  return places[steps.length] === 1;
};
