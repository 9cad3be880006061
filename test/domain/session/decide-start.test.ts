import { describe, expect, test } from 'vitest';
import { checkStartUsage, decideStart, type StartRequest } from '../../../src/domain/session/decide-start';
import type { Session } from '../../../src/domain/session/schema';
import type { Task } from '../../../src/domain/task/schema';
import { refusalLines, toldOf } from '../../support/told';
import { makeSession, makeTask, makeWorld, testNow, type WorldParts } from '../../support/world';

const tasks = [
  makeTask('T001', { type: 'epic', title: 'Authentication' }),
  makeTask('T002', { parentId: 'T001', priority: 'high', phase: 'core' }),
  makeTask('T003', { parentId: 'T001' }),
  makeTask('T004', { parentId: 'T003', type: 'subtask' }),
  makeTask('T005', { parentId: 'T001', status: 'done' }),
  makeTask('T006', { depends: ['T003', 'T005', 'T900', 'T999'] }),
];
const archivedTasks = [makeTask('T900', { status: 'done' }), makeTask('T901', { status: 'pending' })];

const request = (over: Partial<StartRequest> = {}): StartRequest => ({ autoFocus: true, takeover: false, force: false, ...over });
const start = (over: Partial<StartRequest>, parts: WorldParts = {}) => {
  const world = makeWorld({ tasks, archivedTasks, ...parts });
  return toldOf(world, decideStart(world, request(over)));
};
const stale = { lastActivityAt: '2026-11-21T01:00:00.000Z' };
const held = (id: string): Pick<Session, 'held'> => ({ held: [{ taskId: id, at: testNow }] });
const workOf = (by: string): Pick<Task, 'status' | 'work'> => ({
  status: 'active',
  work: { by, at: '2026-11-21T09:00:00.000Z', worktree: '/repo' },
});
const withTask = (id: string, over: Partial<Task>) => tasks.map((task) => (task.id === id ? { ...task, ...over } : task));

describe('a start writes one session, one claim and its events', () => {
  test('by a plain terminal', () => {
    expect(start({ scope: 'epic:T001' })).toEqual([
      'task T002: status=active updatedAt=now work={by:me,session:#f00001,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'new session {id:#f00001,status:active,scope:{type:epic,rootTaskId:T001},focus:{currentTask:T002,sessionNote:null,nextAction:null},conversations:[],held:[{taskId:T002,at:now}],startedAt:now,lastActivityAt:now,notes:[],focusHistory:[{taskId:T002,at:now,action:focused}],stats:{tasksCompleted:0,focusChanges:1,suspends:0,resumes:0},git:{worktree:/repo,branch:main,head:c0ffee}}',
      'event session_start {session:#f00001,data:{scope:epic:T001}}',
      'event task_claim {session:#f00001,task:T002}',
      'event focus {session:#f00001,task:T002}',
    ]);
  });

  test('by a named agent, with a conversation that speaks for another session', () => {
    const before = makeSession('aaaaaa', 'task:T006', { conversation: 'c1', conversations: ['c1'] });
    const rested = makeSession('bbbbbb', 'task:T006', { status: 'ended', conversation: 'c1', conversations: ['c1'] });
    const caller: WorldParts['caller'] = {
      agent: 'opus',
      conversation: { id: 'c1', from: 'harness' },
      harness: 'claude',
      process: { pid: 7, startTime: '1', bootId: 'b', pidNamespace: 'p', host: 'h' },
      checkout: { worktree: '/repo' },
    };
    expect(
      start({ scope: 'T003', focus: 'T004', autoFocus: false, name: 'Keys', note: 'go' }, { sessions: [before, rested], caller }),
    ).toEqual([
      'task T004: status=active updatedAt=now work={by:opus,session:#f00001,conversation:c1,at:now,worktree:/repo} startedAt=now',
      'new session {id:#f00001,status:active,name:Keys,agent:opus,scope:{type:subtree,rootTaskId:T003},focus:{currentTask:T004,sessionNote:go,nextAction:null},conversations:[c1],held:[{taskId:T004,at:now}],startedAt:now,lastActivityAt:now,notes:[{at:now,text:go}],focusHistory:[{taskId:T004,at:now,action:focused}],stats:{tasksCompleted:0,focusChanges:1,suspends:0,resumes:0},conversation:c1,harness:claude,process:{pid:7,startTime:1,bootId:b,pidNamespace:p,host:h},git:{worktree:/repo}}',
      'session #aaaaaa: -conversation',
      'session #bbbbbb: -conversation',
      'event session_switch {session:#aaaaaa,data:{left:true,to:f00001},conversation:c1,agent:opus}',
      'event session_start {session:#f00001,data:{scope:subtree:T003,name:Keys},conversation:c1,agent:opus}',
      'event task_claim {session:#f00001,task:T004,conversation:c1,agent:opus}',
      'event focus {session:#f00001,task:T004,conversation:c1,agent:opus}',
      'warning W_SESSION_LEFT: session aaaaaa (task:T006) stays active, with what it holds: `stint session switch aaaaaa` goes back to it, `stint session end aaaaaa` ends it',
    ]);
  });

  test('--agent goes before the name in the environment', () => {
    const world = makeWorld({ tasks, caller: { agent: 'opus' } });
    const outcome = decideStart(world, request({ scope: 'task:T002', agent: 'sonnet' }));
    expect(outcome.ok && outcome.result.session.agent).toBe('sonnet');
    expect(outcome.ok && outcome.result.session.id).toBe('session_20261121_120000_f00001');
    expect(outcome.ok && [...outcome.result.ids]).toEqual(['T002']);
    expect(outcome.ok && outcome.result.session.held).toEqual([{ taskId: 'T002', at: testNow }]);
    expect(outcome.ok && outcome.result.tookOver).toEqual([]);
  });

  test('without a scope it takes the whole project, in single-session mode only', () => {
    expect(start({}, { config: { multiSession: { enabled: false } } }).slice(1)).toEqual([
      'new session {id:#f00001,status:active,scope:{type:project},focus:{currentTask:T002,sessionNote:null,nextAction:null},conversations:[],held:[{taskId:T002,at:now}],startedAt:now,lastActivityAt:now,notes:[],focusHistory:[{taskId:T002,at:now,action:focused}],stats:{tasksCompleted:0,focusChanges:1,suspends:0,resumes:0},git:{worktree:/repo,branch:main,head:c0ffee}}',
      'event session_start {session:#f00001,data:{scope:project}}',
      'event task_claim {session:#f00001,task:T002}',
      'event focus {session:#f00001,task:T002}',
    ]);
    expect(start({})).toEqual([
      'E_USAGE: start needs a scope: --scope TYPE:ID, or an id alone',
      'fix stint dash',
      'fix stint task tree',
    ]);
  });

  test('a focus with unmet dependencies is taken with a warning that lists them', () => {
    expect(start({ scope: 'T006', focus: 'T006', autoFocus: false }).slice(-1)).toEqual([
      'warning W_UNMET_DEPENDENCIES: T006 depends on T003, T999, not finished yet',
    ]);
  });

  test('a session that was named outright and is another one is said to be ignored', () => {
    const named = (session: string, from: '--session' | 'STINT_SESSION' | '--no-session') =>
      start(
        { scope: 'T002' },
        { sessions: [makeSession('aaaaaa', 'task:T006')], caller: { explicit: { session, from } } },
      ).filter((line) => line.startsWith('warning'));
    expect(named('aaaaaa', 'STINT_SESSION')).toEqual([
      'warning W_SESSION_IGNORED: STINT_SESSION names session aaaaaa, which is active; it was ignored here: unset it, or later commands are not bound to f00001',
    ]);
    expect(named('aaaaaa', '--session')).toEqual([
      'warning W_SESSION_IGNORED: --session names session aaaaaa, which is active; it was ignored here',
    ]);
    expect(named('eeeeee', '--session')).toEqual([
      'warning W_SESSION_IGNORED: --session names "eeeeee", which is no session; it was ignored here',
    ]);
    expect(named('none', 'STINT_SESSION')).toEqual([
      'warning W_SESSION_IGNORED: STINT_SESSION is none; it was ignored here: unset it, or later commands are not bound to f00001',
    ]);
    expect(named('none', '--no-session')).toEqual([]);
    expect(named('f00001', 'STINT_SESSION')).toEqual([
      'warning W_SESSION_IGNORED: STINT_SESSION names "f00001", which is no session; it was ignored here: unset it, or later commands are not bound to f00001',
    ]);
  });
});

describe('what a start refuses, in full', () => {
  const usage = (over: Partial<StartRequest>) => {
    const refusal = checkStartUsage(request(over));
    return refusal === undefined ? [] : refusalLines(makeWorld(), refusal);
  };
  test('usage', () => {
    expect(usage({ scope: 'T001' })).toEqual([]);
    expect(usage({ scope: 'T001', force: true })).toEqual(['E_USAGE: --force goes with --takeover']);
    expect(usage({ scope: 'T001', force: true, takeover: true })).toEqual([]);
    expect(usage({ scope: 'T001', focus: 'T002' })).toEqual(['E_USAGE: --focus and --auto-focus exclude each other: give one']);
    expect(usage({ scope: 'T001', focus: '', autoFocus: false })).toEqual(['E_USAGE: --focus needs a task id']);
    expect(usage({ scope: 'epik:T001' })).toEqual([
      'E_USAGE: unknown scope type "epik", did you mean epic? (types: epic, subtree, taskGroup, task, epicPhase)',
      'details {type:epik,types:[epic,subtree,taskGroup,task,epicPhase]}',
    ]);
    expect(start({ scope: 'epik:T001' })).toEqual([
      'E_USAGE: unknown scope type "epik", did you mean epic? (types: epic, subtree, taskGroup, task, epicPhase)',
      'details {type:epik,types:[epic,subtree,taskGroup,task,epicPhase]}',
    ]);
  });

  test('a start without a focus, with the line that would work', () => {
    expect(start({ scope: 'epic:T001', autoFocus: false })).toEqual([
      'E_FOCUS_REQUIRED: a start needs --focus ID or --auto-focus',
      'fix stint session start --scope epic:T001 --auto-focus',
    ]);
    expect(start({ root: 'T001', autoFocus: false })).toEqual([
      'E_FOCUS_REQUIRED: a start needs --focus ID or --auto-focus',
      'fix stint session start --scope T001 --auto-focus',
    ]);
    expect(start({ autoFocus: false }, { config: { multiSession: { enabled: false } } })).toEqual([
      'E_FOCUS_REQUIRED: a start needs --focus ID or --auto-focus',
      'fix stint session start --auto-focus',
    ]);
  });

  test('a focus outside the scope, unknown, finished, or in the hands of another', () => {
    expect(start({ scope: 'T003', focus: 'T002', autoFocus: false })).toEqual([
      'E_TASK_NOT_IN_SCOPE: T002 is outside the scope subtree:T003',
      'details {task:T002,scope:subtree:T003}',
      'fix stint next',
    ]);
    expect(start({ scope: 'T003', focus: 'T04', autoFocus: false })).toEqual([
      'task T004: status=active updatedAt=now work={by:me,session:#f00001,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'new session {id:#f00001,status:active,scope:{type:subtree,rootTaskId:T003},focus:{currentTask:T004,sessionNote:null,nextAction:null},conversations:[],held:[{taskId:T004,at:now}],startedAt:now,lastActivityAt:now,notes:[],focusHistory:[{taskId:T004,at:now,action:focused}],stats:{tasksCompleted:0,focusChanges:1,suspends:0,resumes:0},git:{worktree:/repo,branch:main,head:c0ffee}}',
      'event session_start {session:#f00001,data:{scope:subtree:T003}}',
      'event task_claim {session:#f00001,task:T004}',
      'event focus {session:#f00001,task:T004}',
    ]);
    expect(start({ scope: 'T003', focus: 'zebra', autoFocus: false })).toEqual([
      'E_TASK_NOT_IN_SCOPE: task "zebra" does not exist',
      'details {task:zebra,exists:false,scope:subtree:T003}',
    ]);
    expect(start({ scope: 'T001', focus: 'T005', autoFocus: false })).toEqual([
      'E_TASK_STATE: T005 is done',
      'details {task:T005,status:done}',
      'fix stint task reopen T005',
    ]);
    const holder = makeSession('aaaaaa', 'task:T006', { ...held('T004'), agent: 'opus' });
    expect(start({ scope: 'T003', focus: 'T004', autoFocus: false }, { sessions: [holder] })).toEqual([
      'E_TASK_CLAIMED: T004 is held by session aaaaaa (opus)',
      'details {task:T004,holder:{session:#aaaaaa,shortId:aaaaaa,agent:opus}}',
      'fix stint next',
    ]);
    const nameless = makeSession('aaaaaa', 'task:T006', held('T004'));
    expect(start({ scope: 'T003', focus: 'T004', autoFocus: false }, { sessions: [nameless] })).toEqual([
      'E_TASK_CLAIMED: T004 is held by session aaaaaa',
      'details {task:T004,holder:{session:#aaaaaa,shortId:aaaaaa}}',
      'fix stint next',
    ]);
    const inner = makeSession('aaaaaa', 'task:T004', { agent: 'opus' });
    expect(start({ scope: 'T003', focus: 'T004', autoFocus: false }, { sessions: [inner] })).toEqual([
      'E_TASK_CLAIMED: T004 is reserved by session aaaaaa (opus), on task:T004',
      'details {task:T004,holder:{session:#aaaaaa,shortId:aaaaaa,agent:opus,scope:task:T004}}',
      'fix stint next',
    ]);
    expect(start({ scope: 'T003', focus: 'T004', autoFocus: false }, { tasks: withTask('T004', workOf('ann')) })).toEqual([
      'E_TASK_CLAIMED: T004 is held by ann, without a session',
      'details {task:T004,holder:{owner:ann,since:2026-11-21T09:00:00.000Z}}',
      'fix stint next',
    ]);
  });

  test('nothing to start', () => {
    expect(start({ scope: 'T005' })).toEqual([
      'E_NOTHING_READY: nothing to start in subtree:T005: the only task is finished',
      'details {finished:1,waiting:[]}',
      'fix stint add --help',
    ]);
    expect(start({ scope: 'T006' })).toEqual([
      'E_NOTHING_READY: nothing to start in subtree:T006: T006 is blocked by T003 (pending), T999 (no such task)',
      'details {reason:waits,finished:0,waiting:[{task:T006,because:["is blocked by T003 (pending), T999 (no such task)"]}]}',
      'fix stint next --explain',
      'fix stint list',
    ]);
  });

  test('too many sessions that are not stale', () => {
    const sessions = [
      makeSession('aaaaaa', 'task:T002', {
        agent: 'opus',
        name: 'Tokens',
        focus: { currentTask: 'T002', sessionNote: null, nextAction: null },
      }),
      makeSession('bbbbbb', 'task:T006', stale),
      makeSession('cccccc', 'task:T004'),
      makeSession('dddddd', 'task:T005', { status: 'suspended' }),
    ];
    const config = (max: number) => ({ multiSession: { maxConcurrentSessions: max } });
    expect(start({ scope: 'T005' }, { sessions, config: config(2) })).toEqual([
      'E_SESSION_EXISTS: 2 sessions are active, the limit is 2 (multiSession.maxConcurrentSessions)',
      'details {sessions:[{session:#aaaaaa,shortId:aaaaaa,scope:task:T002,agent:opus,name:Tokens,focus:T002,lastActivityAt:2026-11-21T11:50:00.000Z,stale:false},{session:#cccccc,shortId:cccccc,scope:task:T004,lastActivityAt:2026-11-21T11:50:00.000Z,stale:false}],limit:2}',
      'fix stint session list --status active',
      'fix stint config set multiSession.maxConcurrentSessions 3',
    ]);
    expect(start({ scope: 'T005' }, { sessions, config: config(3) })[0]).toContain('E_NOTHING_READY');
  });

  test('a second session in single-session mode, also one that has gone silent', () => {
    const config = { multiSession: { enabled: false } };
    const sessions = [makeSession('dddddd', 'task:T005', { status: 'suspended' }), makeSession('aaaaaa', 'task:T002', stale)];
    expect(start({ scope: 'T006' }, { sessions, config })).toEqual([
      'E_SESSION_EXISTS: session aaaaaa is active, and multiSession.enabled is false: one session at a time',
      'details {sessions:[{session:#aaaaaa,shortId:aaaaaa,scope:task:T002,lastActivityAt:2026-11-21T01:00:00.000Z,stale:true,resume:stint resume aaaaaa}],limit:1}',
      'fix stint session resume aaaaaa',
      'fix stint session end aaaaaa',
    ]);
  });
});

describe('meeting other scopes', () => {
  const sessions = [
    makeSession('aaaaaa', 'subtree:T003', { ...stale, agent: 'opus' }),
    makeSession('bbbbbb', 'epicPhase:T001:core'),
    makeSession('cccccc', 'epic:T001', { status: 'suspended' }),
  ];
  const apart = { multiSession: { allowNestedScopes: false } };

  test('all conflicts are told at once, with who can be resumed and what is free inside', () => {
    const wide = [
      ...tasks,
      makeTask('T007', { parentId: 'T001' }),
      makeTask('T008', { parentId: 'T007' }),
      makeTask('T009', { parentId: 'T001' }),
      makeTask('T010', { parentId: 'T001' }),
    ];
    expect(start({ scope: 'epic:T001' }, { tasks: wide, sessions, config: apart })).toEqual([
      'E_SCOPE_CONFLICT: epic:T001 overlaps 2 active sessions',
      'details {requested:epic:T001,conflicts:[{session:#aaaaaa,shortId:aaaaaa,scope:subtree:T003,agent:opus,lastActivityAt:2026-11-21T01:00:00.000Z,stale:true,resume:stint resume aaaaaa,relation:contains},{session:#bbbbbb,shortId:bbbbbb,scope:"epicPhase:T001 (core)",lastActivityAt:2026-11-21T11:50:00.000Z,stale:false,relation:contains}],free:[{task:T007,openTasks:2},{task:T009,openTasks:1},{task:T010,openTasks:1}]}',
      'fix stint resume aaaaaa',
      'fix stint start T007',
      'fix stint start T009',
    ]);
    expect(start({ scope: 'epic:T001' }, { sessions, config: apart })).toEqual([
      'E_SCOPE_CONFLICT: epic:T001 overlaps 2 active sessions',
      'details {requested:epic:T001,conflicts:[{session:#aaaaaa,shortId:aaaaaa,scope:subtree:T003,agent:opus,lastActivityAt:2026-11-21T01:00:00.000Z,stale:true,resume:stint resume aaaaaa,relation:contains},{session:#bbbbbb,shortId:bbbbbb,scope:"epicPhase:T001 (core)",lastActivityAt:2026-11-21T11:50:00.000Z,stale:false,relation:contains}]}',
      'fix stint resume aaaaaa',
    ]);
  });

  test('a conflict that leaves nothing free points to the overview', () => {
    expect(start({ scope: 'subtree:T003' }, { sessions: [makeSession('aaaaaa', 'subtree:T003')] })).toEqual([
      'E_SCOPE_CONFLICT: subtree:T003 overlaps 1 active session',
      'details {requested:subtree:T003,conflicts:[{session:#aaaaaa,shortId:aaaaaa,scope:subtree:T003,lastActivityAt:2026-11-21T11:50:00.000Z,stale:false,relation:same}]}',
      'fix stint dash',
    ]);
    expect(start({ scope: 'task:T002' }, { sessions: [makeSession('aaaaaa', 'task:T002')] })).toEqual([
      'E_SCOPE_CONFLICT: task:T002 overlaps 1 active session',
      'details {requested:task:T002,conflicts:[{session:#aaaaaa,shortId:aaaaaa,scope:task:T002,lastActivityAt:2026-11-21T11:50:00.000Z,stale:false,relation:same}]}',
      'fix stint dash',
    ]);
    expect(start({ scope: 'epicPhase:T001', phase: 'core' }, { sessions: [makeSession('aaaaaa', 'task:T002')] })).toEqual([
      'E_SCOPE_CONFLICT: epicPhase:T001 (core) overlaps 1 active session',
      'details {requested:"epicPhase:T001 (core)",conflicts:[{session:#aaaaaa,shortId:aaaaaa,scope:task:T002,lastActivityAt:2026-11-21T11:50:00.000Z,stale:false,relation:same}]}',
      'fix stint dash',
    ]);
  });

  test("one's own session is offered, though it is not stale", () => {
    const mine = makeSession('aaaaaa', 'task:T002', { conversation: 'c1', conversations: ['c1'] });
    expect(start({ scope: 'task:T002' }, { sessions: [mine], caller: { conversation: { id: 'c1', from: 'harness' } } })).toEqual([
      'E_SCOPE_CONFLICT: task:T002 overlaps 1 active session',
      'details {requested:task:T002,conflicts:[{session:#aaaaaa,shortId:aaaaaa,scope:task:T002,lastActivityAt:2026-11-21T11:50:00.000Z,stale:false,mine:true,resume:stint resume aaaaaa,relation:same}]}',
      'fix stint resume aaaaaa',
    ]);
  });

  test('a worktree or a process that is gone is told', () => {
    expect(
      start(
        { scope: 'task:T002' },
        { sessions: [makeSession('aaaaaa', 'task:T002')], signs: { aaaaaa: { worktreeGone: true } } },
      )[1],
    ).toEqual(
      'details {requested:task:T002,conflicts:[{session:#aaaaaa,shortId:aaaaaa,scope:task:T002,lastActivityAt:2026-11-21T11:50:00.000Z,stale:true,worktreeGone:true,resume:stint resume aaaaaa,relation:same}]}',
    );
    expect(
      start(
        { scope: 'task:T002' },
        { sessions: [makeSession('aaaaaa', 'task:T002')], signs: { aaaaaa: { processGone: true } } },
      )[1],
    ).toEqual(
      'details {requested:task:T002,conflicts:[{session:#aaaaaa,shortId:aaaaaa,scope:task:T002,lastActivityAt:2026-11-21T11:50:00.000Z,stale:true,processGone:true,resume:stint resume aaaaaa,relation:same}]}',
    );
  });

  test('nested scopes and allowed overlaps are warnings', () => {
    const warned = (scope: string, parts: WorldParts) => start({ scope }, parts).filter((line) => line.startsWith('warning'));
    expect(warned('epic:T001', { sessions, tasks: [...tasks, makeTask('T012', { parentId: 'T001' })] })).toEqual([
      'warning W_SCOPE_NESTED: contains subtree:T003 of session aaaaaa (opus): its tasks stay with that session',
      'warning W_SCOPE_NESTED: contains epicPhase:T001 (core) of session bbbbbb: its tasks stay with that session',
    ]);
    expect(
      warned('task:T003', {
        sessions: [makeSession('aaaaaa', 'subtree:T003', { agent: 'opus' })],
        tasks: [...tasks, makeTask('T011', { parentId: 'T003', status: 'done' })].map((task) =>
          task.id === 'T004' ? { ...task, status: 'done' as const } : task,
        ),
      }),
    ).toEqual(['warning W_SCOPE_NESTED: lies inside subtree:T003 of session aaaaaa (opus): its free tasks are now yours']);
    expect(
      warned('taskGroup:T001', {
        sessions: [makeSession('aaaaaa', 'subtree:T003')],
        config: { multiSession: { allowScopeOverlap: true } },
      }),
    ).toEqual(['warning W_SCOPE_OVERLAP: overlaps subtree:T003 of session aaaaaa']);
    expect(start({ scope: 'taskGroup:T001' }, { sessions: [makeSession('aaaaaa', 'subtree:T003')] })[0]).toEqual(
      'E_SCOPE_CONFLICT: taskGroup:T001 overlaps 1 active session',
    );
  });
});

describe('--takeover', () => {
  const config = { multiSession: { allowNestedScopes: false } };
  const silent = makeSession('aaaaaa', 'subtree:T003', { ...stale, ...held('T004'), agent: 'opus' });
  const lively = makeSession('bbbbbb', 'task:T002');
  const worked = withTask('T004', { status: 'active', work: { by: 'opus', session: silent.id, at: testNow, worktree: '/repo' } });

  test('ends stale sessions that are in conflict, in the same change, and says who did it', () => {
    expect(
      start({ scope: 'T003', takeover: true, agent: 'sonnet' }, { tasks: worked, sessions: [silent, lively], config }),
    ).toEqual([
      'task T004: updatedAt=now work={by:sonnet,session:#f00001,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'session #aaaaaa: status=ended focus={currentTask:null,sessionNote:"taken over by f00001 (sonnet)",nextAction:null} held=[] lastActivityAt=now notes=[{at:now,text:"taken over by f00001 (sonnet)"}] focusHistory=[{taskId:T004,at:now,action:released}] endedAt=now',
      'new session {id:#f00001,status:active,agent:sonnet,scope:{type:subtree,rootTaskId:T003},focus:{currentTask:T004,sessionNote:null,nextAction:null},conversations:[],held:[{taskId:T004,at:now}],startedAt:now,lastActivityAt:now,notes:[],focusHistory:[{taskId:T004,at:now,action:focused}],stats:{tasksCompleted:0,focusChanges:1,suspends:0,resumes:0},git:{worktree:/repo,branch:main,head:c0ffee}}',
      'event task_release {session:#aaaaaa,task:T004}',
      'event session_end {session:#aaaaaa,data:{note:"taken over by f00001 (sonnet)",takenOverBy:#f00001}}',
      'event session_start {session:#f00001,data:{scope:subtree:T003}}',
      'event task_claim {session:#f00001,task:T004}',
      'event focus {session:#f00001,task:T004}',
    ]);
  });

  test('leaves one that is not stale, unless forced', () => {
    const parts = { sessions: [lively], config };
    expect(start({ scope: 'T001', takeover: true }, parts)[0]).toEqual(
      'E_SCOPE_CONFLICT: epic:T001 overlaps 1 active session; --takeover ends stale sessions only, and bbbbbb is not stale',
    );
    const both = { ...parts, sessions: [lively, silent, makeSession('cccccc', 'task:T004')] };
    expect(start({ scope: 'T001', takeover: true }, both)[0]).toEqual(
      'E_SCOPE_CONFLICT: epic:T001 overlaps 2 active sessions; --takeover ends stale sessions only, and bbbbbb, cccccc are not stale',
    );
    expect(start({ scope: 'T001' }, parts)[0]).toEqual('E_SCOPE_CONFLICT: epic:T001 overlaps 1 active session');
    expect(start({ scope: 'T001', takeover: true, force: true }, parts).filter((line) => line.startsWith('session'))).toEqual([
      'session #bbbbbb: status=ended focus={currentTask:null,sessionNote:taken over by f00001,nextAction:null} lastActivityAt=now notes=[{at:now,text:taken over by f00001}] endedAt=now',
    ]);
  });

  test('leaves sessions that do not stand in the way', () => {
    const aside = makeSession('cccccc', 'task:T006', stale);
    expect(
      start({ scope: 'T003', takeover: true, force: true }, { sessions: [silent, lively, aside], config }).filter((line) =>
        line.startsWith('session'),
      ),
    ).toEqual([
      'session #aaaaaa: status=ended focus={currentTask:null,sessionNote:taken over by f00001,nextAction:null} held=[] lastActivityAt=now notes=[{at:now,text:taken over by f00001}] focusHistory=[{taskId:T004,at:now,action:released}] endedAt=now',
    ]);
  });

  test('in single-session mode ends the active one', () => {
    const single = { multiSession: { enabled: false } };
    const aside = makeSession('cccccc', 'task:T006', stale);
    const rested = makeSession('dddddd', 'task:T006', { status: 'suspended', ...stale });
    expect(
      start({ scope: 'T002', takeover: true }, { sessions: [rested, aside], config: single }).filter((line) =>
        line.startsWith('session'),
      ),
    ).toEqual([
      'session #cccccc: status=ended focus={currentTask:null,sessionNote:taken over by f00001,nextAction:null} lastActivityAt=now notes=[{at:now,text:taken over by f00001}] endedAt=now',
    ]);
    expect(
      start({ scope: 'T002', takeover: true }, { sessions: [makeSession('cccccc', 'task:T006')], config: single })[0],
    ).toEqual(
      'E_SESSION_EXISTS: session cccccc is active, and multiSession.enabled is false: one session at a time; --takeover ends stale sessions only, and cccccc is not stale',
    );
    const full = { sessions: [makeSession('cccccc', 'task:T006')], config: { multiSession: { maxConcurrentSessions: 1 } } };
    expect(start({ scope: 'T002', takeover: true }, full)[0]).toEqual(
      'E_SESSION_EXISTS: 1 session is active, the limit is 1 (multiSession.maxConcurrentSessions)',
    );
  });

  test('takes a focus from a stale holder, or from an unbound owner', () => {
    const holder = makeSession('cccccc', 'task:T006', { ...stale, ...held('T004') });
    const parts = {
      tasks: worked.map((task) =>
        task.id === 'T004' ? ({ ...task, work: { by: 'opus', session: holder.id, at: testNow } as Task['work'] } as Task) : task,
      ),
      sessions: [holder],
    };
    expect(start({ scope: 'T003', focus: 'T004', autoFocus: false, takeover: true }, parts)).toEqual([
      'task T004: updatedAt=now work={by:me,session:#f00001,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'session #cccccc: status=ended focus={currentTask:null,sessionNote:taken over by f00001,nextAction:null} held=[] lastActivityAt=now notes=[{at:now,text:taken over by f00001}] focusHistory=[{taskId:T004,at:now,action:released}] endedAt=now',
      'new session {id:#f00001,status:active,scope:{type:subtree,rootTaskId:T003},focus:{currentTask:T004,sessionNote:null,nextAction:null},conversations:[],held:[{taskId:T004,at:now}],startedAt:now,lastActivityAt:now,notes:[],focusHistory:[{taskId:T004,at:now,action:focused}],stats:{tasksCompleted:0,focusChanges:1,suspends:0,resumes:0},git:{worktree:/repo,branch:main,head:c0ffee}}',
      'event task_release {session:#cccccc,task:T004}',
      'event session_end {session:#cccccc,data:{note:taken over by f00001,takenOverBy:#f00001}}',
      'event session_start {session:#f00001,data:{scope:subtree:T003}}',
      'event task_claim {session:#f00001,task:T004}',
      'event focus {session:#f00001,task:T004}',
    ]);
    expect(
      start(
        { scope: 'T003', focus: 'T004', autoFocus: false, takeover: true },
        { ...parts, sessions: [{ ...holder, lastActivityAt: testNow }] },
      )[0],
    ).toEqual('E_TASK_CLAIMED: T004 is held by session cccccc; --takeover ends stale sessions only, and cccccc is not stale');
    expect(
      start({ scope: 'T003', focus: 'T004', autoFocus: false, takeover: true }, { tasks: withTask('T004', workOf('ann')) }),
    ).toEqual([
      'task T004: updatedAt=now work={by:me,session:#f00001,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'new session {id:#f00001,status:active,scope:{type:subtree,rootTaskId:T003},focus:{currentTask:T004,sessionNote:null,nextAction:null},conversations:[],held:[{taskId:T004,at:now}],startedAt:now,lastActivityAt:now,notes:[],focusHistory:[{taskId:T004,at:now,action:focused}],stats:{tasksCompleted:0,focusChanges:1,suspends:0,resumes:0},git:{worktree:/repo,branch:main,head:c0ffee}}',
      'event task_release {task:T004,data:{takenFrom:ann,takenOverBy:#f00001}}',
      'event session_start {session:#f00001,data:{scope:subtree:T003}}',
      'event task_claim {session:#f00001,task:T004}',
      'event focus {session:#f00001,task:T004}',
    ]);
  });
});
