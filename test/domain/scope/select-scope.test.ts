import { describe, expect, test } from 'vitest';
import { judgeRelation, meetScopes, treeChangeConflicts } from '../../../src/domain/scope/conflicts';
import { claimantOf, keptFromMe } from '../../../src/domain/scope/ownership';
import { describeScope } from '../../../src/domain/scope/resolve-scope';
import { parseScopeRequest, type ScopeRequest } from '../../../src/domain/scope/scope-request';
import { selectScope } from '../../../src/domain/scope/select-scope';
import type { Task } from '../../../src/domain/task/schema';
import { refusalLines } from '../../support/told';
import { makeSession, makeTask, makeWorld, testNow, type WorldParts } from '../../support/world';

const tree = [
  makeTask('T001', { type: 'epic' }),
  makeTask('T002', { parentId: 'T001', phase: 'testing' }),
  makeTask('T003', { parentId: 'T002', phase: 'core', type: 'subtask' }),
  makeTask('T004', { parentId: 'T001' }),
  makeTask('T005'),
];

describe('selectScope', () => {
  const select = (parsed: Parameters<typeof selectScope>[1], parts: WorldParts = {}) => {
    const world = makeWorld({ tasks: tree, archivedTasks: [makeTask('T090', { type: 'epic' })], ...parts });
    const selected = selectScope(world, parsed);
    if (!selected.ok) return refusalLines(world, selected.refusals[0]);
    return [
      describeScope(selected.scope),
      [...selected.ids].sort().join(' '),
      ...selected.warnings.map((one) => `${one.code}: ${one.message}`),
    ];
  };
  test('the type follows the root where it was not given', () => {
    expect(select({ root: 'T001' })).toEqual(['epic:T001', 'T001 T002 T003 T004']);
    expect(select({ root: 'T002' })).toEqual(['subtree:T002', 'T002 T003']);
    expect(select({ type: 'task', root: 'T001' })).toEqual(['task:T001', 'T001']);
    expect(select({ type: 'subtree', root: 'T002' })).toEqual(['subtree:T002', 'T002 T003']);
    expect(select({ type: 'epic', root: 'T001' })).toEqual(['epic:T001', 'T001 T002 T003 T004']);
  });
  test('epic on a root of another type works, with a warning that names subtree', () => {
    expect(select({ type: 'epic', root: 'T002' })).toEqual([
      'epic:T002',
      'T002 T003',
      'W_SCOPE_TYPE: T002 is a task, not an epic: subtree:T002 says the same',
    ]);
  });
  test('a phase filters any type; without a root it is the whole project', () => {
    expect(select({ root: 'T001', phase: 'core' })).toEqual(['epic:T001 (core)', 'T003']);
    expect(select({})).toEqual(['project', 'T001 T002 T003 T004 T005']);
    expect(select({ phase: 'testing' })).toEqual(['project (testing)', 'T002']);
  });
  test('a root that is not there', () => {
    expect(select({ root: 'T01' })).toEqual(['epic:T001', 'T001 T002 T003 T004']);
    expect(select({ root: 'T0011' })).toEqual([
      'E_SCOPE_INVALID: the root task "T0011" does not exist, did you mean T001?',
      'details {root:T0011,similar:[T001]}',
      'fix stint list --all',
    ]);
    expect(select({ root: 'zebra' })).toEqual([
      'E_SCOPE_INVALID: the root task "zebra" does not exist',
      'details {root:zebra}',
      'fix stint list --all',
    ]);
    expect(select({ root: 'T090' })).toEqual([
      'E_SCOPE_INVALID: the root task "T090" does not exist (it is archived)',
      'details {root:T090}',
      'fix stint list --all',
    ]);
  });
  test('a phase that selects nothing names those that are there', () => {
    expect(select({ root: 'T001', phase: 'polish' })).toEqual([
      'E_SCOPE_INVALID: scope epic:T001 (polish) selects no task (phases there: core, testing)',
      'details {scope:"epic:T001 (polish)",phases:[core,testing]}',
    ]);
    expect(select({ type: 'task', root: 'T005', phase: 'polish' })).toEqual([
      'E_SCOPE_INVALID: scope task:T005 (polish) selects no task',
      'details {scope:"task:T005 (polish)"}',
    ]);
    expect(select({}, { tasks: [] })).toEqual(['E_SCOPE_INVALID: scope project selects no task', 'details {scope:project}']);
  });
});

describe('judgeRelation', () => {
  const verdicts = (allowNestedScopes: boolean, allowScopeOverlap: boolean) => {
    const { config } = makeWorld({ config: { multiSession: { allowNestedScopes, allowScopeOverlap } } }).state;
    return (['disjoint', 'same', 'inside', 'contains', 'overlap'] as const).map((relation) => judgeRelation(relation, config));
  };
  test('same is a conflict always; nested and overlapping as the settings say', () => {
    expect(verdicts(true, false)).toEqual(['fine', 'conflict', 'warning', 'warning', 'conflict']);
    expect(verdicts(false, false)).toEqual(['fine', 'conflict', 'conflict', 'conflict', 'conflict']);
    expect(verdicts(true, true)).toEqual(['fine', 'conflict', 'warning', 'warning', 'warning']);
    expect(verdicts(false, true)).toEqual(['fine', 'conflict', 'conflict', 'conflict', 'warning']);
  });
});

describe('meetScopes', () => {
  test('every active session that is met but those left out', () => {
    const sessions = [
      makeSession('aaaaaa', 'epic:T001'),
      makeSession('bbbbbb', 'task:T005'),
      makeSession('cccccc', 'subtree:T002', { status: 'suspended' }),
      makeSession('dddddd', 'subtree:T002', { status: 'ended' }),
      makeSession('eeeeee', 'subtree:T002'),
      makeSession('ffffff', 'taskGroup:T002'),
      makeSession('abcdef', 'task:T003'),
    ];
    const { state } = makeWorld({ tasks: tree, sessions });
    const met = meetScopes(state, new Set(['T002', 'T003']), new Set([sessions[4]?.id ?? '']));
    expect(met.map(({ session, relation, verdict }) => `${session.id.slice(-6)} ${relation} ${verdict}`)).toEqual([
      'aaaaaa inside warning',
      'ffffff same conflict',
      'abcdef contains warning',
    ]);
    expect(meetScopes(state, new Set(['T002', 'T003'])).length).toBe(4);
    expect(meetScopes(state, new Set(['T999']))).toEqual([]);
  });
});

describe('treeChangeConflicts', () => {
  const inner = makeSession('aaaaaa', 'subtree:T002');
  const beside = makeSession('bbbbbb', 'subtree:T004');
  const moved = (id: string, parentId: string) => tree.map((task) => (task.id === id ? { ...task, parentId } : task));
  const conflicts = (sessions: NonNullable<WorldParts['sessions']>, tasks: readonly Task[], config: WorldParts['config'] = {}) =>
    treeChangeConflicts(makeWorld({ tasks: tree, sessions, config: config ?? {} }).state, tasks).map(
      ({ a, b, relation }) => `${a.id.slice(-6)} ${relation} ${b.id.slice(-6)}`,
    );
  const apart = { multiSession: { allowNestedScopes: false } };
  test('a move that nests two scopes is told where nesting is not allowed, each pair once', () => {
    expect(conflicts([inner, beside], moved('T002', 'T004'), apart)).toEqual(['aaaaaa inside bbbbbb']);
    expect(conflicts([inner, beside], moved('T002', 'T004'))).toEqual([]);
    expect(conflicts([inner, beside], tree, apart)).toEqual([]);
    expect(conflicts([inner, { ...beside, status: 'suspended' }], moved('T002', 'T004'), apart)).toEqual([]);
  });
  test('what is in conflict already is no news', () => {
    const twice = [inner, makeSession('cccccc', 'epic:T001'), beside];
    expect(conflicts(twice, moved('T002', 'T004'), apart)).toEqual(['aaaaaa inside bbbbbb']);
  });
  test('a change of the phase counts too', () => {
    const phases = [makeSession('aaaaaa', 'epicPhase:T001:testing'), makeSession('bbbbbb', 'subtree:T004')];
    const changed = tree.map((task) => (task.id === 'T004' ? { ...task, phase: 'testing' } : task));
    expect(conflicts(phases, changed, apart)).toEqual(['aaaaaa contains bbbbbb']);
  });
});

describe('who holds a task', () => {
  const work = (by: string, session?: string): Partial<Task> => ({
    status: 'active',
    work: { by, at: testNow, ...(session === undefined ? {} : { session }) } as Task['work'],
  });
  const mine = makeSession('aaaaaa', 'subtree:T002', { agent: 'opus' });
  const holder = (task: Partial<Task>, parts: WorldParts = {}, me: typeof mine | 'unbound' = mine) => {
    const own = me === 'unbound' ? undefined : me;
    const subject = makeTask('T003', { parentId: 'T002', ...task });
    const world = makeWorld({
      tasks: [...tree.filter((one) => one.id !== 'T003'), subject],
      sessions: own === undefined ? [] : [own],
      ...parts,
    });
    const found = keptFromMe(world, own, subject);
    return found === undefined
      ? 'free'
      : found.kind === 'owner'
        ? `${found.by} since ${found.at}`
        : `${found.kind} ${found.session.id.slice(-6)}`;
  };
  const other = (scope: string, over = {}) => makeSession('bbbbbb', scope, over);
  const holding = { held: [{ taskId: 'T003', at: testNow }] };
  test.each<[string, () => string, string]>([
    ['nobody', () => holder({}), 'free'],
    ['an unbound owner of another name', () => holder(work('ann')), `ann since ${testNow}`],
    ['an unbound owner, seen by an unbound caller', () => holder(work('ann'), {}, 'unbound'), `ann since ${testNow}`],
    ['the caller before it was bound', () => holder(work('me')), 'free'],
    ["the session's agent before it was bound", () => holder(work('opus')), 'free'],
    ['work that a session left behind', () => holder(work('ann', 'session_20261101_100000_dddddd')), 'free'],
    ['a task that is active without a name', () => holder({ status: 'active' }), 'free'],
    ['a name on a task that is not active', () => holder({ ...work('ann'), status: 'pending' }), 'free'],
    ['another active session', () => holder({}, { sessions: [mine, other('task:T005', holding)] }), 'session bbbbbb'],
    [
      'a suspended session',
      () => holder({}, { sessions: [mine, other('task:T005', { ...holding, status: 'suspended' })] }),
      'free',
    ],
    ['the caller itself', () => holder({}, { sessions: [{ ...mine, ...holding }] }), 'free'],
    ['an inner scope', () => holder({}, { sessions: [mine, other('task:T003')] }), 'reserved bbbbbb'],
    [
      'an inner scope, for a caller that holds the task',
      () => holder({}, { sessions: [{ ...mine, ...holding }, other('task:T003')] }),
      'free',
    ],
    [
      'an inner scope, for a caller whose scope does not hold the task',
      () => holder({}, { sessions: [other('task:T003')] }, makeSession('aaaaaa', 'task:T005')),
      'reserved bbbbbb',
    ],
    ['a scope, for an unbound caller', () => holder({}, { sessions: [other('epic:T001')] }, 'unbound'), 'reserved bbbbbb'],
    ['a scope, for an unbound caller at work', () => holder(work('me'), { sessions: [other('epic:T001')] }, 'unbound'), 'free'],
    ['a scope around mine', () => holder({}, { sessions: [mine, other('epic:T001')] }), 'free'],
  ])('%s', (_name, found, expected) => expect(found()).toBe(expected));

  test('where two hold it, the first in the file counts', () => {
    const { state } = makeWorld({
      tasks: tree,
      sessions: [other('task:T005', holding), makeSession('cccccc', 'task:T004', holding)],
    });
    expect(claimantOf(state, 'T003')?.id.slice(-6)).toBe('bbbbbb');
    expect(claimantOf(state, 'T003')?.id.slice(-6)).toBe('bbbbbb');
    expect(claimantOf(state, 'T004')).toBeUndefined();
  });
});

describe('parseScopeRequest refuses with what would be right', () => {
  const refused = (request: ScopeRequest) => {
    const parsed = parseScopeRequest(request);
    return parsed.ok ? parsed.scope : refusalLines(makeWorld(), parsed.refusals[0]);
  };
  test.each<[ScopeRequest, unknown]>([
    [
      { scope: 'T001', root: 'T002' },
      ['E_USAGE: --scope T001 and --root T002 name different roots (T001 and T002): give one of them'],
    ],
    [{ scope: 'T001', root: '' }, ['E_USAGE: --root needs a task id']],
    [{ scope: 'T001', root: 'T001' }, { root: 'T001' }],
    [
      { scope: 'epic:T001', root: 'T002' },
      ['E_USAGE: --scope epic:T001 and --root T002 name different roots (T001 and T002): give one of them'],
    ],
    [
      { scope: 'epic:', root: 'T002' },
      { type: 'epic', root: 'T002' },
    ],
    [{ scope: 'epic', root: '' }, ['E_USAGE: --root needs a task id']],
    [{ root: '' }, ['E_USAGE: --root needs a task id']],
    [
      { scope: 'epic:T001', root: 'T001' },
      { type: 'epic', root: 'T001' },
    ],
    [{ scope: 'epic:' }, ['E_USAGE: scope "epic:" names no root task: write epic:ID, or add --root ID']],
    [{ scope: 'epic' }, ['E_USAGE: scope "epic" names no root task: write epic:ID, or add --root ID']],
    [
      { scope: ':T001' },
      [
        'E_USAGE: unknown scope type "" (types: epic, subtree, taskGroup, task, epicPhase)',
        'details {type:"",types:[epic,subtree,taskGroup,task,epicPhase]}',
      ],
    ],
    [
      { scope: 'zebra:T001' },
      [
        'E_USAGE: unknown scope type "zebra" (types: epic, subtree, taskGroup, task, epicPhase)',
        'details {type:zebra,types:[epic,subtree,taskGroup,task,epicPhase]}',
      ],
    ],
    [
      { scope: 'epicPhase:T001' },
      ['E_USAGE: scope epicPhase:T001 needs --phase and the phase', 'fix stint list --fields id,phase,title'],
    ],
    [
      { scope: 'epicPhase', root: 'T001' },
      ['E_USAGE: scope epicPhase needs --phase and the phase', 'fix stint list --fields id,phase,title'],
    ],
    [{ scope: '' }, ['E_USAGE: --scope needs TYPE:ID or ID, for example epic:T001']],
    [{ scope: '', root: 'T001' }, ['E_USAGE: --scope needs TYPE:ID or ID, for example epic:T001']],
    [{ scope: 'T001', phase: '' }, ['E_USAGE: --phase needs a name']],
    [
      { root: 'T001', phase: 'core' },
      { root: 'T001', phase: 'core' },
    ],
    [{ phase: 'core' }, { phase: 'core' }],
    [
      { scope: 'T001', phase: 'core' },
      { root: 'T001', phase: 'core' },
    ],
  ])('%j', (request, expected) => expect(refused(request)).toEqual(expected));
});
