import { describe, expect, test } from 'vitest';
import { hashEntry } from '../../../src/domain/ledger/seal-entries';
import { type DoneRequest, decideDone } from '../../../src/domain/record/decide-done';
import type { Session } from '../../../src/domain/session/schema';
import {
  accepted,
  codeOf,
  makeSession,
  makeTask,
  makeWorld,
  sessionIdOf,
  sha256,
  testNow,
  type WorldParts,
} from '../../support/world';

const request = (task: string, over: Partial<DoneRequest> = {}): DoneRequest => ({
  task,
  takeover: false,
  outOfScope: false,
  withChildren: false,
  next: false,
  recorded: true,
  ...over,
});

const held = (hex: string, scope: string, ids: string[], over: Partial<Session> = {}) =>
  makeSession(hex, scope, {
    conversation: `c-${hex}`,
    conversations: [`c-${hex}`],
    held: ids.map((taskId) => ({ taskId, at: testNow })),
    focus: { currentTask: ids[0] ?? null, sessionNote: null, nextAction: null },
    ...over,
  });
const inHand = (id: string, hex: string, over = {}) =>
  makeTask(id, {
    status: 'active',
    parentId: 'T001',
    work: { by: hex, session: sessionIdOf(hex), at: '2026-11-21T11:00:00.000Z' },
    ...over,
  });
const as = (hex: string) => ({ conversation: { id: `c-${hex}`, from: 'harness' as const } });

const epic = makeTask('T001', { type: 'epic' });
const parts: WorldParts = {
  tasks: [
    epic,
    inHand('T002', 'aaaaaa', { phase: 'core', labels: ['x'] }),
    makeTask('T003', { parentId: 'T001' }),
    makeTask('T009'),
  ],
  sessions: [held('aaaaaa', 'epic:T001', ['T002'], { agent: 'opus' })],
  caller: as('aaaaaa'),
};

describe('done', () => {
  test('is one change over task, ledger, events, session and log', () => {
    const world = makeWorld(parts);
    const facts = { files: [{ path: 'src/a.ts', origin: 'flag' as const }], commits: [], branch: 'main' };
    const outcome = decideDone(world, request('t2', { reason: 'works', facts }));
    const { result, world: after } = accepted(world, outcome);
    expect(result).toMatchObject({ changed: true, entry: 'uid-T002-1', session: sessionIdOf('aaaaaa'), closable: false });
    expect(after.state.tasks[1]).toMatchObject({ status: 'done', completedAt: testNow, completions: 1, entryId: 'uid-T002-1' });
    expect(after.state.tasks[1]?.work).toBeUndefined();
    expect(after.state.sessions[0]).toMatchObject({ held: [], focus: { currentTask: null }, stats: { tasksCompleted: 1 } });
    const change = outcome.ok ? outcome.change : null;
    expect(change?.log).toEqual([{ at: testNow, message: 'Completed T002: Title of T002 (works)' }]);
    expect(change?.events?.map((event) => [event.type, event.task, event.synthetic])).toEqual([['task_close', 'T002', true]]);
    const [entry] = change?.ledger ?? [];
    expect(entry).toEqual({
      v: 1,
      id: 'uid-T002-1',
      type: 'completed',
      at: testNow,
      source: 'direct_session',
      task: {
        id: 'T002',
        uid: 'uid-T002',
        title: 'Title of T002',
        type: 'task',
        parentId: 'T001',
        epicId: 'T001',
        phase: 'core',
        labels: ['x'],
      },
      session: sessionIdOf('aaaaaa'),
      conversation: 'c-aaaaaa',
      agent: 'opus',
      startedAt: '2026-11-21T11:00:00.000Z',
      completedAt: testNow,
      durationMs: 3_600_000,
      reason: 'works',
      files: [{ path: 'src/a.ts', origin: 'flag' }],
      commits: [],
      branch: 'main',
      flags: [],
      prev: [],
      hash: hashEntry({ ...entry }, sha256),
    });
  });

  const other = held('bbbbbb', 'task:T009', ['T003'], { agent: 'haiku' });
  test.each<[string, WorldParts, Partial<DoneRequest> & { task: string }, string]>([
    ['unknown', {}, { task: 'T099' }, 'E_TASK_NOT_FOUND'],
    ['out of scope', {}, { task: 'T009' }, 'E_TASK_NOT_IN_SCOPE'],
    ['out of scope, allowed', {}, { task: 'T009', outOfScope: true }, 'ok'],
    ['out of scope, but held by me', { sessions: [held('aaaaaa', 'epic:T001', ['T009'])] }, { task: 'T009' }, 'ok'],
    ['held by another', { sessions: [...(parts.sessions ?? []), other] }, { task: 'T003' }, 'E_TASK_CLAIMED'],
    ['held by another, taken over', { sessions: [...(parts.sessions ?? []), other] }, { task: 'T003', takeover: true }, 'ok'],
    [
      '34 before 35',
      { sessions: [...(parts.sessions ?? []), held('bbbbbb', 'task:T009', ['T009'])] },
      { task: 'T009' },
      'E_TASK_NOT_IN_SCOPE',
    ],
    [
      '35 before 40',
      { sessions: [held('aaaaaa', 'project', []), held('bbbbbb', 'task:T009', ['T001'])] },
      { task: 'T001' },
      'E_TASK_CLAIMED',
    ],
    ['open children', {}, { task: 'T001' }, 'E_TASK_STATE'],
    ['open children, along with it', {}, { task: 'T001', withChildren: true }, 'ok'],
    ['cancelled', { tasks: [makeTask('T002', { status: 'cancelled' })], sessions: [] }, { task: 'T002' }, 'E_TASK_STATE'],
    ['unbound, held by a session', { caller: {} }, { task: 'T002' }, 'E_TASK_CLAIMED'],
    ['unbound, in the scope of a session', { caller: {} }, { task: 'T003' }, 'E_TASK_CLAIMED'],
    ['unbound, in the scope of a session, taken over', { caller: {} }, { task: 'T003', takeover: true }, 'ok'],
    ['unbound, free', { caller: {}, sessions: [] }, { task: 'T003' }, 'ok'],
    [
      'unbound, in the hands of another owner',
      { tasks: [makeTask('T005', { status: 'active', work: { by: 'you', at: testNow } })], caller: {} },
      { task: 'T005' },
      'E_TASK_CLAIMED',
    ],
    [
      'unbound, in my own hands',
      { tasks: [makeTask('T005', { status: 'active', work: { by: 'me', at: testNow } })], caller: {} },
      { task: 'T005' },
      'ok',
    ],
  ])('%s', (_name, over, { task, ...how }, expected) => {
    expect(codeOf(decideDone(makeWorld({ ...parts, ...over }), request(task, how)))).toBe(expected);
  });

  test('what was passed over is in the flags', () => {
    const flags = (over: WorldParts, task: string, how: Partial<DoneRequest>) => {
      const outcome = decideDone(makeWorld({ ...parts, ...over }), request(task, how));
      return outcome.ok ? outcome.change?.ledger?.map((entry) => [entry.task.id, entry.flags]) : outcome.refusals;
    };
    expect(flags({}, 'T009', { outOfScope: true })).toEqual([['T009', ['out-of-scope']]]);
    expect(flags({}, 'T001', { withChildren: true })).toEqual([
      ['T003', ['with-children']],
      ['T002', ['with-children']],
      ['T001', ['with-children']],
    ]);
    expect(flags({ tasks: [makeTask('T005', { depends: ['T006'] }), makeTask('T006')], sessions: [] }, 'T005', {})).toEqual([
      ['T005', ['open-dependencies']],
    ]);
    const shared = { files: [{ path: 'a', origin: 'git' as const, shared: true }], commits: [] };
    expect(flags({}, 'T002', { facts: shared })).toEqual([['T002', ['shared-checkout']]]);
  });

  test('a take-over clears the claim of the holder and tells it', () => {
    const world = makeWorld({ ...parts, sessions: [...(parts.sessions ?? []), other] });
    const outcome = decideDone(world, request('T003', { takeover: true }));
    const after = accepted(world, outcome).world;
    expect(after.state.sessions[1]).toMatchObject({ held: [], focus: { currentTask: null } });
    const told = outcome.ok
      ? outcome.change?.events?.filter((event) => event.session === other.id).map((event) => event.type)
      : [];
    expect(told).toEqual(['task_release', 'note']);
    expect(outcome.ok && outcome.change?.ledger?.[0]?.flags).toEqual(['takeover']);
  });

  test('entries of one change are chained', () => {
    const outcome = decideDone(makeWorld(parts), request('T001', { withChildren: true }));
    const [first, second, third] = outcome.ok ? (outcome.change?.ledger ?? []) : [];
    expect([first?.prev, second?.prev, third?.prev]).toEqual([[], [first?.hash], [second?.hash]]);
  });

  test('--next takes the next task of the scope in the same change', () => {
    const world = makeWorld(parts);
    const { result, world: after } = accepted(world, decideDone(world, request('T002', { next: true })));
    expect(result.next?.id).toBe('T003');
    expect(after.state.sessions[0]).toMatchObject({ held: [{ taskId: 'T003' }], focus: { currentTask: 'T003' } });
    expect(after.state.tasks[2]).toMatchObject({ status: 'active' });
  });

  test('with nothing next the task is done all the same', () => {
    const world = makeWorld({ ...parts, tasks: [epic, inHand('T002', 'aaaaaa')] });
    const { result, warnings } = accepted(world, decideDone(world, request('T002', { next: true })));
    expect([result.next?.id, result.closable, warnings]).toEqual(['T001', true, []]);
  });
});

describe('done on a finished task', () => {
  const world = makeWorld(parts);
  const first = decideDone(
    world,
    request('T002', { reason: 'works', facts: { files: [{ path: 'a', origin: 'flag' }], commits: [] } }),
  );
  const entry = first.ok ? (first.change?.ledger ?? []) : [];
  const finished = accepted(world, first).world;
  const later = {
    ...finished,
    state: { ...finished.state, ledger: { heads: [entry[0]?.hash ?? ''], count: 1, entriesOf: () => entry } },
  };

  test('the same facts: nothing changes, and the entry is named', () => {
    const outcome = decideDone(
      later,
      request('T002', { reason: 'works', facts: { files: [{ path: 'a', origin: 'flag' }], commits: [] } }),
    );
    expect(outcome.ok && outcome.change).toBeNull();
    expect(outcome.ok && outcome.result).toMatchObject({ changed: false, entry: 'uid-T002-1' });
  });

  test('a new reason or file becomes an amendment', () => {
    const files = [
      { path: 'a', origin: 'flag' as const },
      { path: 'b', origin: 'flag' as const },
    ];
    const outcome = decideDone(later, request('T002', { reason: 'better', facts: { files, commits: [] } }));
    expect(outcome.ok && outcome.result).toMatchObject({ changed: false, entry: 'uid-T002-1', amendment: 'uid-T002-1-a1' });
    expect(outcome.ok && outcome.change?.ledger).toMatchObject([
      {
        id: 'uid-T002-1-a1',
        type: 'amended',
        ref: 'uid-T002-1',
        reason: 'better',
        files: [{ path: 'b', origin: 'flag' }],
        prev: [entry[0]?.hash],
      },
    ]);
  });

  test('finished without an entry: the missing one is written, with its own time', () => {
    const closed = makeTask('T005', { status: 'done', completedAt: '2026-11-20T00:00:00.000Z', completions: 2 });
    const outcome = decideDone(makeWorld({ tasks: [closed] }), request('T005', { reason: 'late' }));
    expect(outcome.ok && outcome.result).toMatchObject({ changed: true, entry: 'uid-T005-2' });
    expect(outcome.ok && outcome.change).toMatchObject({
      tasks: { put: [{ entryId: 'uid-T005-2', completions: 2 }] },
      ledger: [{ id: 'uid-T005-2', completedAt: '2026-11-20T00:00:00.000Z', at: testNow, reason: 'late' }],
    });
  });

  test('an archived one gets its missing entry in the archive', () => {
    const closed = makeTask('T005', { status: 'done', completedAt: testNow, completions: 1 });
    const outcome = decideDone(makeWorld({ archivedTasks: [closed] }), request('T005'));
    expect(outcome.ok && outcome.change).toMatchObject({ archiveTasks: [{ id: 'T005', entryId: 'uid-T005-1' }] });
    expect(outcome.ok && outcome.change?.tasks).toBeUndefined();
  });

  test('task close finishes without an entry, and repeating it changes nothing', () => {
    const open = makeWorld({ tasks: [makeTask('T005')] });
    const outcome = decideDone(open, request('T005', { recorded: false }));
    const { result, world: after } = accepted(open, outcome);
    expect([result.entry, outcome.ok && outcome.change?.ledger, outcome.ok && outcome.change?.log]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(after.state.tasks[0]).toMatchObject({ status: 'done', completions: 1 });
    const again = decideDone(after, request('T005', { recorded: false }));
    expect(again.ok && again.change).toBeNull();
  });

  test('done, reopen, done gives two completions', () => {
    const reopened = makeTask('T005', { completions: 1 });
    const outcome = decideDone(makeWorld({ tasks: [reopened] }), request('T005'));
    expect(outcome.ok && outcome.result.entry).toBe('uid-T005-2');
  });
});
