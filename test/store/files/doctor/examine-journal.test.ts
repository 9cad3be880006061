import { linkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { finding } from '../../../../src/domain/doctor/finding';
import { examineFiles, examineStable } from '../../../../src/store/files/doctor/examine-files';
import { fileError, replaceFileCalls } from '../../../support/file-calls';
import { watchFileCalls } from '../../../support/watched-file-calls';
import { storeError } from '../fixtures';
import { recordText } from '../scratch-journal';
import { type ExamProject, type ExamRow, examProject, nothingFound, told } from './exam-project';
import { repair } from './sample';

let project: ExamProject;
beforeEach(async () => {
  project = await examProject();
});
afterEach(() => project.remove());

const aside = 'mv .stint/journal .stint/journal.damaged';

describe('the journal', () => {
  const record = 'journal/0/2.json';
  const rewrite = (change: (text: string) => string) => (p: ExamProject) => {
    const text = p.text(record);
    p.delete(record);
    p.write(record, change(text));
  };
  const pending = ['commit-pending', '.stint/journal', repair];
  const rows: readonly ExamRow[] = [
    ['of a commit that is not finished', (p) => void p.interrupt(), { ...nothingFound, findings: [pending] }],
    [
      'of a commit whose record is damaged',
      (p) => {
        p.interrupt();
        rewrite((text) => text.slice(0, -9))(p);
        p.write('events/session_20260304_050607_0fab12.jsonl', 'x\n');
      },
      {
        findings: [
          told('commit-damaged', record, aside),
          told('events-damaged', 'events/session_20260304_050607_0fab12.jsonl', aside),
        ],
        mends: [],
        canRead: false,
      },
    ],
    [
      'of a commit whose record got a mark',
      (p) => {
        p.interrupt();
        rewrite((text) => `\ufeff${text}\r\n`)(p);
      },
      { findings: [told('commit-damaged', record, aside)], mends: [], canRead: false },
    ],
    [
      'of a commit whose record was saved by an editor',
      (p) => {
        p.interrupt();
        rewrite((text) => `\ufeff${text.replace('\n', '\r\n')}`)(p);
      },
      { findings: [told('commit-damaged', record, repair)], mends: [], canRead: false },
    ],
    [
      'of a commit whose record is another one',
      (p) => {
        p.interrupt();
        rewrite(() => recordText(1))(p);
      },
      { ...nothingFound, findings: [told('journal-foreign', record, repair), ['journal-leftovers', '.stint/journal', repair]] },
    ],
    [
      'of a commit whose record is a folder',
      (p) => {
        p.interrupt();
        p.delete(record);
        p.write(`${record}/x`, '');
      },
      { findings: [told('commit-damaged', record, aside)], mends: [], canRead: false },
    ],
    [
      'of a commit whose image was changed',
      (p) => {
        p.write(p.interrupt().config, '{"version":1}');
        p.delete('ledger.jsonl');
      },
      {
        findings: [
          pending.with(2, aside),
          told('commit-image-damaged', 'journal/0/2.*.config.json', aside),
          told('edited-by-hand', 'config.json', 'diff BACKUP/.stint/config.json .stint/config.json'),
          told('ledger-damaged', 'ledger.jsonl', aside),
          told('lines-missing', 'ledger.jsonl', aside),
        ],
        mends: [],
        canRead: false,
      },
    ],
    [
      'of a commit whose image can be mended',
      (p) => p.edit(p.interrupt().config, (text) => `\ufeff${text}`),
      {
        findings: [
          pending,
          told('commit-image-damaged', 'journal/0/2.*.config.json', repair),
          told('not-plain', 'config.json', repair),
        ],
        mends: [
          [
            'config.json',
            'not-plain',
            'took out the mark and the line ends',
            expect.stringContaining('Exam'),
            expect.stringMatching(/^\ufeff/),
          ],
        ],
        canRead: true,
      },
    ],
    [
      'of a commit that is to go where a folder is',
      (p) => {
        p.interrupt();
        p.delete('session.log');
        p.write('session.log/x', '');
      },
      {
        findings: [
          pending.with(2, 'mv .stint/session.log .stint/session.log.old'),
          told('file-unreadable', 'session.log', 'mv .stint/session.log .stint/session.log.old'),
          told('file-unreadable', 'session.log', 'ls -ld .stint/session.log'),
        ],
        mends: [],
        canRead: false,
      },
    ],
    [
      'of a commit that is not finished, and of an old one that is damaged',
      (p) => {
        p.interrupt();
        p.delete('journal/0/1.json');
        p.write('journal/0/1.json', '{}');
      },
      { ...nothingFound, findings: [pending, told('record-damaged', 'journal/0/1.json')] },
    ],
    [
      'of a commit that is not finished, beside what somebody has to look at',
      (p) => {
        p.interrupt();
        p.write('events/session_20260304_050607_0fab12.jsonl', '{"id":1}\n');
      },
      {
        ...nothingFound,
        findings: [
          pending,
          told(
            'events-damaged',
            'events/session_20260304_050607_0fab12.jsonl',
            'vi +1 .stint/events/session_20260304_050607_0fab12.jsonl',
          ),
        ],
      },
    ],
    [
      'of an old commit that is damaged',
      (p) => {
        p.delete('journal/0/1.json');
        p.write('journal/0/1.json', '{}');
      },
      {
        ...nothingFound,
        findings: [['journal-leftovers', '.stint/journal', repair], told('record-damaged', 'journal/0/1.json')],
      },
    ],
    [
      'of the last commit, finished, and damaged',
      rewrite(() => '{}'),
      {
        ...nothingFound,
        findings: [['journal-leftovers', '.stint/journal', repair], told('record-damaged', record)],
      },
    ],
    [
      'that is none',
      (p) => {
        p.delete('journal');
        p.write('journal', '');
        p.delete('session.log');
        p.write('session.log', '\0');
      },
      {
        findings: [['journal-unusable', '.stint/journal', aside], told('log-damaged', 'session.log', aside)],
        mends: [],
        canRead: false,
      },
    ],
  ];
  test.each(rows)('%s', async (_name, make, exam) => {
    make(project);
    expect(await project.exam()).toEqual(exam);
  });

  test('says what is wrong with a record', async () => {
    rewrite(() => '{}')(project);
    expect((await examineFiles(project.journal)).findings.at(-1)).toStrictEqual(
      finding('record-damaged', 'the checksum of the record does not match', { file: '.stint/journal/0/2.json' }),
    );
    project.delete('journal/0/2.done');
    expect((await examineFiles(project.journal)).findings[0]).toStrictEqual(
      finding('commit-damaged', 'the record of a commit that is not finished is damaged: its checksum does not match', {
        file: '.stint/journal/0/2.json',
        fix: aside,
      }),
    );
  });

  test('of a commit that is not finished counts for all files', async () => {
    project.interrupt();
    const { state, tip } = await examineFiles(project.journal);
    expect([state?.config.project.name, state?.sessions.length, tip?.done]).toEqual(['Exam', 1, false]);
  });
});

describe('while others commit', () => {
  const commit = (): void => {
    const next = 'journal/0/3.json';
    project.write('journal/0/3.x.record', recordText(3));
    linkSync(project.path('journal/0/3.x.record'), project.path(next));
    project.write('journal/0/3.done', '');
  };

  test('it is looked at again', async () => {
    const watched = watchFileCalls(project.dir);
    try {
      project.delete('session.log');
      watched.before('readdir events', commit);
      const { tip } = await examineStable(project.journal, 1_000);
      expect(tip?.generation).toBe(3);
    } finally {
      watched.restore();
    }
  });

  test('for so long, and no longer', async () => {
    const watched = watchFileCalls(project.dir);
    let generation = 2;
    try {
      watched.always(/^readdir events$/, () => {
        generation++;
        project.write(`journal/${Math.floor(generation / 4)}/${generation}.json`, recordText(generation));
        project.write(`journal/${Math.floor(generation / 4)}/${generation}.done`, '');
      });
      const error = await storeError(examineStable(project.journal, 0));
      expect([error.code, error.message]).toEqual([
        'E_STORE_BUSY',
        'other processes committed all the time for 0 ms. Nothing was changed.',
      ]);
    } finally {
      watched.restore();
    }
  });

  test('a journal that is none is told at once', async () => {
    project.delete('journal');
    project.write('journal', '');
    const { findings, tip } = await examineStable(project.journal, 0);
    expect([findings.map(({ code }) => code), tip]).toEqual([['journal-unusable'], undefined]);
  });

  test('a record that was swept before it was read is no finding', async () => {
    project.interrupt();
    const restore = replaceFileCalls((real) => ({
      readFileSync: ((path: string, ...rest: []) => {
        if (String(path).endsWith('/2.json')) throw fileError('ENOENT', 'open');
        return real.readFileSync(path, ...rest);
      }) as typeof real.readFileSync,
    }));
    try {
      const { findings } = await examineFiles(project.journal);
      expect(findings.map(({ code }) => code)).not.toContain('commit-damaged');
    } finally {
      restore();
    }
  });
});
