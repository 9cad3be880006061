import { existsSync, lstatSync, mkdirSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isAside, sweepSpool } from '../../../../src/store/files/spool/sweep-spool';
import { atTime } from '../../../support/at-time';
import { fileError, replaceFileCalls } from '../../../support/file-calls';
import { changingCalls, traceFileCalls } from '../../../support/file-trace';
import { scratchFiles } from '../scratch-files';

const files = scratchFiles();
const sweep = (names: readonly string[], bytes: Record<string, number> = {}): void =>
  sweepSpool(files.path(), names, Object.fromEntries(Object.entries(bytes).map(([name, n]) => [name, { bytes: n, head: 'h' }])));
const swept = (name: string, bytes: Record<string, number> = {}, fault?: (call: string) => Error | undefined) =>
  traceFileCalls(files.path(), changingCalls, () => sweep([name], bytes), fault);
const spool = (content: Record<string, string | null>) => ({ spool: null, ...content });

test.each([
  ['c.jsonl.12.Ab3.swept', true],
  ['c.jsonl.123456789012345.z.swept', true],
  ['a.jsonl.1.b.swept.jsonl.12.Ab3.swept', true],
  ['c.jsonl.1234567890123456.z.swept', false],
  ['c.jsonl.12..swept', false],
  ['c.jsonl..Ab3.swept', false],
  ['c.jsonl.12.A-3.swept', false],
  ['c.jsonl.12.Ab3.swept2', false],
  ['c.jsonl.12.Ab3_swept', false],
  ['c.txt.12.Ab3.swept', false],
  ['cxjsonl.12.Ab3.swept', false],
  ['.jsonl.12.Ab3.swept', false],
  ['c.jsonl', false],
])('%s is a file put aside: %s', (name, expected) => {
  expect(isAside(name)).toBe(expected);
});

describe('a file that is taken over whole', () => {
  test('is put aside under a name of its own, which tells how much of it is known', () => {
    files.write('spool/c.jsonl', 'four');
    files.write('spool/d.jsonl', '');
    const { calls } = swept('c.jsonl', { 'c.jsonl': 4 });
    sweep(['d.jsonl']);
    expect(calls).toEqual(['rename spool/c.jsonl spool/c.jsonl.4.*.swept']);
    expect(files.tree()).toEqual(spool({ 'spool/c.jsonl.4.*.swept': 'four', 'spool/d.jsonl.0.*.swept': '' }));
  });

  test.each([3, 5, 0])('is left alone where %i bytes of its four are known', (bytes) => {
    files.write('spool/c.jsonl', 'four');
    expect(swept('c.jsonl', { 'c.jsonl': bytes }).calls).toEqual([]);
    expect(files.tree()).toEqual(spool({ 'spool/c.jsonl': 'four' }));
  });

  test('is left alone where it is a folder or a link of that size', () => {
    mkdirSync(files.path('spool/c.jsonl'), { recursive: true });
    symlinkSync('none', files.path('spool/d.jsonl'));
    sweep(['c.jsonl', 'd.jsonl'], { 'c.jsonl': lstatSync(files.path('spool/c.jsonl')).size, 'd.jsonl': 4 });
    expect(files.tree()).toEqual(spool({ 'spool/c.jsonl': null, 'spool/d.jsonl': '-> none' }));
  });

  test('goes back behind what came since where it was another one already', () => {
    files.write('spool/c.jsonl', 'four');
    const restore = replaceFileCalls(({ renameSync }) => ({
      renameSync: (from, to) => {
        renameSync(from, files.path('spool/elsewhere'));
        files.write('spool/c.jsonl', 'begun since\n');
        renameSync(from, to);
        files.write('spool/c.jsonl', 'newest\n');
      },
    }));
    try {
      sweep(['c.jsonl'], { 'c.jsonl': 4 });
    } finally {
      restore();
    }
    expect(files.tree()).toEqual(spool({ 'spool/c.jsonl': 'newest\nbegun since\n', 'spool/elsewhere': 'four' }));
  });

  test('stays where the folder refuses, and the others are swept nevertheless', () => {
    files.write('spool/c.jsonl', 'four');
    files.write('spool/d.jsonl', '');
    const { error } = traceFileCalls(
      files.path(),
      changingCalls,
      () => sweep(['gone.jsonl', 'c.jsonl', 'd.jsonl'], { 'c.jsonl': 4 }),
      (call) => (call.startsWith('rename spool/c.jsonl ') ? fileError('EROFS', 'rename') : undefined),
    );
    expect(error).toBeUndefined();
    expect(files.tree()).toEqual(spool({ 'spool/c.jsonl': 'four', 'spool/d.jsonl.0.*.swept': '' }));
  });
});

describe('a file that was put aside', () => {
  const aside = 'c.jsonl.4.first.swept';
  const later = (ms: number, work: () => void): void => {
    const path = files.path(`spool/${aside}`);
    atTime((existsSync(path) ? lstatSync(path).ctimeMs : 0) + ms, work);
  };
  const minute = 60_000;

  test('waits for a minute', () => {
    files.write(`spool/${aside}`, 'fourmore\n');
    later(minute - 1, () => sweep([aside]));
    expect(files.tree()).toEqual(spool({ [`spool/${aside}`]: 'fourmore\n' }));
    later(minute, () => sweep([aside]));
    expect(files.tree()).toEqual(spool({ 'spool/c.jsonl': 'more\n' }));
    expect(files.mode('spool/c.jsonl')).toBe('600');
  });

  test('goes, and makes no file, where nothing came in since', () => {
    files.write(`spool/${aside}`, 'four');
    later(minute, () => {
      const { calls, held } = swept(aside);
      expect([calls, held()]).toEqual([
        [
          `rename spool/${aside} spool/c.jsonl.4.*.swept`,
          'open spool/c.jsonl.4.*.swept',
          'unlink spool/c.jsonl.4.*.swept',
          'close spool/c.jsonl.4.*.swept',
        ],
        0,
      ]);
    });
    expect(files.tree()).toEqual({ spool: null });
  });

  test('that was cut off meanwhile goes too', () => {
    files.write(`spool/${aside}`, 'x');
    later(minute, () => sweep([aside]));
    expect(files.tree()).toEqual({ spool: null });
  });

  test('gives what came in since to the end of the file that came after, before it goes', () => {
    files.write(`spool/${aside}`, 'fourmore\n');
    files.write('spool/c.jsonl', 'newer\n', 0o640);
    later(minute, () => {
      const { calls } = swept(aside);
      expect(calls.slice(2, 6)).toEqual([
        'open spool/c.jsonl',
        'write spool/c.jsonl',
        'close spool/c.jsonl',
        'unlink spool/c.jsonl.4.*.swept',
      ]);
    });
    expect([files.tree(), files.mode('spool/c.jsonl')]).toEqual([spool({ 'spool/c.jsonl': 'newer\nmore\n' }), '640']);
  });

  test.each([
    ['write', 'ENOSPC'],
    ['unlink', 'EROFS'],
  ])('is kept where %s fails with %s', (name, code) => {
    files.write(`spool/${aside}`, 'fourmore\n');
    later(minute, () => {
      const { held, error } = swept(aside, {}, (call) => (call.startsWith(name) ? fileError(code, name) : undefined));
      expect([held(), error]).toEqual([0, undefined]);
    });
    expect(files.tree()).toMatchObject({ 'spool/c.jsonl.4.*.swept': 'fourmore\n' });
  });

  test('and is a link gives nothing of what it leads to', () => {
    files.write('outside', 'fourmore\n');
    mkdirSync(files.path('spool'));
    symlinkSync('../outside', files.path(`spool/${aside}`));
    later(minute, () => sweep([aside]));
    expect(files.tree()).toEqual(spool({ outside: 'fourmore\n', [`spool/${aside}`]: '-> ../outside' }));
  });
});
