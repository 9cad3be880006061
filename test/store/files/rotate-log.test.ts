import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { journalOf } from '../../../src/store/files/layout';
import { rotateLog } from '../../../src/store/files/rotate-log';
import type { Snapshot } from '../../../src/store/files/snapshot';
import { scratchFiles } from './scratch-files';

const files = scratchFiles();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const rotate = (
  size: number,
  maxSizeBytes: number | null,
  keep: number,
  append: readonly { file: string; bytes: string }[] = [],
) =>
  rotateLog(
    journalOf(files.path(), 64),
    {
      files: { size: (file: string) => (file === 'session.log' ? size : 0) },
      base: (file: string) => `base of ${file}`,
    } as Snapshot,
    { maxSizeBytes, keep },
    append.map((step) => ({ ...step, offset: 0 })),
  );
const moved = (from: string, file: string, text: string) => ({
  file,
  image: { linkOf: from },
  sha256: sha256(text),
  size: Buffer.byteLength(text),
  base: `base of ${file}`,
});
const begun = (text = '') => ({
  file: 'session.log',
  image: Buffer.from(text),
  sha256: sha256(text),
  size: Buffer.byteLength(text),
  base: 'base of session.log',
});

test.each([
  [101, null, 3],
  [100, 100, 3],
  [0, 1, 3],
])('of %i bytes, with at most %s, is not due', (size, most, keep) => {
  files.write('session.log', 'now\n');
  expect(rotate(size, most, keep)).toBeUndefined();
});

describe('a log that is too large', () => {
  test('moves each old log one further, the oldest first', () => {
    for (const [name, text] of [
      ['session.log', 'néw\n'],
      ['session.log.1', 'one\n'],
      ['session.log.2', 'two\n'],
      ['session.log.3', 'three\n'],
    ] as const)
      files.write(name, text);
    expect(rotate(101, 100, 3)).toEqual([
      moved('session.log.2', 'session.log.3', 'two\n'),
      moved('session.log.1', 'session.log.2', 'one\n'),
      moved('session.log', 'session.log.1', 'néw\n'),
      begun(),
    ]);
    expect(rotate(101, 100, 1)).toEqual([moved('session.log', 'session.log.1', 'néw\n'), begun()]);
  });

  test('leaves gaps where old logs are missing', () => {
    files.write('session.log', 'new\n');
    files.write('session.log.2', 'two\n');
    expect(rotate(1, 0, 4)).toEqual([
      moved('session.log.2', 'session.log.3', 'two\n'),
      moved('session.log', 'session.log.1', 'new\n'),
      begun(),
    ]);
  });

  test.each([
    [[{ file: 'session.log', bytes: 'lást\n' }], 'lást\n'],
    [[{ file: 'session.log', bytes: '\nlast\n\nof all\n' }], 'last\n\nof all\n'],
    [
      [
        { file: 'ledger.jsonl', bytes: '{}\n' },
        { file: 'session.log', bytes: 'a\nb\n' },
      ],
      'a\nb\n',
    ],
    [[{ file: 'ledger.jsonl', bytes: '{}\n' }], ''],
  ])('begins anew with the lines of this change: %j', (append, expected) => {
    files.write('session.log', 'now');
    expect(rotate(101, 100, 1, append)).toEqual([moved('session.log', 'session.log.1', 'now'), begun(expected)]);
  });

  test('of which none is kept begins anew', () => {
    files.write('session.log', 'now');
    expect(rotate(101, 100, 0)).toEqual([begun()]);
  });
});
