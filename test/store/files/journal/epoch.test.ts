import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ensureEpoch, epochForReseeding, seedJournal, sweepEpochs } from '../../../../src/store/files/journal/epoch';
import { findNewest } from '../../../../src/store/files/journal/newest';
import { fileError } from '../../../support/file-calls';
import { watchedJournal } from '../watched-journal';

const { scratch, watched } = watchedJournal();

const fail = (code: string) => () => {
  throw fileError(code, 'call');
};
const modeOf = (name: string): number => statSync(scratch().path(name)).mode & 0o777;

describe('a journal for a project that has none', () => {
  test('is born under another name, with its first epoch in it, and is made durable', () => {
    seedJournal(scratch().journal, 7);
    expect(watched().log).toEqual([
      'mkdir journal.new-*',
      'mkdir journal.new-*/7',
      'rename journal.new-* journal',
      'open .',
      'fsync .',
      'close .',
    ]);
    expect(scratch().tree()).toEqual({ 'journal/7': null });
    expect([modeOf('journal'), modeOf('journal/7')]).toEqual([0o700, 0o700]);
  });

  test('somebody was faster: his journal stays', () => {
    watched().before('rename journal.new-* journal', () => scratch().make({ 'journal/5/': '' }));
    seedJournal(scratch().journal, 7);
    expect(scratch().tree()).toEqual({ 'journal/5': null });
    expect(watched().only('fsync')).toEqual(['fsync .']);
  });

  test('one without any epoch was emptied by hand: its trash goes, all else stays', () => {
    scratch().make({ 'journal/trash-1-x/1.json': '', 'journal/trash-file': '', 'journal/mine': 'm', 'journal/x-trash-1/a': 'a' });
    seedJournal(scratch().journal, 7);
    expect(scratch().tree()).toEqual({ 'journal/mine': 'm', 'journal/trash-file': '', 'journal/x-trash-1/a': 'a' });
  });

  test('somebody removes the same trash at the same time', () => {
    scratch().make({ 'journal/trash-1-x/1.json': '' });
    watched().before('rm journal/trash-1-x', () => rmSync(scratch().path('journal/trash-1-x'), { recursive: true }));
    seedJournal(scratch().journal, 7);
    expect(scratch().tree()).toEqual({ journal: null });
  });

  test.each(['mkdir journal.new-*/7', 'rename journal.new-* journal'])('an error of %s leaves nothing behind', (call) => {
    scratch().make({ 'journal/trash-1-x/1.json': '' });
    watched().before(call, fail('ENOSPC'));
    expect(() => seedJournal(scratch().journal, 7)).toThrow(expect.objectContaining({ code: 'ENOSPC' }));
    expect(scratch().tree()).toEqual({ 'journal/trash-1-x/1.json': '' });
    expect(watched().only('fsync')).toEqual([]);
  });
});

describe('the epoch of a journal that was removed by hand', () => {
  test.each([
    [0, 0, 0],
    [999, 0.5, 500],
    [1_000, 0, 1_000],
    [1_772_600_767_999, 0.999_9, 1_772_600_767_999],
    [1_772_600_767_000, 0.000_9, 1_772_600_767_000],
    [1_772_600_767_456, 0.123_4, 1_772_600_767_123],
  ])('at %i ms, by lot %f: %i', (nowMs, lot, epoch) => {
    const { random } = Math;
    Math.random = () => lot;
    try {
      expect(epochForReseeding(nowMs)).toBe(epoch);
    } finally {
      Math.random = random;
    }
  });
});

describe('the next epoch', () => {
  test('is born inside the one before, and made durable', () => {
    scratch().make({ 'journal/3/': '' });
    ensureEpoch(scratch().journal, 4);
    expect(watched().log.slice(1)).toEqual([
      'lstat journal/4',
      'mkdir journal/3/next-*',
      'rename journal/3/next-* journal/4',
      'open journal',
      'fsync journal',
      'close journal',
    ]);
    expect(scratch().tree()).toEqual({ 'journal/3': null, 'journal/4': null });
    expect(modeOf('journal/4')).toBe(0o700);
  });

  test('is there already: nothing is done', () => {
    scratch().make({ 'journal/3/': '', 'journal/4/': '' });
    watched().forget();
    ensureEpoch(scratch().journal, 4);
    expect(watched().log).toEqual(['lstat journal/4']);
  });

  test('somebody makes it meanwhile: his stays, with what is in it', () => {
    scratch().make({ 'journal/3/': '' });
    watched().before('rename journal/3/next-* journal/4', () => scratch().make({ 'journal/4/16.json': 'r' }));
    ensureEpoch(scratch().journal, 4);
    expect(scratch().tree()).toEqual({ 'journal/3': null, 'journal/4/16.json': 'r' });
    expect(watched().only('fsync')).toEqual(['fsync journal']);
  });

  test('is never made once the one before is gone', () => {
    scratch().make({ 'journal/9/': '' });
    expect(() => ensureEpoch(scratch().journal, 4)).toThrow(expect.objectContaining({ code: 'ENOENT' }));
    expect(scratch().tree()).toEqual({ 'journal/9': null });
  });

  test.each(['EIO', 'ENOENT'])('an error comes out: %s', (code) => {
    scratch().make({ 'journal/3/': '' });
    watched().before('rename journal/3/next-* journal/4', fail(code));
    expect(() => ensureEpoch(scratch().journal, 4)).toThrow(expect.objectContaining({ code }));
    expect(watched().only('fsync')).toEqual([]);
  });
});

describe('old epochs', () => {
  const sweep = (newest: number): void => {
    const tip = findNewest(scratch().journal);
    if (tip === undefined) throw new Error('no journal');
    watched().forget();
    sweepEpochs(scratch().journal, tip, newest);
  };

  test.each<[number, string[]]>([
    [7, ['0/1.json', '1/4.json', '2/8.json']],
    [8, ['1/4.json', '2/8.json']],
    [11, ['1/4.json', '2/8.json']],
    [12, ['2/8.json']],
  ])('when the newest generation is %i: %j stay', (newest, left) => {
    scratch().make({ 'journal/0/1.json': '', 'journal/1/4.json': '', 'journal/2/8.json': '' });
    sweep(newest);
    expect(Object.keys(scratch().tree())).toEqual(left.map((name) => `journal/${name}`));
  });

  test('nothing is old: not one call', () => {
    scratch().make({ 'journal/0/1.json': '', 'journal/1/4.json': '' });
    sweep(7);
    expect(watched().log).toEqual([]);
  });

  test('go lowest first, each under another name; in it staged names first, records last', () => {
    scratch().make({
      'journal/9/37.json': '',
      'journal/9/37.done': '',
      'journal/9/37.abcdefghijkl.todo.json': '',
      'journal/9/37.zyxwvutsrqpo.record': '',
      'journal/9/next-abcdefghijkl/': '',
      'journal/10/40.json': '',
    });
    sweep(60);
    expect(watched().only('rename', 'rmdir', 'unlink')).toEqual([
      'rename journal/9 journal/trash-9-*',
      'rename journal/10 journal/trash-10-*',
      'unlink journal/trash-10-*/40.json',
      'rmdir journal/trash-10-*',
      'rmdir journal/trash-9-*/next-*',
      'unlink journal/trash-9-*/37.*.todo.json',
      'unlink journal/trash-9-*/37.*.record',
      'unlink journal/trash-9-*/37.done',
      'unlink journal/trash-9-*/37.json',
      'rmdir journal/trash-9-*',
    ]);
    expect(readdirSync(scratch().path('journal'))).toEqual([]);
  });

  test.each(['1.jsonx', 'x1.json', '1.donex', '1xjson', 'x.json'])('%s is no record: it goes first', (name) => {
    scratch().make({ 'journal/0/1.json': '', [`journal/0/${name}`]: '', 'journal/5/': '' });
    sweep(20);
    expect(watched().only('unlink').at(-1)).toBe('unlink journal/trash-0-*/1.json');
    expect(watched().only('unlink')).toHaveLength(2);
  });

  test('what an earlier sweep left goes too, and nothing else', () => {
    scratch().make({
      'journal/trash-0-x/1.json': '',
      'journal/mine/1.json': '',
      'journal/x-trash-1/1.json': '',
      'journal/5/20.json': '',
    });
    sweep(20);
    expect(Object.keys(scratch().tree())).toEqual(['journal/5/20.json', 'journal/mine/1.json', 'journal/x-trash-1/1.json']);
  });

  test('somebody sweeps at the same time', () => {
    scratch().make({ 'journal/0/1.json': '', 'journal/1/4.json': '', 'journal/1/next-x/': '', 'journal/5/20.json': '' });
    const trash = () => readdirSync(scratch().path('journal')).filter((name) => name.startsWith('trash-'));
    watched().before('rename journal/0 journal/trash-0-*', () => rmSync(scratch().path('journal/0'), { recursive: true }));
    watched().before('rmdir journal/trash-1-*/next-x', () =>
      rmSync(scratch().path(`journal/${trash()[0]}/next-x`), { recursive: true }),
    );
    watched().before('unlink journal/trash-1-*/4.json', () => rmSync(scratch().path(`journal/${trash()[0]}/4.json`)));
    watched().before('rmdir journal/trash-1-*', () => rmSync(scratch().path(`journal/${trash()[0]}`), { recursive: true }));
    sweep(20);
    expect(scratch().tree()).toEqual({ 'journal/5/20.json': '' });
  });

  test('somebody has emptied the trash before it is listed', () => {
    scratch().make({ 'journal/trash-0-x/1.json': '', 'journal/trash-1-x/1.json': '', 'journal/5/20.json': '' });
    watched().before('readdir journal/trash-0-x', () =>
      renameSync(scratch().path('journal/trash-0-x'), scratch().path('elsewhere')),
    );
    sweep(20);
    expect(scratch().tree()).toEqual({ 'elsewhere/1.json': '', 'journal/5/20.json': '' });
  });

  test('a sleeper puts a name into the trash: the next sweep takes it', () => {
    scratch().make({ 'journal/trash-0-x/1.json': '', 'journal/5/20.json': '' });
    watched().before('rmdir journal/trash-0-x', () => writeFileSync(scratch().path('journal/trash-0-x/2.json'), ''));
    sweep(20);
    expect(scratch().tree()).toEqual({ 'journal/5/20.json': '', 'journal/trash-0-x/2.json': '' });
    sweep(20);
    expect(scratch().tree()).toEqual({ 'journal/5/20.json': '' });
  });

  test.each([
    'rename journal/0 journal/trash-0-*',
    'readdir journal/trash-0-*',
    'rmdir journal/trash-0-*/next-x',
    'unlink journal/trash-0-*/1.json',
    'rmdir journal/trash-0-*',
  ])('an error of %s comes out', (call) => {
    mkdirSync(scratch().path('journal'));
    scratch().make({ 'journal/0/1.json': '', 'journal/0/next-x/': '', 'journal/5/20.json': '' });
    watched().before(call, fail('EIO'));
    expect(() => sweep(20)).toThrow(expect.objectContaining({ code: 'EIO' }));
  });
});
