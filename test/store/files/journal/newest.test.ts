import { mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findNewest, isStillNewest, type Tip } from '../../../../src/store/files/journal/newest';
import { fileError } from '../../../support/file-calls';
import { watchedJournal } from '../watched-journal';

const { scratch, watched } = watchedJournal();

const make = (...names: string[]): void => {
  scratch().make(Object.fromEntries(names.map((name) => [`journal/${name}`, ''])));
};

const plain = { strayDone: false, trash: [] };

describe('the newest generation', () => {
  test.each<[string, string[], Tip | undefined]>([
    ['no journal', [], undefined],
    ['no epoch', ['trash-0-x/', 'readme', 'x1/', '1x/', '12345678901234567/'], undefined],
    ['a new journal', ['0/'], { ...plain, generation: 0, done: true, hasRecord: false, epochs: [0] }],
    [
      'a journal made anew',
      ['1772600767123/'],
      { ...plain, generation: 7090403068492, done: true, hasRecord: false, epochs: [1772600767123] },
    ],
    ['the first record', ['0/1.json'], { ...plain, generation: 1, done: false, hasRecord: true, epochs: [0] }],
    ['it is done', ['0/1.json', '0/1.done'], { ...plain, generation: 1, done: true, hasRecord: true, epochs: [0] }],
    [
      'the mark of another',
      ['0/1.json', '0/2.json', '0/1.done'],
      { ...plain, generation: 2, done: false, hasRecord: true, epochs: [0] },
    ],
    [
      'by number, not by name',
      ['2/9.json', '2/9.done', '2/10.json', '2/10.done'],
      { ...plain, generation: 10, done: true, hasRecord: true, epochs: [2] },
    ],
    [
      'epochs by number, not by name',
      ['9/39.json', '9/39.done', '10/40.json'],
      { ...plain, generation: 40, done: false, hasRecord: true, epochs: [10, 9] },
    ],
    [
      'the next epoch is there and empty',
      ['1/7.json', '1/7.done', '2/'],
      { ...plain, generation: 7, done: true, hasRecord: true, epochs: [2, 1] },
    ],
    [
      'what is no record counts for nothing',
      [
        '0/3.json',
        '0/3.done',
        '0/x4.json',
        '0/5.jsonx',
        '0/6xjson',
        '0/7.abcdefghijkl.record',
        '0/12345678901234567.json',
        '0/next-x/',
      ],
      { ...plain, generation: 3, done: true, hasRecord: true, epochs: [0] },
    ],
    [
      'trash',
      ['2/8.json', '2/8.done', 'trash-0-x/', 'trash', 'a-trash-x/'],
      { ...plain, generation: 8, done: true, hasRecord: true, epochs: [2], trash: ['trash-0-x'] },
    ],
    [
      'a mark without a record',
      ['0/1.json', '0/1.done', '0/2.done'],
      { ...plain, generation: 1, done: true, hasRecord: true, strayDone: true, epochs: [0] },
    ],
    [
      'a mark without a record, not of the next one',
      ['0/1.json', '0/1.done', '0/3.done'],
      { ...plain, generation: 1, done: true, hasRecord: true, epochs: [0] },
    ],
    [
      'a mark without a record in the next epoch',
      ['0/3.json', '0/3.done', '1/4.done'],
      { ...plain, generation: 3, done: true, hasRecord: true, strayDone: true, epochs: [1, 0] },
    ],
    [
      'a mark in a journal that has no record',
      ['3/13.done'],
      { ...plain, generation: 12, done: true, hasRecord: false, strayDone: true, epochs: [3] },
    ],
    [
      'epochs without any record: the lowest is the first',
      ['3/', '4/13.done', '5/'],
      { ...plain, generation: 12, done: true, hasRecord: false, strayDone: true, epochs: [5, 4, 3] },
    ],
  ])('%s', (_what, names, tip) => {
    make(...names);
    expect(findNewest(scratch().journal)).toStrictEqual(tip);
  });

  test('an epoch that goes while it is looked for: looks again', () => {
    make('0/3.json', '1/', '2/');
    watched().before('readdir journal/1', () => rmdirSync(scratch().path('journal/1')));
    expect(findNewest(scratch().journal)).toMatchObject({ generation: 3, epochs: [2, 0] });
    const looks = ['journal', 'journal/2', 'journal/1', 'journal', 'journal/2', 'journal/0'];
    expect(watched().only('readdir')).toEqual(looks.map((name) => `readdir ${name}`));
  });

  test('always going: gives up as a file system would', () => {
    make('0/', '1/');
    watched().always('readdir journal/1', () => {
      throw fileError('ENOENT', 'scandir');
    });
    const look = (): unknown => {
      try {
        return findNewest(scratch().journal);
      } catch (error) {
        return error;
      }
    };
    const error = look();
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      message: 'the journal changes all the time',
      code: 'EBUSY',
      syscall: 'scandir',
      path: scratch().path('journal'),
    });
    expect(watched().only('readdir')).toHaveLength(2_000);
  });

  test('disturbed 999 times, it is found the thousandth time', () => {
    make('0/1.json', '1/');
    let disturbed = 0;
    watched().always('readdir journal/1', () => {
      if (++disturbed < 1_000) throw fileError('ENOENT', 'scandir');
    });
    expect(findNewest(scratch().journal)?.generation).toBe(1);
  });

  test.each(['EACCES', 'EIO', 'EMFILE'])('%s is not "nothing there"', (code) => {
    make('0/1.json');
    const fault = fileError(code, 'scandir');
    watched().before('readdir journal', () => {
      throw fault;
    });
    expect(() => findNewest(scratch().journal)).toThrow(fault);
    watched().before('readdir journal/0', () => {
      throw fault;
    });
    expect(() => findNewest(scratch().journal)).toThrow(fault);
  });

  test('a file in the place of the journal is no journal', () => {
    writeFileSync(scratch().path('journal'), '');
    expect(findNewest(scratch().journal)).toBeUndefined();
  });
});

describe('still the newest', () => {
  const still = (tip: Tip | undefined): boolean => isStillNewest(scratch().journal, tip);

  test('of a journal that was not there', () => {
    expect(still(undefined)).toBe(true);
    mkdirSync(scratch().path('journal'));
    expect(still(undefined)).toBe(true);
    mkdirSync(scratch().path('journal/0'));
    expect(still(undefined)).toBe(false);
  });

  test.each<[string, string[], string[], boolean]>([
    ['nothing happened', ['0/1.json'], [], true],
    ['it was done', ['0/1.json'], ['0/1.done'], true],
    ['the next one came', ['0/1.json'], ['0/2.json'], false],
    ['the next one came in the next epoch', ['0/3.json', '1/'], ['1/4.json'], false],
    ['the next epoch came', ['0/3.json'], ['1/'], true],
    ['a journal without a record', ['0/'], [], true],
    ['the first record came', ['0/'], ['0/1.json'], false],
  ])('%s', (_what, names, more, expected) => {
    make(...names);
    const tip = findNewest(scratch().journal);
    make(...more);
    expect(still(tip)).toBe(expected);
  });

  test('not once its record, or the epoch of a journal without a record, is gone', () => {
    make('0/1.json');
    const tip = findNewest(scratch().journal);
    rmSync(scratch().path('journal/0/1.json'));
    expect(still(tip)).toBe(false);
    const empty = findNewest(scratch().journal);
    expect(empty).toMatchObject({ generation: 0, hasRecord: false });
    expect(still(empty)).toBe(true);
    rmSync(scratch().path('journal/0'), { recursive: true });
    expect(still(empty)).toBe(false);
  });

  test('looks for the next record first, and then for its own', () => {
    make('0/2.json');
    const tip = findNewest(scratch().journal);
    watched().forget();
    still(tip);
    expect(watched().log).toEqual(['lstat journal/0/3.json', 'lstat journal/0/2.json']);
  });
});
