import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { finding } from '../../../../src/domain/doctor/finding';
import { examineFiles } from '../../../../src/store/files/doctor/examine-files';
import { journalOf } from '../../../../src/store/files/layout';
import { replaceFileCalls } from '../../../support/file-calls';
import { type ExamProject, type ExamRow, examProject, nothingFound, told } from './exam-project';
import { repair } from './sample';

let project: ExamProject;
beforeEach(async () => {
  project = await examProject();
});
afterEach(() => project.remove());

describe('a project in which nothing is wrong', () => {
  test('is read, and not touched', async () => {
    const before = project.tree();
    const { tip, findings, mends, state, entryIds } = await examineFiles(project.journal);
    expect([findings, mends]).toEqual([[], []]);
    expect(tip).toEqual({ generation: 2, done: true, hasRecord: true, strayDone: false, epochs: [0], trash: [] });
    expect(state?.generation).toBe(2);
    expect(state?.tasks.map(({ id }) => id)).toEqual(['T001', 'T002']);
    expect([...entryIds()]).toEqual(['one']);
    expect(project.tree()).toEqual(before);
  });

  test('tells the lines that records stand on', async () => {
    project.edit('todo.json', (text) => `\n${text.replace('{"id":"T002"', '\n\n{"title":"x", "id" : "T002"')}`);
    const { lineOf } = await examineFiles(project.journal);
    expect(lineOf('todo.json', 'T001')).toBe(3);
    expect(lineOf('todo.json', 'T002')).toBe(6);
    expect(lineOf('todo.json', 'T003')).toBeUndefined();
    expect(lineOf('sessions.json', 'session_20260304_050607_aaaaaa')).toBe(2);
    expect(lineOf('sessions.json', 'T001')).toBeUndefined();
  });

  test.each([
    ['one line', 0, [1, 1]],
    ['lines of its own making', 1, [10, 25]],
  ] as const)('tells the lines of a file in %s', async (_name, space, expected) => {
    project.edit('todo.json', (text) => JSON.stringify(JSON.parse(text), null, space));
    const { lineOf } = await examineFiles(project.journal);
    expect(['T001', 'T002'].map((id) => lineOf('todo.json', id))).toEqual(expected);
  });

  test('tells the first line of an id, as it was when it was first asked', async () => {
    project.edit('todo.json', (text) => text.replace('\n]}', ',\n{"of":[{"id":"T001"},{"id":"T7"},{"id":"T8"}]}\n]}'));
    const { lineOf } = await examineFiles(project.journal);
    expect(['T001', 'T7', 'T8'].map((id) => lineOf('todo.json', id))).toEqual([2, 4, 4]);
    project.write('todo.json', '');
    expect(lineOf('todo.json', 'T002')).toBe(3);
  });

  test('tells the ids of all entries', async () => {
    project.edit('ledger.jsonl', (text) => `${text}{"v":1,"id":"two"}\n{"v":2,"id":"three"}\n {"v":1,"id":"four"}\n`);
    expect([...(await examineFiles(project.journal)).entryIds()]).toEqual(['one', 'two']);
  });
});

describe('the files', () => {
  const whole = (file: string) => `cp BACKUP/.stint/${file} .stint/${file}`;
  const rows: readonly ExamRow[] = [
    [
      'without a log',
      (p) => p.delete('session.log'),
      {
        findings: [told('log-missing', 'session.log', repair)],
        mends: [
          [
            'session.log',
            'log-missing',
            'made it again, put 2 lines back from the journal',
            '[2026-03-04 05:06:07 UTC] first\n[2026-03-04 05:06:07 UTC] second\n',
            null,
          ],
        ],
        canRead: true,
      },
    ],
    [
      'with a damaged log',
      (p) => p.write('session.log', 'x\u001b\n'),
      {
        findings: [told('log-damaged', 'session.log', 'vi +1 .stint/session.log'), told('lines-missing', 'session.log', repair)],
        mends: [
          [
            'session.log',
            'log-damaged',
            'put 2 lines back from the journal',
            'x\u001b\n[2026-03-04 05:06:07 UTC] first\n[2026-03-04 05:06:07 UTC] second\n',
            'x\u001b\n',
          ],
        ],
        canRead: true,
      },
    ],
    [
      'with a folder for the log',
      (p) => {
        p.delete('session.log');
        p.write('session.log/x', '');
      },
      { findings: [told('file-unreadable', 'session.log', 'ls -ld .stint/session.log')], mends: [], canRead: true },
    ],
    [
      'with a folder for the tasks',
      (p) => {
        p.delete('todo.json');
        p.write('todo.json/x', '');
      },
      { findings: [told('file-unreadable', 'todo.json', 'ls -ld .stint/todo.json')], mends: [], canRead: false },
    ],
    [
      'with a folder for the sessions',
      (p) => {
        p.delete('sessions.json');
        p.write('sessions.json/x', '');
      },
      { findings: [told('file-unreadable', 'sessions.json', 'ls -ld .stint/sessions.json')], mends: [], canRead: false },
    ],
    [
      'without tasks',
      (p) => p.delete('todo.json'),
      { findings: [told('file-missing', 'todo.json', whole('todo.json'))], mends: [], canRead: false },
    ],
    [
      'without tasks and sessions',
      (p) => {
        p.delete('todo.json');
        p.delete('sessions.json');
      },
      {
        findings: [
          told('file-missing', 'todo.json', whole('todo.json')),
          told('file-missing', 'sessions.json', whole('sessions.json')),
        ],
        mends: [],
        canRead: false,
      },
    ],
    [
      'without settings',
      (p) => p.delete('config.json'),
      { findings: [told('config-missing', 'config.json', 'stint init')], mends: [], canRead: true },
    ],
    [
      'of a newer stint',
      (p) => p.edit('sessions.json', (text) => text.replace('"version":1', '"version":9')),
      {
        findings: [told('file-newer', 'sessions.json', 'stint --version')],
        mends: [],
        canRead: false,
      },
    ],
    [
      'with tasks that are damaged',
      (p) => p.write('todo.json', '{'),
      {
        findings: [told('file-damaged', 'todo.json', 'vi +1 .stint/todo.json')],
        mends: [],
        canRead: false,
      },
    ],
    [
      'with an archive that is damaged',
      (p) => p.edit('archive/tasks.jsonl', (text) => `{}\n${text}`),
      {
        findings: [told('archive-damaged', 'archive/tasks.jsonl', 'stint doctor --repair')],
        mends: [
          [
            'archive/tasks.jsonl',
            'archive-damaged',
            'took 1 line out',
            expect.not.stringMatching(/^\{\}/),
            expect.stringMatching(/^\{\}\n/),
          ],
        ],
        canRead: false,
      },
    ],
    [
      'with an archive of sessions that is damaged',
      (p) => p.write('archive/sessions.jsonl', '{}\n{"id":1}\n'),
      {
        findings: [
          told('archive-damaged', 'archive/sessions.jsonl', 'stint doctor --repair'),
          told('archive-damaged', 'archive/sessions.jsonl', 'stint doctor --repair'),
        ],
        mends: [['archive/sessions.jsonl', 'archive-damaged', 'took 2 lines out', '', '{}\n{"id":1}\n']],
        canRead: false,
      },
    ],
    [
      'with a ledger that was cut',
      (p) => p.write('ledger.jsonl', ''),
      {
        findings: [told('ledger-damaged', 'ledger.jsonl', repair), told('lines-missing', 'ledger.jsonl', repair)],
        mends: [
          ['ledger.jsonl', 'ledger-damaged', 'put 1 line back from the journal', expect.stringContaining('"id":"one"'), ''],
        ],
        canRead: true,
      },
    ],
    [
      'with events that were removed',
      (p) => p.delete('events'),
      {
        findings: [told('lines-missing', 'events/unbound.jsonl', repair)],
        mends: [
          [
            'events/unbound.jsonl',
            'lines-missing',
            'made it again, put 2 lines back from the journal',
            expect.stringMatching(/^(?:\{"id".*\n){2}$/),
            null,
          ],
        ],
        canRead: true,
      },
    ],
    [
      'with events that no commit speaks of',
      (p) => p.write('events/session_20260304_050607_0fab12.jsonl', 'x\n'),
      {
        findings: [told('events-damaged', 'events/session_20260304_050607_0fab12.jsonl', repair)],
        mends: [['events/session_20260304_050607_0fab12.jsonl', 'events-damaged', 'took 1 line out', '', 'x\n']],
        canRead: true,
      },
    ],
    [
      'with what a hook left',
      (p) => p.write('spool/a.jsonl', '{}\n'),
      { findings: [told('spool-damaged', 'spool/a.jsonl')], mends: [], canRead: true },
    ],
    [
      'with files of other kinds',
      (p) => {
        p.write('spool/a.txt', '{}\n');
        p.write('events/a.jsonl.old', 'x\n');
        p.write('other/a.jsonl', 'x\n');
      },
      nothingFound,
    ],
    ['with a file for a folder', (p) => p.write('spool', ''), nothingFound],
  ];
  test.each(rows)('%s', async (_name, make, exam) => {
    make(project);
    expect(await project.exam()).toEqual(exam);
  });

  test('that cannot be read are named with the reason', async () => {
    project.delete('todo.json');
    project.write('todo.json/x', '');
    const { findings } = await examineFiles(project.journal);
    expect(findings).toStrictEqual([
      finding('file-unreadable', `${project.path('todo.json')}: it is a folder (EISDIR)`, {
        file: '.stint/todo.json',
        fix: 'ls -ld .stint/todo.json',
      }),
    ]);
  });

  test.each([
    ['readdirSync', 'events'],
    ['openSync', 'todo.json.bak'],
    ['openSync', 'todo.json'],
  ] as const)('errors that are none of the file system are errors: %s %s', async (call, name) => {
    project.write('todo.json.bak', '');
    if (name !== 'todo.json') project.write('todo.json', '');
    const restore = replaceFileCalls((real) => ({
      [call]: (path: string, ...rest: []) => {
        if (path === project.path(name)) throw new TypeError('of the program');
        return (real[call] as (path: string) => unknown)(path, ...rest);
      },
    }));
    try {
      await expect(examineFiles(project.journal)).rejects.toThrow('of the program');
    } finally {
      restore();
    }
  });

  test('of a ledger that is kept in git are not brought back', async () => {
    project.write('ledger.jsonl', 'x\n');
    project.write('sessions.json', '{');
    const exam = await examineFiles(journalOf(project.dir, 4, () => 'main'));
    expect(exam.findings.map(({ code, fix }) => [code, fix])).toEqual([
      ['file-damaged', 'vi +1 .stint/sessions.json'],
      ['ledger-damaged', repair],
      ['lines-missing', 'stint ledger verify'],
    ]);
    expect(exam.mends.map(({ bytes }) => bytes.toString())).toEqual(['']);
  });
});
