import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hitFinder } from '../../../../src/store/files/ledger/hit-finder';

const hitsOf = (text: string, piece: string, ignoreCase: boolean): number[] => {
  const find = hitFinder(piece, ignoreCase)(Buffer.from(text));
  const hits: number[] = [];
  for (let at = find(0); at !== -1; at = find(at + 1)) hits.push(at);
  return hits;
};

const naively = (text: string, piece: string): number[] =>
  Array.from(text, (_, at) => at).filter((at) => text.startsWith(piece, at));

test.each([
  ['a"ref":"b"ref":"', '"ref":"', [1, 9]],
  ['ref":""ref":"', '"ref":"', [6]],
  ['ref":"', '"ref":"', []],
  ['""', '""', [0]],
  ['x""a', '""a', [1]],
  ['"a', '""a', []],
  ['xref":""ref":"', '"ref":"', [7]],
  ['ref":ref":"ref":', '"ref":', [10]],
  ['""""a""a', '""a', [2, 5]],
  ['x"a""a', '""a', [3]],
  ['x"a"b"a', 'a"b', [2]],
  ['"b"b', '"b', [0, 2]],
  ['a"b', 'a"', [0]],
  ['"""', '""', [0, 1]],
  ['aAa', 'a', [0, 2]],
  ['xéyé', 'é', [1, 4]],
])('%s holds %s at %j', (text, piece, hits) => {
  expect(hitsOf(text, piece, false)).toEqual(hits);
});

test.each([
  ['aXbx', 'X', [1, 3]],
  ['a.Ca-cabc', 'A.c', [0]],
  ['a*b+c?d^e$f{g}h(i)j|k[l]m\\n/o-p', '*B+C?D^E$F{G}H(I)J|K[L]M\\N/O-P', [1]],
  ['a-c', 'A-C', [0]],
  ['é.x', 'X', [3]],
  ['12 3', '2 ', [1]],
  ['"A"', '"a', [0]],
  ['axa', 'xb', []],
])('%s holds %s in any case at %j', (text, piece, hits) => {
  expect(hitsOf(text, piece, true)).toEqual(hits);
});

test('finds what a look at every place finds', () => {
  const words = fc.string({ unit: fc.constantFrom('"', 'a', 'b', '.', 'A', '\\', '$'), minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(words, fc.nat(), fc.nat(5), (text, at, length) => {
      const start = at % text.length;
      const piece = text.slice(start, start + length + 1);
      expect(hitsOf(text, piece, false)).toEqual(naively(text, piece));
      expect(hitsOf(text, piece, true)).toEqual(naively(text.toLowerCase(), piece.toLowerCase()));
    }),
  );
});
