import { describe, expect, test } from 'vitest';
import type { LedgerEntry } from '../../../../src/domain/ledger/schema';
import { amended, audit, away, first, forged, left, merged, right, short, tip, without } from './audit-sample';
import { lineOf, sealed } from './sample';

describe('damage', () => {
  const edited = 'the line was changed after it was written: it does not fit its hash';
  const noEntry = 'the line fits its hash but is no entry of this version';

  test.each<[string, string, object]>([
    ['no JSON', 'x', { kind: 'not-json', line: 2, message: 'the line is no JSON object' }],
    ['a blank', ' ', { kind: 'not-json', line: 2, message: 'the line is no JSON object' }],
    ['null', 'null', { kind: 'not-json', line: 2, message: 'the line is no JSON object' }],
    ['a list', '[{}]', { kind: 'not-json', line: 2, message: 'the line is no JSON object' }],
    ['a text', '"v"', { kind: 'not-json', line: 2, message: 'the line is no JSON object' }],
    ['a number', '1', { kind: 'not-json', line: 2, message: 'the line is no JSON object' }],
    [
      'nested deeper than any entry',
      JSON.stringify(first).replace('[]', '['.repeat(200_000) + ']'.repeat(200_000)),
      { kind: 'not-json', line: 2, message: 'the line is nested more than 64 levels deep' },
    ],
    [
      'an object without a version',
      '{}',
      { kind: 'version', line: 2, message: 'written in version undefined of the format, which this program cannot check' },
    ],
    [
      'an entry of a later version',
      '{"v":2,"id":"x","hash":"y"}',
      { kind: 'version', line: 2, id: 'x', message: 'written in version 2 of the format, which this program cannot check' },
    ],
    [
      'a version that is a text',
      '{"v":"1","id":5}',
      { kind: 'version', line: 2, message: 'written in version "1" of the format, which this program cannot check' },
    ],
    [
      'an entry without a hash',
      '{"v":1,"id":"x"}',
      { kind: 'not-an-entry', line: 2, id: 'x', message: 'the line has no hash: it is no entry' },
    ],
    [
      'an entry whose hash is no text',
      '{"v":1,"hash":5}',
      { kind: 'not-an-entry', line: 2, message: 'the line has no hash: it is no entry' },
    ],
    ['another hash', JSON.stringify({ ...amended, hash: away('a') }), { kind: 'edited', line: 2, id: 'e2', message: edited }],
    ['a hash that is none', JSON.stringify({ ...amended, hash: 'x' }), { kind: 'edited', line: 2, id: 'e2', message: edited }],
    ['another text', JSON.stringify({ ...amended, note: 'm' }), { kind: 'edited', line: 2, id: 'e2', message: edited }],
    ['a key more', JSON.stringify({ ...amended, more: null }), { kind: 'edited', line: 2, id: 'e2', message: edited }],
    ['a key less', JSON.stringify(without(amended, 'note')), { kind: 'edited', line: 2, id: 'e2', message: edited }],
    [
      'the same line again',
      JSON.stringify(first),
      { kind: 'duplicate', line: 2, id: 'e1', message: 'the same line stands in the ledger before' },
    ],
    [
      'the same line with its keys in another order',
      JSON.stringify(Object.fromEntries(Object.entries(first).reverse())),
      { kind: 'duplicate', line: 2, id: 'e1', message: 'the same line stands in the ledger before' },
    ],
    [
      'an entry that is none, with its hash',
      JSON.stringify(forged(without(without(amended, 'hash') as LedgerEntry, 'task'))),
      { kind: 'not-an-entry', line: 2, id: 'e2', message: noEntry },
    ],
    [
      'an entry of a later version, with its hash',
      JSON.stringify(forged({ ...without(amended, 'hash'), v: 2 })),
      { kind: 'version', line: 2, id: 'e2', message: noEntry },
    ],
    [
      'a predecessor that is not there',
      JSON.stringify(left),
      {
        kind: 'missing-line',
        line: 2,
        id: 'e3',
        message: `names a predecessor that is not in the ledger (${short(amended.hash)}): a line was removed or rewritten`,
      },
    ],
    [
      'a predecessor that is no hash',
      JSON.stringify(forged({ ...without(first, 'hash'), id: 'x', prev: ['no hash, and longer than twelve'] })),
      {
        kind: 'missing-line',
        line: 2,
        id: 'x',
        message: 'names a predecessor that is not in the ledger (no hash, and…): a line was removed or rewritten',
      },
    ],
  ])('%s', (_name, line, damage) => {
    const found = audit(`${lineOf(first)}${line}\n`);
    expect([found.damages, found.damageCount, found.lines]).toStrictEqual([[damage], 1, 2]);
    expect(found.entries).toBe('kind' in damage && damage.kind === 'missing-line' ? 2 : 1);
  });

  const torn = 'the last line breaks off: it was not written to its end';

  test.each<[string, string, object[], object]>([
    [
      'a beginning of a line',
      lineOf(first) + lineOf(amended).slice(0, 60),
      [{ kind: 'torn', line: 2, message: torn }],
      { lines: 2, entries: 1 },
    ],
    ['only a beginning', '{', [{ kind: 'torn', line: 1, message: torn }], { lines: 1, entries: 0 }],
    [
      'a line without its end',
      lineOf(first) + JSON.stringify(amended),
      [{ kind: 'torn', line: 2, id: 'e2', message: 'the last line has no line end' }],
      { lines: 2, entries: 2 },
    ],
    [
      'a changed line without its end',
      JSON.stringify({ ...first, id: 'x' }),
      [{ kind: 'edited', line: 1, id: 'x', message: edited }],
      { lines: 1, entries: 0 },
    ],
    [
      'the same line again, without its end',
      lineOf(first) + JSON.stringify(first),
      [
        { kind: 'torn', line: 2, id: 'e1', message: 'the last line has no line end' },
        { kind: 'duplicate', line: 2, id: 'e1', message: 'the same line stands in the ledger before' },
      ],
      { lines: 2, entries: 1 },
    ],
  ])('at the end: %s', (_name, content, damages, counts) => {
    const found = audit(content);
    expect(found.damages).toStrictEqual(damages);
    expect(found).toMatchObject({ ...counts, damageCount: damages.length });
  });

  test('of bytes that are no text shows, even where the text reads the same', () => {
    const spoilt = sealed('e1', [], { reason: 'a\ufffdb' });
    expect(audit(lineOf(spoilt)).damageCount).toBe(0);
    const bytes = Buffer.from(lineOf(spoilt).replace('\ufffd', '\x01'));
    bytes[bytes.indexOf(1)] = 0xff;
    expect(audit(bytes).damages).toStrictEqual([{ kind: 'edited', line: 1, id: 'e1', message: edited }]);
  });

  test.each<[string, string, number]>([
    ['no JSON any more, but has its hash', lineOf(amended).replace('"note":', '"note:'), 1],
    [
      'no JSON any more, and its hash is no longer one',
      lineOf(amended)
        .replace('"note":', '"note:')
        .replace(/.(?="}\n)/, 'x'),
      2,
    ],
    ['changed', lineOf({ ...amended, note: 'm' }), 1],
    ['of a later version', lineOf({ ...amended, v: 2 }), 1],
    ['no entry, but has its hash', lineOf({ id: 'e2', v: 1, hash: amended.hash }), 1],
  ])('does not make the next line report it too, where it is %s', (_name, line, damageCount) => {
    const found = audit(lineOf(first) + line + lineOf(left));
    expect(found.damageCount).toBe(damageCount);
    expect(found.damages[0]?.line).toBe(2);
  });

  test('is told in the order of the file, that of no line last; each missing line by itself', () => {
    const message = (hash: string): string =>
      `names a predecessor that is not in the ledger (${short(hash)}): a line was removed or rewritten`;
    expect(audit(`${lineOf(merged)}x\n${lineOf(amended)}y\n`, tip({ expected: [away('a')] })).damages).toStrictEqual([
      { kind: 'missing-line', line: 1, id: 'e5', message: message(left.hash) },
      { kind: 'missing-line', line: 1, id: 'e5', message: message(right.hash) },
      { kind: 'not-json', line: 2, message: 'the line is no JSON object' },
      { kind: 'missing-line', line: 3, id: 'e2', message: message(first.hash) },
      { kind: 'not-json', line: 4, message: 'the line is no JSON object' },
      {
        kind: 'cut-tip',
        message: `the newest entry that sessions.json remembers (${short(away('a'))}) is not in the ledger: it was cut or replaced (4 entries were recorded)`,
      },
    ]);
  });

  test('is described fifty times, and counted', () => {
    expect(audit('x\n'.repeat(50))).toMatchObject({ damageCount: 50, damages: { length: 50 } });
    const found = audit('x\n'.repeat(51));
    expect([found.damageCount, found.damages.length, found.damages[49]?.line]).toEqual([51, 50, 50]);
  });

  test('is counted line by line over blocks', () => {
    const long = lineOf(sealed('long', [], { reason: 'x'.repeat(1_500_000) }));
    const found = audit(`${long}x\n${long.replace('"long"', '"lang"')}y\n`);
    expect(found.damages.map(({ kind, line }) => [kind, line])).toEqual([
      ['not-json', 2],
      ['edited', 3],
      ['not-json', 4],
    ]);
  });
});
