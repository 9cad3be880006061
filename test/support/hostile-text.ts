/** A small generator of numbers in [0, 1) that gives the same run for the same seed (mulberry32). */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

export const pick = <T>(random: () => number, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

const code = (...codes: readonly number[]): string => String.fromCodePoint(...codes);

/** What a terminal, a log, a shell, a page or a parser would act upon, or not show. */
const pieces: readonly string[] = [
  ...Array.from({ length: 0x1f }, (_, at) => code(at + 1)),
  ...Array.from({ length: 0x21 }, (_, at) => code(at + 0x7f)),
  ...[0x061c, 0x200b, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2060, 0x2066, 0x2069, 0xfeff, 0xfff9, 0xe0041].map((at) =>
    code(at),
  ),
  ...[
    '\u{1b}[2J',
    '\u{1b}[31m',
    '\u{1b}]0;title\u{7}',
    '\u{1b}]8;;file:///x\u{1b}\\link',
    '\u{9b}31m',
    '\u{1b}P0;1|17/ab\u{1b}\\',
    '\u{1b}c',
  ],
  ...['\r\n', '\n', '\t', '\r', '\b\b\b', '\u{ad}', '\u{3164}', '\u{115f}', '\ud800', '\udfff'],
  ...['👨‍👩‍👧', '🏳️‍🌈', 'é', 'e\u0301', 'Z\u0335\u0321', '漢字', '한글', 'مرحبا', 'שלום', '\u{1f1e9}\u{1f1ea}'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    '[/x]',
    '[red]',
    '%s%n%d',
    '$(id)',
    '`id`',
    '; rm -rf x',
    '&& x',
    '| x',
    "'",
    '"',
    '\\',
  ],
  ...[
    '<script>alert(1)</script>',
    '</title>',
    '&amp;',
    '{{x}}',
    '| a | b |',
    '# x',
    '- [x] y',
    '=cmd()',
    '+1',
    '@x',
    '../../etc/passwd',
    '-',
  ],
  ...['--json', '-r', '--', 'T001', 'a,b', '{"a":1}', '[1', 'null', 'NaN', '0', '-1', '1e999', ' ', '  x  ', 'x'.repeat(300)],
];

/** One to five hostile pieces among plain words. Never empty, never with a NUL: no argument can carry one. */
export const hostileText = (random: () => number): string => {
  let text = '';
  for (let left = 1 + Math.floor(random() * 5); left > 0; left -= 1) {
    if (random() < 0.4) text += pick(random, ['word', ' and ', 'fix', 'ü']);
    text += pick(random, pieces);
  }
  return text;
};
