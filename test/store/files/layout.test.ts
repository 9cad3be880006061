import { describe, expect, test } from 'vitest';
import {
  donePath,
  epochFolder,
  epochOf,
  eventsFile,
  isSessionId,
  journalOf,
  recordPath,
  spoolFolder,
  stagedPath,
  storeFiles,
} from '../../../src/store/files/layout';

test('the files of a project have the names of the specification', () => {
  expect([storeFiles, spoolFolder]).toEqual([
    {
      config: 'config.json',
      todo: 'todo.json',
      sessions: 'sessions.json',
      ledger: 'ledger.jsonl',
      log: 'session.log',
      archivedTasks: 'archive/tasks.jsonl',
      archivedSessions: 'archive/sessions.jsonl',
    },
    'spool',
  ]);
});

describe('an id of a session', () => {
  test('names a file of events', () => {
    expect(isSessionId('session_20260304_050607_0af9c2')).toBe(true);
    expect(eventsFile('session_20260304_050607_0af9c2')).toBe('events/session_20260304_050607_0af9c2.jsonl');
    expect(eventsFile(undefined)).toBe('events/unbound.jsonl');
  });

  test.each([
    '',
    'unbound',
    'session_20260304_050607_0af9c',
    'session_20260304_050607_0af9c2a',
    'session_20260304_050607_0AF9C2',
    'session_20260304_050607_0af9cg',
    'session_2026030_050607_0af9c2',
    'session_20260304_05060_0af9c2',
    'xsession_20260304_050607_0af9c2',
    'session_20260304_050607_0af9c2\n',
    '../session_20260304_050607_0af9c2',
  ])('%j is none', (text) => {
    expect(isSessionId(text)).toBe(false);
    expect(() => eventsFile(text)).toThrow(new TypeError(`not a session id: ${JSON.stringify(text)}`));
  });
});

test('the journal keeps 64 generations in a folder', () => {
  const journal = journalOf('/p/.stint', 64);
  expect([0, 63, 64, 127, 128].map((generation) => epochOf(journal, generation))).toEqual([0, 0, 1, 1, 2]);
  expect([
    journal.folder,
    epochFolder(journal, 3),
    recordPath(journal, 63),
    donePath(journal, 64),
    stagedPath(journal, 200, '200.x.todo.json'),
  ]).toEqual([
    '/p/.stint/journal',
    '/p/.stint/journal/3',
    '/p/.stint/journal/0/63.json',
    '/p/.stint/journal/1/64.done',
    '/p/.stint/journal/3/200.x.todo.json',
  ]);
  expect([journal.project, journal.epochSize, journal.ledgerBranch(), journal.beforeParsing(1)]).toEqual([
    '/p/.stint',
    64,
    undefined,
    undefined,
  ]);
  const told: number[] = [];
  const other = journalOf(
    '/p',
    1,
    () => 'main',
    (bytes) => told.push(bytes),
  );
  other.beforeParsing(7);
  expect([other.ledgerBranch(), told]).toEqual(['main', [7]]);
});
