import { describe, expect, test } from 'vitest';
import type { RecordedTip } from '../../../../src/domain/ledger/reader';
import { auditLines } from '../../../../src/store/files/ledger/audit-lines';
import { inMemory } from '../../../../src/store/files/ledger/byte-source';
import { redactLines } from '../../../../src/store/files/ledger/redact-lines';
import { all, amended, audit, away, first, forged, left, merged, right, short, tip, without } from './audit-sample';
import { fileOf, lineOf, sealed } from './sample';

const none = { lines: 0, entries: 0, completed: 0, amended: 0, reopened: 0, voided: 0, redacted: 0, repeatedIds: 0 };
const whole = { ...none, tipKnown: false, damages: [], damageCount: 0 };

describe('a ledger without damage', () => {
  test.each<[string, readonly unknown[], object]>([
    ['is empty', [], { heads: [] }],
    ['has one line', [first], { lines: 1, entries: 1, completed: 1, heads: [first.hash] }],
    [
      'forks and is merged again',
      all,
      { lines: 5, entries: 5, completed: 2, amended: 1, reopened: 1, voided: 1, heads: [merged.hash] },
    ],
    [
      'has lines in any order',
      [...all].reverse(),
      { lines: 5, entries: 5, completed: 2, amended: 1, reopened: 1, voided: 1, heads: [merged.hash] },
    ],
    [
      'has several heads, in the order of the file',
      [first, amended, right, left],
      { lines: 4, entries: 4, completed: 1, amended: 1, reopened: 1, voided: 1, heads: [right.hash, left.hash] },
    ],
    [
      'has an id on several lines',
      [first, sealed('e1', [first]), sealed('e1', [], { reason: 'x' })],
      {
        lines: 3,
        entries: 3,
        completed: 3,
        repeatedIds: 2,
        heads: [sealed('e1', [first]).hash, sealed('e1', [], { reason: 'x' }).hash],
      },
    ],
    [
      'has keys of a later version',
      [forged({ ...without(first, 'hash'), later: { __proto__: 1 } })],
      { lines: 1, entries: 1, completed: 1, heads: [forged({ ...without(first, 'hash'), later: {} }).hash] },
    ],
  ])('%s', (_name, entries, expected) => {
    const content = fileOf(entries);
    expect(audit(content)).toStrictEqual({ ...whole, bytes: content.length, ...expected });
  });

  test('counts empty lines as lines', () => {
    const content = `\n${lineOf(first)}\n\n${lineOf(amended)}`;
    expect(audit(content)).toStrictEqual({
      ...whole,
      bytes: content.length,
      lines: 5,
      entries: 2,
      completed: 1,
      amended: 1,
      heads: [amended.hash],
    });
  });

  test('counts the lines that something was taken out of', () => {
    const taken = redactLines(fileOf([amended, first]), [{ entryId: 'e2', hash: amended.hash, field: 'note' }]);
    expect(audit(taken)).toStrictEqual({
      ...whole,
      bytes: taken.length,
      lines: 2,
      entries: 2,
      completed: 1,
      amended: 1,
      redacted: 1,
      heads: [amended.hash],
    });
  });

  test('lists fifty of its heads', () => {
    const many = Array.from({ length: 60 }, (_, at) => sealed(`e${at}`));
    expect(audit(fileOf(many)).heads).toEqual(many.slice(0, 50).map(({ hash }) => hash));
  });

  test('finds the predecessors of more lines than it has place for at first', () => {
    const many = Array.from({ length: 5_000 }, (_, at) => forged({ ...without(first, 'hash'), id: `e${at}`, prev: [] }));
    const hashes = many.map(({ hash }) => hash);
    const last = forged({ ...without(first, 'hash'), id: 'last', prev: hashes.filter((_, at) => at !== 4_321) });
    expect(audit(fileOf([...many, last]))).toMatchObject({ entries: 5_001, damageCount: 0, heads: [hashes[4_321], last.hash] });
    const named = forged({ ...without(first, 'hash'), id: 'first', prev: hashes.slice(0, 4_096) });
    expect(audit(fileOf([named, ...many.slice(0, 4_096)])).heads).toEqual([named.hash]);
  });
});

describe('the newest entries', () => {
  test.each<[string, RecordedTip, object]>([
    ['are there', tip({ expected: [merged.hash, first.hash], awaited: [left.hash] }), { damages: [], damageCount: 0 }],
    ['are not known', tip({}), { damages: [], damageCount: 0 }],
    [
      'are not there',
      tip({ expected: [away('a'), merged.hash, away('b')], count: 7 }),
      {
        damages: [
          {
            kind: 'cut-tip',
            message: `the newest entries that sessions.json remembers (${short(away('a'))}, ${short(away('b'))}) are not in the ledger: it was cut or replaced (7 entries were recorded)`,
          },
        ],
        damageCount: 1,
      },
    ],
    [
      'are no hashes',
      tip({ expected: ['x'] }),
      {
        damages: [
          {
            kind: 'cut-tip',
            message:
              'the newest entry that sessions.json remembers (x…) is not in the ledger: it was cut or replaced (4 entries were recorded)',
          },
        ],
        damageCount: 1,
      },
    ],
    [
      'may have been taken away by git',
      tip({ awaited: [away('a'), merged.hash] }),
      {
        notices: [
          `an entry that was once the newest of this ledger is not in it now (${short(away('a'))}): taken away by git (reset, stash, checkout of the file) or by hand`,
        ],
        damages: [],
        damageCount: 0,
      },
    ],
    [
      'may have been taken away by git, several',
      tip({ awaited: [away('a'), 'x', away('b')] }),
      {
        notices: [
          `3 entries that were once the newest of this ledger are not in it now (${short(away('a'))}, x…, ${short(away('b'))}): taken away by git (reset, stash, checkout of the file) or by hand`,
        ],
        damages: [],
        damageCount: 0,
      },
    ],
  ])('%s', (_name, recorded, expected) => {
    const content = fileOf(all);
    const counts = { lines: 5, entries: 5, completed: 2, amended: 1, reopened: 1, voided: 1, heads: [merged.hash] };
    expect(audit(content, recorded)).toStrictEqual({ ...whole, ...counts, bytes: content.length, tipKnown: true, ...expected });
  });
});

test('the progress is told after each block', () => {
  const told: number[][] = [];
  const content = Buffer.alloc(2.5 * 1024 * 1024, `${'x'.repeat(65_535)}\n`);
  auditLines(inMemory(content), undefined, (done, total) => told.push([done, total]));
  expect(told).toEqual([1, 2, 2.5].map((part) => [part * 1024 * 1024, content.length]));
});
