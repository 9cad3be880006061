/** One bad way to edit a file. `apply` gives what is in its place then, or undefined where the edit does not apply to it. */
export type Edit = {
  readonly name: string;
  readonly apply: (before: Buffer, seed: number) => Buffer | 'nothing' | 'folder' | undefined;
};

/** The same numbers for the same seed (mulberry32). */
const numbersFrom = (seed: number): ((below: number) => number) => {
  let state = seed * 2654435761;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
};

const onText = (name: string, change: (text: string, pick: (below: number) => number) => string | undefined): Edit => ({
  name,
  apply: (before, seed) => {
    const text = change(before.toString('utf8'), numbersFrom(seed));
    return text === undefined ? undefined : Buffer.from(text, 'utf8');
  },
});

const onLines = (name: string, change: (lines: string[], pick: (below: number) => number) => string[] | undefined): Edit =>
  onText(name, (text, pick) => {
    if (text === '') return undefined;
    const lines = text.replace(/\n$/, '').split('\n');
    const changed = change(lines, pick);
    return changed === undefined ? undefined : `${changed.join('\n')}${changed.length > 0 && text.endsWith('\n') ? '\n' : ''}`;
  });

const without = (lines: readonly string[], at: number): string[] => lines.filter((_line, index) => index !== at);

const replaced = (lines: readonly string[], at: number, by: readonly string[]): string[] => [
  ...lines.slice(0, at),
  ...by,
  ...lines.slice(at + 1),
];

const conflict = (lines: readonly string[], at: number, parts: readonly (readonly [string, readonly string[]])[]): string[] =>
  replaced(lines, at, [...parts.flatMap(([marker, inside]) => [marker, ...inside]), '>>>>>>> other']);

/** One of the places where `pattern` fits, replaced. */
const atOne = (pattern: RegExp, by: (found: string) => string) => (text: string, pick: (below: number) => number) => {
  const places = [...text.matchAll(pattern)];
  const place = places[pick(places.length)];
  if (place === undefined) return undefined;
  return text.slice(0, place.index) + by(place[0]) + text.slice(place.index + place[0].length);
};

const nest = (depth: number): string => `{"deep":${'['.repeat(depth)}${']'.repeat(depth)},`;

export const edits: readonly Edit[] = [
  { name: 'cut off anywhere', apply: (before, seed) => before.subarray(0, numbersFrom(seed)(before.length)) },
  { name: 'cut by one byte', apply: (before) => (before.length === 0 ? undefined : before.subarray(0, -1)) },
  onLines('cut off at a line', (lines, pick) => lines.slice(0, pick(lines.length))),
  { name: 'emptied', apply: (before) => (before.length === 0 ? undefined : Buffer.alloc(0)) },
  { name: 'removed', apply: () => 'nothing' },
  { name: 'a folder in its place', apply: () => 'folder' },
  onLines('a line removed', (lines, pick) => without(lines, pick(lines.length))),
  onLines('the last line removed', (lines) => lines.slice(0, -1)),
  onLines('a line twice', (lines, pick) => {
    const at = pick(lines.length);
    return replaced(lines, at, [lines[at] ?? '', lines[at] ?? '']);
  }),
  onLines('a line again at the end', (lines, pick) => [...lines, lines[pick(lines.length)] ?? '']),
  onLines('two lines swapped', (lines, pick) => {
    const one = pick(lines.length);
    const other = pick(lines.length);
    return lines.map((line, at) => (at === one ? (lines[other] ?? '') : at === other ? (lines[one] ?? '') : line));
  }),
  onLines('two lines joined', (lines, pick) => {
    const at = pick(lines.length - 1);
    return lines.length < 2 ? undefined : replaced(without(lines, at + 1), at, [`${lines[at]}${lines[at + 1]}`]);
  }),
  onLines('a foreign line', (lines, pick) => {
    const at = pick(lines.length);
    return replaced(lines, at, ['TODO: look at this', lines[at] ?? '']);
  }),
  onLines('a foreign last line', (lines) => [...lines, 'TODO: look at this']),
  onLines('blank lines', (lines, pick) => {
    const at = pick(lines.length);
    return replaced(lines, at, ['', lines[at] ?? '', '', '']);
  }),
  onText('a byte order mark', (text) => `\ufeff${text}`),
  onText('Windows line ends', (text) => (text.includes('\n') ? text.replaceAll('\n', '\r\n') : undefined)),
  onText('both', (text) => (text.includes('\n') ? `\ufeff${text.replaceAll('\n', '\r\n')}` : undefined)),
  {
    name: 'zeros inside',
    apply: (before, seed) => {
      const pick = numbersFrom(seed);
      const at = pick(before.length);
      return before.length === 0 ? undefined : Buffer.from(before).fill(0, at, Math.min(before.length, at + 1 + pick(40)));
    },
  },
  { name: 'zeros to the end', apply: (before, seed) => Buffer.from(before).fill(0, numbersFrom(seed)(before.length)) },
  { name: 'zeros behind the end', apply: (before) => Buffer.concat([before, Buffer.alloc(64)]) },
  {
    name: 'bytes that are no text',
    apply: (before, seed) => {
      const at = numbersFrom(seed)(before.length);
      return Buffer.concat([before.subarray(0, at), Buffer.from([0xff, 0xc0, 0x80]), before.subarray(at)]);
    },
  },
  onLines('a conflict of equal sides', (lines, pick) => {
    const at = pick(lines.length);
    const line = lines[at] ?? '';
    return conflict(lines, at, [
      ['<<<<<<< HEAD', [line]],
      ['=======', [line]],
    ]);
  }),
  onLines('a conflict with its base', (lines, pick) => {
    const at = pick(lines.length);
    const line = lines[at] ?? '';
    return conflict(lines, at, [
      ['<<<<<<< HEAD', [line]],
      ['||||||| 1a2b3c4', []],
      ['=======', []],
    ]);
  }),
  onLines('a conflict of two lines', (lines, pick) => {
    const at = pick(lines.length - 1);
    if (lines.length < 2) return undefined;
    return conflict(without(lines, at + 1), at, [
      ['<<<<<<< HEAD', [lines[at] ?? '']],
      ['=======', [lines[at + 1] ?? '']],
    ]);
  }),
  onText(
    'nested 70 deep',
    atOne(/\{(?=")/g, () => nest(70)),
  ),
  onText(
    'nested 20,000 deep',
    atOne(/\{(?=")/g, () => nest(20_000)),
  ),
  onText(
    '__proto__',
    atOne(/\{(?=")/g, () => '{"__proto__":{"status":"done","id":"T001"},'),
  ),
  onText(
    'constructor as an id',
    atOne(/"id":"[^"]+"/g, () => '"id":"__proto__"'),
  ),
  onText(
    'a text as a number',
    atOne(/:"[^"]*"/g, () => ':12'),
  ),
  onText(
    'a number as a text',
    atOne(/:\d+/g, () => ':"twelve"'),
  ),
  onText(
    'a list as an object',
    atOne(/:\[/g, () => ':{"0":['),
  ),
  onText(
    'an empty list as null',
    atOne(/:\[\]/g, () => ':null'),
  ),
  onText(
    'a value removed',
    atOne(/:"[^"]*",/g, () => ':,'),
  ),
  onText(
    'a member removed',
    atOne(/"\w+":"[^"]*",/g, () => ''),
  ),
  onText(
    'other words',
    atOne(/"(?:status|type|priority|title|message|text)":"[^"]*"/g, (found) => found.replace(/:"/, ':"x')),
  ),
  onText(
    'a comma too many',
    atOne(/,/g, () => ',,'),
  ),
  onText(
    'a brace too few',
    atOne(/\}/g, () => ''),
  ),
  { name: 'an array', apply: () => Buffer.from('[]') },
  { name: 'null', apply: () => Buffer.from('null\n') },
  {
    name: 'a large number as version',
    apply: (before) => Buffer.from(before.toString('utf8').replace(/"(version|v)":1\b/, '"$1":7')),
  },
];
