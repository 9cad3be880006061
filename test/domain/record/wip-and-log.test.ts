import { describe, expect, test } from 'vitest';
import { decideLog } from '../../../src/domain/record/decide-log';
import { decideWip } from '../../../src/domain/record/decide-wip';
import { accepted, codeOf, makeSession, makeTask, makeWorld, sessionIdOf, testNow, type WorldParts } from '../../support/world';

const wip = (task: string, over = {}) => ({ task, takeover: false, logged: true, ...over });
const mine = (over = {}) =>
  makeSession('aaaaaa', 'epic:T001', { conversation: 'c1', conversations: ['c1'], agent: 'opus', ...over });
const caller = { conversation: { id: 'c1', from: 'harness' as const } };
const tasks = [
  makeTask('T001', { type: 'epic' }),
  makeTask('T002', { parentId: 'T001' }),
  makeTask('T003', { parentId: 'T001' }),
  makeTask('T009'),
];
const holding = { held: [{ taskId: 'T002', at: testNow }], focus: { currentTask: 'T002', sessionNote: null, nextAction: null } };

describe('wip in a session', () => {
  test.each<[string, WorldParts, string, string]>([
    ['unknown', {}, 'T099', 'E_TASK_NOT_FOUND'],
    ['out of scope', {}, 'T009', 'E_TASK_NOT_IN_SCOPE'],
    ['finished', { tasks: [tasks[0], { ...tasks[1], status: 'done' }] as typeof tasks }, 'T002', 'E_TASK_STATE'],
    ['held by another', { sessions: [mine(), makeSession('bbbbbb', 'task:T009', holding)] }, 'T002', 'E_TASK_CLAIMED'],
    ['inside another, inner scope', { sessions: [mine(), makeSession('bbbbbb', 'task:T002')] }, 'T002', 'E_TASK_CLAIMED'],
    ['too many in progress', { sessions: [mine(holding)] }, 'T003', 'E_TASK_STATE'],
    ['below the limit', { sessions: [mine(holding)], config: { multiSession: { maxActiveTasksPerScope: 2 } } }, 'T003', 'ok'],
    ['free', {}, 'T002', 'ok'],
    ['archived', { archivedTasks: [makeTask('T100', { status: 'done' })] }, 'T100', 'E_TASK_STATE'],
  ])('%s', (_name, parts, task, expected) => {
    expect(codeOf(decideWip(makeWorld({ tasks, sessions: [mine()], caller, ...parts }), wip(task)))).toBe(expected);
  });

  test('becomes the focus beside the others, with a log line', () => {
    const world = makeWorld({
      tasks: [
        tasks[0],
        { ...tasks[1], status: 'active', work: { by: 'opus', session: sessionIdOf('aaaaaa'), at: testNow } },
        tasks[2],
      ] as typeof tasks,
      sessions: [mine(holding)],
      caller,
      config: { multiSession: { maxActiveTasksPerScope: 2 } },
    });
    const outcome = decideWip(world, wip('T003'));
    const after = accepted(world, outcome).world;
    expect(after.state.sessions[0]).toMatchObject({
      held: [{ taskId: 'T002' }, { taskId: 'T003' }],
      focus: { currentTask: 'T003' },
    });
    expect(after.state.tasks[1]?.status).toBe('active');
    expect(outcome.ok && outcome.change?.log).toEqual([{ at: testNow, message: 'Started work on T003: Title of T003' }]);
  });

  test('claim writes no log line', () => {
    const outcome = decideWip(makeWorld({ tasks, sessions: [mine()], caller }), wip('T002', { logged: false }));
    expect(outcome.ok && outcome.change?.log).toBeUndefined();
  });
});

describe('wip without a session', () => {
  const held = (by: string) => ({ tasks: [makeTask('T005', { status: 'active', work: { by, at: testNow } })] });
  test.each<[string, WorldParts, string]>([
    ['free', { tasks: [makeTask('T005')] }, 'ok'],
    ['held by another owner', held('you'), 'E_TASK_CLAIMED'],
    ['finished', { tasks: [makeTask('T005', { status: 'cancelled' })] }, 'E_TASK_STATE'],
  ])('%s', (_name, parts, expected) => expect(codeOf(decideWip(makeWorld(parts), wip('T005')))).toBe(expected));

  test('records who, when and where', () => {
    const world = makeWorld({ tasks: [makeTask('T005')] });
    expect(accepted(world, decideWip(world, wip('T005'))).world.state.tasks[0]).toMatchObject({
      status: 'active',
      startedAt: testNow,
      work: { by: 'me', at: testNow, head: 'c0ffee', branch: 'main', worktree: '/repo' },
    });
  });

  test('by the same owner again: success, nothing changed', () => {
    const outcome = decideWip(makeWorld(held('me')), wip('T005'));
    expect(outcome.ok && [outcome.result.changed, outcome.change]).toEqual([false, null]);
  });
});

describe('log', () => {
  test('bound: a record and an event; unbound: a record', () => {
    const bound = decideLog(makeWorld({ sessions: [mine()], caller }), { message: 'hello' });
    expect(bound.ok && bound.change).toMatchObject({
      log: [{ at: testNow, message: 'hello' }],
      events: [{ type: 'log', session: sessionIdOf('aaaaaa') }],
    });
    const free = decideLog(makeWorld(), { message: 'hello' });
    expect(free.ok && free.change).toEqual({ log: [{ at: testNow, message: 'hello' }] });
  });

  test('an empty message is refused', () => {
    expect(codeOf(decideLog(makeWorld(), { message: ' \n' }))).toBe('E_USAGE');
  });

  test('says what looked like a binding and was not taken', () => {
    const outcome = decideLog(makeWorld({ caller: { pointer: sessionIdOf('eeeeee') } }), { message: 'x' });
    expect(outcome.ok && outcome.warnings.map((warning) => warning.code)).toEqual(['W_UNBOUND']);
  });
});
