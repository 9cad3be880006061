/** Texts that a damaged JSON file may have been before, from small changes to larger ones. Which is right, others prove. */
export function* jsonVariants(text: string): Generator<Variant> {
  const plain = plainText(text);
  if (plain !== text) yield { text: plain, what: 'took out the byte order mark and the Windows line ends', isSure: true };
  yield* steps(plain);
  if (text.length > longestTwice) return;
  for (const first of steps(plain))
    for (const second of steps(first.text)) {
      const what = first.what === second.what ? first.what : `${first.what}, ${second.what}`;
      yield { text: second.text, what, isSure: first.isSure && second.isSure };
    }
}

export type Variant = {
  readonly text: string;
  readonly what: string;
  /** Where it can be read, it says what the damaged text says: no other proof is needed. */
  readonly isSure: boolean;
};

const longestTwice = 16 * 1024 * 1024;

export const plainText = (text: string): string =>
  (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text).replaceAll('\r\n', '\n');

function* steps(text: string): Generator<Variant> {
  const merged = withoutConflict(text);
  if (merged !== undefined) yield merged;
  const single = withoutRepeats(text);
  if (single !== text) yield { text: single, what: 'took out lines that were there twice', isSure: true };
  const joined = withCommas(text);
  if (joined !== text) yield { text: joined, what: 'set the commas between the records', isSure: true };
  const neighbours = text.replace(/^(.+)\n(?:\1\n)+/gm, '$1\n');
  if (neighbours !== text) yield { text: neighbours, what: 'took out a line that was there twice', isSure: false };
  const whole = text.replaceAll('\0', '');
  if (whole !== text) yield { text: whole, what: 'took out NUL characters', isSure: false };
  // In the written form the end stands nowhere else: what follows the first one is the rest of a longer file.
  const end = text.indexOf('\n]}');
  if (end !== -1 && text.slice(end) !== '\n]}\n')
    yield { text: `${text.slice(0, end)}\n]}\n`, what: 'took out what followed the end', isSure: false };
  const brace = text.indexOf('\n}');
  if (brace !== -1 && text.slice(brace) !== '\n}\n')
    yield { text: `${text.slice(0, brace)}\n}\n`, what: 'took out what followed the end', isSure: false };
  for (const tail of ['\n', '}\n', '\n}\n', ']}\n', '\n]}\n'])
    yield { text: `${text.replace(/,?\n?$/, '')}${tail}`, what: 'ended it', isSure: false };
}

/** Of two neighbours that are the same record the second goes. */
const withoutRepeats = (text: string): string => {
  const lines = text.split('\n');
  const bare = (line: string): string => line.replace(/,$/, '');
  const seen = new Set<string>();
  const kept = lines.filter((line) => {
    if (!line.startsWith('{"id"')) return true;
    if (seen.has(bare(line))) return false;
    seen.add(bare(line));
    return true;
  });
  return kept.length === lines.length ? text : kept.join('\n').replace(/,\n\]\}/, '\n]}');
};

/** In the written form every record but the last ends with a comma: moving lines about breaks that. */
const withCommas = (text: string): string => {
  const lines = text.split('\n');
  const last = lines.findLastIndex((line) => line.startsWith('{"id"'));
  return lines
    .map((line, at) => (line.startsWith('{"id"') ? `${line.replace(/,$/, '')}${at === last ? '' : ','}` : line))
    .join('\n');
};

const conflict = /^<{7}.*\n([\s\S]*?)(?:^\|{7}.*\n([\s\S]*?))?^={7}\n([\s\S]*?)^>{7}.*(?:\n|$)/gm;

/**
 * Each conflict solved where both sides are equal, or one of them is what both began from. undefined: there is none, or one
 * that somebody has to decide.
 */
const withoutConflict = (text: string): Variant | undefined => {
  let found = 0;
  let open = 0;
  const merged = text.replace(conflict, (_all, ours: string, base: string | undefined, theirs: string) => {
    found++;
    if (ours === theirs || theirs === base) return ours;
    if (ours === base) return theirs;
    open++;
    return ours;
  });
  return found === 0 || open > 0 ? undefined : { text: merged, what: 'solved the merge conflict', isSure: true };
};
