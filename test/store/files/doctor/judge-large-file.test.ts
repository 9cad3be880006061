import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeLargeFile } from '../../../../src/store/files/doctor/judge-large-file';
import { judgeLines } from '../../../../src/store/files/doctor/judge-lines';
import { inMemory } from '../../../../src/store/files/ledger/byte-source';
import { eventLine, nothingKnown } from './sample';

const log = ['[2026-03-04 05:06:07 UTC] done', '', 'by hand', '\u0007', '\0\0', 'äöü', '\r', 'more \u001b[1m', '<<<<<<< HEAD'];
const events = [eventLine('e1'), eventLine('e2', { data: { text: 'ä' } }), '{}', '{"id":"e9"}', 'TODO', '', '\0'];
const badByte = Buffer.from([0x61, 0xe9, 0x0a]);

/** Lines that are damaged, in whatever words. */
const damagedLines = ({ findings }: { findings: readonly { code: string; line?: number }[] }): unknown[] => [
  ...new Set(findings.filter(({ code }) => code.endsWith('-damaged')).map(({ line }) => line)),
];

test.each([
  ['session.log', log],
  ['events/unbound.jsonl', events],
])('%s: the same lines are damaged, whatever the sizes of pieces and lines', (file, texts) => {
  const line = fc.oneof(
    { arbitrary: fc.constantFrom(...texts).map((text) => Buffer.from(`${text}\n`)), weight: 8 },
    fc.constant(badByte),
  );
  const content = fc
    .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('', 'cut'))
    .map(([all, end]) => Buffer.concat([...all, Buffer.from(end)]));
  fc.assert(
    fc.property(content, fc.integer({ min: 1, max: 200 }), fc.nat(400), (bytes, piece, tail) => {
      const whole = judgeLines(file, bytes, nothingKnown, false);
      // A file that ends in the middle of a line is told by both; only a marker needs all lines to be known as one.
      const large = judgeLargeFile(file, inMemory(bytes), nothingKnown, { piece, line: 200, endless: 1000, tail });
      const hasMarker = bytes.includes('<<<<<<<');
      if (!hasMarker && damagedLines(whole).length < 20) expect(damagedLines(large)).toEqual(damagedLines(whole));
      expect(large.mend).toBeUndefined();
    }),
    { numRuns: 300 },
  );
});

test('a line that is longer than any is told, and those behind it keep their numbers', () => {
  const bytes = Buffer.from(`one\n${'x'.repeat(500)}\nthree\n\u0007\nfive\n`);
  const { findings } = judgeLargeFile('session.log', inMemory(bytes), nothingKnown, {
    piece: 7,
    line: 100,
    endless: 1000,
    tail: 5,
  });
  expect(findings.map(({ line, message }) => [line, message])).toEqual([
    [2, 'the line is longer than any that stint writes'],
    [4, 'the line holds control characters'],
  ]);
});

test('a line without end is told, and nothing behind it is looked at', () => {
  const bytes = Buffer.from(`one\n${'x'.repeat(500)}\nthree\n\u0007\nfive\n`);
  const source = inMemory(bytes);
  let read = 0;
  const counted = {
    ...source,
    read: (into: Buffer, at: number): number => {
      const count = source.read(into, at);
      read = Math.max(read, at + count);
      return count;
    },
  };
  const { findings } = judgeLargeFile('session.log', counted, nothingKnown, { piece: 7, line: 100, endless: 200, tail: 5 });
  expect(findings.map(({ line, message }) => [line, message])).toEqual([[2, 'the line is longer than any that stint writes']]);
  expect(read).toBeLessThan(350);
});

test('twenty damages are named, the others counted', () => {
  const bytes = Buffer.from('\u0007\n'.repeat(50));
  const { findings } = judgeLargeFile('session.log', inMemory(bytes), nothingKnown, {
    piece: 16,
    line: 64,
    endless: 1000,
    tail: 10,
  });
  expect(findings).toHaveLength(21);
  expect(findings.at(-1)?.message).toBe('and 30 more lines that are damaged');
});

test('a file of nothing but damage is given up', () => {
  const bytes = Buffer.from('x\n'.repeat(200_000));
  const { findings } = judgeLargeFile('spool/a.jsonl', inMemory(bytes), nothingKnown);
  expect(findings).toHaveLength(21);
  expect(findings.at(-1)?.message).toBe('and thousands more lines that are damaged');
});
