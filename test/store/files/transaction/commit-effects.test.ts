import { readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import { readRecord } from '../../../../src/store/files/journal/record';
import { commitEffects } from '../../../../src/store/files/transaction';
import { at } from '../fixtures';
import { recordText } from '../scratch-journal';
import { doneRecords, effects, moves, putOf, sha256, transactions } from './sample';

const { scratch, watched, tools, tip, commit } = transactions();

describe('one commit', () => {
  test('staged and durable, then linked and durable, then done', () => {
    expect(commit()).toEqual({ generation: 2, warnings: [] });
    const image = 'journal/0/2.*.config.json';
    const record = 'journal/0/2.*.record';
    expect(watched().only(...moves)).toEqual([
      ...[`write ${image}.~`, `fsync ${image}.~`, `rename ${image}.~ ${image}`],
      ...[`write ${record}.~`, `fsync ${record}.~`, `rename ${record}.~ ${record}`],
      `link ${record} journal/0/2.json`,
      'fsync journal/0',
      ...['write session.log', 'fsync session.log'],
      `rename ${image} config.json`,
      'fsync .',
    ]);
    expect(watched().log.slice(-2)).toEqual(['open journal/0/2.done', 'close journal/0/2.done']);
  });

  test('each staged file is read back before the next step', () => {
    commit();
    const calls = watched().log.filter((call) => /^(rename|readFile|link) /.test(call) && call.includes('.*.'));
    expect(calls.map((call) => call.replaceAll('journal/0/2.*.', ''))).toEqual([
      'rename config.json.~ config.json',
      'readFile config.json',
      'rename record.~ record',
      'readFile record',
      'link record journal/0/2.json',
      'rename config.json config.json',
    ]);
  });

  test('its record says all that it does', () => {
    const packed: unknown[] = [];
    commitEffects(tools(), tip(), (txid, now) => {
      packed.push(txid, now);
      return effects;
    });
    const record = readRecord(scratch().journal, 2);
    const { txid } = record;
    expect(txid).toMatch(/^[0-9A-Za-z]{12}$/);
    expect(packed).toEqual([txid, at]);
    expect(record).toEqual({
      v: 1,
      generation: 2,
      txid,
      by: { pid: process.pid, host: hostname(), at },
      put: [{ file: 'config.json', staged: `2.${txid}.config.json`, size: 3, sha256: sha256('new'), base: sha256('old') }],
      append: effects.append,
    });
  });

  test('what lies there afterwards', () => {
    commit();
    const { 'journal/0/2.json': record, 'journal/0/2.*.record': staged, ...others } = scratch().tree();
    expect(staged).toBe(record);
    expect(others).toEqual({
      ...doneRecords(1),
      'journal/0/2.done': '',
      'config.json': 'new',
      'session.log': 'line\n',
    });
  });

  test('of a file in a folder, and of two files', () => {
    scratch().make({ 'archive/': '' });
    const put = [putOf('archive/tasks.jsonl', 'a', null), putOf('config.json', 'b', 'old')];
    expect(commit({ put, append: [] })).toEqual({ generation: 2, warnings: [] });
    expect(scratch().tree()).toMatchObject({ 'archive/tasks.jsonl': 'a', 'config.json': 'b' });
    expect(readRecord(scratch().journal, 2).put.map(({ staged }) => staged.slice(15))).toEqual([
      'archive-tasks.jsonl',
      'config.json',
    ]);
  });

  test('of a file in a deep folder: its staged name has no slash', () => {
    scratch().make({ 'archive/': '' });
    commit({ put: [putOf('archive/tasks.jsonl', 'a', null)], append: [] });
    expect(readRecord(scratch().journal, 2).put[0]?.staged).toMatch(/^2\.\w{12}\.archive-tasks\.jsonl$/);
  });

  test('that names a file which is none of the project is a fault of the program, and nothing is done', () => {
    for (const file of ['../todo.json', 'journal/0/1.json', 'a.json', 'events/x.jsonl'])
      expect(() => commit({ put: [putOf(file, 'a', null)], append: [] })).toThrow('no record may say this');
    expect(scratch().has('journal/0/2.json')).toBe(false);
  });

  test('of a file of the project that becomes another one', () => {
    scratch().make({ 'session.log': 'before\n' });
    const put = [{ ...putOf('session.log.1', 'before\n', null), image: { linkOf: 'session.log' } }];
    expect(commit({ put, append: [] })).toEqual({ generation: 2, warnings: [] });
    expect(scratch().tree()).toMatchObject({ 'session.log': 'before\n', 'session.log.1': 'before\n' });
    expect(watched().log).toContain('link session.log journal/0/2.*.session.log.1');
  });

  test('of such a file that was edited meanwhile: nothing is committed', () => {
    scratch().make({ 'session.log': 'edited\n' });
    const put = [{ ...putOf('session.log.1', 'before\n', null), image: { linkOf: 'session.log' } }];
    expect(() => commit({ put, append: [] })).toThrow(
      expect.objectContaining({ message: 'edited meanwhile', code: 'EBUSY', syscall: 'link', path: 'session.log' }),
    );
    expect(scratch().tree()).toEqual({ ...doneRecords(1), 'config.json': 'old', 'session.log': 'edited\n' });
  });
});

describe('epochs', () => {
  const at4 = (newest: number, more: Record<string, string> = {}): void => {
    scratch().removeFolder('journal');
    scratch().make({ ...doneRecords(newest), ...more });
  };
  const folders = (): string[] => readdirSync(scratch().path('journal')).sort();
  const nothing = { put: [], append: [] };

  test.each<[string, number, Record<string, string>, string[], string[]]>([
    ['in the middle', 5, {}, ['0', '1'], ['fsync journal/1', 'fsync .']],
    ['the last one makes the next', 6, {}, ['0', '1', '2'], ['fsync journal/1', 'fsync .', 'fsync journal']],
    ['the last one, and the next is there', 6, { 'journal/2/': '' }, ['0', '1', '2'], ['fsync journal/1', 'fsync .']],
    [
      'the first one makes the journal durable',
      3,
      { 'journal/1/': '' },
      ['0', '1'],
      ['fsync journal/1', 'fsync journal', 'fsync .'],
    ],
    ['the first one finds no folder', 3, {}, ['0', '1'], ['fsync journal', 'fsync journal/1', 'fsync journal', 'fsync .']],
    ['the second one makes the journal durable too', 4, {}, ['0', '1'], ['fsync journal/1', 'fsync journal', 'fsync .']],
    [
      'the first of the third sweeps the first',
      7,
      { 'journal/0/1.json': '', 'journal/2/': '' },
      ['1', '2'],
      ['fsync journal/2', 'fsync journal', 'fsync .'],
    ],
  ])('%s', (_what, newest, more, expected, syncs) => {
    at4(newest, more);
    expect(commit(nothing)).toEqual({ generation: newest + 1, warnings: [] });
    expect(folders()).toEqual(expected);
    expect(
      watched()
        .only('fsync')
        .filter((call) => !call.includes('.*.')),
    ).toEqual(syncs);
  });

  test('the very first record makes the journal durable', () => {
    scratch().removeFolder('journal');
    scratch().make({ 'journal/0/': '' });
    expect(commit(nothing)).toEqual({ generation: 1, warnings: [] });
    expect(watched().only('fsync').slice(1)).toEqual(['fsync journal/0', 'fsync journal', 'fsync .']);
  });

  test('the first record of a journal that was made anew', () => {
    scratch().removeFolder('journal');
    scratch().make({ 'journal/1000/': '' });
    expect(commit(nothing)).toEqual({ generation: 4001, warnings: [] });
    expect(watched().only('fsync').slice(1)).toEqual(['fsync journal/1000', 'fsync journal', 'fsync .']);
  });
});

describe('a mark without a record, left by hand', () => {
  test('goes, and the record of its number is done', () => {
    scratch().make({ 'journal/0/2.done': 'by hand' });
    expect(commit()).toEqual({ generation: 2, warnings: [] });
    expect(scratch().tree()).toMatchObject({ 'config.json': 'new', 'session.log': 'line\n', 'journal/0/2.done': '' });
    expect(watched().only('unlink')).toEqual(['unlink journal/0/2.done']);
  });

  test('somebody else has taken it away', () => {
    scratch().make({ 'journal/0/2.done': 'by hand' });
    watched().before('unlink journal/0/2.done', () => scratch().removeFolder('journal/0/2.done'));
    expect(commit()).toEqual({ generation: 2, warnings: [] });
  });

  test('stays where its record has come meanwhile', () => {
    scratch().make({ 'journal/0/2.done': 'by hand' });
    watched().before('lstat journal/0/2.json', () => writeFileSync(scratch().path('journal/0/2.json'), recordText(2)));
    expect(typeof commit()).toBe('symbol');
    expect(scratch().text('journal/0/2.done')).toBe('by hand');
  });

  test('is not looked for where there was none', () => {
    commit();
    expect(watched().log[0]).toBe('lstat journal/0/2.json');
    expect(watched().only('unlink')).toEqual([]);
  });
});
