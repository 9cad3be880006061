import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hitFinder } from '../../../src/store/ledger/hit-finder';

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
])('%s holds %s at %j', (text, piece, hits) => {
  expect(hitsOf(text, piece, false)).toEqual(hits);
});

test('finds what a look at every place finds', () => {
  const words = fc.string({ unit: fc.constantFrom('"', 'a', 'b', ':', 'A'), maxLength: 12 });
  fc.assert(
    fc.property(
      words,
      words.filter((piece) => piece !== ''),
      (text, piece) => {
        expect(hitsOf(text, piece, false)).toEqual(naively(text, piece));
        expect(hitsOf(text, piece, true)).toEqual(naively(text.toLowerCase(), piece.toLowerCase()));
      },
    ),
  );
});
