import { describe, expect, test } from 'vitest';
import type { Session } from '../../../src/domain/session/schema';
import { decideArchive } from '../../../src/domain/task/decide-archive';
import { decideCancel } from '../../../src/domain/task/decide-cancel';
import { chooseNext, decideClaimNext, type NextRequest } from '../../../src/domain/task/decide-claim-next';
import { decideReopen } from '../../../src/domain/task/decide-reopen';
import { decideUpdate, type UpdateRequest } from '../../../src/domain/task/decide-update';
import type { Task } from '../../../src/domain/task/schema';
import { refusalLines, toldOf } from '../../support/told';
import { makeSession, makeTask, makeWorld, sessionIdOf, type WorldParts } from '../../support/world';

const since = '2026-11-21T11:00:00.000Z';
const bound = { pointer: sessionIdOf('aaaaaa') };
const holding = (hex: string, scope: string, ids: readonly string[], over: Partial<Session> = {}): Session =>
  makeSession(hex, scope, {
    held: ids.map((taskId) => ({ taskId, at: since })),
    focus: { currentTask: ids[0] ?? null, sessionNote: null, nextAction: null },
    ...over,
  });
const inHand = (session: string): Pick<Task, 'status' | 'work'> => ({
  status: 'active',
  work: { by: 'opus', session: sessionIdOf(session), at: since, worktree: '/repo' },
});
const done = { status: 'done' as const, completedAt: since, completions: 1, entryId: 'uid-T004-1' };

const tasks = [
  makeTask('T001', { type: 'epic' }),
  makeTask('T002', { parentId: 'T001', ...inHand('aaaaaa') }),
  makeTask('T003', { parentId: 'T001', depends: ['T002'] }),
  makeTask('T004', done),
  makeTask('T005', { ...inHand('bbbbbb'), priority: 'low' }),
  makeTask('T006', { depends: ['T003', 'T099'] }),
];
const sessions = [holding('aaaaaa', 'epic:T001', ['T002']), holding('bbbbbb', 'task:T005', ['T005'], { agent: 'sonnet' })];
const archivedTasks = [
  makeTask('T090', { ...done, entryId: 'uid-T090-1', archivedAt: since, work: { by: 'opus', at: since, worktree: '/repo' } }),
  makeTask('T091', { status: 'cancelled', cancelledAt: since, archivedAt: since, parentId: 'T004' }),
];
const worldOf = (parts: WorldParts = {}) => makeWorld({ tasks, sessions, archivedTasks, caller: bound, ...parts });
const changed = (id: string, over: Partial<Task>) => tasks.map((task) => (task.id === id ? { ...task, ...over } : task));

describe('update', () => {
  const update = (id: string, over: Partial<UpdateRequest>, parts: WorldParts = {}) => {
    const world = worldOf(parts);
    return toldOf(world, decideUpdate(world, { id, takeover: false, allowOverlap: false, ...over }));
  };
  test('each field, and nothing else', () => {
    expect(
      update('T003', { title: 'Better', description: 'More', type: 'subtask', priority: 'high', phase: 'core', note: 'seen' }),
    ).toEqual([
      'task T003: title=Better type=subtask priority=high notes=[{at:now,text:seen,by:me}] updatedAt=now description=More phase=core',
    ]);
    expect(
      update('T003', { add: { labels: ['a', 'b', 'a'], depends: ['t4', 'T090'], files: ['x'], acceptance: ['y'] } }),
    ).toEqual(['task T003: labels=[a,b] depends=[T002,T004,T090] files=[x] acceptance=[y] updatedAt=now']);
    expect(
      update(
        'T003',
        { remove: { labels: ['a'], depends: ['t2'], files: ['x'], acceptance: ['y'] } },
        {
          tasks: changed('T003', { labels: ['a', 'b'], files: ['x', 'z'], acceptance: ['y', 'w'], description: 'd', phase: 'p' }),
        },
      ),
    ).toEqual(['task T003: labels=[b] depends=[] files=[z] acceptance=[w] updatedAt=now']);
    expect(update('T003', { description: '', phase: '' }, { tasks: changed('T003', { description: 'd', phase: 'p' }) })).toEqual([
      'task T003: updatedAt=now -description -phase',
    ]);
    expect(update('T003', { title: 'Title of T003', add: { depends: ['T002'] } })).toEqual(['no change']);
  });
  test('the parent', () => {
    expect(update('T003', { parent: null })).toEqual(['task T003: updatedAt=now -parentId']);
    expect(update('T006', { parent: 't1' })).toEqual(['task T006: updatedAt=now parentId=T001']);
    expect(update('T006', { parent: 'T0066' })).toEqual([
      'E_TASK_INVALID: the parent "T0066" does not exist, did you mean T006?',
      'details {parent:T0066,similar:[T006]}',
    ]);
    expect(update('T006', { parent: 'zebra' })).toEqual([
      'E_TASK_INVALID: the parent "zebra" does not exist',
      'details {parent:zebra}',
    ]);
    expect(update('T006', { parent: 'T090' })).toEqual(['E_TASK_INVALID: the parent T090 is archived', 'details {parent:T090}']);
    expect(update('T001', { parent: 'T003' })).toEqual([
      'E_TASK_INVALID: this would close a cycle of parents: T001 is under T003 is under T001',
      'details {cycle:[T001,T003,T001]}',
    ]);
    expect(
      update(
        'T002',
        { add: { depends: ['T006'] } },
        {
          sessions: [],
          tasks: tasks.map((task) => (task.id === 'T002' ? makeTask('T002', { parentId: 'T001' }) : task)),
        },
      ),
    ).toEqual([
      'E_TASK_INVALID: this would close a cycle of dependencies: T002 waits for T006 waits for T003 waits for T002',
      'details {cycle:[T002,T006,T003,T002]}',
    ]);
  });
  test('the status', () => {
    expect(update('T002', { status: 'pending' })).toEqual([
      'task T002: status=pending updatedAt=now -work',
      'session #aaaaaa: focus={currentTask:null,sessionNote:null,nextAction:null} held=[] focusHistory=[{taskId:T002,at:now,action:released}]',
      'event task_release {session:#aaaaaa,task:T002}',
    ]);
    expect(update('T002', { status: 'active' })).toEqual(['no change']);
    expect(update('T002', { blockedBy: 'the vendor' })).toEqual([
      'task T002: status=blocked updatedAt=now -work blockedBy=the vendor',
      'session #aaaaaa: focus={currentTask:null,sessionNote:null,nextAction:null} held=[] focusHistory=[{taskId:T002,at:now,action:released}]',
      'event task_release {session:#aaaaaa,task:T002}',
    ]);
    expect(update('T003', { status: 'blocked', blockedBy: '' })).toEqual(['task T003: status=blocked updatedAt=now']);
    expect(update('T003', { status: 'active' })).toEqual([
      'E_TASK_STATE: T002 is in progress: finish it, or `focus set` to move',
      'details {held:[T002]}',
      'fix stint done T002',
      'fix stint focus set T003',
    ]);
    expect(update('T003', { status: 'active' }, { config: { multiSession: { maxActiveTasksPerScope: 2 } } })).toEqual([
      'task T003: status=active updatedAt=now work={by:me,session:#aaaaaa,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'session #aaaaaa: focus={currentTask:T003,sessionNote:null,nextAction:null} held=[{taskId:T002,at:2026-11-21T11:00:00.000Z},{taskId:T003,at:now}] lastActivityAt=now focusHistory=[{taskId:T003,at:now,action:focused}] stats={tasksCompleted:0,focusChanges:1,suspends:0,resumes:0}',
      'event task_claim {session:#aaaaaa,task:T003}',
      'event focus {session:#aaaaaa,task:T003}',
      'warning W_UNMET_DEPENDENCIES: T003 depends on T002, not finished yet',
    ]);
    expect(update('T003', { status: 'active' }, { caller: {} })).toEqual([
      'E_TASK_CLAIMED: T003 is reserved by session aaaaaa, on epic:T001',
      'details {task:T003,holder:{session:#aaaaaa,shortId:aaaaaa,scope:epic:T001}}',
      'fix stint next',
    ]);
    expect(update('T003', { status: 'blocked' }, { caller: {} })).toEqual(['task T003: status=blocked updatedAt=now']);
    expect(update('T003', { status: 'active' }, { caller: {}, sessions: [] })).toEqual([
      'task T003: status=active updatedAt=now work={by:me,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'warning W_UNMET_DEPENDENCIES: T003 depends on T002, not finished yet',
    ]);
    expect(update('T006', { status: 'active' })).toEqual([
      'E_TASK_NOT_IN_SCOPE: T006 is outside the scope epic:T001 of session aaaaaa',
      'details {task:T006,scope:epic:T001,session:#aaaaaa}',
      'fix stint next',
    ]);
    expect(update('T004', { status: 'active' })).toEqual([
      'E_TASK_STATE: T004 is done',
      'details {task:T004,status:done}',
      'fix stint task reopen T004',
    ]);
    expect(update('T004', { status: 'blocked' })).toEqual([
      'E_TASK_STATE: T004 is done',
      'details {task:T004,status:done}',
      'fix stint task reopen T004',
    ]);
  });
  test('what a task was blocked by is forgotten when it goes on, or taken out', () => {
    const blocked = changed('T003', { status: 'blocked', blockedBy: 'vendor' });
    expect(update('T003', { status: 'pending' }, { tasks: blocked })).toEqual([
      'task T003: status=pending updatedAt=now -blockedBy',
    ]);
    expect(update('T003', { blockedBy: '' }, { tasks: blocked })).toEqual(['task T003: updatedAt=now -blockedBy']);
    expect(update('T003', { blockedBy: 'law' }, { tasks: blocked })).toEqual(['task T003: updatedAt=now blockedBy=law']);
    expect(update('T003', { title: 'X' }, { tasks: blocked })).toEqual(['task T003: title=X updatedAt=now']);
  });
  test('what it refuses', () => {
    expect(update('T005', { status: 'pending' })).toEqual([
      'E_TASK_CLAIMED: T005 is held by session bbbbbb (sonnet)',
      'details {task:T005,holder:{session:#bbbbbb,shortId:bbbbbb,agent:sonnet}}',
      'fix stint next',
    ]);
    expect(update('T005', { blockedBy: 'x' })[0]).toEqual('E_TASK_CLAIMED: T005 is held by session bbbbbb (sonnet)');
    expect(update('T005', { parent: null })[0]).toEqual('E_TASK_CLAIMED: T005 is held by session bbbbbb (sonnet)');
    expect(update('T005', { title: 'X', priority: 'high' })).toEqual(['task T005: title=X priority=high updatedAt=now']);
    expect(update('T090', { title: 'X' })).toEqual([
      'E_TASK_STATE: T090 is archived',
      'details {task:T090,status:done,archived:true}',
      'fix stint task reopen T090',
    ]);
    expect(update('T099', { title: 'X' })).toEqual([
      'E_TASK_NOT_FOUND: there is no task "T099"',
      'details {task:T099}',
      'fix stint list --all',
    ]);
    expect(update('T003', { add: { depends: ['T0033'] } })).toEqual([
      'E_TASK_INVALID: the dependency "T0033" does not exist, did you mean T003?',
      'details {dependency:T0033,similar:[T003]}',
    ]);
    expect(update('T003', { add: { depends: ['zebra'] } })).toEqual([
      'E_TASK_INVALID: the dependency "zebra" does not exist',
      'details {dependency:zebra}',
    ]);
    expect(update('T003', { title: ' ', note: ' ', add: { labels: [''] } })).toEqual([
      'E_TASK_INVALID: a task needs a title that is not empty; a label needs a name; a note needs a text',
      'details {faults:[a task needs a title that is not empty,a label needs a name,a note needs a text]}',
    ]);
    expect(update('T003', { note: 'x'.repeat(70_000), blockedBy: 'y'.repeat(70_000) })).toEqual([
      'E_TASK_INVALID: the blocked-by has 70000 bytes, the limit is 65536; the note has 70000 bytes, the limit is 65536',
      'details {faults:["the blocked-by has 70000 bytes, the limit is 65536","the note has 70000 bytes, the limit is 65536"]}',
    ]);
  });
  test('--takeover takes the task out of its hands and says so', () => {
    expect(update('T005', { status: 'pending', takeover: true })).toEqual([
      'task T005: status=pending updatedAt=now -work',
      'session #bbbbbb: focus={currentTask:null,sessionNote:null,nextAction:null} held=[] focusHistory=[{taskId:T005,at:now,action:released}]',
      'event task_release {session:#bbbbbb,task:T005}',
      'event note {session:#bbbbbb,task:T005,data:{text:T005 was taken over,takenOverBy:#aaaaaa}}',
    ]);
  });
  test('a move that makes active scopes overlap is refused, or passes and is recorded', () => {
    const parts = { config: { multiSession: { allowNestedScopes: false } } };
    expect(update('T005', { parent: 'T001', takeover: true }, parts)).toEqual([
      'E_SCOPE_CONFLICT: this would make scopes of active sessions overlap: aaaaaa (epic:T001) and bbbbbb (task:T005)',
      'details {conflicts:[{sessions:[#aaaaaa,#bbbbbb],relation:contains}]}',
    ]);
    expect(update('T005', { parent: 'T001', takeover: true, allowOverlap: true }, parts)).toEqual([
      'task T005: status=pending updatedAt=now -work parentId=T001',
      'session #bbbbbb: focus={currentTask:null,sessionNote:null,nextAction:null} held=[] focusHistory=[{taskId:T005,at:now,action:released}]',
      'event task_release {session:#bbbbbb,task:T005}',
      'event note {session:#bbbbbb,task:T005,data:{text:T005 was taken over,takenOverBy:#aaaaaa}}',
      'event note {task:T005,session:#aaaaaa,data:{text:T005 was changed although scopes overlap now,allowOverlap:true}}',
      'warning W_SCOPE_CONFLICT: the scopes of two active sessions overlap now: aaaaaa (epic:T001) and bbbbbb (task:T005)',
    ]);
  });
});

describe('cancel', () => {
  const cancel = (id: string, over: Partial<Parameters<typeof decideCancel>[1]> = {}, parts: WorldParts = {}) => {
    const world = worldOf(parts);
    const outcome = decideCancel(world, { id, withChildren: false, takeover: false, ...over });
    return [
      ...(outcome.ok
        ? [
            `${outcome.result.task.id} ${outcome.result.changed} ${outcome.result.children.map((child) => `${child.id} ${child.status}`)}`,
          ]
        : []),
      ...toldOf(world, outcome),
    ];
  };
  test('one task, with a reason or without', () => {
    expect(cancel('T002', { reason: 'not needed' })).toEqual([
      'T002 true ',
      'task T002: status=cancelled notes=[{at:now,text:not needed,by:me}] updatedAt=now -work cancelledAt=now',
      'session #aaaaaa: focus={currentTask:null,sessionNote:null,nextAction:null} held=[] focusHistory=[{taskId:T002,at:now,action:finished}]',
      'event task_close {task:T002,session:#aaaaaa,data:{cancelled:true,reason:not needed}}',
      'warning W_DEPENDENCY_CANCELLED: T003 waited for it and no longer will',
    ]);
    expect(cancel('T006', {}, { caller: {}, tasks: changed('T006', { status: 'blocked', blockedBy: 'x' }) })).toEqual([
      'T006 true ',
      'task T006: status=cancelled updatedAt=now -blockedBy cancelledAt=now',
      'event task_close {task:T006,data:{cancelled:true}}',
    ]);
  });
  test('with the open tasks below it', () => {
    expect(cancel('T001', { withChildren: true, reason: 'dropped' })).toEqual([
      'T001 true T002 cancelled,T003 cancelled',
      'task T002: status=cancelled notes=[{at:now,text:dropped,by:me}] updatedAt=now -work cancelledAt=now',
      'task T003: status=cancelled notes=[{at:now,text:dropped,by:me}] updatedAt=now cancelledAt=now',
      'task T001: status=cancelled notes=[{at:now,text:dropped,by:me}] updatedAt=now cancelledAt=now',
      'session #aaaaaa: focus={currentTask:null,sessionNote:null,nextAction:null} held=[] focusHistory=[{taskId:T002,at:now,action:finished}]',
      'event task_close {task:T002,session:#aaaaaa,data:{cancelled:true,reason:dropped}}',
      'event task_close {task:T003,session:#aaaaaa,data:{cancelled:true,reason:dropped}}',
      'event task_close {task:T001,session:#aaaaaa,data:{cancelled:true,reason:dropped}}',
      'warning W_DEPENDENCY_CANCELLED: T006 waited for it and no longer will',
    ]);
    expect(cancel('T001')).toEqual([
      'E_TASK_STATE: T001 has 2 open tasks below it: T002, T003',
      'details {task:T001,open:[T002,T003]}',
      'fix stint task cancel T002',
      'fix stint task cancel T003',
    ]);
    expect(cancel('T001', {}, { tasks: [...changed('T002', { status: 'done' })] })).toEqual([
      'E_TASK_STATE: T001 has 1 open task below it: T003',
      'details {task:T001,open:[T003]}',
      'fix stint task cancel T003',
    ]);
    const many = Array.from({ length: 7 }, (_, at) => makeTask(`T${20 + at}`, { parentId: 'T001' }));
    expect(cancel('T001', {}, { tasks: [makeTask('T001'), ...many] })).toEqual([
      'E_TASK_STATE: T001 has 7 open tasks below it: T20, T21, T22, T23, T24 and 2 more',
      'details {task:T001,open:[T20,T21,T22,T23,T24,T25,T26]}',
      'fix stint task cancel T20',
      'fix stint task cancel T21',
      'fix stint task cancel T22',
    ]);
    const waiting = Array.from({ length: 7 }, (_, at) =>
      makeTask(`T${20 + at}`, { depends: ['T001'], ...(at === 0 ? { status: 'done' as const } : {}) }),
    );
    expect(cancel('T001', {}, { tasks: [makeTask('T001'), ...waiting] }).at(-1)).toEqual(
      'warning W_DEPENDENCY_CANCELLED: T21, T22, T23, T24, T25 and 1 more waited for it and no longer will',
    );
  });
  test('what it leaves or refuses', () => {
    expect(cancel('T004')).toEqual([
      'E_TASK_STATE: T004 is done',
      'details {task:T004,status:done}',
      'fix stint task reopen T004',
    ]);
    expect(cancel('T090')).toEqual([
      'E_TASK_STATE: T090 is archived',
      'details {task:T090,status:done,archived:true}',
      'fix stint task reopen T090',
    ]);
    expect(cancel('T091')).toEqual(['T091 false ', 'no change']);
    expect(cancel('T005')).toEqual([
      'E_TASK_CLAIMED: T005 is held by session bbbbbb (sonnet)',
      'details {task:T005,holder:{session:#bbbbbb,shortId:bbbbbb,agent:sonnet}}',
      'fix stint next',
    ]);
    expect(cancel('T005', { takeover: true })).toEqual([
      'T005 true ',
      'task T005: status=cancelled updatedAt=now -work cancelledAt=now',
      'session #bbbbbb: focus={currentTask:null,sessionNote:null,nextAction:null} held=[] focusHistory=[{taskId:T005,at:now,action:released}]',
      'event task_release {session:#bbbbbb,task:T005}',
      'event note {session:#bbbbbb,task:T005,data:{text:T005 was taken over,takenOverBy:#aaaaaa}}',
      'event task_close {task:T005,session:#aaaaaa,data:{cancelled:true}}',
    ]);
    const under = changed('T005', { parentId: 'T001' });
    expect(cancel('T001', { withChildren: true }, { tasks: under })).toEqual([
      'E_TASK_CLAIMED: T005 is held by session bbbbbb (sonnet)',
      'details {task:T005,holder:{session:#bbbbbb,shortId:bbbbbb,agent:sonnet}}',
      'fix stint next',
    ]);
    expect(cancel('T001', { withChildren: true, takeover: true }, { tasks: under })[0]).toEqual(
      'T001 true T002 cancelled,T003 cancelled,T005 cancelled',
    );
  });
});

describe('reopen', () => {
  const reopen = (id: string, over: Partial<Parameters<typeof decideReopen>[1]> = {}, parts: WorldParts = {}) => {
    const world = worldOf(parts);
    const outcome = decideReopen(world, { id, takeover: false, ...over });
    const { entry, unarchived, changed: isChanged } = outcome.ok ? outcome.result : {};
    return [
      ...(outcome.ok ? [`${isChanged} ${entry} ${unarchived} ${outcome.change?.unarchiveTasks}`] : []),
      ...toldOf(world, outcome),
    ];
  };
  test('a finished task becomes pending; its completion is taken back in the ledger', () => {
    expect(reopen('T004', { reason: 'a bug' })).toEqual([
      'true uid-T004-1-reopened undefined undefined',
      'task T004: status=pending updatedAt=now -completedAt -entryId',
      'event task_reopen {task:T004,session:#aaaaaa,data:{entry:uid-T004-1-reopened}}',
      'ledger {v:1,id:uid-T004-1-reopened,type:reopened,at:now,source:direct_session,task:{id:T004,uid:uid-T004,title:Title of T004,type:task,labels:[]},session:#aaaaaa,agent:me,ref:uid-T004-1,reason:a bug,flags:[]}',
    ]);
    expect(reopen('T004', {}, { caller: {} })).toEqual([
      'true uid-T004-1-reopened undefined undefined',
      'task T004: status=pending updatedAt=now -completedAt -entryId',
      'event task_reopen {task:T004,data:{entry:uid-T004-1-reopened}}',
      'ledger {v:1,id:uid-T004-1-reopened,type:reopened,at:now,source:direct_session,task:{id:T004,uid:uid-T004,title:Title of T004,type:task,labels:[]},agent:me,ref:uid-T004-1,flags:[]}',
    ]);
    expect(
      reopen('T004', {}, { tasks: [makeTask('T004', { status: 'cancelled', cancelledAt: since, entryId: 'uid-T004-1' })] }),
    ).toEqual([
      'true undefined undefined undefined',
      'task T004: status=pending updatedAt=now -cancelledAt -entryId',
      'event task_reopen {task:T004,session:#aaaaaa}',
    ]);
    expect(reopen('T004', {}, { tasks: [makeTask('T004', { status: 'done', parentId: 'T098' })] })).toEqual([
      'true undefined undefined undefined',
      'task T004: status=pending updatedAt=now',
      'event task_reopen {task:T004,session:#aaaaaa}',
      'warning W_PARENT_MISSING: the parent T098 of T004 is not among the open tasks',
    ]);
  });
  test('an archived one comes back', () => {
    expect(reopen('T090')).toEqual([
      'true uid-T090-1-reopened true T090',
      'new task {id:T090,uid:uid-T090,title:Title of T090,type:task,status:pending,priority:medium,labels:[],depends:[],files:[],acceptance:[],notes:[],createdAt:2026-11-01T00:00:00.000Z,updatedAt:now,completions:1}',
      'event task_reopen {task:T090,session:#aaaaaa,data:{entry:uid-T090-1-reopened}}',
      'ledger {v:1,id:uid-T090-1-reopened,type:reopened,at:now,source:direct_session,task:{id:T090,uid:uid-T090,title:Title of T090,type:task,labels:[]},session:#aaaaaa,agent:me,ref:uid-T090-1,flags:[]}',
    ]);
    expect(reopen('T091')).toEqual([
      'true undefined true T091',
      'new task {id:T091,uid:uid-T091,title:Title of T091,type:task,status:pending,priority:medium,labels:[],depends:[],files:[],acceptance:[],notes:[],createdAt:2026-11-01T00:00:00.000Z,updatedAt:now,parentId:T004}',
      'event task_reopen {task:T091,session:#aaaaaa}',
      'warning W_PARENT_FINISHED: T004 is done, and has an open child now',
    ]);
  });
  test('an open one stays as it is', () => {
    expect(reopen('T003')).toEqual(['false undefined undefined undefined', 'no change']);
    expect(reopen('T005')[0]).toEqual('E_TASK_CLAIMED: T005 is held by session bbbbbb (sonnet)');
  });
});

describe('archive', () => {
  const archive = (ids: readonly string[], over: { takeover?: boolean } = {}, parts: WorldParts = {}) => {
    const world = worldOf(parts);
    const outcome = decideArchive(world, { ids, takeover: false, ...over });
    return [
      ...(outcome.ok ? outcome.result.skipped.map(({ id, because }) => `skipped ${id}: ${because}`) : []),
      ...toldOf(world, outcome),
    ];
  };
  const mixed = [
    makeTask('T001', { type: 'epic', status: 'done' }),
    makeTask('T002', { parentId: 'T001', status: 'done' }),
    makeTask('T003', { parentId: 'T002', status: 'cancelled' }),
    makeTask('T004', { status: 'done' }),
    makeTask('T005', { parentId: 'T004', status: 'done' }),
    makeTask('T006', { parentId: 'T005' }),
    makeTask('T007', { status: 'done' }),
    makeTask('T008', { status: 'done' }),
    makeTask('T009', { status: 'done', parentId: 'T008' }),
  ];
  test('everything that is finished and needed by nobody', () => {
    expect(
      archive(
        [],
        {},
        {
          tasks: mixed,
          sessions: [makeSession('aaaaaa', 'task:T007', { status: 'suspended' }), holding('bbbbbb', 'task:T006', ['T009'])],
        },
      ),
    ).toEqual([
      'skipped T004: has an open task below it: T006',
      'skipped T005: has an open task below it: T006',
      'skipped T007: is the root of suspended session aaaaaa',
      'skipped T008: has T009 below it, which stays',
      'skipped T009: is held by session bbbbbb',
      'task T001: gone',
      'task T002: gone',
      'task T003: gone',
      'archived task T001: updatedAt=now archivedAt=now',
      'archived task T002: updatedAt=now archivedAt=now',
      'archived task T003: updatedAt=now archivedAt=now',
    ]);
    expect(archive([], {}, { tasks: mixed.slice(0, 3), sessions: [] })).toEqual([
      'task T001: gone',
      'task T002: gone',
      'task T003: gone',
      'archived task T001: updatedAt=now archivedAt=now',
      'archived task T002: updatedAt=now archivedAt=now',
      'archived task T003: updatedAt=now archivedAt=now',
    ]);
    expect(archive([], {}, { tasks: [makeTask('T001')], sessions: [] })).toEqual(['no change']);
  });
  test('named ones take the finished ones below them along', () => {
    expect(archive(['T002', 't90'], {}, { tasks: mixed, sessions: [] })).toEqual([
      'skipped T090: is archived already',
      'task T002: gone',
      'task T003: gone',
      'archived task T002: updatedAt=now archivedAt=now',
      'archived task T003: updatedAt=now archivedAt=now',
    ]);
    expect(archive(['T003', 'T006'], {}, { tasks: mixed, sessions: [] })).toEqual([
      'E_TASK_STATE: T006 is pending: only finished tasks are archived',
      'details {task:T006,status:pending}',
      'fix stint done T006',
      'fix stint task cancel T006',
    ]);
    expect(archive(['T099'], {}, { tasks: mixed, sessions: [] })[0]).toEqual(
      'E_TASK_NOT_FOUND: there is no task "T099", did you mean T009?',
    );
  });
  test('what another has in hand', () => {
    const held = [holding('bbbbbb', 'task:T006', ['T007'])];
    expect(archive(['T007'], {}, { tasks: mixed, sessions: held })).toEqual([
      'E_TASK_CLAIMED: T007 is held by session bbbbbb',
      'details {task:T007,holder:{session:#bbbbbb,shortId:bbbbbb}}',
      'fix stint next',
    ]);
    expect(archive(['T007'], { takeover: true }, { tasks: mixed, sessions: held })).toEqual([
      'task T007: gone',
      'archived task T007: updatedAt=now archivedAt=now',
      'session #bbbbbb: focus={currentTask:null,sessionNote:null,nextAction:null} held=[] focusHistory=[{taskId:T007,at:now,action:released}]',
      'event task_release {session:#bbbbbb,task:T007}',
      'event note {session:#bbbbbb,task:T007,data:{text:T007 was taken over,takenOverBy:me}}',
    ]);
  });
});

describe('next', () => {
  const choose = (request: Partial<NextRequest>, parts: WorldParts = {}) => {
    const world = worldOf(parts);
    const choice = chooseNext(world, { mine: false, ...request });
    return choice.ok
      ? [
          choice.where,
          choice.session?.id.slice(-6) ?? 'unbound',
          choice.ranking.ready.map(({ task }) => task.id).join(' '),
          ...choice.warnings.map(({ code, message }) => `${code}: ${message}`),
        ]
      : refusalLines(world, choice.refusals[0]);
  };
  const free = [
    makeTask('T001', { type: 'epic' }),
    makeTask('T002', { parentId: 'T001', phase: 'core' }),
    makeTask('T003', { parentId: 'T001' }),
    makeTask('T004'),
    makeTask('T005', { phase: 'core' }),
  ];
  const parts = { tasks: free, sessions: [makeSession('aaaaaa', 'epic:T001')] };
  test('where is looked', () => {
    expect(choose({}, parts)).toEqual(['epic:T001', 'aaaaaa', 'T002 T003']);
    expect(choose({}, { ...parts, caller: {} })).toEqual(['the project', 'unbound', 'T004 T005']);
    expect(choose({ scope: 'T004' }, parts)).toEqual(['subtree:T004', 'aaaaaa', 'T004']);
    expect(choose({ scope: 'T004', mine: true }, parts)).toEqual(['subtree:T004', 'aaaaaa', '']);
    expect(choose({ phase: 'core' }, parts)).toEqual(['project (core)', 'aaaaaa', 'T002']);
    expect(choose({ phase: 'core' }, { ...parts, caller: {} })).toEqual(['project (core)', 'unbound', 'T005']);
    expect(choose({ scope: 'epic:T004' }, parts)).toEqual([
      'epic:T004',
      'aaaaaa',
      'T004',
      'W_SCOPE_TYPE: T004 is a task, not an epic: subtree:T004 says the same',
    ]);
    expect(choose({ scope: 'epik:T004' }, parts)[0]).toEqual(
      'E_USAGE: unknown scope type "epik", did you mean epic? (types: epic, subtree, taskGroup, task, epicPhase)',
    );
    expect(choose({ scope: 'T088' }, parts)[0]).toEqual('E_SCOPE_INVALID: the root task "T088" does not exist');
    expect(choose({ mine: true }, { ...parts, caller: {} })[0]).toEqual('E_SESSION_REQUIRED: no session is bound here');
    expect(choose({}, { ...parts, caller: { pointer: sessionIdOf('cccccc') } })).toEqual([
      'the project',
      'unbound',
      'T004 T005',
      'W_UNBOUND: no session is bound: .current-session names cccccc, which is not there any more',
    ]);
  });
  const claim = (request: Partial<NextRequest>, more: WorldParts = {}) => {
    const world = worldOf({ ...parts, ...more });
    const outcome = decideClaimNext(world, { mine: false, ...request });
    return [
      ...(outcome.ok ? [`${outcome.result.task.id} ${outcome.result.unblocks} ${outcome.result.released}`] : []),
      ...toldOf(world, outcome),
    ];
  };
  test('--claim takes the first', () => {
    expect(claim({})).toEqual([
      'T002 0 undefined',
      'task T002: status=active updatedAt=now work={by:me,session:#aaaaaa,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'session #aaaaaa: focus={currentTask:T002,sessionNote:null,nextAction:null} held=[{taskId:T002,at:now}] lastActivityAt=now focusHistory=[{taskId:T002,at:now,action:focused}] stats={tasksCompleted:0,focusChanges:1,suspends:0,resumes:0}',
      'event task_claim {session:#aaaaaa,task:T002}',
      'event focus {session:#aaaaaa,task:T002}',
    ]);
    expect(claim({}, { caller: {} })).toEqual([
      'T004 0 undefined',
      'task T004: status=active updatedAt=now work={by:me,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'event task_claim {task:T004}',
      'log Started work on T004: Title of T004',
    ]);
    const busy = {
      tasks: free.map((task) => (task.id === 'T003' ? { ...task, ...inHand('aaaaaa') } : task)),
      sessions: [holding('aaaaaa', 'epic:T001', ['T003'])],
    };
    expect(claim({}, busy)).toEqual([
      'T002 0 T003',
      'task T003: status=pending updatedAt=now -work',
      'task T002: status=active updatedAt=now work={by:me,session:#aaaaaa,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'session #aaaaaa: focus={currentTask:T002,sessionNote:null,nextAction:null} held=[{taskId:T002,at:now}] lastActivityAt=now focusHistory=[{taskId:T003,at:now,action:released},{taskId:T002,at:now,action:focused}] stats={tasksCompleted:0,focusChanges:1,suspends:0,resumes:0}',
      'event task_release {session:#aaaaaa,task:T003}',
      'event task_claim {session:#aaaaaa,task:T002}',
      'event focus {session:#aaaaaa,task:T002}',
    ]);
    expect(
      claim(
        {},
        {
          ...busy,
          sessions: [
            holding('aaaaaa', 'epic:T001', ['T003'], { focus: { currentTask: null, sessionNote: null, nextAction: null } }),
          ],
        },
      )[0],
    ).toEqual('T002 0 undefined');
    expect(claim({ scope: 'T004' })).toEqual([
      'E_TASK_NOT_IN_SCOPE: T004 is outside the scope epic:T001 of session aaaaaa',
      'details {task:T004,scope:epic:T001,session:#aaaaaa}',
      'fix stint next',
    ]);
    expect(claim({ scope: 'T004' }, { tasks: free.map((task) => ({ ...task, status: 'done' as const })) })).toEqual([
      'E_NOTHING_READY: nothing to start in subtree:T004: the only task is finished',
      'details {finished:1,waiting:[]}',
      'fix stint add --help',
    ]);
  });
});
