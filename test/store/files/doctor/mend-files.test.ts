import { existsSync, linkSync, readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mendFiles } from '../../../../src/store/files/doctor/mend-files';
import { decodeRecord } from '../../../../src/store/files/journal/record';
import { watchFileCalls } from '../../../support/watched-file-calls';
import { at, storeError } from '../fixtures';
import { recordText } from '../scratch-journal';
import { type ExamProject, examProject, nothingFound } from './exam-project';
import { sha256 } from './sample';

let project: ExamProject;
beforeEach(async () => {
  project = await examProject();
});
afterEach(() => project.remove());

const mend = () => mendFiles(project.journal, () => at);
const stamp = '20260304T050607Z';
const log = '[2026-03-04 05:06:07 UTC] first\n[2026-03-04 05:06:07 UTC] second\n';

/** What is in the journal and beside it, without what a link or a mark says again. */
const names = (folder: string): string[] => (existsSync(project.path(folder)) ? readdirSync(project.path(folder)).sort() : []);

test('where nothing is wrong, nothing is written', async () => {
  const before = project.tree();
  expect(await mend()).toEqual([]);
  expect(project.tree()).toEqual(before);
});

describe('files', () => {
  test('are mended in one commit, and what was there is put aside', async () => {
    const good = project.text('todo.json');
    const events = project.text('events/unbound.jsonl');
    project.write('todo.json', `\ufeff${good}`);
    project.delete('session.log');
    project.delete('events');
    project.edit('archive/tasks.jsonl', (text) => `${text}torn`);
    const archive = project.text('archive/tasks.jsonl');
    expect(await mend()).toStrictEqual([
      {
        code: 'not-plain',
        what: 'took out the mark and the line ends',
        file: '.stint/todo.json',
        backup: `.stint/backup/todo.json.${stamp}`,
      },
      { code: 'log-missing', what: 'made it again, put 2 lines back from the journal', file: '.stint/session.log' },
      {
        code: 'archive-damaged',
        what: 'took 1 line out',
        file: '.stint/archive/tasks.jsonl',
        backup: `.stint/backup/archive-tasks.jsonl.${stamp}`,
      },
      { code: 'lines-missing', what: 'made it again, put 2 lines back from the journal', file: '.stint/events/unbound.jsonl' },
    ]);
    expect(project.text('todo.json')).toBe(good);
    expect(project.text('session.log')).toBe(log);
    expect(project.text('events/unbound.jsonl')).toBe(events);
    expect(project.text('archive/tasks.jsonl')).toBe(archive.slice(0, -4));
    expect(project.text(`backup/todo.json.${stamp}`)).toBe(`\ufeff${good}`);
    expect(project.text(`backup/archive-tasks.jsonl.${stamp}`)).toBe(archive);
    expect(await project.exam()).toEqual(nothingFound);
    expect(await mend()).toEqual([]);
    const record = decodeRecord(project.text('journal/0/3.json'), 3);
    expect(record?.append).toEqual([]);
    expect(record?.put.map(({ file, size, sha256: hash, base }) => [file, size, hash, base])).toEqual([
      ['todo.json', good.length, sha256(good), sha256(`\ufeff${good}`)],
      ['session.log', log.length, sha256(log), null],
      ['archive/tasks.jsonl', archive.length - 4, sha256(archive.slice(0, -4)), sha256(archive)],
      ['events/unbound.jsonl', events.length, sha256(events), null],
    ]);
  });

  test('that cannot be mended stay', async () => {
    project.write('todo.json', '{');
    project.write('events/session_20260304_050607_0fab12.jsonl', '{"id":1}\n');
    const before = project.tree();
    expect(await mend()).toEqual([]);
    expect(project.tree()).toEqual(before);
  });

  test('are mended where there is no journal: it is made anew first', async () => {
    project.edit('todo.json', (text) => `\ufeff${text}`);
    project.delete('journal');
    expect((await mend()).map(({ code }) => code)).toEqual(['not-plain']);
    const [epoch, ...others] = names('journal');
    expect(others).toEqual([]);
    expect(Number(epoch)).toBeGreaterThanOrEqual(Math.floor(Date.parse(at) / 1_000) * 1_000);
    expect(await project.exam()).toEqual(nothingFound);
  });

  test('are looked at anew where somebody commits just before', async () => {
    const good = project.text('todo.json');
    project.write('todo.json', `\ufeff${good}`);
    const watched = watchFileCalls(project.dir);
    try {
      watched.before('mkdir backup', () => {
        project.write('journal/0/3.x.record', recordText(3));
        linkSync(project.path('journal/0/3.x.record'), project.path('journal/0/3.json'));
        project.write('journal/0/3.done', '');
        project.write('todo.json', `\ufeff${good.replace('task T002', 'task of somebody')}`);
      });
      expect((await mend()).map(({ code, backup }) => [code, backup])).toEqual([
        ['not-plain', `.stint/backup/todo.json.${stamp}.2`],
      ]);
    } finally {
      watched.restore();
    }
    expect(project.text('todo.json')).toBe(good.replace('task T002', 'task of somebody'));
  });

  test('wait for a commit that comes in between, and is finished first', async () => {
    project.edit('todo.json', (text) => `\ufeff${text}`);
    const watched = watchFileCalls(project.dir);
    try {
      watched.before('lstat journal', () => project.write('journal/0/3.json', recordText(3)), 2);
      expect((await mend()).map(({ code }) => code)).toEqual(['commit-pending', 'not-plain']);
    } finally {
      watched.restore();
    }
    expect(names('journal/0')).toContain('3.done');
    expect(names('journal/1').filter((name) => /^\d+\.json$/.test(name))).toEqual(['4.json']);
  });

  test.each(['readdir events', 'mkdir backup'])('are given up where somebody commits all the time: %s', async (call) => {
    project.edit('todo.json', (text) => `\ufeff${text}`);
    const watched = watchFileCalls(project.dir);
    let generation = 2;
    try {
      watched.always(call, () => {
        generation++;
        project.write(`journal/${Math.floor(generation / 4)}/${generation}.json`, recordText(generation));
        project.write(`journal/${Math.floor(generation / 4)}/${generation}.done`, '');
      });
      const error = await storeError(mend());
      expect([error.code, error.message]).toEqual([
        'E_STORE_BUSY',
        'others commit all the time: gave up after 50 tries. Nothing was changed.',
      ]);
      expect(generation).toBe(52);
    } finally {
      watched.restore();
    }
  });
});

describe('a commit that is not finished', () => {
  const finished = { code: 'commit-pending', what: 'finished the commit' };

  test('is finished first', async () => {
    const good = [project.text('config.json'), project.text('sessions.json')];
    project.interrupt();
    project.delete('events');
    expect(await mend()).toStrictEqual([
      finished,
      {
        code: 'lines-missing',
        what: 'put 1 line back from the journal',
        file: '.stint/events/unbound.jsonl',
        backup: `.stint/backup/events-unbound.jsonl.${stamp}`,
      },
    ]);
    expect([project.text('config.json'), project.text('sessions.json')]).toEqual(good);
    expect(await project.exam()).toEqual(nothingFound);
  });

  test('is finished with a word about what it put aside', async () => {
    project.interrupt();
    project.write('config.json', '{"version":1}');
    const [mended, ...others] = await mend();
    expect(others).toEqual([]);
    expect(mended).toEqual({
      code: 'commit-pending',
      what: expect.stringMatching(/^finished the commit; .*config\.json.*kept-/),
    });
  });

  test('is mended where an editor saved its record', async () => {
    const record = project.text('journal/0/2.json');
    project.interrupt();
    project.delete('journal/0/2.json');
    project.write('journal/0/2.json', `\ufeff${record.replace('\n', '\r\n')}`);
    const backup = `.stint/backup/journal-0-2.json.${stamp}`;
    expect(await mend()).toStrictEqual([
      {
        code: 'commit-damaged',
        what: 'took the mark and the line ends out of the record',
        file: '.stint/journal/0/2.json',
        backup,
      },
      finished,
    ]);
    expect(project.text('journal/0/2.json')).toBe(record);
    expect(project.text(backup.slice('.stint/'.length))).toBe(`\ufeff${record.replace('\n', '\r\n')}`);
    expect(await project.exam()).toEqual(nothingFound);
  });

  test('is mended where an editor saved its images', async () => {
    const good = project.text('config.json');
    const images = project.interrupt();
    project.edit(images.config, (text) => text.replaceAll('\n', '\r\n'));
    const name = images.config.slice('journal/0/'.length);
    const backup = `.stint/backup/journal-0-${name}.${stamp}`;
    expect(await mend()).toStrictEqual([
      {
        code: 'commit-image-damaged',
        what: 'made the image of config.json again what its record says',
        file: `.stint/${images.config}`,
        backup,
      },
      finished,
    ]);
    expect(project.text('config.json')).toBe(good);
    expect(project.text(backup.slice('.stint/'.length))).toBe(good.replaceAll('\n', '\r\n'));
  });

  test('is finished where one of its images is in place already', async () => {
    const images = project.interrupt();
    project.delete(images.config);
    expect(await mend()).toMatchObject([{ code: 'commit-pending' }]);
  });

  const other = (p: ExamProject, file: string, text: string): void => {
    p.delete(file);
    p.write(file, text);
  };
  test.each<[string, (images: ReturnType<ExamProject['interrupt']>) => void]>([
    ['its record is damaged', () => other(project, 'journal/0/2.json', '{}')],
    [
      'its record is that of another commit, saved by an editor',
      () => other(project, 'journal/0/2.json', `\ufeff${recordText(1)}`),
    ],
    [
      'its record is a folder',
      () => {
        project.delete('journal/0/2.json');
        project.write('journal/0/2.json/x', '');
      },
    ],
    ['one of its images was changed', ({ sessions }) => project.write(sessions, '{}')],
    [
      'one of its images is a folder',
      ({ sessions }) => {
        project.delete(sessions);
        project.write(`${sessions}/x`, '');
      },
    ],
    [
      'a folder is in the way of what it puts',
      () => {
        project.delete('config.json');
        project.write('config.json/x', '');
      },
    ],
    [
      'a folder is in the way of what it appends',
      () => {
        project.delete('session.log');
        project.write('session.log/x', '');
      },
    ],
  ])('stays, and so does all else, where %s', async (_name, damage) => {
    damage(project.interrupt());
    project.edit('todo.json', (text) => `\ufeff${text}`);
    const before = project.tree();
    expect(await mend()).toEqual([]);
    expect(project.tree()).toEqual(before);
  });
});

describe('the journal', () => {
  test('loses what killed commands left in it', async () => {
    project.write('journal/0/1.x.todo.json', '');
    project.write('journal/0/2.y.todo.json', '');
    project.write('journal/0/3.z.todo.json', '');
    expect(await mend()).toStrictEqual([{ code: 'journal-leftovers', what: 'removed 2 left names', file: '.stint/journal' }]);
    expect(names('journal/0').filter((name) => name.endsWith('.todo.json'))).toEqual(['3.z.todo.json']);
  });

  test.each([
    ['is a file', 'journal'],
    ['holds other things', 'journal/x'],
    ['has a file for an epoch', 'journal/1'],
  ])('that %s stays', async (_name, file) => {
    project.edit('todo.json', (text) => `\ufeff${text}`);
    project.delete('journal');
    project.write(file, '');
    const before = project.tree();
    expect(await mend()).toEqual([]);
    expect(project.tree()).toEqual(before);
  });
});
