import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '../../src/domain/state/change';
import { journalOf } from '../../src/store/layout';
import { isEmptyChange, logLine, packChange } from '../../src/store/pack-change';
import { readSnapshot } from '../../src/store/snapshot';
import { viewFiles } from '../../src/store/store-files-view';
import { at, entry, session, task } from './fixtures';
import { type ScratchJournal, scratchJournal } from './scratch-journal';

const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');
const now = '2026-04-05T06:07:08.000Z';
const txid = 'abcdefghijkl';
const todoOf = (meta: object, records: readonly object[], focus: object = {}): string =>
  `${JSON.stringify({ version: 1, _meta: meta, focus, tasks: records })}\n`;
const sessionsOf = (meta: object, records: readonly object[]): string =>
  `${JSON.stringify({ version: 1, _meta: meta, sessions: records })}\n`;
const whole = {
  'config.json': '{"version":1}',
  'todo.json': todoOf({ lastTaskNumber: 3 }, [task('T1'), task('T2')]),
  'sessions.json': sessionsOf({}, [session('aaaaaa')]),
};

let scratch: ScratchJournal;
/** How large the files were that were parsed. */
let parsed: number[];
beforeEach(() => {
  scratch = scratchJournal();
  parsed = [];
});
afterEach(() => scratch.remove());

const pack = (change: Change, files: Readonly<Record<string, string>> = whole, isFresh = false, branch?: string) => {
  scratch.make(files);
  const journal = journalOf(
    scratch.project,
    4,
    () => branch,
    (bytes) => parsed.push(bytes),
  );
  const { put, append } = packChange(journal, readSnapshot(viewFiles(journal, undefined), 9, isFresh), change, txid, now);
  const images = new Map<string, unknown>();
  for (const { file, image, ...step } of put) {
    const bytes = Buffer.isBuffer(image) ? image : Buffer.from(scratch.text(image.linkOf));
    const before = scratch.has(file) ? sha256(scratch.text(file)) : null;
    expect(step).toEqual({ sha256: sha256(bytes), size: bytes.length, base: before });
    images.set(file, Buffer.isBuffer(image) ? bytes.toString() : image);
  }
  const jsonOf = (file: string) => JSON.parse(String(images.get(file)));
  return { put: [...images.keys()], append, jsonOf, images };
};

test('the log alone: nothing else is written, and todo.json is not parsed', () => {
  const { put, append } = pack({
    log: [
      { at, message: 'one' },
      { at, message: 'two' },
    ],
  });
  const bytes = '[2026-03-04 05:06:07 UTC] one\n[2026-03-04 05:06:07 UTC] two\n';
  expect({ put, append }).toEqual({ put: [], append: [{ file: 'session.log', offset: 0, bytes }] });
  expect(parsed).toEqual([whole['sessions.json'].length]);
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

describe('todo.json', () => {
  const idsOf = (file: { tasks: { id: string }[] }): string[] => file.tasks.map(({ id }) => id);
  test.each<[string, Change, string[], number]>([
    ['a task put', { tasks: { put: [task('T5')] } }, ['T1', 'T2', 'T5'], 5],
    ['a task in its place', { tasks: { put: [task('T1', { title: 'new' })] } }, ['T1', 'T2'], 3],
    ['a task removed', { tasks: { remove: ['T1'] } }, ['T2'], 3],
    ['both', { tasks: { put: [task('T4')], remove: ['T2'] } }, ['T1', 'T4'], 4],
    ['a number alone', { lastTaskNumber: 8 }, ['T1', 'T2'], 8],
    ['a number that is lower', { lastTaskNumber: 2 }, ['T1', 'T2'], 3],
    ['a number, and a task above it', { lastTaskNumber: 8, tasks: { put: [task('T9')] } }, ['T1', 'T2', 'T9'], 9],
  ])('%s', (_what, change, ids, lastTaskNumber) => {
    const { put, append, jsonOf } = pack(change);
    expect({ put, append }).toEqual({ put: ['todo.json'], append: [] });
    const file = jsonOf('todo.json');
    expect(idsOf(file)).toEqual(ids);
    expect(file._meta).toEqual({ lastTaskNumber, lastModified: now });
    expect(file.focus).toEqual({});
    expect(parsed).toContain(whole['todo.json'].length);
  });

  test('numbers are those of the prefix that the change sets', () => {
    const change: Change = { config: { 'task.prefix': 'X' }, tasks: { put: [task('X9'), task('T7')] } };
    expect(pack(change).jsonOf('todo.json')._meta.lastTaskNumber).toBe(9);
  });
});

describe('sessions.json', () => {
  test.each<[string, Change, string[]]>([
    ['a session put', { sessions: { put: [session('bbbbbb')] } }, ['aaaaaa', 'bbbbbb']],
    ['a session removed', { sessions: { remove: [session('aaaaaa').id] } }, []],
  ])('%s: todo.json stays', (_what, change, hexes) => {
    const { put, append, jsonOf } = pack(change);
    expect({ put, append }).toEqual({ put: ['sessions.json'], append: [] });
    expect(jsonOf('sessions.json')).toEqual({ version: 1, _meta: {}, sessions: hexes.map((hex) => session(hex)) });
  });

  test('nothing to put or remove: not written', () => {
    expect(pack({ sessions: { put: [], remove: [] }, log: [{ at, message: 'x' }] }).put).toEqual([]);
  });

  test('what is taken over from the spool, in place of what was', () => {
    const files = { ...whole, 'sessions.json': sessionsOf({ spool: { 'a.jsonl': { bytes: 1, head: 'h' } }, other: 1 }, []) };
    const { put, jsonOf } = pack({ spool: { 'b.jsonl': { bytes: 2, head: 'i' } } }, files);
    expect(put).toEqual(['sessions.json']);
    expect(jsonOf('sessions.json')._meta).toEqual({ spool: { 'b.jsonl': { bytes: 2, head: 'i' } }, other: 1 });
  });
});

describe('a project that has nothing yet', () => {
  test('gets both files with its first change', () => {
    const { put, jsonOf } = pack({ log: [{ at, message: 'x' }] }, {}, true);
    expect(put).toEqual(['sessions.json', 'todo.json']);
    expect(jsonOf('sessions.json')).toEqual({ version: 1, _meta: {}, sessions: [] });
    expect(jsonOf('todo.json')).toEqual({ version: 1, _meta: { lastTaskNumber: 0, lastModified: now }, focus: {}, tasks: [] });
  });
});

describe('settings', () => {
  test('are set in config.json; todo.json stays', () => {
    const { put, jsonOf } = pack({ config: { worktrees: 'own' } });
    expect(put).toEqual(['config.json']);
    expect(jsonOf('config.json')).toEqual({ version: 1, worktrees: 'own' });
  });

  test('that the change does not touch are not written', () => {
    expect(pack({ tasks: { remove: ['T1'] } }).put).toEqual(['todo.json']);
  });
});

describe('single-session mode', () => {
  const single = { ...whole, 'config.json': '{"version":1,"multiSession":{"enabled":false}}' };
  const focusOf = (currentTask: string | null) => ({ currentTask, sessionNote: null, nextAction: null });
  const one = session('aaaaaa', { focus: focusOf('T1') });
  const shows = (activeSession: string | null, currentTask: string | null): string =>
    todoOf({ lastTaskNumber: 3, activeSession }, [task('T1')], focusOf(currentTask));
  const mirrorIn = (packed: ReturnType<typeof pack>) => {
    const { _meta, focus } = packed.jsonOf('todo.json');
    return [_meta.activeSession, focus.currentTask];
  };

  test.each<[string, Change, Record<string, string>, unknown[]]>([
    ['a session that changes its focus', { sessions: { put: [one] } }, single, [one.id, 'T1']],
    ['a session that goes', { sessions: { remove: [one.id] } }, single, [null, null]],
    [
      'one goes and another comes',
      { sessions: { remove: [one.id], put: [session('bbbbbb', { focus: focusOf('T2') })] } },
      single,
      [session('bbbbbb').id, 'T2'],
    ],
    [
      'one stays beside a suspended one',
      { sessions: { put: [session('bbbbbb', { status: 'suspended' })] } },
      single,
      [one.id, null],
    ],
    ['the mode is set', { config: { 'multiSession.enabled': false } }, whole, [one.id, null]],
    ['a task changes', { tasks: { remove: ['T1'] } }, single, [one.id, null]],
  ])('%s: todo.json says so', (_what, change, files, mirror) => {
    const packed = pack(change, files);
    expect(packed.put).toContain('todo.json');
    expect(mirrorIn(packed)).toEqual(mirror);
  });

  test.each<[string, Change, string]>([
    ['the same session and focus', { sessions: { put: [one] } }, shows(one.id, 'T1')],
    ['no session then and now', { sessions: { remove: [one.id] } }, shows(null, null)],
    ['settings', { config: { worktrees: 'own' } }, shows(one.id, null)],
    ['the log', { log: [{ at, message: 'x' }] }, shows('other', null)],
  ])('%s: todo.json stays', (_what, change, text) => {
    expect(pack(change, { ...single, 'todo.json': text }).put).not.toContain('todo.json');
  });

  test('is left: the mirror goes', () => {
    const { jsonOf } = pack({ config: { 'multiSession.enabled': true } }, { ...single, 'todo.json': shows(one.id, 'T1') });
    expect(jsonOf('todo.json')).toMatchObject({ _meta: { lastTaskNumber: 3, lastModified: now }, focus: {} });
    expect(jsonOf('todo.json')._meta).not.toHaveProperty('activeSession');
  });
});

describe('the ledger', () => {
  const first = `${JSON.stringify(entry('e1', [], 'a'))}\n`;
  const second = entry('e2', ['a'.repeat(64)], 'b');
  const bytes = `${JSON.stringify(second)}\n`;
  const memoryIn = (packed: ReturnType<typeof pack>) => packed.jsonOf('sessions.json')._meta.ledger;

  test('an entry: sessions.json remembers head, count, size and times', () => {
    const packed = pack({ ledger: [second] }, { ...whole, 'ledger.jsonl': first });
    expect(packed.put).toEqual(['sessions.json']);
    expect(packed.append).toEqual([{ file: 'ledger.jsonl', offset: first.length, bytes }]);
    expect(memoryIn(packed)).toEqual({
      heads: ['b'.repeat(64)],
      count: 2,
      size: first.length + bytes.length,
      completions: 2,
      maxAt: at,
      lagMs: 0,
    });
  });

  test('where its last line has no end, that is counted', () => {
    const packed = pack({ ledger: [second] }, { ...whole, 'ledger.jsonl': first.trim() });
    expect(packed.append).toEqual([{ file: 'ledger.jsonl', offset: first.length - 1, bytes: `\n${bytes}` }]);
    expect(memoryIn(packed).size).toBe(first.length + bytes.length);
  });

  test('letters of several bytes are counted as bytes', () => {
    const wide = { ...second, task: { ...second.task, title: 'ä𝄞' } };
    const packed = pack({ ledger: [wide] }, { ...whole, 'ledger.jsonl': first });
    expect(memoryIn(packed).size).toBe(first.length + Buffer.byteLength(`${JSON.stringify(wide)}\n`));
  });

  test('what was remembered is carried on, by branch', () => {
    const branches = { old: { heads: ['x'.repeat(64)], count: 1 } };
    const ledger = {
      heads: ['a'.repeat(64)],
      count: 41,
      size: first.length,
      completions: 40,
      lagMs: 7,
      maxAt: at,
      branches,
      branch: 'old',
      mine: 1,
    };
    const packed = pack(
      { ledger: [second] },
      { ...whole, 'ledger.jsonl': first, 'sessions.json': sessionsOf({ ledger }, []) },
      false,
      'main',
    );
    const tip = { heads: ['b'.repeat(64)], count: 42 };
    expect(memoryIn(packed)).toEqual({
      ...tip,
      size: first.length + bytes.length,
      completions: 41,
      lagMs: 7,
      maxAt: at,
      branch: 'main',
      branches: { ...branches, main: tip },
      mine: 1,
    });
  });
});

describe('a redaction', () => {
  const secret = { ...entry('e1', [], 'a'), reason: 'secret' };
  const text = `${JSON.stringify(secret)}\n`;
  const redact = [{ entryId: 'e1', hash: 'a'.repeat(64), field: 'reason' }];
  const ledger = { heads: ['a'.repeat(64)], count: 1, size: text.length, completions: 1 };

  test('replaces the ledger, and sessions.json remembers its size', () => {
    const packed = pack({ redact }, { ...whole, 'ledger.jsonl': text, 'sessions.json': sessionsOf({ ledger }, []) });
    expect([packed.put, packed.append]).toEqual([['ledger.jsonl', 'sessions.json'], []]);
    const image = String(packed.images.get('ledger.jsonl'));
    expect(image).not.toContain('secret');
    expect(packed.jsonOf('sessions.json')._meta.ledger).toEqual({ ...ledger, size: image.length });
  });

  test('branch and missed entries stay remembered', () => {
    const recorded = { ...ledger, branch: 'main', missed: ['m'] };
    const packed = pack({ redact }, { ...whole, 'ledger.jsonl': text, 'sessions.json': sessionsOf({ ledger: recorded }, []) });
    expect(packed.jsonOf('sessions.json')._meta.ledger).toMatchObject({ branch: 'main', missed: ['m'] });
  });

  test.each<[string, object]>([
    ['nothing is remembered', {}],
    ['another size is remembered', { ledger: { ...ledger, size: text.length - 1 } }],
  ])('%s: so it stays', (_what, meta) => {
    expect(pack({ redact }, { ...whole, 'ledger.jsonl': text, 'sessions.json': sessionsOf(meta, []) }).put).toEqual([
      'ledger.jsonl',
    ]);
  });

  test('of a ledger that is not there', () => {
    const packed = pack({ redact });
    expect([packed.put, packed.images.get('ledger.jsonl')]).toEqual([['ledger.jsonl'], '']);
  });

  test('of nothing', () => {
    expect(pack({ redact: [] }, { ...whole, 'ledger.jsonl': text }).put).toEqual([]);
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
