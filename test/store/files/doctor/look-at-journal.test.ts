import { symlinkSync, unlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Finding, finding } from '../../../../src/domain/doctor/finding';
import { leftovers, lookAtJournal, lookAtPending } from '../../../../src/store/files/doctor/look-at-journal';
import type { CommitRecord } from '../../../../src/store/files/journal/record';
import { replaceFileCalls } from '../../../support/file-calls';
import { commitRecord, recordText, type ScratchJournal, scratchJournal } from '../scratch-journal';
import { repair, sha256 } from './sample';

let scratch: ScratchJournal;
beforeEach(() => {
  scratch = scratchJournal();
});
afterEach(() => scratch.remove());

const sorted = (findings: readonly Finding[]): Finding[] => [...findings].sort((a, b) => (a.message < b.message ? -1 : 1));

const aside = 'mv .stint/journal .stint/journal.damaged';

describe('the journal', () => {
  const unusable = (message: string, file = '.stint/journal') => finding('journal-unusable', message, { file, fix: aside });
  const left = (what: string) =>
    finding('journal-leftovers', `left by killed commands: ${what}`, { file: '.stint/journal', fix: repair });
  const record = recordText(1);
  const done = { 'journal/0/1.json': record, 'journal/0/1.done': '' };
  const foreign = (name: string, what: string) =>
    finding('journal-foreign', `journal/${name} is not of stint: ${what}`, { file: `.stint/journal/${name}`, fix: repair });
  const noName = 'it has no name that stint gives';
  const noCommit = 'no commit of this folder has such a name';
  const others = 'the journal holds other things than commits';

  test.each<[string, Readonly<Record<string, string>>, readonly Finding[]]>([
    ['is not there', {}, [finding('journal-missing', 'there is no journal', { file: '.stint/journal' })]],
    ['is a file', { journal: '' }, [unusable('the journal is no folder')]],
    ['is new', { 'journal/0/': '' }, []],
    ['was emptied', { 'journal/': '' }, []],
    ['was swept', { 'journal/trash-0-abc/1.json': '' }, []],
    ['holds something else', { 'journal/notes.txt': '' }, [unusable(others)]],
    ['holds something else, and what was swept', { 'journal/trash-1-abc/': '', 'journal/x/': '' }, [unusable(others)]],
    ['holds something else beside its epochs', { 'journal/notes.txt': '', 'journal/3/': '' }, [foreign('notes.txt', noName)]],
    ['has a file for an epoch', { 'journal/0/': '', 'journal/1': '' }, [foreign('1', 'it is a file')]],
    ['has a file for a later epoch', { 'journal/0/': '', 'journal/12': '' }, [foreign('12', 'it is a file')]],
    [
      'holds images of a later generation',
      { 'journal/3/12.json': recordText(12), 'journal/3/12.done': '', 'journal/3/12.a.x': '', 'journal/3/13.a.x': '' },
      [left('3/12.a.x')],
    ],
    [
      'has a file whose name is too long for an epoch',
      { 'journal/0/': '', 'journal/12345678901234567': '' },
      [foreign('12345678901234567', noName)],
    ],
    [
      'has a file whose name only begins as an epoch',
      { 'journal/0/': '', 'journal/1x': '', 'journal/x1': '' },
      [foreign('1x', noName), foreign('x1', noName)],
    ],
    ['holds a finished commit', done, []],
    ['holds the other name of a commit', { ...done, 'journal/0/1.abc.record': record }, []],
    [
      'holds something else by such a name',
      { ...done, 'journal/0/1.abc.record': recordText(1, { txid: 'other' }) },
      [left('0/1.abc.record')],
    ],
    ['holds a folder by such a name', { ...done, 'journal/0/1.abc.record/': '' }, [foreign('0/1.abc.record', 'it is a folder')]],
    ['holds the image of a finished commit', { ...done, 'journal/0/1.abc.todo.json': '{}' }, [left('0/1.abc.todo.json')]],
    ['holds an image with the text of a record', { ...done, 'journal/0/1.abc.todo.json': record }, [left('0/1.abc.todo.json')]],
    [
      'holds images of a commit that is being made',
      { ...done, 'journal/0/2.abc.todo.json': '', 'journal/0/2.abc.record': '' },
      [],
    ],
    [
      'holds images of commits that were lost',
      {
        'journal/1/7.json': recordText(7),
        'journal/1/7.done': '',
        'journal/1/6.a.x': '',
        'journal/1/7.b.y': '',
        'journal/1/8.c.z': '',
      },
      [left('1/6.a.x, 1/7.b.y'), foreign('1/8.c.z', noCommit)],
    ],
    [
      'holds records that were lost, by their other name',
      { ...done, 'journal/0/0.abc.record': recordText(0) },
      [left('0/0.abc.record')],
    ],
    [
      'holds more of them than are shown',
      {
        ...done,
        'journal/0/1.a.x': '',
        'journal/0/1.b.x': '',
        'journal/0/1.c.x': '',
        'journal/0/1.d.x': '',
        'journal/0/1.e.x': '',
      },
      [left('0/1.a.x, 0/1.b.x, 0/1.c.x and 2 more')],
    ],
    [
      'holds just as many as are shown',
      { ...done, 'journal/0/1.a.x': '', 'journal/0/1.b.x': '', 'journal/0/1.c.x': '' },
      [left('0/1.a.x, 0/1.b.x, 0/1.c.x')],
    ],
    ['holds a commit that is not finished', { 'journal/0/1.json': record, 'journal/0/1.abc.todo.json': '' }, []],
    [
      'holds names that no commit gives',
      {
        ...done,
        'journal/0/1.abc': '',
        'journal/0/1..x': '',
        'journal/0/x1.abc.y': '',
        'journal/0/1.abc.': '',
        'journal/0/12345678901234567.a.b': '',
        'journal/0/5.json': recordText(5),
      },
      [
        foreign('0/1..x', noName),
        foreign('0/1.abc', noName),
        foreign('0/1.abc.', noName),
        foreign('0/12345678901234567.a.b', noCommit),
        foreign('0/5.json', noCommit),
        foreign('0/x1.abc.y', noCommit),
      ],
    ],
  ])('%s', (_name, files, expected) => {
    scratch.make(files);
    expect(sorted(lookAtJournal(scratch.journal))).toStrictEqual(sorted(expected));
  });

  test('has an epoch that leads nowhere', () => {
    scratch.make({ 'journal/0/': '' });
    symlinkSync(scratch.path('gone'), scratch.path('journal/1'));
    expect(lookAtJournal(scratch.journal)).toStrictEqual([foreign('1', 'it is a symbolic link')]);
  });

  test('has an epoch that is swept just now', () => {
    scratch.make({ 'journal/4/': '' });
    let looks = 0;
    const restore = replaceFileCalls((real) => ({
      readdirSync: ((path: string, options: { withFileTypes: true }) => {
        const entries = real.readdirSync(path, options);
        return looks++ === 0 ? [...entries, Object.assign(Object.create(entries[0] ?? null), { name: '3' })] : entries;
      }) as typeof real.readdirSync,
    }));
    try {
      expect(lookAtJournal(scratch.journal)).toEqual([]);
    } finally {
      restore();
    }
  });

  test('has an epoch that lies elsewhere', () => {
    scratch.make({ 'journal/': '', 'elsewhere/1.json': record, 'elsewhere/1.done': '' });
    symlinkSync(scratch.path('elsewhere'), scratch.path('journal/0'));
    expect(lookAtJournal(scratch.journal)).toEqual([unusable(others)]);
  });

  test('is a link', () => {
    scratch.make({ 'elsewhere/0/': '' });
    symlinkSync(scratch.path('elsewhere'), scratch.path('journal'));
    expect(lookAtJournal(scratch.journal)).toStrictEqual([unusable('the journal is no folder')]);
  });

  test('left names are given by their paths, of all epochs', () => {
    scratch.make({
      ...done,
      'journal/0/1.a.x': '',
      'journal/1/4.json': recordText(4),
      'journal/1/4.done': '',
      'journal/1/3.b.x': '',
    });
    expect(leftovers(scratch.journal).sort()).toEqual(['journal/0/1.a.x', 'journal/1/3.b.x'].map(scratch.path));
  });

  test('there are none where there is no journal', () => {
    expect(leftovers(scratch.journal)).toEqual([]);
  });
});

describe('a commit that is not finished', () => {
  const image = '{\n  "version": 1\n}\n';
  const put = (file: string, text = image) => ({
    file,
    staged: `1.abc.${file.replaceAll('/', '-')}`,
    size: text.length,
    sha256: sha256(text),
    base: null,
  });
  const append = (file: string) => ({ file, offset: 0, bytes: 'x\n' });
  const pending = finding('commit-pending', 'the commit of 2026-03-04T05:06:07.000Z (process 4711) is not in every file yet', {
    file: '.stint/journal',
    fix: repair,
  });
  const inTheWay = (file: string) =>
    finding('file-unreadable', `${file} is no file, and a commit is to be put there`, {
      file: `.stint/${file}`,
      fix: `mv .stint/${file} .stint/${file}.old`,
    });
  const changed = (file: string, name: string, fix: string) =>
    finding('commit-image-damaged', `the image of ${file} was changed in the journal`, { file: `.stint/journal/0/${name}`, fix });
  const lost = (file: string) =>
    finding('commit-image-missing', `the image of ${file} is not in the journal any more, and ${file} is another file`, {
      file: `.stint/${file}`,
      fix: `cp BACKUP/.stint/${file} .stint/${file}`,
    });

  test.each<[string, Partial<CommitRecord>, Readonly<Record<string, string>>, readonly Finding[]]>([
    ['that does nothing', {}, {}, []],
    [
      'whose images are all there',
      { put: [put('config.json'), put('todo.json', 'x')] },
      { 'journal/0/1.abc.config.json': image, 'journal/0/1.abc.todo.json': 'x' },
      [],
    ],
    ['whose images are in place already', { put: [put('config.json')] }, { 'config.json': image }, []],
    [
      'whose image is in place and in the journal',
      { put: [put('config.json')] },
      { 'config.json': image, 'journal/0/1.abc.config.json': image },
      [],
    ],
    [
      'that appends to a file, or makes it',
      { append: [append('session.log'), append('ledger.jsonl')] },
      { 'session.log': '' },
      [],
    ],
    ['whose image is gone', { put: [put('config.json')] }, { 'config.json': '{}' }, [lost('config.json')]],
    ['whose image is gone, and so is the file', { put: [put('archive/tasks.jsonl')] }, {}, [lost('archive/tasks.jsonl')]],
    [
      'whose image was changed',
      { put: [put('config.json')] },
      { 'journal/0/1.abc.config.json': '{}' },
      [changed('config.json', '1.abc.config.json', aside)],
    ],
    [
      'whose image was changed, where the file is in place',
      { put: [put('config.json')] },
      { 'config.json': image, 'journal/0/1.abc.config.json': '{}' },
      [changed('config.json', '1.abc.config.json', aside)],
    ],
    [
      'whose image was changed by an editor alone',
      { put: [put('config.json')] },
      { 'journal/0/1.abc.config.json': `\ufeff${image.replaceAll('\n', '\r\n')}` },
      [changed('config.json', '1.abc.config.json', repair)],
    ],
    [
      'whose image was cut',
      { put: [put('config.json')] },
      { 'journal/0/1.abc.config.json': image.slice(0, -2) },
      [changed('config.json', '1.abc.config.json', repair)],
    ],
    [
      'whose image is a folder',
      { put: [put('config.json')] },
      { 'journal/0/1.abc.config.json/': '' },
      [changed('config.json', '1.abc.config.json', aside)],
    ],
    [
      'that is to go where a folder is',
      { put: [put('todo.json')] },
      { 'todo.json/': '', 'journal/0/1.abc.todo.json': image },
      [inTheWay('todo.json')],
    ],
    [
      'that is to go where a folder is, and whose image is gone',
      { put: [put('todo.json')] },
      { 'todo.json/': '' },
      [inTheWay('todo.json'), lost('todo.json')],
    ],
    [
      'that appends to folders',
      { append: [append('session.log'), append('events/x.jsonl'), append('ledger.jsonl')] },
      { 'session.log/': '', 'events/x.jsonl/': '' },
      [inTheWay('session.log'), inTheWay('events/x.jsonl')],
    ],
    [
      'of which several things are wrong',
      { put: [put('config.json'), put('todo.json'), put('sessions.json')] },
      { 'config.json': '', 'journal/0/1.abc.todo.json': '', 'journal/0/1.abc.sessions.json': image },
      [lost('config.json'), changed('todo.json', '1.abc.todo.json', aside)],
    ],
  ])('%s', (_name, more, files, expected) => {
    scratch.make({ 'journal/0/': '', ...files });
    expect(lookAtPending(scratch.journal, commitRecord(1, more))).toStrictEqual([pending, ...expected]);
  });

  test('that is to go where a link is', () => {
    scratch.make({ 'journal/0/1.abc.todo.json': image, 'other.json': image });
    symlinkSync(scratch.path('other.json'), scratch.path('todo.json'));
    expect(lookAtPending(scratch.journal, commitRecord(1, { put: [put('todo.json')] }))).toStrictEqual([
      pending,
      inTheWay('todo.json'),
    ]);
    unlinkSync(scratch.path('todo.json'));
    expect(lookAtPending(scratch.journal, commitRecord(1, { put: [put('todo.json')] }))).toStrictEqual([pending]);
  });
});
