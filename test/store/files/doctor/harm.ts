import * as fc from 'fast-check';

/** Something that happens to a file: a cut, a piece of another text in its midst, a line that moves, comes twice or goes. */
export const harm = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), length: fc.nat({ max: 200 }) }),
  fc.record({ kind: fc.constant('end' as const), at: fc.nat() }),
  fc.record({
    kind: fc.constant('put' as const),
    at: fc.nat(),
    text: fc.constantFrom(
      '\0\0',
      '\n',
      '\r\n',
      'x',
      '"',
      '<<<<<<< HEAD\n',
      '\n=======\n',
      '{}\n',
      '\ufeff',
      '\u00e9',
      '{"id":"a.1"}\n',
    ),
  }),
  fc.record({ kind: fc.constant('copy' as const), from: fc.nat({ max: 9 }), to: fc.nat({ max: 9 }) }),
  fc.record({ kind: fc.constant('drop' as const), from: fc.nat({ max: 9 }) }),
);

type Harm = typeof harm extends fc.Arbitrary<infer T> ? T : never;

export const harmed = (text: string, what: Harm): string => {
  const rows = text.split('\n');
  if (what.kind === 'drop') return rows.toSpliced(what.from % rows.length, 1).join('\n');
  if (what.kind === 'copy') return rows.toSpliced(what.to % rows.length, 0, rows[what.from % rows.length] ?? '').join('\n');
  const at = what.at % (text.length + 1);
  if (what.kind === 'end') return text.slice(0, at);
  if (what.kind === 'cut') return text.slice(0, at) + text.slice(at + what.length);
  return text.slice(0, at) + what.text + text.slice(at);
};
