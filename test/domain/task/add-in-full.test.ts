import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AddRequest, decideAdd } from '../../../src/domain/task/decide-add';
import { fieldFaults } from '../../../src/domain/task/field-faults';
import { compareTaskIds, nextTaskIds, taskNumber } from '../../../src/domain/task/id';
import type { ImportBatch, ImportedEntry, ImportedSession } from '../../../src/domain/task/import-batch';
import { decideImport } from '../../../src/domain/task/import-tasks';
import type { NewTask } from '../../../src/domain/task/new-task';
import { describeObstacles, nothingReady, rankReady } from '../../../src/domain/task/next';
import type { Obstacle } from '../../../src/domain/task/readiness';
import { ancestorsOf, epicOf, indexTasks, subtreeOf } from '../../../src/domain/task/task-index';
import { refusalLines, toldOf } from '../../support/told';
import { makeSession, makeTask, makeWorld, sessionIdOf, type WorldParts } from '../../support/world';

const at = '2026-11-21T11:00:00.000Z';
const tasks = [
  makeTask('T001', { type: 'epic' }),
  makeTask('T002', { parentId: 'T001' }),
  makeTask('T003', { status: 'done' }),
  makeTask('T004', { parentId: 'T003', status: 'cancelled' }),
];
const archivedTasks = [makeTask('T009', { status: 'done' })];
const bound = (scope: string): WorldParts => ({
  sessions: [makeSession('aaaaaa', scope)],
  caller: { pointer: sessionIdOf('aaaaaa') },
});

describe('add', () => {
  const add = (given: readonly Partial<NewTask>[], over: Partial<AddRequest> = {}, parts: WorldParts = {}) => {
    const world = makeWorld({ tasks, archivedTasks, ...parts });
    const outcome = decideAdd(world, { tasks: given.map((task) => ({ title: 'New', ...task })), top: false, ...over });
    return [
      ...(outcome.ok && outcome.result.placed !== undefined ? [JSON.stringify(outcome.result.placed)] : []),
      ...toldOf(world, outcome),
    ];
  };
  test('a task with everything that can be said of it', () => {
    const said: Partial<NewTask> = {
      uid: 'u-1',
      description: 'More',
      type: 'subtask',
      priority: 'high',
      parent: 'T002',
      phase: 'core',
      labels: ['a', 'b', 'a'],
      depends: ['t3', 'T003', 'T009'],
      files: ['x', 'x'],
      acceptance: ['y', 'y'],
      notes: [{ at, text: 'n' }],
      externalRef: 'jira:1',
      createdAt: at,
      startedAt: at,
      extra: { estimate: 3 },
    };
    expect(add([said])).toEqual([
      'new task {estimate:3,id:T006,uid:u-1,title:New,description:More,type:subtask,status:pending,priority:high,parentId:T002,phase:core,labels:[a,b],depends:[T003,T009],files:[x],acceptance:[y,y],notes:[{at:2026-11-21T11:00:00.000Z,text:n}],externalRef:jira:1,createdAt:2026-11-21T11:00:00.000Z,updatedAt:now,startedAt:2026-11-21T11:00:00.000Z}',
      'last task number 6',
    ]);
    expect(
      add([
        { status: 'done' },
        { status: 'done', completedAt: at },
        { status: 'cancelled' },
        { status: 'cancelled', cancelledAt: at },
        { status: 'blocked', blockedBy: 'x' },
        { status: 'blocked' },
        { blockedBy: 'x' },
      ]),
    ).toEqual([
      'new task {id:T006,uid:minted-1,title:New,type:task,status:done,priority:medium,labels:[],depends:[],files:[],acceptance:[],notes:[],createdAt:now,updatedAt:now}',
      'new task {id:T007,uid:minted-2,title:New,type:task,status:done,priority:medium,labels:[],depends:[],files:[],acceptance:[],notes:[],createdAt:now,updatedAt:now,completedAt:2026-11-21T11:00:00.000Z}',
      'new task {id:T008,uid:minted-3,title:New,type:task,status:cancelled,priority:medium,labels:[],depends:[],files:[],acceptance:[],notes:[],createdAt:now,updatedAt:now}',
      'new task {id:T009,uid:minted-4,title:New,type:task,status:cancelled,priority:medium,labels:[],depends:[],files:[],acceptance:[],notes:[],createdAt:now,updatedAt:now,cancelledAt:2026-11-21T11:00:00.000Z}',
      'new task {id:T010,uid:minted-5,title:New,type:task,status:blocked,priority:medium,labels:[],depends:[],files:[],acceptance:[],notes:[],createdAt:now,updatedAt:now,blockedBy:x}',
      'new task {id:T011,uid:minted-6,title:New,type:task,status:blocked,priority:medium,labels:[],depends:[],files:[],acceptance:[],notes:[],createdAt:now,updatedAt:now}',
      'new task {id:T012,uid:minted-7,title:New,type:task,status:pending,priority:medium,labels:[],depends:[],files:[],acceptance:[],notes:[],createdAt:now,updatedAt:now}',
      'last task number 12',
    ]);
    expect(add([])).toEqual(['no change']);
    expect(add([{ id: 'x' }])).toEqual([
      'new task {id:x,uid:minted-1,title:New,type:task,status:pending,priority:medium,labels:[],depends:[],files:[],acceptance:[],notes:[],createdAt:now,updatedAt:now}',
    ]);
  });
  test('below a finished task: a warning, for an open one only', () => {
    expect(
      add([{ parent: 'T003' }, { parent: 'T003' }, { parent: 'T004' }]).filter((line) => line.startsWith('warning')),
    ).toEqual([
      'warning W_PARENT_FINISHED: T003 is finished, and has an open child now',
      'warning W_PARENT_FINISHED: T004 is finished, and has an open child now',
    ]);
    expect(add([{ parent: 'T003', status: 'done' }, { parent: 'T002' }]).filter((line) => line.startsWith('warning'))).toEqual(
      [],
    );
  });
  test('types: what is below a task is a subtask; a list may make epics of its parents', () => {
    const types = (given: readonly Partial<NewTask>[], over: Partial<AddRequest> = {}) => {
      const outcome = decideAdd(makeWorld({ tasks, archivedTasks }), {
        tasks: given.map((task) => ({ title: 'New', ...task })),
        top: false,
        ...over,
      });
      return outcome.ok ? outcome.result.tasks.map(({ type, parentId }) => `${type} ${parentId ?? ''}`) : [];
    };
    const list = [
      {},
      { parent: 0 },
      { parent: 1 },
      { parent: 1, type: 'task' as const },
      {},
      { parent: 'T001' },
      { parent: 5 },
      { parent: 'T002' },
    ];
    expect(types(list)).toEqual([
      'task ',
      'subtask T006',
      'subtask T007',
      'task T007',
      'task ',
      'task T001',
      'subtask T011',
      'subtask T002',
    ]);
    expect(types(list, { parentsAreEpics: true })).toEqual([
      'epic ',
      'task T006',
      'subtask T007',
      'task T007',
      'task ',
      'epic T001',
      'task T011',
      'subtask T002',
    ]);
    expect(types([{ type: 'epic' }, { parent: 0 }, { parent: 1 }])).toEqual(['epic ', 'task T006', 'subtask T007']);
    expect(
      types([
        { id: 'b', parent: 'a' },
        { id: 'a', type: 'epic' },
      ]),
    ).toEqual(['task a', 'epic ']);
    expect(types([{}, {}], { parent: 'T001' })).toEqual(['task T001', 'task T001']);
  });
  test('in a session: below the root of its scope, with its phase, and it says so', () => {
    expect(add([{}, { parent: 0 }, { parent: 'T002' }, { phase: 'other' }], {}, bound('epicPhase:T001:core'))).toEqual([
      '{"session":"session_20261121_100000_aaaaaa","under":"T001","phase":"core"}',
      'new task {id:T006,uid:minted-1,title:New,type:task,status:pending,priority:medium,parentId:T001,phase:core,labels:[],depends:[],files:[],acceptance:[],notes:[],createdAt:now,updatedAt:now}',
      'new task {id:T007,uid:minted-2,title:New,type:subtask,status:pending,priority:medium,parentId:T006,phase:core,labels:[],depends:[],files:[],acceptance:[],notes:[],createdAt:now,updatedAt:now}',
      'new task {id:T008,uid:minted-3,title:New,type:subtask,status:pending,priority:medium,parentId:T002,labels:[],depends:[],files:[],acceptance:[],notes:[],createdAt:now,updatedAt:now}',
      'new task {id:T009,uid:minted-4,title:New,type:task,status:pending,priority:medium,parentId:T001,phase:other,labels:[],depends:[],files:[],acceptance:[],notes:[],createdAt:now,updatedAt:now}',
      'last task number 9',
      'warning W_OUTSIDE_SCOPE: T008, T009 are outside the scope epicPhase:T001 (core) of session aaaaaa',
    ]);
    expect(
      add(
        [{}, { phase: 'x' }],
        {},
        { ...bound('project'), sessions: [makeSession('aaaaaa', 'project', { scope: { type: 'project', phase: 'core' } })] },
      ),
    ).toEqual([
      '{"session":"session_20261121_100000_aaaaaa","phase":"core"}',
      'new task {id:T006,uid:minted-1,title:New,type:task,status:pending,priority:medium,phase:core,labels:[],depends:[],files:[],acceptance:[],notes:[],createdAt:now,updatedAt:now}',
      'new task {id:T007,uid:minted-2,title:New,type:task,status:pending,priority:medium,phase:x,labels:[],depends:[],files:[],acceptance:[],notes:[],createdAt:now,updatedAt:now}',
      'last task number 7',
      'warning W_OUTSIDE_SCOPE: T007 is outside the scope project (core) of session aaaaaa',
    ]);
    expect(add([{}], {}, bound('project'))[0]).toEqual(
      'new task {id:T006,uid:minted-1,title:New,type:task,status:pending,priority:medium,labels:[],depends:[],files:[],acceptance:[],notes:[],createdAt:now,updatedAt:now}',
    );
    expect(add([{}], {}, bound('task:T002'))).toEqual([
      'new task {id:T006,uid:minted-1,title:New,type:task,status:pending,priority:medium,labels:[],depends:[],files:[],acceptance:[],notes:[],createdAt:now,updatedAt:now}',
      'last task number 6',
      'warning W_OUTSIDE_SCOPE: T006 is outside the scope task:T002 of session aaaaaa',
    ]);
    expect(add([{}, {}], { top: true }, bound('epic:T001')).at(-1)).toEqual(
      'warning W_OUTSIDE_SCOPE: T006, T007 are outside the scope epic:T001 of session aaaaaa',
    );
    expect(add([{}, {}, {}, {}, {}], { top: true }, bound('epic:T001')).at(-1)).toEqual(
      'warning W_OUTSIDE_SCOPE: T006, T007, T008 and 2 more are outside the scope epic:T001 of session aaaaaa',
    );
    expect(add([{}, {}, {}], { top: true }, bound('epic:T001')).at(-1)).toEqual(
      'warning W_OUTSIDE_SCOPE: T006, T007, T008 are outside the scope epic:T001 of session aaaaaa',
    );
    expect(add([{ parent: 'T002' }], {}, bound('epic:T001'))).toEqual([
      'new task {id:T006,uid:minted-1,title:New,type:subtask,status:pending,priority:medium,parentId:T002,labels:[],depends:[],files:[],acceptance:[],notes:[],createdAt:now,updatedAt:now}',
      'last task number 6',
    ]);
    expect(add([{}], {}, { ...bound('epic:T001'), caller: { explicit: { session: 'eeeeee', from: '--session' } } })[0]).toEqual(
      'E_SESSION_NOT_FOUND: there is no session "eeeeee"',
    );
  });
  test('what it refuses: all faults at once, each with its place', () => {
    expect(
      add([
        { title: ' ', where: 'b.md:1' },
        { id: 'T002', where: 'b.md:2' },
      ]),
    ).toEqual([
      'E_TASK_INVALID: 2 faults, nothing was added:\n  b.md:1: a task needs a title that is not empty\n  b.md:2: the id T002 is taken',
      'details {faults:[b.md:1: a task needs a title that is not empty,b.md:2: the id T002 is taken]}',
    ]);
    expect(
      add(Array.from({ length: 22 }, () => ({ title: '' })))[0]
        ?.split('\n')
        .slice(-2),
    ).toEqual(['  a task needs a title that is not empty', '  and 2 more']);
    expect(add(Array.from({ length: 20 }, () => ({ title: '' })))[0]?.split('\n').length).toBe(21);
    expect(
      add([{ id: 'x', uid: 'u' }, { uid: 'u' }, { uid: 'u' }, { uid: 'uid-T001' }, { uid: 'uid-T009' }, { id: 'x' }]),
    ).toEqual([
      'E_TASK_INVALID: 5 faults, nothing was added:\n  the uid u belongs to x\n  the uid u belongs to another line\n  the uid uid-T001 belongs to T001\n  the uid uid-T009 belongs to T009\n  the id x is given twice',
      'details {faults:[the uid u belongs to x,the uid u belongs to another line,the uid uid-T001 belongs to T001,the uid uid-T009 belongs to T009,the id x is given twice]}',
    ]);
    expect(add([{ id: 'Abc' }, { parent: 'aBC' }, { depends: ['ABc'] }])).toEqual([
      'E_TASK_INVALID: 2 faults, nothing was added:\n  the parent "aBC" does not exist, did you mean Abc?\n  the dependency "ABc" does not exist, did you mean Abc?',
      'details {faults:["the parent \\"aBC\\" does not exist, did you mean Abc?","the dependency \\"ABc\\" does not exist, did you mean Abc?"]}',
    ]);
    expect(add([{ parent: 'T0022' }, { depends: ['T009x'] }])).toEqual([
      'E_TASK_INVALID: 2 faults, nothing was added:\n  the parent "T0022" does not exist, did you mean T002?\n  the dependency "T009x" does not exist',
      'details {faults:["the parent \\"T0022\\" does not exist, did you mean T002?","the dependency \\"T009x\\" does not exist"]}',
    ]);
    expect(add([{}], { parent: 'T0022' })).toEqual([
      'E_TASK_INVALID: the parent "T0022" does not exist, did you mean T002?',
      'details {parent:T0022,similar:[T002]}',
    ]);
    const near = Array.from({ length: 5 }, (_, index) => makeTask(`task-1${index}`));
    expect(add([{ depends: ['task-19'] }], {}, { tasks: near })).toEqual([
      'E_TASK_INVALID: the dependency "task-19" does not exist, did you mean task-10 or task-11 or task-12?',
      'details {faults:["the dependency \\"task-19\\" does not exist, did you mean task-10 or task-11 or task-12?"]}',
    ]);
  });
  test('a long cycle is shown with its ends', () => {
    const ring = (count: number) =>
      add(
        Array.from({ length: count }, (_, index) => ({ id: `n${index}`, depends: [`n${(index + 1) % count}`] })),
        {},
        { tasks: [] },
      );
    expect(ring(14)[0]).toEqual(
      'E_TASK_INVALID: this would close a cycle of dependencies: n0 waits for n1 waits for n2 waits for n3 waits for n4 waits for n5 waits for … waits for n10 waits for n11 waits for n12 waits for n13 waits for n0',
    );
    expect(ring(11)[0]).toEqual(
      'E_TASK_INVALID: this would close a cycle of dependencies: n0 waits for n1 waits for n2 waits for n3 waits for n4 waits for n5 waits for n6 waits for n7 waits for n8 waits for n9 waits for n10 waits for n0',
    );
    expect(ring(60)[1]?.split(',').length).toBe(50);
  });
  test('overlaps that an added task makes are told', () => {
    const two = {
      sessions: [makeSession('aaaaaa', 'epicPhase:T001:core'), makeSession('bbbbbb', 'subtree:T002')],
      config: { multiSession: { allowNestedScopes: false } },
    };
    expect(add([{ parent: 'T002', phase: 'core' }], {}, two).at(-1)).toEqual(
      'warning W_SCOPE_CONFLICT: the scopes of two active sessions overlap now: aaaaaa (epicPhase:T001 (core)) and bbbbbb (subtree:T002)',
    );
  });
});

describe('field faults', () => {
  test.each<[Partial<NewTask>, string[]]>([
    [{}, []],
    [{ title: 'x', labels: ['a'], phase: 'p', files: ['f'], depends: ['T'], acceptance: ['a'] }, []],
    [{ title: '' }, ['a task needs a title that is not empty']],
    [
      { labels: [' ', 'x'.repeat(65), 'a\nb'] },
      [
        'a label needs a name',
        `a label takes a name of at most 64 printable characters on one line, not one of 65 ("${'x'.repeat(20)}…")`,
        'a label takes a name of at most 64 printable characters on one line, not "a^Jb"',
      ],
    ],
    [{ labels: ['x'.repeat(64), '👩‍🚀'.repeat(10)] }, []],
    [{ phase: '' }, ['a phase needs a name']],
    [{ files: ['*'.repeat(1_024), 'x'.repeat(1_025)] }, []],
    [{ files: [`src/${'*a'.repeat(600)}`] }, ['the pattern "src/*a*a*a*a*a*a*a*a…" is longer than 1024 characters']],
    [{ files: [''] }, ['a file needs a path that is not empty']],
    [{ depends: [''] }, ['a dependency needs an id']],
    [{ title: 'x'.repeat(65_536) }, []],
    [{ title: 'x'.repeat(65_537) }, ['the title has 65537 bytes, the limit is 65536']],
    [{ description: 'ü'.repeat(32_769) }, ['the description has 65538 bytes, the limit is 65536']],
    [{ blockedBy: 'x'.repeat(70_000) }, ['the blocked-by has 70000 bytes, the limit is 65536']],
    [
      { acceptance: ['x'.repeat(70_000)], files: ['x'.repeat(70_001)] },
      [
        'the acceptance or file has 70000 bytes, the limit is 65536',
        'the acceptance or file has 70001 bytes, the limit is 65536',
      ],
    ],
  ])('%#', (task, faults) => expect(fieldFaults(task)).toEqual(faults));
});

describe('ids', () => {
  /** The order of runs: numbers by value, other text by code unit. */
  const naive = (a: string, b: string): number => {
    const [left, right] = [a.match(/\d+|\D+/g) ?? [], b.match(/\d+|\D+/g) ?? []];
    for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
      const [x = '', y = ''] = [left[index], right[index]];
      const numbers = /\d/.test(x) && /\d/.test(y);
      if (numbers && BigInt(x) !== BigInt(y)) return BigInt(x) < BigInt(y) ? -1 : 1;
      if (!numbers && x !== y) return x < y ? -1 : 1;
    }
    return Math.sign(left.length - right.length) || (a < b ? -1 : a > b ? 1 : 0);
  };
  test('stand in their natural order', () => {
    const id = fc
      .array(fc.constantFrom('T', '-', '0', '1', '9', '12', '007', 'a', 'B', '.'), { minLength: 1, maxLength: 6 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(id, id, (a, b) => {
        expect(Math.sign(compareTaskIds(a, b)) + 0).toBe(naive(a, b) + 0);
      }),
      { numRuns: 2000 },
    );
    expect(['T110', 'T0100', 'T0020', 'T102', 'T99'].sort(compareTaskIds)).toEqual(['T0020', 'T99', 'T0100', 'T102', 'T110']);
    expect(['T10', 'T9', 'T009', 'T1a', 'T1', 'T1-2', 'S11', '10', '9'].sort(compareTaskIds)).toEqual([
      '9',
      '10',
      'S11',
      'T1',
      'T1-2',
      'T1a',
      'T009',
      'T9',
      'T10',
    ]);
  });
  test('the number of an id of this project', () => {
    expect(
      [
        ['T', 'T001'],
        ['T', 'T12'],
        ['T', 't1'],
        ['T', 'T1a'],
        ['T', 'Ta1'],
        ['T', 'X1'],
        ['WEB-', 'WEB-7'],
        ['T', 'T'],
        ['T', `T${'9'.repeat(9)}`],
        ['T', `T${'9'.repeat(10)}`],
        ['T', `T${'9'.repeat(12)}`],
        ['T', `T${'9'.repeat(20)}`],
      ].map(([prefix = '', id = '']) => taskNumber(prefix, id)),
    ).toEqual([1, 12, undefined, undefined, undefined, undefined, 7, undefined, 999_999_999, undefined, undefined, undefined]);
    const { state } = makeWorld({ tasks: [makeTask('T002')] });
    expect(nextTaskIds({ ...state, lastTaskNumber: 0 }, 3, ['T003', 'T004'])).toEqual({
      ids: ['T005', 'T006', 'T007'],
      lastTaskNumber: 7,
    });
    const longNumber = makeWorld({ tasks: [makeTask('T1000000000')] }).state;
    expect(nextTaskIds({ ...longNumber, lastTaskNumber: 999_999_999 }, 2)).toEqual({
      ids: ['T1000000001', 'T1000000002'],
      lastTaskNumber: 1_000_000_002,
    });
    expect(nextTaskIds(state, 0, ['T050'])).toEqual({ ids: [], lastTaskNumber: 50 });
  });
});

describe('the tree', () => {
  const odd = [
    makeTask('A', { parentId: 'B', type: 'epic' }),
    makeTask('B', { parentId: 'A' }),
    makeTask('C', { parentId: 'B' }),
    makeTask('D', { parentId: 'D' }),
    makeTask('E', { parentId: 'gone' }),
    makeTask('F', { parentId: 'E' }),
    makeTask('G', { type: 'epic' }),
  ];
  const index = indexTasks(odd);
  const ids = (found: readonly { id: string }[]) => found.map(({ id }) => id).join(' ');
  test('goes on over cycles, missing parents and self-links', () => {
    expect(['A', 'B', 'D', 'E', 'Z'].map((id) => ids(subtreeOf(index, id)))).toEqual(['A B C', 'B A C', 'D', 'E F', '']);
    expect(['A', 'C', 'D', 'F', 'Z'].map((id) => ids(ancestorsOf(index, id)))).toEqual(['B', 'B A', '', 'E', '']);
    expect(['A', 'C', 'F', 'G', 'Z'].map((id) => epicOf(index, id)?.id)).toEqual(['A', 'A', undefined, 'G', undefined]);
    expect([
      ids(index.childrenOf('B')),
      ids(index.childrenOf('D')),
      ids(index.childrenOf('gone')),
      ids(index.childrenOf('Z')),
    ]).toEqual(['A C', '', 'E', '']);
    expect(indexTasks(odd)).toBe(index);
  });
});

describe('why nothing can be started', () => {
  const session = { id: sessionIdOf('aaaaaa'), scope: { type: 'epic', rootTaskId: 'T001' } };
  const reasons: Obstacle[] = [
    { kind: 'finished', status: 'done' },
    { kind: 'claimed', mine: true, session },
    { kind: 'claimed', mine: false, session: { ...session, agent: 'opus' } },
    { kind: 'claimed', mine: false, session },
    { kind: 'active' },
    { kind: 'active', work: { by: 'ann', at, worktree: '/' } },
    { kind: 'blocked' },
    { kind: 'blocked', by: 'a "b"' },
    { kind: 'reserved', session },
    { kind: 'open-children', count: 1 },
    { kind: 'open-children', count: 2 },
    { kind: 'dependency', id: 'T001', status: 'active' },
    { kind: 'dependency', id: 'T002' },
  ] as Obstacle[];
  test('each reason in words; all dependencies make one', () => {
    expect(describeObstacles(reasons)).toEqual([
      'is blocked by T001 (active), T002 (no such task)',
      'is done',
      'is in your hands',
      'is claimed by session aaaaaa (opus)',
      'is claimed by session aaaaaa',
      'is active',
      'is claimed by ann',
      'is blocked',
      'is blocked by "a \\"b\\""',
      'is reserved by session aaaaaa, on epic:T001',
      'has 1 open child',
      'has 2 open children',
    ]);
    expect(describeObstacles([])).toEqual([]);
  });
  const nothing = (given: readonly ReturnType<typeof makeTask>[]) => {
    const world = makeWorld({ tasks: given });
    return refusalLines(world, nothingReady(rankReady(world), 'the project').refusals[0]);
  };
  test('some are named, the rest is counted; parents that wait for children only come last', () => {
    expect(nothing([])).toEqual([
      'E_NOTHING_READY: nothing to start in the project: there are no tasks',
      'details {finished:0,waiting:[]}',
      'fix stint add --help',
    ]);
    expect(nothing([makeTask('T001', { status: 'done' }), makeTask('T002', { status: 'done' })])).toEqual([
      'E_NOTHING_READY: nothing to start in the project: all 2 tasks are finished',
      'details {finished:2,waiting:[]}',
      'fix stint add --help',
    ]);
    const blocked = (count: number) =>
      Array.from({ length: count }, (_, index) => makeTask(`T${100 + index}`, { status: 'blocked' }));
    expect(nothing([makeTask('T001'), makeTask('T002', { parentId: 'T001', status: 'blocked', depends: ['T009'] })])).toEqual([
      'E_NOTHING_READY: nothing to start in the project: T002 is blocked by T009 (no such task), is blocked; and 1 more',
      'details {reason:waits,finished:0,waiting:[{task:T001,because:[has 1 open child]},{task:T002,because:["is blocked by T009 (no such task)",is blocked]}]}',
      'fix stint next --explain',
      'fix stint list',
    ]);
    expect(nothing(blocked(4))[0]).toEqual(
      'E_NOTHING_READY: nothing to start in the project: T100 is blocked; T101 is blocked; T102 is blocked; and 1 more',
    );
    expect(nothing(blocked(3))[0]).toEqual(
      'E_NOTHING_READY: nothing to start in the project: T100 is blocked; T101 is blocked; T102 is blocked',
    );
    const explained = (given: readonly ReturnType<typeof makeTask>[]) => {
      const world = makeWorld({ tasks: given });
      return refusalLines(world, nothingReady(rankReady(world), 'the project', true).refusals[0]);
    };
    expect(explained(blocked(1))).toEqual([
      'E_NOTHING_READY: nothing to start in the project: 1 open task waits',
      'details {reason:waits,finished:0,waiting:[{task:T100,because:[is blocked]}]}',
      'fix stint list',
    ]);
    expect(explained(blocked(4))[0]).toEqual('E_NOTHING_READY: nothing to start in the project: 4 open tasks wait');
    expect(explained([])).toEqual(nothing([]));
    expect([nothing(blocked(20))[1]?.includes('more'), nothing(blocked(21))[1]?.endsWith(',more:1}')]).toEqual([false, true]);
  });
});

describe('import', () => {
  const batchOf = (more: Partial<ImportBatch>): ImportBatch => ({
    source: 'cub',
    tasks: [],
    phases: [],
    translated: [],
    ...more,
  });
  const entry = (task: string, completedAt: string, more: Partial<ImportedEntry> = {}): ImportedEntry => ({
    task,
    title: `Title of ${task}`,
    labels: [],
    completedAt,
    files: [],
    commits: [],
    ...more,
  });
  const session = (id: string, more: Partial<ImportedSession> = {}): ImportedSession => ({
    id,
    scope: { type: 'epic', root: 'E' },
    startedAt: at,
    lastActivityAt: at,
    notes: [],
    focused: [],
    stats: { tasksCompleted: 0, focusChanges: 0, suspends: 0, resumes: 0 },
    ...more,
  });
  const told = (more: Partial<ImportBatch>, parts: WorldParts = {}) => {
    const world = makeWorld(parts);
    // What the source said is told in a form that no test should repeat.
    return toldOf(world, decideImport(world, batchOf(more))).map((line) => line.replace(/seen:\{[^}]*\}/, 'seen'));
  };
  test('completions with all that the source knew', () => {
    const full = entry('a', at, {
      labels: ['x'],
      agent: 'opus',
      harness: 'claude',
      startedAt: '2026-11-21T10:00:00.000Z',
      durationMs: 5,
      reason: 'works',
      tokens: { total: 3 },
      costUsd: 1,
      files: ['a.ts'],
      commits: [{ sha: 'abc', subject: 'Add' }],
    } as Partial<ImportedEntry>);
    expect(
      told({
        tasks: [
          { sourceId: 'E', title: 'Epic', type: 'epic' },
          { sourceId: 'a', title: 'A', status: 'done', parent: 'E', phase: 'core' },
        ],
        entries: [full, entry('a', '2026-11-20T00:00:00.000Z')],
      }),
    ).toEqual([
      'new task {id:E,uid:minted-1,title:Epic,type:epic,status:pending,priority:medium,labels:[],depends:[],files:[],acceptance:[],notes:[],createdAt:now,updatedAt:now,externalRef:{tool:cub,source:"",key:E,seen}}',
      'new task {id:a,uid:minted-2,title:A,type:task,status:done,priority:medium,parentId:E,phase:core,labels:[],depends:[],files:[],acceptance:[],notes:[],createdAt:now,updatedAt:now,externalRef:{tool:cub,source:"",key:a,seen},completedAt:2026-11-20T00:00:00.000Z,entryId:minted-2-2,completions:2}',
      'last task number 0',
      'config project.phases=[core]',
      'ledger {v:1,id:minted-2-1,type:completed,at:2026-11-20T00:00:00.000Z,source:import,task:{id:a,uid:minted-2,title:A,type:task,parentId:E,epicId:E,phase:core,labels:[]},completedAt:2026-11-20T00:00:00.000Z,files:[],commits:[],flags:[],import:{source:cub,id:a,at:now}}',
      'ledger {v:1,id:minted-2-2,type:completed,at:2026-11-21T11:00:00.000Z,source:import,task:{id:a,uid:minted-2,title:A,type:task,parentId:E,epicId:E,phase:core,labels:[]},harness:claude,startedAt:2026-11-21T10:00:00.000Z,completedAt:2026-11-21T11:00:00.000Z,durationMs:5,reason:works,files:[{path:a.ts,origin:import}],commits:[{sha:abc,subject:Add,origin:import}],tokens:{total:3},costUsd:1,costSource:cub,flags:[],import:{source:cub,id:a,at:now}}',
    ]);
    expect(told({ entries: [entry('T900', at, { epic: 'E', labels: ['y'] }), entry('T900', at), entry('x/y', at)] })).toEqual([
      'last task number 900',
      'ledger {v:1,id:e99e598a7da09b1ad1ea2-1,type:completed,at:2026-11-21T11:00:00.000Z,source:import,task:{id:T900,uid:e99e598a7da09b1ad1ea2,title:Title of T900,type:task,epicId:E,labels:[y]},completedAt:2026-11-21T11:00:00.000Z,files:[],commits:[],flags:[],import:{source:cub,id:T900,at:now}}',
      'ledger {v:1,id:e99e598a7da09b1ad1ea2-2,type:completed,at:2026-11-21T11:00:00.000Z,source:import,task:{id:T900,uid:e99e598a7da09b1ad1ea2,title:Title of T900,type:task,labels:[]},completedAt:2026-11-21T11:00:00.000Z,files:[],commits:[],flags:[],import:{source:cub,id:T900,at:now}}',
      'ledger {v:1,id:3e50dde0cab343e35b1fb-1,type:completed,at:2026-11-21T11:00:00.000Z,source:import,task:{id:cub:x/y,uid:3e50dde0cab343e35b1fb,title:Title of x/y,type:task,labels:[]},completedAt:2026-11-21T11:00:00.000Z,files:[],commits:[],flags:[],import:{source:cub,id:x/y,at:now}}',
    ]);
  });
  test('sessions, as closed ones', () => {
    const full = session('session_20260101_000000_abcdef', {
      name: 'Keys',
      agent: 'opus',
      scope: { type: 'epicPhase', root: 'E', phase: 'core' },
      sessionNote: 'n',
      nextAction: 'a',
      suspendedAt: at,
      endedAt: at,
      notes: [{ at, text: 'x', more: 1 } as never],
      focused: [
        { task: 'E', at },
        { task: 'gone', at },
      ],
      extra: { odd: 1 },
    });
    const plain = session('session_20260101_000000_abcde0', { scope: { type: 'project' } as ImportedSession['scope'] });
    expect(
      told({ tasks: [{ sourceId: 'E', title: 'Epic', type: 'epic', id: 'T777' } as never], sessions: [full, plain, plain] }),
    ).toEqual([
      'new task {id:E,uid:minted-1,title:Epic,type:epic,status:pending,priority:medium,labels:[],depends:[],files:[],acceptance:[],notes:[],createdAt:now,updatedAt:now,externalRef:{tool:cub,source:"",key:E,seen}}',
      'new archived session {odd:1,id:#abcdef,status:closed,name:Keys,agent:opus,scope:{type:epicPhase,rootTaskId:E,phase:core},focus:{currentTask:null,sessionNote:n,nextAction:a},conversations:[],held:[],startedAt:2026-11-21T11:00:00.000Z,lastActivityAt:2026-11-21T11:00:00.000Z,suspendedAt:2026-11-21T11:00:00.000Z,endedAt:2026-11-21T11:00:00.000Z,closedAt:now,notes:[{at:2026-11-21T11:00:00.000Z,text:x}],focusHistory:[{taskId:E,at:2026-11-21T11:00:00.000Z,action:focused},{taskId:gone,at:2026-11-21T11:00:00.000Z,action:focused}],stats:{tasksCompleted:0,focusChanges:0,suspends:0,resumes:0},externalRef:cub:#abcdef}',
      'new archived session {id:#abcde0,status:closed,scope:{type:project},focus:{currentTask:null,sessionNote:null,nextAction:null},conversations:[],held:[],startedAt:2026-11-21T11:00:00.000Z,lastActivityAt:2026-11-21T11:00:00.000Z,closedAt:now,notes:[],focusHistory:[],stats:{tasksCompleted:0,focusChanges:0,suspends:0,resumes:0},externalRef:cub:#abcde0}',
      'last task number 0',
    ]);
    expect(
      told({ sessions: [plain] }, { closedSessions: [makeSession('abcde0', 'project', { id: plain.id, status: 'closed' })] }),
    ).toEqual(['no change']);
  });
});
