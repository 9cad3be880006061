import { describe, expect, test } from 'vitest';
import { decideFocusClear, decideFocusNote, decideFocusSet, decideNextAction } from '../../../src/domain/focus/decide-focus';
import type { Session } from '../../../src/domain/session/schema';
import { accepted, makeSession, makeTask, makeWorld, sessionIdOf } from '../../support/world';

const at = '2026-11-21T11:00:00.000Z';
const work = (hex: string) => ({
  status: 'active' as const,
  work: { by: 'opus', session: sessionIdOf(hex), at, worktree: '/repo' },
});
const tasks = [
  makeTask('T001', { type: 'epic' }),
  makeTask('T002', { parentId: 'T001', ...work('aaaaaa') }),
  makeTask('T003', { parentId: 'T001', ...work('aaaaaa') }),
  makeTask('T004', { parentId: 'T001' }),
];
const focusOn = (currentTask: string | null): Session['focus'] => ({ currentTask, sessionNote: null, nextAction: null });
const worldOf = (held: readonly string[], focus: string | null) =>
  makeWorld({
    tasks,
    sessions: [makeSession('aaaaaa', 'epic:T001', { held: held.map((taskId) => ({ taskId, at })), focus: focusOn(focus) })],
    caller: { pointer: sessionIdOf('aaaaaa') },
  });
const stateOf = (session: Session) => `${session.focus.currentTask} ${session.held.map(({ taskId }) => taskId)}`;

describe('what a change of the focus answers is what is stored', () => {
  test.each<[string, readonly string[], string | null, string, string]>([
    ['from one task to another', ['T002'], 'T002', 'T004', 'T004 T004'],
    ['to one that is held beside it', ['T002', 'T003'], 'T002', 'T003', 'T003 T003'],
    ['with others held beside it', ['T002', 'T003'], 'T003', 'T004', 'T004 T002,T004'],
    ['from none', ['T003'], null, 'T004', 'T004 T003,T004'],
    ['from one that is not held', ['T003'], 'T002', 'T004', 'T004 T003,T004'],
  ])('set: %s', (_name, held, focus, task, expected) => {
    const before = worldOf(held, focus);
    const { result, world } = accepted(before, decideFocusSet(before, { task, takeover: false }));
    expect(stateOf(result.session)).toBe(expected);
    expect(result.session).toEqual(world.state.sessions[0]);
    expect(result.task).toEqual(world.state.tasks.find(({ id }) => id === task));
    expect(result.task?.status).toBe('active');
  });

  test('set: a task that is the focus and held changes nothing; one that is the focus and not held is taken', () => {
    const same = worldOf(['T003', 'T002'], 'T002');
    expect(accepted(same, decideFocusSet(same, { task: 'T002', takeover: false })).result.changed).toBe(false);
    const lost = worldOf(['T003'], 'T004');
    expect(stateOf(accepted(lost, decideFocusSet(lost, { task: 'T004', takeover: false })).result.session)).toBe(
      'T004 T003,T004',
    );
  });

  test.each<[string, readonly string[], string, string, string | undefined]>([
    ['a task in hand', ['T002'], 'T002', 'null ', 'T002'],
    ['one of two in hand', ['T003', 'T002'], 'T002', 'null T003', 'T002'],
    ['one that is not in hand', ['T003'], 'T002', 'null T003', undefined],
  ])('clear: %s', (_name, held, focus, expected, released) => {
    const before = worldOf(held, focus);
    const { result, world } = accepted(before, decideFocusClear(before));
    expect([stateOf(result.session), result.released]).toEqual([expected, released]);
    expect(result.session).toEqual(world.state.sessions[0]);
  });

  test('notes', () => {
    const before = worldOf([], null);
    const note = accepted(before, decideFocusNote(before, { text: 'half way' })).result;
    expect([note.changed, note.session.focus.sessionNote]).toEqual([true, 'half way']);
    const next = accepted(before, decideNextAction(before, { text: 'write' })).result;
    expect([next.changed, next.session.focus.nextAction]).toEqual([true, 'write']);
  });
});
