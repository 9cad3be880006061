import { describe, expect, test } from 'vitest';
import type { Change } from '../../../../src/domain/state/change';
import { at, session, task } from '../fixtures';
import { now, type Packed, packing, sessionsOf, todoOf, whole } from './sample';

const { pack, parsed } = packing();

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
    expect(parsed()).toContain(whole['todo.json'].length);
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
  const mirrorIn = (packed: Packed) => {
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
