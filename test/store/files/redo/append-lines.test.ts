import { appendFileSync, lstatSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { missingLines, redoAppend } from '../../../../src/store/files/redo/append-lines';
import { fileError } from '../../../support/file-calls';
import { thrown } from '../scratch-files';
import { commitRecord, recordText } from '../scratch-journal';
import { watchedJournal } from '../watched-journal';

const { scratch, watched } = watchedJournal({ 'journal/0/2.json': recordText(2) });

const finish = (): void => scratch().make({ 'journal/0/2.done': '' });
const redo = (bytes: string, offset: number, file = 'ledger.jsonl'): void => {
  watched().forget();
  redoAppend(scratch().journal, commitRecord(2), { file, offset, bytes });
};
describe('our lines, where they belong', () => {
  test.each<[string, string, string]>([
    ['nothing yet', 'one\n', 'one\nours\nmore\n'],
    ['zeros', 'one\n\0\0\0', 'one\nours\nmore\n'],
    ['zeros, as many as we write', `one\n${'\0'.repeat(10)}`, 'one\nours\nmore\n'],
    ['a beginning of ours', 'one\nour', 'one\nours\nmore\n'],
    ['a beginning of ours, and zeros', 'one\nour\0\0', 'one\nours\nmore\n'],
    ['ours', 'one\nours\nmore\n', 'one\nours\nmore\n'],
    ['ours, and lines of others', 'one\nours\nmore\nother\n', 'one\nours\nmore\nother\n'],
    ['more zeros than we write: they are not ours', `one\n${'\0'.repeat(11)}`, `one\n${'\0'.repeat(11)}\nours\nmore\n`],
    ['zeros, and a byte that is none', 'one\n\0\0x', 'one\n\0\0x\nours\nmore\n'],
    ['a line of another', 'one\nother\n', 'one\nother\nours\nmore\n'],
    ['a line of another without an end', 'one\nother', 'one\nother\nours\nmore\n'],
    ['a line of another, and our first', 'one\nother\nours\n', 'one\nother\nours\nmore\n'],
    ['a line of another, and a beginning of ours', 'one\nother\nou', 'one\nother\nours\nmore\n'],
    ['a line of another, our first, a beginning of our second', 'one\nother\nours\nmo', 'one\nother\nours\nmore\n'],
    ['a shorter file', 'x\n', 'x\nours\nmore\n'],
    ['a shorter file that holds ours', 'more\n', 'more\nours\n'],
    ['an empty file', '', 'ours\nmore\n'],
  ])('%s', (_what, before, after) => {
    scratch().make({ 'ledger.jsonl': before });
    redo('ours\nmore\n', 4);
    expect(scratch().text('ledger.jsonl')).toBe(after);
    redo('ours\nmore\n', 4);
    expect(scratch().text('ledger.jsonl')).toBe(after);
  });

  test('at the start of a file that is not there; it is private', () => {
    redo('ours\n', 0, 'events/unbound.jsonl');
    expect(scratch().text('events/unbound.jsonl')).toBe('ours\n');
    expect(['events', 'events/unbound.jsonl'].map((name) => statSync(scratch().path(name)).mode & 0o777)).toEqual([0o700, 0o600]);
  });

  test('two folders deep', () => {
    redo('ours\n', 0, 'a/b/c.jsonl');
    expect(scratch().text('a/b/c.jsonl')).toBe('ours\n');
  });
});

describe('the order of calls', () => {
  const whole = [
    'open ledger.jsonl',
    'lstat journal/0/2.done',
    'lstat journal/0/2.json',
    'fstat ledger.jsonl',
    'read ledger.jsonl',
    'write ledger.jsonl',
    'fsync ledger.jsonl',
    'close ledger.jsonl',
    'lstat ledger.jsonl',
  ];

  test('opened, record still open, looked at, written, made durable, still that file', () => {
    scratch().make({ 'ledger.jsonl': 'one\nou' });
    redo('ours\n', 4);
    expect(watched().log).toEqual(whole);
  });

  test.each(['one\nours\n', 'one\nours\nother\n'])(
    'written even where it is there (%j): another may not have made it durable',
    (before) => {
      scratch().make({ 'ledger.jsonl': before });
      redo('ours\n', 4);
      expect(watched().log).toEqual(whole);
    },
  );

  test.each<[string, () => void]>([
    ['finished', finish],
    ['gone', () => rmSync(scratch().path('journal/0/2.json'))],
  ])('a record that is %s writes nothing', (_what, change) => {
    scratch().make({ 'ledger.jsonl': 'one\n' });
    change();
    redo('ours\n', 4);
    expect(scratch().text('ledger.jsonl')).toBe('one\n');
    expect(watched().only('write', 'fsync')).toEqual([]);
    expect(watched().only('close')).toEqual(['close ledger.jsonl']);
  });

  test('a file edited by hand: the record must be open still just before the write', () => {
    scratch().make({ 'ledger.jsonl': 'one\nother\n' });
    redo('ours\n', 4);
    expect(watched().log).toEqual([
      ...whole.slice(0, 4),
      'read ledger.jsonl',
      'read ledger.jsonl',
      'lstat journal/0/2.done',
      'lstat journal/0/2.json',
      ...whole.slice(5),
    ]);
  });

  test('finished between the look and the write: those who finished it have written', () => {
    scratch().make({ 'ledger.jsonl': 'one\nother\n' });
    watched().before('lstat journal/0/2.done', finish, 2);
    redo('ours\n', 4);
    expect(scratch().text('ledger.jsonl')).toBe('one\nother\n');
    expect(watched().only('write', 'fsync', 'close')).toEqual(['close ledger.jsonl']);
  });

  test('edited by hand, and it holds all of ours: made durable, not written', () => {
    scratch().make({ 'ledger.jsonl': 'ours\none' });
    redo('ours\n', 5);
    expect(scratch().text('ledger.jsonl')).toBe('ours\none');
    expect(watched().only('write', 'fsync', 'close')).toEqual(['fsync ledger.jsonl', 'close ledger.jsonl']);
  });
});

describe('the file is replaced under our hands', () => {
  const replace = (text: string) => () => {
    writeFileSync(scratch().path('new'), text);
    renameSync(scratch().path('new'), scratch().path('ledger.jsonl'));
  };

  test('once: ours go into the new one too', () => {
    scratch().make({ 'ledger.jsonl': 'one\n' });
    watched().before('write ledger.jsonl', replace('edited\n'));
    redo('ours\n', 4);
    expect(scratch().text('ledger.jsonl')).toBe('edited\nours\n');
    expect(watched().only('open', 'close')).toEqual(Array(2).fill(['open ledger.jsonl', 'close ledger.jsonl']).flat());
  });

  test('removed: it is made anew with ours', () => {
    scratch().make({ 'ledger.jsonl': 'one\n' });
    watched().before('lstat ledger.jsonl', () => rmSync(scratch().path('ledger.jsonl')));
    redo('ours\n', 4);
    expect(scratch().text('ledger.jsonl')).toBe('ours\n');
  });

  test('its folder is replaced by a file: that is said by the next open', () => {
    scratch().make({ 'events/unbound.jsonl': 'one\n' });
    watched().before('lstat events/unbound.jsonl', () => {
      rmSync(scratch().path('events'), { recursive: true });
      writeFileSync(scratch().path('events'), '');
    });
    expect(thrown(() => redo('ours\n', 4, 'events/unbound.jsonl'))).toMatchObject({ code: 'ENOTDIR', syscall: 'open' });
  });

  test('seven times is borne', () => {
    scratch().make({ 'ledger.jsonl': '' });
    for (let nth = 1; nth <= 7; nth++) watched().before('lstat ledger.jsonl', replace(`${nth}\n`), nth);
    redo('ours\n', 0);
    expect(scratch().text('ledger.jsonl')).toBe('7\nours\n');
  });

  test('always: gives up, as the file system would say it', () => {
    scratch().make({ 'ledger.jsonl': '' });
    watched().always('lstat ledger.jsonl', replace('edited\n'));
    const error = thrown(() => redo('ours\n', 0));
    const path = scratch().path('ledger.jsonl');
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ message: `${path} keeps being replaced`, code: 'EBUSY', syscall: 'open', path });
    expect(
      watched()
        .only('open')
        .filter((call) => call === 'open ledger.jsonl'),
    ).toHaveLength(8);
  });
});

describe('errors', () => {
  test.each(['open', 'fstat', 'read', 'write', 'fsync', 'lstat'])('of %s come out, and the descriptor is closed', (call) => {
    scratch().make({ 'ledger.jsonl': 'one\nou' });
    watched().before(`${call} ledger.jsonl`, () => {
      throw fileError('EIO', call);
    });
    expect(thrown(() => redo('ours\n', 4))).toMatchObject({ code: 'EIO', syscall: call });
    expect(watched().only('close')).toEqual(call === 'open' ? [] : ['close ledger.jsonl']);
    expect(watched().only('mkdir')).toEqual([]);
  });

  test('a symbolic link is not followed', () => {
    scratch().make({ victim: 'mine\n' });
    symlinkSync(scratch().path('victim'), scratch().path('ledger.jsonl'));
    expect(thrown(() => redo('ours\n', 0))).toMatchObject({ code: 'ELOOP' });
    expect(scratch().text('victim')).toBe('mine\n');
    expect(lstatSync(scratch().path('ledger.jsonl')).isSymbolicLink()).toBe(true);
  });
});

describe('lines that a file lacks', () => {
  const log = 'session.log';
  test.each<[string, string, number, string, string, string]>([
    ['all, in their order', 'ledger.jsonl', 0, 'b\na\n', 'c\n', 'b\na\n'],
    ['none', 'ledger.jsonl', 2, 'a\nb\n', 'b\nx\na\n', ''],
    ['one', 'ledger.jsonl', 2, 'a\nb\n', 'b\nx\n', 'a\n'],
    ['a part of a line is not the line', 'ledger.jsonl', 0, 'ab\n', 'a\nabc\n', 'ab\n'],
    ['a last line without an end counts', 'ledger.jsonl', 0, 'ab\n', 'x\nab', ''],
    ['our own line end in front is none of ours', 'ledger.jsonl', 1, '\na\n', 'x', 'a\n'],
    ['letters of several bytes', 'ledger.jsonl', 0, 'ä\nö\n', 'ä\n', 'ö\n'],
    ['the log is searched only behind its place', log, 2, 'a\n', 'a\nx\n', 'a\n'],
    ['the log holds it behind its place', log, 2, 'a\n', 'x\na\n', ''],
    ['the log holds it behind other lines', log, 2, 'a\n', 'x\ny\na\n', ''],
    ['a log that is shorter', log, 20, 'a\n', 'a\n', 'a\n'],
  ])('%s', (_what, file, offset, bytes, all, missing) => {
    expect(missingLines({ file, offset, bytes }, Buffer.from(all, 'utf8'))).toBe(missing);
  });
});

test('a line of the log that stands there already is written again where the file was cut', () => {
  scratch().make({ 'session.log': 'a\nb\n' });
  redo('a\n', 20, 'session.log');
  expect(scratch().text('session.log')).toBe('a\nb\na\n');
  appendFileSync(scratch().path('session.log'), 'c\n');
  redo('a\n', 4, 'session.log');
  expect(scratch().text('session.log')).toBe('a\nb\na\nc\n');
});
