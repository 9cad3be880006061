import { describe, expect, it } from 'vitest';
import type { Session } from '../../../src/domain/session/schema';
import { decideArchive } from '../../../src/domain/task/decide-archive';
import { decideCancel } from '../../../src/domain/task/decide-cancel';
import { decideClaimNext } from '../../../src/domain/task/decide-claim-next';
import { decideReopen } from '../../../src/domain/task/decide-reopen';
import { decideUpdate, type UpdateRequest } from '../../../src/domain/task/decide-update';
import type { Task } from '../../../src/domain/task/schema';
import type { World } from '../../../src/domain/world';
import { accepted, codeOf, makeSession, makeTask, makeWorld, sessionIdOf, testNow, type WorldParts } from '../../support/world';

const since = '2026-11-21T11:00:00.000Z';
const A = sessionIdOf('aaaaaa');
const B = sessionIdOf('bbbbbb');

const holding = (hex: string, scope: string, taskId: string, over: Partial<Session> = {}): Session =>
  makeSession(hex, scope, {
    held: [{ taskId, at: since }],
    focus: { currentTask: taskId, sessionNote: null, nextAction: null },
    ...over,
  });
const inHand = (id: string, session: string, over: Partial<Task> = {}): Task =>
  makeTask(id, { status: 'active', work: { by: 'agent', session, at: since }, ...over });

/** T001 (epic) with T002 held by session B, T003 free; T004 done. The caller is bound to nothing unless said. */
const project = (over: WorldParts = {}): World =>
  makeWorld({
    tasks: [
      makeTask('T001', { type: 'epic' }),
      inHand('T002', B, { parentId: 'T001' }),
      makeTask('T003', { parentId: 'T001', depends: ['T002'] }),
      makeTask('T004', { status: 'done', completedAt: since, completions: 1, entryId: 'uid-T004-1' }),
    ],
    sessions: [holding('bbbbbb', 'task:T002', 'T002')],
    ...over,
  });

const update = (world: World, id: string, over: Partial<UpdateRequest>) =>
  decideUpdate(world, { id, takeover: false, allowOverlap: false, ...over });
const taskOf = (world: World, id: string) => world.state.tasks.find((task) => task.id === id);
const sessionOf = (world: World, id: string) => world.state.sessions.find((session) => session.id === id);

describe('what is in the hands of another', () => {
  const verbs = (world: World, takeover: boolean) => ({
    move: update(world, 'T002', { parent: null, takeover }),
    status: update(world, 'T002', { status: 'blocked', takeover }),
    cancel: decideCancel(world, { id: 'T002', withChildren: false, takeover }),
  });

  it.each(['move', 'status', 'cancel'] as const)('%s is refused, and passes with takeover', (verb) => {
    expect(codeOf(verbs(project(), false)[verb])).toBe('E_TASK_CLAIMED');
    const { world } = accepted(project(), verbs(project(), true)[verb] as ReturnType<typeof decideUpdate>);
    expect(sessionOf(world, B)?.held).toEqual([]);
    expect(sessionOf(world, B)?.focus.currentTask).toBeNull();
    const outcome = verbs(project(), true)[verb];
    const told = outcome.ok ? outcome.change?.events?.filter((event) => event.session === B) : [];
    expect(told?.map((event) => event.type)).toContain('task_release');
  });

  it('takes notes, titles and labels of anybody', () => {
    const request = { note: 'Progress', title: 'Better', add: { labels: ['x'] } };
    const { world, result } = accepted(project(), update(project(), 'T002', request));
    expect(result.task).toMatchObject({
      title: 'Better',
      labels: ['x'],
      status: 'active',
      notes: [{ at: testNow, text: 'Progress', by: 'me' }],
    });
    expect(sessionOf(world, B)?.held).toHaveLength(1);
  });
});

describe('decideUpdate', () => {
  it('changes nothing where nothing differs', () => {
    const outcome = update(project(), 'T003', { title: 'Title of T003', priority: 'medium', add: { depends: ['t2'] } });
    expect(outcome).toMatchObject({ ok: true, change: null, result: { changed: false } });
  });

  it('takes texts out with an empty one, and lists by name', () => {
    const world = makeWorld({
      tasks: [makeTask('T001', { description: 'd', phase: 'p', labels: ['a', 'b'], depends: ['GONE'], files: ['x'] })],
    });
    const { task } = accepted(
      world,
      update(world, 'T001', {
        description: '',
        phase: '',
        remove: { labels: ['a'], depends: ['GONE'] },
        add: { files: ['y', 'x'] },
      }),
    ).result;
    expect(task).toEqual(makeTask('T001', { labels: ['b'], files: ['x', 'y'], updatedAt: testNow }));
  });

  it.each<[string, Partial<UpdateRequest>, string]>([
    ['an unknown task', { id: 'T999', title: 'x' }, 'E_TASK_NOT_FOUND'],
    ['an unknown parent', { parent: 'T999' }, 'E_TASK_INVALID'],
    ['an unknown dependency', { add: { depends: ['T999'] } }, 'E_TASK_INVALID'],
    ['a cycle of parents', { id: 'T001', parent: 'T003' }, 'E_TASK_INVALID'],
    ['itself as parent', { parent: 'T003' }, 'E_TASK_INVALID'],
    ['a cycle of dependencies', { id: 'T002', add: { depends: ['T003'] } }, 'E_TASK_INVALID'],
    ['an empty title', { title: '' }, 'E_TASK_INVALID'],
    ['the status of a finished task', { id: 'T004', status: 'pending' }, 'E_TASK_STATE'],
  ])('refuses %s', (_, request, code) => {
    expect(codeOf(update(project(), 'T003', request))).toBe(code);
  });

  it('blocks with a reason, lets the task go, and forgets the reason when it goes on', () => {
    const world = project({ caller: { pointer: B } });
    const blocked = accepted(world, update(world, 'T002', { blockedBy: 'the vendor' }));
    expect(blocked.result.task).toMatchObject({ status: 'blocked', blockedBy: 'the vendor' });
    expect(blocked.result.task.work).toBeUndefined();
    expect(sessionOf(blocked.world, B)?.held).toEqual([]);
    const again = accepted(blocked.world, update(blocked.world, 'T002', { status: 'pending' }));
    expect(again.result.task.blockedBy).toBeUndefined();
    expect(taskOf(again.world, 'T002')?.status).toBe('pending');
  });

  it('makes a task active in the hands of the caller', () => {
    const unbound = accepted(project(), update(project(), 'T003', { status: 'active' }));
    expect(unbound.result.task).toMatchObject({ status: 'active', startedAt: testNow, work: { by: 'me', at: testNow } });
    expect(unbound.warnings).toEqual(['W_UNMET_DEPENDENCIES']);
    const bound = project({ sessions: [makeSession('aaaaaa', 'epic:T001')], caller: { pointer: A } });
    const held = accepted(bound, update(bound, 'T003', { status: 'active' }));
    expect(sessionOf(held.world, A)).toMatchObject({ held: [{ taskId: 'T003' }], focus: { currentTask: 'T003' } });
    const full = project({ caller: { pointer: B } });
    expect(codeOf(update(full, 'T003', { status: 'active' }))).toBe('E_TASK_NOT_IN_SCOPE');
  });

  it('refuses a move that makes two active scopes overlap, unless told otherwise', () => {
    const world = makeWorld({
      tasks: [
        makeTask('T001', { type: 'epic' }),
        makeTask('T002', { parentId: 'T001', phase: 'build' }),
        makeTask('T003', { parentId: 'T001', phase: 'test' }),
        makeTask('T004', { parentId: 'T003', phase: 'test' }),
      ],
      sessions: [makeSession('aaaaaa', 'epicPhase:T001:build'), makeSession('bbbbbb', 'subtree:T003')],
    });
    const refused = update(world, 'T004', { phase: 'build' });
    expect(codeOf(refused)).toBe('E_SCOPE_CONFLICT');
    expect(refused.ok ? [] : refused.refusals[0].details?.conflicts).toEqual([{ sessions: [A, B], relation: 'overlap' }]);
    const passed = update(world, 'T004', { phase: 'build', allowOverlap: true });
    expect(accepted(world, passed).warnings).toEqual(['W_SCOPE_CONFLICT']);
    expect(passed.ok && passed.change?.events?.map((event) => event.data?.allowOverlap)).toEqual([true]);
  });
});

describe('decideCancel', () => {
  it('lists open tasks below, and cancels them too when told', () => {
    const world = project({ sessions: [] });
    const refused = decideCancel(world, { id: 'T001', withChildren: false, takeover: true });
    expect(refused).toMatchObject({ ok: false, refusals: [{ code: 'E_TASK_STATE', details: { open: ['T002', 'T003'] } }] });
    const { world: after, result } = accepted(
      world,
      decideCancel(world, { id: 'T001', withChildren: true, takeover: true, reason: 'why' }),
    );
    expect(result.children.map((task) => task.id)).toEqual(['T002', 'T003']);
    expect(taskOf(after, 'T002')).toMatchObject({ status: 'cancelled', cancelledAt: testNow, notes: [{ text: 'why' }] });
    expect(taskOf(after, 'T002')?.work).toBeUndefined();
  });

  it('protects the held task below', () => {
    expect(codeOf(decideCancel(project(), { id: 'T001', withChildren: true, takeover: false }))).toBe('E_TASK_CLAIMED');
  });

  it.each([
    ['T004', 'E_TASK_STATE'],
    ['T999', 'E_TASK_NOT_FOUND'],
  ])('refuses %s', (id, code) => {
    expect(codeOf(decideCancel(project(), { id, withChildren: false, takeover: false }))).toBe(code);
  });

  it('does nothing twice, and warns of tasks that waited', () => {
    const world = project({ caller: { pointer: B } });
    const first = accepted(world, decideCancel(world, { id: 'T002', withChildren: false, takeover: false }));
    expect(first.warnings).toEqual(['W_DEPENDENCY_CANCELLED']);
    expect(decideCancel(first.world, { id: 'T002', withChildren: false, takeover: false })).toMatchObject({
      change: null,
      result: { changed: false },
    });
  });
});

describe('decideReopen', () => {
  it('takes a recorded completion back with a ledger line', () => {
    const outcome = decideReopen(project(), { id: 'T004', reason: 'fails', takeover: false });
    const { result, world } = accepted(project(), outcome);
    expect(result).toMatchObject({ changed: true, entry: 'uid-T004-1-reopened', task: { status: 'pending', completions: 1 } });
    expect(taskOf(world, 'T004')).toEqual(makeTask('T004', { completions: 1, updatedAt: testNow }));
    const begun = project({ tasks: [makeTask('T004', { status: 'done', startedAt: since, completedAt: since })] });
    const again = accepted(begun, decideReopen(begun, { id: 'T004', takeover: false }));
    expect(taskOf(again.world, 'T004')?.startedAt).toBeUndefined();
    expect(outcome.ok && outcome.change?.ledger).toMatchObject([
      { id: 'uid-T004-1-reopened', type: 'reopened', ref: 'uid-T004-1', reason: 'fails', task: { id: 'T004' } },
    ]);
  });

  it('writes no line where there was none, brings archived tasks back, leaves open ones', () => {
    const gone = makeTask('T009', { status: 'cancelled', cancelledAt: since, archivedAt: since, parentId: 'T004' });
    const world = project({ archivedTasks: [gone] });
    const outcome = decideReopen(world, { id: 'T009', takeover: false });
    expect(outcome).toMatchObject({ ok: true, change: { unarchiveTasks: ['T009'] }, result: { unarchived: true } });
    expect(outcome.ok && outcome.change?.ledger).toBeUndefined();
    expect(accepted(world, outcome).warnings).toEqual(['W_PARENT_FINISHED']);
    expect(decideReopen(world, { id: 'T003', takeover: false })).toMatchObject({ change: null, result: { changed: false } });
  });
});

describe('decideArchive', () => {
  const done = (id: string, over: Partial<Task> = {}) => makeTask(id, { status: 'done', completedAt: since, ...over });
  const archive = (world: World, ids: string[] = []) => decideArchive(world, { ids, takeover: false });

  it('takes everything finished but what is needed, and says why', () => {
    const world = makeWorld({
      tasks: [
        done('T001'),
        makeTask('T002', { parentId: 'T001' }),
        done('T003', { type: 'epic' }),
        done('T004', { parentId: 'T003' }),
        done('T005', { type: 'epic' }),
        done('T006', { parentId: 'T005' }),
        done('T007'),
        done('T008', { parentId: 'T007' }),
        makeTask('T009', { status: 'cancelled' }),
      ],
      sessions: [makeSession('aaaaaa', 'epic:T003', { status: 'suspended' }), holding('bbbbbb', 'subtree:T008', 'T006')],
    });
    const outcome = archive(world);
    const { result, world: after } = accepted(world, outcome);
    expect(result.tasks.map((task) => [task.id, task.archivedAt])).toEqual([
      ['T004', testNow],
      ['T009', testNow],
    ]);
    expect(result.skipped).toEqual([
      { id: 'T001', because: 'has an open task below it: T002' },
      { id: 'T003', because: 'is the root of suspended session aaaaaa' },
      { id: 'T005', because: 'has T006 below it, which stays' },
      { id: 'T006', because: 'is held by session bbbbbb' },
      { id: 'T007', because: 'has T008 below it, which stays' },
      { id: 'T008', because: 'is the root of active session bbbbbb' },
    ]);
    expect(after.state.tasks.map((task) => task.id)).toEqual(['T001', 'T002', 'T003', 'T005', 'T006', 'T007', 'T008']);
  });

  it('takes a named task with the finished ones below it; names what is not there or not finished', () => {
    const world = makeWorld({
      tasks: [done('T001'), done('T002', { parentId: 'T001' }), done('T003'), makeTask('T004')],
      archivedTasks: [done('T009')],
    });
    expect(accepted(world, archive(world, ['T001', 'T009'])).result).toMatchObject({
      tasks: [{ id: 'T001' }, { id: 'T002' }],
      skipped: [{ id: 'T009', because: 'is archived already' }],
    });
    expect(codeOf(archive(world, ['T004']))).toBe('E_TASK_STATE');
    expect(codeOf(archive(world, ['T999']))).toBe('E_TASK_NOT_FOUND');
    expect(archive(makeWorld({ tasks: [makeTask('T001')] }))).toMatchObject({ ok: true, change: null });
  });
});

describe('decideClaimNext', () => {
  const tasks = [
    makeTask('T001', { type: 'epic' }),
    makeTask('T002', { parentId: 'T001' }),
    makeTask('T003', { parentId: 'T001', priority: 'high' }),
  ];

  it('moves the focus of a session, and says what it let go', () => {
    const busy = [tasks[0], inHand('T002', A, { parentId: 'T001' }), tasks[2]] as Task[];
    const world = makeWorld({ tasks: busy, sessions: [holding('aaaaaa', 'epic:T001', 'T002')], caller: { pointer: A } });
    const { result, world: after } = accepted(world, decideClaimNext(world, { mine: false }));
    expect(result).toMatchObject({ task: { id: 'T003', status: 'active' }, released: 'T002' });
    expect(taskOf(after, 'T002')?.status).toBe('pending');
    expect(sessionOf(after, A)).toMatchObject({ held: [{ taskId: 'T003' }], focus: { currentTask: 'T003' } });
  });

  it('takes work in hand without a session too', () => {
    const world = makeWorld({ tasks });
    const outcome = decideClaimNext(world, { mine: false });
    expect(accepted(world, outcome).result.task).toMatchObject({ id: 'T003', work: { by: 'me' } });
    expect(outcome.ok && outcome.change?.log).toEqual([{ at: testNow, message: 'Started work on T003: Title of T003' }]);
  });

  it.each([
    [{ mine: true }, 'E_SESSION_REQUIRED'],
    [{ mine: false, scope: 'task:T001' }, 'E_NOTHING_READY'],
    [{ mine: false, scope: 'T999' }, 'E_SCOPE_INVALID'],
    [{ mine: false, scope: 'nope:T001' }, 'E_USAGE'],
  ])('refuses %j', (request, code) => {
    expect(codeOf(decideClaimNext(makeWorld({ tasks }), request))).toBe(code);
  });
});
