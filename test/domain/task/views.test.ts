import { describe, expect, test } from 'vitest';
import type { Session } from '../../../src/domain/session/schema';
import { findTask, findTaskOrArchived, similarTaskIds } from '../../../src/domain/task/find-task';
import { forestOf, sumUpwards } from '../../../src/domain/task/forest';
import { type ListRequest, listTasks, type TreeRequest, treeOfTasks } from '../../../src/domain/task/list-tasks';
import { overviewOf } from '../../../src/domain/task/overview';
import { renderChecklist } from '../../../src/domain/task/render-checklist';
import { renderTaskLines } from '../../../src/domain/task/render-task-lines';
import { detailTask, holderName, recordOf, viewTask } from '../../../src/domain/task/task-view';
import { refusalLines } from '../../support/told';
import { makeSession, makeTask, makeWorld, sessionIdOf, type WorldParts } from '../../support/world';

const at = '2026-11-21T11:00:00.000Z';
const work = { by: 'ann', at, worktree: '/repo' };
const tasks = [
  makeTask('T001', { type: 'epic', title: 'Authentication' }),
  makeTask('T002', { parentId: 'T001', status: 'active', priority: 'low', phase: 'core', labels: ['api', 'web'] }),
  makeTask('T003', { parentId: 'T002', type: 'subtask', status: 'done' }),
  makeTask('T004', { parentId: 'T001', depends: ['T002', 'T090', 'T099'], priority: 'critical', labels: ['api'] }),
  makeTask('T005', { status: 'active', work }),
  makeTask('T006', { type: 'epic', status: 'done' }),
  makeTask('T007', { parentId: 'T006', status: 'blocked', blockedBy: 'the vendor' }),
  makeTask('T010', { priority: 'high' }),
  makeTask('T9', { priority: 'high' }),
  makeTask('T011', { type: 'epic', status: 'cancelled' }),
];
const archivedTasks = [makeTask('T090', { status: 'done', archivedAt: at, parentId: 'T001' })];
const session = makeSession('aaaaaa', 'epic:T001', {
  agent: 'opus',
  held: [{ taskId: 'T002', at }],
  focus: { currentTask: 'T002', sessionNote: null, nextAction: null },
});
const worldOf = (parts: WorldParts = {}) => makeWorld({ tasks, archivedTasks, sessions: [session], ...parts });
const bound = { caller: { pointer: sessionIdOf('aaaaaa') } };
const taskOf = (id: string) => [...tasks, ...archivedTasks].find((task) => task.id === id) ?? makeTask(id);

describe('one task', () => {
  test('as lists show it', () => {
    expect(viewTask(worldOf(), taskOf('T001'))).toStrictEqual({
      id: 'T001',
      title: 'Authentication',
      type: 'epic',
      status: 'pending',
      priority: 'medium',
    });
    expect(viewTask(worldOf(), taskOf('T002'))).toStrictEqual({
      id: 'T002',
      title: 'Title of T002',
      type: 'task',
      status: 'active',
      priority: 'low',
      parentId: 'T001',
      phase: 'core',
      labels: ['api', 'web'],
      by: 'opus',
      session: 'session_20261121_100000_aaaaaa',
    });
    expect(viewTask(worldOf(), taskOf('T004'))).toStrictEqual({
      id: 'T004',
      title: 'Title of T004',
      type: 'task',
      status: 'pending',
      priority: 'critical',
      parentId: 'T001',
      labels: ['api'],
      depends: ['T002', 'T090', 'T099'],
    });
    expect(viewTask(worldOf(), taskOf('T005'))).toStrictEqual({
      id: 'T005',
      title: 'Title of T005',
      type: 'task',
      status: 'active',
      priority: 'medium',
      by: 'ann',
    });
    expect(viewTask(worldOf(), taskOf('T007'))).toStrictEqual({
      id: 'T007',
      title: 'Title of T007',
      type: 'task',
      status: 'blocked',
      priority: 'medium',
      parentId: 'T006',
      blockedBy: 'the vendor',
    });
    expect(viewTask(worldOf(), taskOf('T090'))).toStrictEqual({
      id: 'T090',
      title: 'Title of T090',
      type: 'task',
      status: 'done',
      priority: 'medium',
      parentId: 'T001',
      archived: true,
    });
  });
  test('who has it in hand', () => {
    const { agent: _agent, ...nameless } = session;
    expect(holderName(worldOf(), taskOf('T002'))).toBe('opus');
    expect(holderName(worldOf({ sessions: [nameless as Session] }), taskOf('T002'))).toBe('aaaaaa');
    expect(holderName(worldOf({ sessions: [] }), taskOf('T002'))).toBeUndefined();
    expect(holderName(worldOf(), taskOf('T005'))).toBe('ann');
    expect(holderName(worldOf(), { ...taskOf('T005'), status: 'pending' })).toBeUndefined();
  });
  test('its record without empty lists', () => {
    expect(recordOf(makeTask('T001', { files: ['x'] }))).toStrictEqual({
      id: 'T001',
      uid: 'uid-T001',
      title: 'Title of T001',
      type: 'task',
      status: 'pending',
      priority: 'medium',
      files: ['x'],
      createdAt: '2026-11-01T00:00:00.000Z',
      updatedAt: '2026-11-01T00:00:00.000Z',
    });
    expect(
      recordOf({
        ...makeTask('T001', { labels: ['a'], depends: ['T002'], acceptance: ['b'], notes: [{ at, text: 'n' }] }),
        odd: [],
      } as never),
    ).toStrictEqual({
      id: 'T001',
      uid: 'uid-T001',
      title: 'Title of T001',
      type: 'task',
      status: 'pending',
      priority: 'medium',
      labels: ['a'],
      depends: ['T002'],
      acceptance: ['b'],
      notes: [{ at: '2026-11-21T11:00:00.000Z', text: 'n' }],
      createdAt: '2026-11-01T00:00:00.000Z',
      updatedAt: '2026-11-01T00:00:00.000Z',
      odd: [],
    });
  });
  test('with its neighbours', () => {
    expect(detailTask(worldOf(), taskOf('T002'), false)).toStrictEqual({
      task: {
        id: 'T002',
        uid: 'uid-T002',
        title: 'Title of T002',
        type: 'task',
        status: 'active',
        priority: 'low',
        labels: ['api', 'web'],
        createdAt: '2026-11-01T00:00:00.000Z',
        updatedAt: '2026-11-01T00:00:00.000Z',
        parentId: 'T001',
        phase: 'core',
      },
      parent: { id: 'T001', title: 'Authentication', status: 'pending' },
      children: [{ id: 'T003', title: 'Title of T003', status: 'done' }],
      dependents: [{ id: 'T004', title: 'Title of T004', status: 'pending' }],
      by: 'opus',
      because: ['is claimed by session aaaaaa (opus)'],
    });
    expect(detailTask(worldOf(), taskOf('T004'), false)).toStrictEqual({
      task: {
        id: 'T004',
        uid: 'uid-T004',
        title: 'Title of T004',
        type: 'task',
        status: 'pending',
        priority: 'critical',
        labels: ['api'],
        depends: ['T002', 'T090', 'T099'],
        createdAt: '2026-11-01T00:00:00.000Z',
        updatedAt: '2026-11-01T00:00:00.000Z',
        parentId: 'T001',
      },
      parent: { id: 'T001', title: 'Authentication', status: 'pending' },
      dependencies: [
        { id: 'T002', title: 'Title of T002', status: 'active' },
        { id: 'T090', title: 'Title of T090', status: 'done' },
        { id: 'T099' },
      ],
      because: ['is blocked by T002 (active), T099 (no such task)', 'is reserved by session aaaaaa (opus), on epic:T001'],
    });
    expect(detailTask(worldOf(), taskOf('T090'), true)).toStrictEqual({
      task: {
        id: 'T090',
        uid: 'uid-T090',
        title: 'Title of T090',
        type: 'task',
        status: 'done',
        priority: 'medium',
        createdAt: '2026-11-01T00:00:00.000Z',
        updatedAt: '2026-11-01T00:00:00.000Z',
        archivedAt: '2026-11-21T11:00:00.000Z',
        parentId: 'T001',
      },
      archived: true,
      parent: { id: 'T001', title: 'Authentication', status: 'pending' },
      dependents: [{ id: 'T004', title: 'Title of T004', status: 'pending' }],
    });
    expect(detailTask(worldOf(), taskOf('T010'), false)).toStrictEqual({
      task: {
        id: 'T010',
        uid: 'uid-T010',
        title: 'Title of T010',
        type: 'task',
        status: 'pending',
        priority: 'high',
        createdAt: '2026-11-01T00:00:00.000Z',
        updatedAt: '2026-11-01T00:00:00.000Z',
      },
    });
  });
});

describe('list', () => {
  const none: ListRequest = { statuses: [], priorities: [], types: [], labels: [], mine: false, all: false, archived: false };
  const list = (over: Partial<ListRequest> = {}, parts: WorldParts = {}) => {
    const world = worldOf(parts);
    const outcome = listTasks(world, { ...none, ...over });
    if (!outcome.ok) return refusalLines(world, outcome.refusals[0]);
    const { items, total, truncated } = outcome.result;
    return [
      items.map((item) => item.id).join(' '),
      ...(truncated ? [`of ${total}`] : []),
      ...outcome.warnings.map(({ message }) => message),
    ];
  };
  test('open tasks: those at work first, then by priority and id; those of my scope before all', () => {
    expect(list()).toEqual(['T005 T002 T004 T9 T010 T001 T007']);
    expect(list({}, bound)).toEqual(['T002 T004 T001 T005 T9 T010 T007']);
    expect(list({ all: true })).toEqual(['T005 T002 T004 T9 T010 T001 T007 T003 T006 T011 T090']);
    expect(list({ archived: true })).toEqual(['T090']);
  });
  test('every filter narrows', () => {
    expect(list({ statuses: ['done', 'cancelled'] })).toEqual(['T003 T006 T011']);
    expect(list({ statuses: ['done'], all: true })).toEqual(['T003 T006 T090']);
    expect(list({ priorities: ['high', 'low'] })).toEqual(['T002 T9 T010']);
    expect(list({ types: ['epic'] })).toEqual(['T001']);
    expect(list({ labels: ['api'] })).toEqual(['T002 T004']);
    expect(list({ labels: ['api', 'web'] })).toEqual(['T002']);
    expect(list({ phase: 'core' })).toEqual(['T002']);
    expect(list({ parent: 't1' })).toEqual(['T002 T004']);
    expect(list({ parent: 'T001', all: true })).toEqual(['T002 T004 T090']);
    expect(list({ parent: 'T088' })).toEqual([
      'E_TASK_NOT_FOUND: there is no task "T088"',
      'details {task:T088}',
      'fix stint list --all',
    ]);
    expect(list({ scope: 'T006' })).toEqual(['T007']);
    expect(list({ scope: 'epic:T002' })).toEqual(['T002', 'T002 is a task, not an epic: subtree:T002 says the same']);
    expect(list({ scope: 'epik:T006' })[0]).toEqual(
      'E_USAGE: unknown scope type "epik", did you mean epic? (types: epic, subtree, taskGroup, task, epicPhase)',
    );
    expect(list({ scope: 'T088' })[0]).toEqual('E_SCOPE_INVALID: the root task "T088" does not exist');
    expect(list({ mine: true }, bound)).toEqual(['T002 T004 T001']);
    expect(list({ mine: true })[0]).toEqual('E_SESSION_REQUIRED: no session is bound here');
    expect(list({ limit: 2 })).toEqual(['T005 T002', 'of 7']);
    expect(list({ limit: 6 })).toEqual(['T005 T002 T004 T9 T010 T001', 'of 7']);
    expect(list({}, { caller: { explicit: { session: 'bbbbbb', from: '--session' } } })[0]).toEqual(
      'E_SESSION_NOT_FOUND: there is no session "bbbbbb"',
    );
  });
  test('only the fields that are asked for, where a task has them', () => {
    const fields = (names: string[]) => {
      const outcome = listTasks(worldOf(), { ...none, parent: 'T001', fields: names });
      return outcome.ok ? outcome.result.items : refusalLines(worldOf(), outcome.refusals[0]);
    };
    expect(fields(['title', 'id', 'by', 'createdAt', 'phase'])).toStrictEqual([
      { title: 'Title of T002', id: 'T002', by: 'opus', createdAt: '2026-11-01T00:00:00.000Z', phase: 'core' },
      { title: 'Title of T004', id: 'T004', createdAt: '2026-11-01T00:00:00.000Z' },
    ]);
    expect(fields(['id', 'tilte'])).toEqual([
      'E_USAGE: --fields: a task has no field "tilte", did you mean title?',
      'details {field:tilte,fields:[id,title,type,status,priority,parentId,phase,labels,depends,blockedBy,by,session,archived,uid,description,files,acceptance,notes,externalRef,work,createdAt,updatedAt,startedAt,completedAt,cancelledAt,archivedAt]}',
    ]);
    expect(fields(['zzzzzzzz'])).toEqual([
      'E_USAGE: --fields: a task has no field "zzzzzzzz": one of id, title, type, status, priority, parentId, phase, labels, depends, blockedBy, by, session, archived, uid, description, files, acceptance, notes, externalRef, work, createdAt, updatedAt, startedAt, completedAt, cancelledAt, archivedAt',
      'details {field:zzzzzzzz,fields:[id,title,type,status,priority,parentId,phase,labels,depends,blockedBy,by,session,archived,uid,description,files,acceptance,notes,externalRef,work,createdAt,updatedAt,startedAt,completedAt,cancelledAt,archivedAt]}',
    ]);
  });
});

describe('tree', () => {
  const tree = (over: Partial<TreeRequest> = {}) => {
    const world = worldOf();
    const outcome = treeOfTasks(world, { all: false, ...over });
    if (!outcome.ok) return refusalLines(world, outcome.refusals[0]);
    const { items, total, truncated } = outcome.result;
    return [...items.map((item) => `${'  '.repeat(item.depth)}${item.id}`), ...(truncated ? [`of ${total}`] : [])];
  };
  test('finished tasks only where an open one is below them', () => {
    expect(tree()).toEqual(['T001', '  T002', '  T004', 'T005', 'T006', '  T007', 'T010', 'T9']);
    expect(tree({ all: true })).toEqual(['T001', '  T002', '    T003', '  T004', 'T005', 'T006', '  T007', 'T010', 'T9', 'T011']);
    expect(tree({ root: 'T006' })).toEqual(['T006', '  T007']);
    expect(tree({ root: 'T011' })).toEqual(['T011']);
    expect(tree({ root: 'T002' })).toEqual(['T002']);
    expect(tree({ root: 'T088' })[0]).toEqual('E_TASK_NOT_FOUND: there is no task "T088"');
    expect(tree({ depth: 1 })).toEqual(['T001', 'T005', 'T006', 'T010', 'T9']);
    expect(tree({ depth: 2, all: true, limit: 3 })).toEqual(['T001', '  T002', '  T004', 'of 9']);
  });
  test('missing parents stand at the top, so does one task of every cycle; each task once', () => {
    const odd = [
      makeTask('A', { parentId: 'B' }),
      makeTask('B', { parentId: 'A' }),
      makeTask('C', { parentId: 'gone' }),
      makeTask('D', { parentId: 'D' }),
      makeTask('E', { parentId: 'C' }),
    ];
    expect(forestOf(odd).map(({ task, depth }) => `${task.id}${depth}`)).toEqual(['C0', 'E1', 'D0', 'A0', 'B1']);
    expect(forestOf(odd, 'A').map(({ task, depth }) => `${task.id}${depth}`)).toEqual(['A0', 'B1']);
    expect(forestOf(odd, 'Z')).toEqual([]);
  });
  test('sums over everything below', () => {
    const sums = sumUpwards(forestOf(tasks), (task) => (task.status === 'active' ? 10 : 1));
    expect(Object.fromEntries(sums)).toEqual({
      T011: 1,
      T9: 1,
      T010: 1,
      T007: 1,
      T006: 2,
      T005: 10,
      T004: 1,
      T003: 1,
      T002: 11,
      T001: 13,
    });
  });
});

describe('overview', () => {
  test('who works on what, what is free, what is blocked, how far each epic is', () => {
    const resting = makeSession('bbbbbb', 'task:T005', { status: 'suspended' });
    const ended = makeSession('cccccc', 'task:T005', { status: 'ended' });
    expect(overviewOf(worldOf({ sessions: [session, resting, ended], config: { project: { name: 'shop' } } }))).toStrictEqual({
      project: 'shop',
      tasks: { total: 10, pending: 4, active: 2, blocked: 1, done: 2, cancelled: 1 },
      sessions: [
        {
          id: 'session_20261121_100000_aaaaaa',
          shortId: 'aaaaaa',
          status: 'active',
          agent: 'opus',
          scope: { type: 'epic', rootTaskId: 'T001' },
          title: 'Authentication',
          focus: { id: 'T002', title: 'Title of T002', status: 'active' },
          tasks: { total: 4, finished: 1 },
          startedAt: '2026-11-21T10:00:00.000Z',
          lastActivityAt: '2026-11-21T11:50:00.000Z',
          focusSince: '2026-11-21T11:00:00.000Z',
        },
        {
          id: 'session_20261121_100000_bbbbbb',
          shortId: 'bbbbbb',
          status: 'suspended',
          scope: { type: 'task', rootTaskId: 'T005' },
          title: 'Title of T005',
          tasks: { total: 1, finished: 0 },
          startedAt: '2026-11-21T10:00:00.000Z',
          lastActivityAt: '2026-11-21T11:50:00.000Z',
        },
      ],
      unbound: [{ id: 'T005', title: 'Title of T005', by: 'ann', since: '2026-11-21T11:00:00.000Z' }],
      free: {
        total: 2,
        items: [
          { id: 'T9', title: 'Title of T9', type: 'task', status: 'pending', priority: 'high', unblocks: 0 },
          { id: 'T010', title: 'Title of T010', type: 'task', status: 'pending', priority: 'high', unblocks: 0 },
        ],
      },
      blocked: {
        total: 2,
        items: [
          { id: 'T004', title: 'Title of T004', because: ['is blocked by T002 (active), T099 (no such task)'] },
          { id: 'T007', title: 'Title of T007', because: ['is blocked by "the vendor"'] },
        ],
      },
      epics: [{ id: 'T001', title: 'Authentication', total: 3, finished: 1, active: 1 }],
    });
  });
  test('an empty project', () => {
    expect(overviewOf(makeWorld())).toStrictEqual({
      tasks: { total: 0, pending: 0, active: 0, blocked: 0, done: 0, cancelled: 0 },
      free: { total: 0, items: [] },
      blocked: { total: 0, items: [] },
    });
  });
  test('epics: those at work first, then those furthest on, empty ones last', () => {
    const epics = ['A', 'B', 'C', 'D'].map((id) => makeTask(id, { type: 'epic' }));
    const parts = [
      makeTask('B1', { parentId: 'B', status: 'done' }),
      makeTask('B2', { parentId: 'B' }),
      makeTask('C1', { parentId: 'C', status: 'active' }),
      makeTask('D1', { parentId: 'D' }),
    ];
    expect(
      overviewOf(makeWorld({ tasks: [...epics, ...parts] })).epics?.map(({ id, total, finished, active }) => [
        id,
        total,
        finished,
        active,
      ]),
    ).toEqual([
      ['C', 1, 0, 1],
      ['B', 2, 1, 0],
      ['D', 1, 0, 0],
      ['A', 0, 0, 0],
    ]);
    const many = Array.from({ length: 7 }, (_, index) => makeTask(`T${index}`, { status: index === 6 ? 'active' : 'pending' }));
    const seen = overviewOf(
      makeWorld({ tasks: [...many, ...Array.from({ length: 7 }, (_, index) => makeTask(`W${index}`, { status: 'blocked' }))] }),
    );
    expect([seen.free.total, seen.free.items.length, seen.blocked.total, seen.blocked.items.length, seen.unbound]).toEqual([
      6,
      5,
      7,
      5,
      [{ id: 'T6', title: 'Title of T6' }],
    ]);
  });
});

describe('finding a task by what was typed', () => {
  const { state } = makeWorld({
    tasks: [makeTask('T001'), makeTask('T010'), makeTask('web-1'), makeTask('WEB-01'), makeTask('x0'), makeTask('notes')],
    archivedTasks: [makeTask('T050'), makeTask('a1'), makeTask('A01')],
  });
  test.each<[string, string | undefined]>([
    ['T001', 'T001'],
    ['t1', 'T001'],
    ['T0001', 'T001'],
    ['T10', 'T010'],
    ['T100', undefined],
    ['1', undefined],
    ['web-1', 'web-1'],
    ['Web-1', undefined],
    ['NOTES', 'notes'],
    ['x0', 'x0'],
    ['X00', 'x0'],
    ['T50', undefined],
  ])('%s', (typed, id) => expect(findTask(state, typed)?.id).toBe(id));
  test('and among the archived ones', () => {
    const found = (typed: string) => {
      const one = findTaskOrArchived(state, typed);
      return one === undefined ? 'none' : `${one.task.id} ${one.archived}`;
    };
    expect(['t1', 'T050', 't50', 'a1', 'A1', 'A001', 'T051'].map(found)).toEqual([
      'T001 false',
      'T050 true',
      'T050 true',
      'a1 true',
      'none',
      'none',
      'none',
    ]);
  });
  test('ids that look like it, the nearest first', () => {
    expect(['T002', 'T0011', 'note', 'zebra', 'T', 'web-2'].map((typed) => similarTaskIds(state, typed))).toEqual([
      ['T001'],
      ['T001', 'T010'],
      ['notes'],
      [],
      ['T001'],
      ['web-1', 'WEB-01'],
    ]);
    const near = makeWorld({ tasks: ['task-12', 'task-1', 'task-123', 'task-1234', 'task-9'].map((id) => makeTask(id)) }).state;
    expect(similarTaskIds(near, 'task-1235')).toEqual(['task-123', 'task-1234', 'task-12']);
  });
});

describe('written as text', () => {
  test('a checklist', () => {
    const written = renderChecklist([
      makeTask('T001', {
        type: 'epic',
        title: 'Sign  in @home',
        priority: 'high',
        phase: 'core',
        labels: ['api', 'two words', '-x'],
        depends: ['T009'],
      }),
      makeTask('T002', {
        parentId: 'T001',
        title: '',
        status: 'done',
        description: 'First line\n- [ ] not an item\n\n\tlast\r\nend',
        phase: 'a b',
      }),
      makeTask('T003', { parentId: 'T002', title: '`@code span` \\#x >y ^z !p #q \\\\w', status: 'cancelled' }),
      makeTask('T004', { title: 'Fences', status: 'active', description: '```js\n- [x] inside\n```\nafter\n~~~\nnever closed' }),
      makeTask('T005', { title: 'Blocked', status: 'blocked', description: ' \n ', priority: 'low' }),
      makeTask('T006', {
        description: '1. [x] numbered\n* [-] star\n+ [ ] plus\n- [ab] no\n``` tail\n````\n12345678901. [ ] too long',
      }),
    ]);
    expect(written.text.split('\n')).toEqual([
      '- [ ] Sign in \\@home ^T001 !high @core #api >T009',
      '  - [x] T002 ^T002',
      '    First line',
      '    - \\[ ] not an item',
      '',
      '    last',
      '    end',
      '    - [-] `@code span` \\\\#x \\>y \\^z \\!p \\#q \\\\\\w ^T003',
      '- [ ] Fences ^T004',
      '  ```js',
      '  - [x] inside',
      '  ```',
      '  after',
      '  \\~~~',
      '  never closed',
      '- [ ] Blocked ^T005 !low',
      '- [ ] Title of T006 ^T006',
      '  1. \\[x] numbered',
      '  * \\[-] star',
      '  + \\[ ] plus',
      '  - [ab] no',
      '  ``` tail',
      '  ````',
      '  12345678901. [ ] too long',
      '',
    ]);
    expect(written.unwritten).toEqual(['two words', '-x', 'a b']);
    expect(renderChecklist([])).toEqual({ text: '', unwritten: [] });
  });
  test('JSON lines, without what the reading project finds out by itself', () => {
    const lines = renderTaskLines([
      makeTask('T001', { work, completions: 1, entryId: 'e', archivedAt: at, phase: 'p' }),
      makeTask('T002', { title: 'a\u202eb' }),
    ]);
    expect(lines.split('\n')).toEqual([
      '{"id":"T001","uid":"uid-T001","title":"Title of T001","type":"task","status":"pending","priority":"medium","labels":[],"depends":[],"files":[],"acceptance":[],"notes":[],"createdAt":"2026-11-01T00:00:00.000Z","updatedAt":"2026-11-01T00:00:00.000Z","phase":"p"}',
      '{"id":"T002","uid":"uid-T002","title":"a\\u202eb","type":"task","status":"pending","priority":"medium","labels":[],"depends":[],"files":[],"acceptance":[],"notes":[],"createdAt":"2026-11-01T00:00:00.000Z","updatedAt":"2026-11-01T00:00:00.000Z"}',
      '',
    ]);
    expect(renderTaskLines([])).toBe('');
  });
});
