import { describe, expect, test } from 'vitest';
import { decideFocusClear, decideFocusNote, decideFocusSet, decideNextAction } from '../../../src/domain/focus/decide-focus';
import type { Session } from '../../../src/domain/session/schema';
import { accepted, codeOf, makeSession, makeTask, makeWorld, sessionIdOf, testNow, type WorldParts } from '../../support/world';

const me = sessionIdOf('aaaaaa');
const mine = (over: Partial<Session> = {}) =>
  makeSession('aaaaaa', 'epic:T001', {
    conversation: 'c1',
    conversations: ['c1'],
    held: [{ taskId: 'T002', at: testNow }],
    focus: { currentTask: 'T002', sessionNote: null, nextAction: null },
    ...over,
  });
const tasks = [
  makeTask('T001', { type: 'epic' }),
  makeTask('T002', { parentId: 'T001', status: 'active', work: { by: 'me', session: me, at: testNow } }),
  makeTask('T003', { parentId: 'T001', priority: 'high' }),
  makeTask('T004', { parentId: 'T001', status: 'done' }),
  makeTask('T009'),
];
const base: WorldParts = { tasks, sessions: [mine()], caller: { conversation: { id: 'c1', from: 'harness' } } };
const set = (task: string, takeover = false) => ({ task, takeover });

describe('focus set', () => {
  const theirs = makeSession('bbbbbb', 'task:T009', { held: [{ taskId: 'T003', at: testNow }] });
  test.each<[string, WorldParts, string, string]>([
    ['unbound', { caller: {} }, 'T003', 'E_SESSION_REQUIRED'],
    ['unknown', {}, 'T099', 'E_TASK_NOT_FOUND'],
    ['out of scope', {}, 'T009', 'E_TASK_NOT_IN_SCOPE'],
    ['finished', {}, 'T004', 'E_TASK_STATE'],
    ['held by another', { sessions: [mine(), theirs] }, 'T003', 'E_TASK_CLAIMED'],
    ['free', {}, 'T003', 'ok'],
  ])('%s', (_name, over, task, expected) =>
    expect(codeOf(decideFocusSet(makeWorld({ ...base, ...over }), set(task)))).toBe(expected),
  );

  test('moves: the old focus goes back to pending, the new one becomes active', () => {
    const world = makeWorld(base);
    const { result, world: after } = accepted(world, decideFocusSet(world, set('T003')));
    expect(result).toMatchObject({ released: 'T002', changed: true, task: { id: 'T003' } });
    expect(after.state.tasks.slice(1, 3).map((task) => task.status)).toEqual(['pending', 'active']);
    expect(after.state.sessions[0]).toMatchObject({ held: [{ taskId: 'T003' }], focus: { currentTask: 'T003' } });
    expect(after.state.sessions[0]?.focusHistory.map((one) => [one.taskId, one.action])).toEqual([
      ['T002', 'released'],
      ['T003', 'focused'],
    ]);
  });

  test('on the focus itself changes nothing', () => {
    const outcome = decideFocusSet(makeWorld(base), set('T002'));
    expect(outcome.ok && [outcome.result.changed, outcome.change]).toEqual([false, null]);
  });

  test('unmet dependencies are a warning', () => {
    const world = makeWorld({
      ...base,
      tasks: tasks.map((task) => (task.id === 'T003' ? { ...task, depends: ['T009', 'T404'] } : task)),
    });
    const outcome = decideFocusSet(world, set('T003'));
    expect(outcome.ok && outcome.warnings).toEqual([
      { code: 'W_UNMET_DEPENDENCIES', message: 'T003 depends on T009, T404, not finished yet' },
    ]);
  });

  test('--takeover takes it out of the hands of the holder', () => {
    const world = makeWorld({ ...base, sessions: [mine(), theirs] });
    const after = accepted(world, decideFocusSet(world, set('T003', true))).world;
    expect(after.state.sessions.map((session) => session.held.map((one) => one.taskId))).toEqual([['T003'], []]);
    expect(after.state.tasks[2]).toMatchObject({ status: 'active', work: { session: me } });
  });
});

test('clear puts the task back', () => {
  const world = makeWorld(base);
  const after = accepted(world, decideFocusClear(world)).world;
  expect(after.state.sessions[0]).toMatchObject({ held: [], focus: { currentTask: null } });
  expect(after.state.tasks[1]?.status).toBe('pending');
  const again = decideFocusClear(after);
  expect(again.ok && again.change).toBeNull();
});

test('note appends and becomes the current one; next-action replaces', () => {
  const world = makeWorld(base);
  const one = accepted(world, decideFocusNote(world, { text: 'first' })).world;
  const two = accepted(one, decideFocusNote(one, { text: 'second' })).world;
  const three = accepted(two, decideNextAction(two, { text: 'tests' })).world;
  expect(three.state.sessions[0]).toMatchObject({
    notes: [{ text: 'first' }, { text: 'second' }],
    focus: { sessionNote: 'second', nextAction: 'tests', currentTask: 'T002' },
  });
  expect(codeOf(decideFocusNote(world, { text: ' ' }))).toBe('E_USAGE');
});
