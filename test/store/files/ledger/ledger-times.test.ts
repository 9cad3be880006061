import * as fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type LedgerTimes, timesAfter } from '../../../../src/store/files/ledger/ledger-times';
import { ownFolder } from '../../../../src/store/files/own-folder';
import { traceFileCalls } from '../../../support/file-trace';
import { at } from '../fixtures';
import { scratchFiles } from '../scratch-files';
import { lineOf } from './sample';

const files = scratchFiles();
const hour = (number: number): string => `2026-03-04T${String(number).padStart(2, '0')}:00:00.000Z`;
const hourMs = 3_600_000;
const done = (number: number) => ({ type: 'completed', at: hour(number) });
const marked = (number: number) => ({ type: 'amended', at: hour(number) });

describe('the times of entries', () => {
  test.each<[string, readonly { type: string; at: string }[], LedgerTimes]>([
    ['none', [], { completions: 0, lagMs: 0 }],
    ['a completion', [done(5)], { completions: 1, maxAt: hour(5), lagMs: 0 }],
    ['another entry', [marked(5)], { completions: 0, maxAt: hour(5), lagMs: 0 }],
    ['in rising time', [done(5), marked(6), done(9)], { completions: 2, maxAt: hour(9), lagMs: 0 }],
    ['at the same time', [done(5), done(5)], { completions: 2, maxAt: hour(5), lagMs: 0 }],
    ['one of them late', [done(5), done(3), done(7)], { completions: 3, maxAt: hour(7), lagMs: 2 * hourMs }],
    ['the latest of them first', [done(9), done(3), done(8), done(4)], { completions: 4, maxAt: hour(9), lagMs: 6 * hourMs }],
    ['the more late one last', [done(9), done(8), done(3)], { completions: 3, maxAt: hour(9), lagMs: 6 * hourMs }],
    [
      'of another clock',
      [done(5), { type: 'completed', at: '2026-03-04T06:30:00+02:00' }],
      { completions: 2, maxAt: hour(5), lagMs: hourMs / 2 },
    ],
    ['one without a time', [done(5), { type: 'completed', at: 'x' }, done(4)], { completions: 3, maxAt: hour(5), lagMs: hourMs }],
    [
      'the first without a time',
      [{ type: 'voided', at: '' }, done(5), done(4)],
      { completions: 2, maxAt: hour(5), lagMs: hourMs },
    ],
    ['the only one without a time', [{ type: 'completed', at: 'x' }], { completions: 1, lagMs: 0 }],
  ])('%s, as they are appended and as they lie in the file', (_name, entries, times) => {
    const path = files.path('ledger.jsonl');
    expect(timesAfter(ownFolder(files.path()), path, 0, undefined, entries)).toStrictEqual(times);
    const content = entries.map(lineOf).join('');
    files.write('ledger.jsonl', content);
    expect(timesAfter(ownFolder(files.path()), path, content.length, undefined, [])).toStrictEqual(times);
  });

  test('go on from those of the file', () => {
    const content = [done(5), done(3)].map(lineOf).join('');
    files.write('ledger.jsonl', content);
    expect(
      timesAfter(ownFolder(files.path()), files.path('ledger.jsonl'), content.length, undefined, [done(4), done(1)]),
    ).toStrictEqual({
      completions: 4,
      maxAt: hour(5),
      lagMs: 4 * hourMs,
    });
  });

  test.each([
    ['no JSON', '<<<<<<< HEAD'],
    ['null', 'null'],
    ['a number', '5'],
    ['no type', JSON.stringify({ at: hour(9) })],
    ['a type that is no text', JSON.stringify({ type: 1, at: hour(9) })],
    ['no time', JSON.stringify({ type: 'completed' })],
    ['a time that is no text', JSON.stringify({ type: 'completed', at: 9 })],
    ['a cut line', lineOf(done(9)).slice(0, -3)],
    ['bytes of no text', '\xff\xfe'],
  ])('are not those of a line that is %s', (_name, line) => {
    const content = Buffer.from(`${lineOf(done(5))}${line}\n${lineOf(done(6))}${line}`, 'latin1');
    files.write('ledger.jsonl', content);
    expect(timesAfter(ownFolder(files.path()), files.path('ledger.jsonl'), content.length, undefined, [])).toStrictEqual({
      completions: 2,
      maxAt: hour(6),
      lagMs: 0,
    });
  });
});

describe('what is remembered', () => {
  const content = lineOf(done(5));
  const size = content.length;
  const found = { completions: 1, maxAt: hour(5), lagMs: 0 };
  const known = { completions: 7, maxAt: at, lagMs: 9 };

  test.each<[string, number, Record<string, unknown> | undefined, LedgerTimes]>([
    ['holds for the same size', size, { size, ...known, heads: ['h'] }, known],
    ['may be without a time', size, { size, completions: 0, lagMs: 0 }, { completions: 0, lagMs: 0 }],
    ['may be with a time that is none', size, { size, ...known, maxAt: null }, { completions: 7, lagMs: 9 }],
    ['is not asked where nothing is', size, undefined, found],
    ['is of another file', size, { size: size + 1, ...known }, found],
    ['does not say how many', size, { size, maxAt: at, lagMs: 9 }, found],
    ['says something else than how many', size, { size, ...known, completions: '7' }, found],
    ['does not say how late', size, { size, maxAt: at, completions: 7 }, found],
    ['says something else than how late', size, { size, ...known, lagMs: null }, found],
    ['does not hold for an empty file', 0, { size: 0, ...known }, { completions: 0, lagMs: 0 }],
  ])('%s', (_name, given, recorded, times) => {
    files.write('ledger.jsonl', content);
    const path = files.path('ledger.jsonl');
    expect(timesAfter(ownFolder(files.path()), path, given, recorded as Parameters<typeof timesAfter>[3], [])).toStrictEqual(
      times,
    );
  });

  test('saves the reading; a file that is read is closed again', () => {
    files.write('ledger.jsonl', content);
    const path = files.path('ledger.jsonl');
    const calls = ['openSync', 'closeSync'] as const;
    const spared = traceFileCalls(files.path(), calls, () =>
      timesAfter(ownFolder(files.path()), path, size, { size, ...known }, []),
    );
    expect(spared.calls).toEqual([]);
    const read = traceFileCalls(files.path(), calls, () => timesAfter(ownFolder(files.path()), path, size, undefined, []));
    expect([read.calls, read.result]).toEqual([['open ledger.jsonl', 'close ledger.jsonl'], found]);
    expect(fs.readFileSync(path, 'utf8')).toBe(content);
  });

  test('is nothing where there is no file', () => {
    expect(timesAfter(ownFolder(files.path()), files.path('ledger.jsonl'), size, undefined, [done(6)])).toStrictEqual({
      completions: 1,
      maxAt: hour(6),
      lagMs: 0,
    });
  });
});
