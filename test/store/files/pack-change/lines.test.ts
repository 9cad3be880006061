import { describe, expect, test } from 'vitest';
import type { Change } from '../../../../src/domain/state/change';
import { isEmptyChange, logLine } from '../../../../src/store/files/pack-change';
import { at, entry, session, task } from '../fixtures';
import { now, packing, txid, whole } from './sample';

const { pack, parsed } = packing();

test('the log alone: nothing else is written, and todo.json is not parsed', () => {
  const { put, append } = pack({
    log: [
      { at, message: 'one' },
      { at, message: 'two' },
    ],
  });
  const bytes = '[2026-03-04 05:06:07 UTC] one\n[2026-03-04 05:06:07 UTC] two\n';
  expect({ put, append }).toEqual({ put: [], append: [{ file: 'session.log', offset: 0, bytes }] });
  expect(parsed()).toEqual([whole['sessions.json'].length]);
});

test('a change that asks for nothing', () => {
  expect(pack({ tasks: {}, log: [], events: [], archiveTasks: [] })).toMatchObject({ put: [], append: [] });
});

describe('appends', () => {
  test('every file once, its lines in their order, at its end', () => {
    const { id } = session('aaaaaa');
    const change: Change = {
      ledger: [entry('e1', [], 'a'), entry('e2', [], 'b')],
      events: [
        { at, type: 'log', synthetic: true },
        { at, type: 'focus', synthetic: false, session: id },
        { at, type: 'note', synthetic: true, task: 'T1' },
      ],
      unarchiveTasks: ['T8', 'T9'],
      archiveTasks: [task('T1')],
      archiveSessions: [session('bbbbbb')],
      log: [{ at, message: 'x' }],
    };
    const lines = (...records: object[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('');
    expect(
      pack(change, { ...whole, 'session.log': 'before\n', 'archive/tasks.jsonl': 'cut', 'ledger.jsonl': 'x\n' }).append,
    ).toEqual([
      { file: 'ledger.jsonl', offset: 2, bytes: lines(entry('e1', [], 'a'), entry('e2', [], 'b')) },
      {
        file: 'events/unbound.jsonl',
        offset: 0,
        bytes: lines(
          { id: `${txid}.1`, at, type: 'log', synthetic: true },
          { id: `${txid}.3`, at, type: 'note', synthetic: true, task: 'T1' },
        ),
      },
      {
        file: `events/${id}.jsonl`,
        offset: 0,
        bytes: lines({ id: `${txid}.2`, at, type: 'focus', synthetic: false, session: id }),
      },
      {
        file: 'archive/tasks.jsonl',
        offset: 3,
        bytes: `\n${lines({ id: 'T8', unarchivedAt: now }, { id: 'T9', unarchivedAt: now }, task('T1'))}`,
      },
      { file: 'archive/sessions.jsonl', offset: 0, bytes: lines(session('bbbbbb')) },
      { file: 'session.log', offset: 7, bytes: '[2026-03-04 05:06:07 UTC] x\n' },
    ]);
  });

  test.each([
    ['2026-03-04T05:06:07.999Z', 'plain', '[2026-03-04 05:06:07 UTC] plain\n'],
    ['2026-12-31T23:59:59-01:00', 'other zone', '[2027-01-01 00:59:59 UTC] other zone\n'],
    [at, 'two\nlines\r and \u001b[31mred', '[2026-03-04 05:06:07 UTC] two^Jlines^M and ^[[31mred\n'],
  ])('a line of the log: %s %j', (when, message, line) => {
    expect(logLine(when, message)).toBe(line);
  });
});

describe('the rotation of the log', () => {
  const files = {
    ...whole,
    'config.json': '{"version":1,"log":{"maxSizeBytes":5,"keep":2}}',
    'session.log': 'before\n',
    'session.log.1': 'older\n',
  };
  const change: Change = { log: [{ at, message: 'x' }], archiveTasks: [task('T1')] };
  const line = '[2026-03-04 05:06:07 UTC] x\n';

  test('moves the logs, and a new one begins with the lines of the change', () => {
    const { images, append } = pack({ ...change, tasks: { remove: ['T1'] }, rotateLog: true }, files);
    expect([...images].filter(([file]) => file !== 'todo.json')).toEqual([
      ['session.log.2', { linkOf: 'session.log.1' }],
      ['session.log.1', { linkOf: 'session.log' }],
      ['session.log', line],
    ]);
    expect([...images.keys()][0]).toBe('todo.json');
    expect(append.map(({ file }) => file)).toEqual(['archive/tasks.jsonl']);
  });

  test.each<[string, Change, Record<string, string>]>([
    ['not asked for', change, files],
    ['refused', { ...change, rotateLog: false }, files],
    ['asked for and not due', { ...change, rotateLog: true }, { ...files, 'session.log': 'five\n' }],
    ['asked for and not set', { ...change, rotateLog: true }, { ...files, 'config.json': '{"version":1}' }],
  ])('%s', (_what, asked, texts) => {
    const { put, append } = pack(asked, texts);
    expect([put, append.map(({ file }) => file)]).toEqual([[], ['archive/tasks.jsonl', 'session.log']]);
  });

  test('goes by the settings that the change makes', () => {
    const { put } = pack({ ...change, rotateLog: true, config: { 'log.maxSizeBytes': 1_000 } }, files);
    expect(put).toEqual(['config.json']);
  });
});

test.each<[Change, boolean]>([
  [{}, true],
  [{ tasks: {}, sessions: {}, config: {}, rotateLog: false }, true],
  [{ log: undefined, config: undefined } as unknown as Change, true],
  [{ tasks: { put: [], remove: [] }, sessions: { put: [], remove: [] } }, true],
  [{ ledger: [], events: [], log: [], redact: [], archiveTasks: [], archiveSessions: [], unarchiveTasks: [] }, true],
  [{ tasks: { put: [task('T1')] } }, false],
  [{ tasks: { put: [], remove: ['T1'] } }, false],
  [{ sessions: { remove: ['x'] } }, false],
  [{ lastTaskNumber: 0 }, false],
  [{ config: { worktrees: undefined } }, false],
  [{ spool: {} }, false],
  [{ rotateLog: true }, false],
  [{ log: [{ at, message: '' }] }, false],
])('%j asks for nothing: %s', (change, isEmpty) => {
  expect(isEmptyChange(change)).toBe(isEmpty);
});
