import { describe, expect, test } from 'vitest';
import { decideFocusClear, decideFocusNote, decideFocusSet, decideNextAction } from '../../../src/domain/focus/decide-focus';
import { viewFocus } from '../../../src/domain/focus/focus-view';
import type { LedgerEntry } from '../../../src/domain/ledger/schema';
import { type DoneRequest, decideDone } from '../../../src/domain/record/decide-done';
import { decideLog } from '../../../src/domain/record/decide-log';
import { decideWip, type WipRequest } from '../../../src/domain/record/decide-wip';
import type { Session } from '../../../src/domain/session/schema';
import type { Task } from '../../../src/domain/task/schema';
import { toldOf } from '../../support/told';
import { makeSession, makeTask, makeWorld, sessionIdOf, type WorldParts } from '../../support/world';

const since = '2026-11-21T11:00:00.000Z';
const mineIs = { caller: { pointer: sessionIdOf('aaaaaa') } };
const holding = (hex: string, scope: string, ids: readonly string[], over: Partial<Session> = {}): Session =>
  makeSession(hex, scope, {
    held: ids.map((taskId) => ({ taskId, at: since })),
    focus: { currentTask: ids[0] ?? null, sessionNote: null, nextAction: null },
    ...over,
  });
const inHand = (session: string): Pick<Task, 'status' | 'work'> => ({
  status: 'active',
  work: { by: 'opus', session: sessionIdOf(session), at: since, worktree: '/repo', branch: 'topic' },
});
const owned: Pick<Task, 'status' | 'work'> = { status: 'active', work: { by: 'ann', at: since, worktree: '/repo' } };
const tasks = [
  makeTask('T001', { type: 'epic', title: 'Authentication' }),
  makeTask('T002', { parentId: 'T001', phase: 'core', labels: ['api'], startedAt: since, ...inHand('aaaaaa') }),
  makeTask('T003', { parentId: 'T001', depends: ['T004'] }),
  makeTask('T004', { priority: 'high' }),
  makeTask('T005', inHand('bbbbbb')),
  makeTask('T006', owned),
  makeTask('T007', { status: 'cancelled' }),
  makeTask('T008', { status: 'done', completions: 2, entryId: 'uid-T008-2', completedAt: since }),
  makeTask('T009', { status: 'done', completedAt: since }),
];
const sessions = [
  holding('aaaaaa', 'epic:T001', ['T002'], { agent: 'opus' }),
  holding('bbbbbb', 'task:T005', ['T005'], { agent: 'sonnet' }),
];
const archivedTasks = [makeTask('T090', { status: 'done', completedAt: since, archivedAt: since })];
const entry = (over: Partial<LedgerEntry>): LedgerEntry => ({
  v: 1,
  id: 'uid-T008-2',
  type: 'completed',
  at: since,
  source: 'direct_session',
  task: { id: 'T008', uid: 'uid-T008', title: 'Title of T008', type: 'task', labels: [] },
  flags: [],
  prev: [],
  hash: '0'.repeat(64),
  ...over,
});
const worldOf = (parts: WorldParts = {}) => makeWorld({ tasks, sessions, archivedTasks, ...mineIs, ...parts });
const changed = (id: string, over: Partial<Task>) => tasks.map((task) => (task.id === id ? { ...task, ...over } : task));
const resultOf = (result: object): string =>
  JSON.stringify(result, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && 'uid' in value && 'id' in value ? value.id : value,
  );

describe('done', () => {
  const done = (task: string, over: Partial<DoneRequest> = {}, parts: WorldParts = {}) => {
    const world = worldOf(parts);
    const outcome = decideDone(world, {
      task,
      takeover: false,
      outOfScope: false,
      withChildren: false,
      next: false,
      recorded: true,
      ...over,
    });
    return [...(outcome.ok ? [resultOf(outcome.result)] : []), ...toldOf(world, outcome)];
  };
  test('what a session has in hand', () => {
    const facts = {
      files: [
        { path: 'a.ts', origin: 'flag' as const },
        { path: 'b.ts', origin: 'git' as const, shared: true },
      ],
      commits: [{ sha: 'abc', subject: 'Fix', origin: 'git' as const }],
      branch: 'topic',
    };
    expect(done('T002', { reason: 'works', facts })).toEqual([
      '{"task":"T002","changed":true,"entry":"uid-T002-1","children":[],"session":"session_20261121_100000_aaaaaa","closable":false}',
      'task T002: status=done updatedAt=now -work completedAt=now completions=1 entryId=uid-T002-1',
      'session #aaaaaa: focus={currentTask:null,sessionNote:null,nextAction:null} held=[] lastActivityAt=now focusHistory=[{taskId:T002,at:now,action:finished}] stats={tasksCompleted:1,focusChanges:0,suspends:0,resumes:0}',
      'event task_close {task:T002,session:#aaaaaa,data:{entry:uid-T002-1}}',
      'log Completed T002: Title of T002 (works)',
      'ledger {v:1,id:uid-T002-1,type:completed,at:now,source:direct_session,task:{id:T002,uid:uid-T002,title:Title of T002,type:task,parentId:T001,epicId:T001,phase:core,labels:[api]},session:#aaaaaa,agent:opus,startedAt:2026-11-21T11:00:00.000Z,completedAt:now,durationMs:3600000,reason:works,files:[{path:a.ts,origin:flag},{path:b.ts,origin:git,shared:true}],commits:[{sha:abc,subject:Fix,origin:git}],branch:topic,flags:[shared-checkout]}',
    ]);
    expect(done('T002', { recorded: false })).toEqual([
      '{"task":"T002","changed":true,"children":[],"session":"session_20261121_100000_aaaaaa","closable":false}',
      'task T002: status=done updatedAt=now -work completedAt=now completions=1',
      'session #aaaaaa: focus={currentTask:null,sessionNote:null,nextAction:null} held=[] lastActivityAt=now focusHistory=[{taskId:T002,at:now,action:finished}] stats={tasksCompleted:1,focusChanges:0,suspends:0,resumes:0}',
      'event task_close {task:T002,session:#aaaaaa}',
    ]);
  });
  test('--next takes the next one of the scope', () => {
    expect(done('T002', { next: true }, { tasks: changed('T003', { depends: [] }) })).toEqual([
      '{"task":"T002","changed":true,"entry":"uid-T002-1","children":[],"session":"session_20261121_100000_aaaaaa","next":"T003","closable":false}',
      'task T002: status=done updatedAt=now -work completedAt=now completions=1 entryId=uid-T002-1',
      'task T003: status=active updatedAt=now work={by:opus,session:#aaaaaa,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'session #aaaaaa: focus={currentTask:T003,sessionNote:null,nextAction:null} held=[{taskId:T003,at:now}] lastActivityAt=now focusHistory=[{taskId:T002,at:now,action:finished},{taskId:T003,at:now,action:focused}] stats={tasksCompleted:1,focusChanges:1,suspends:0,resumes:0}',
      'event task_close {task:T002,session:#aaaaaa,data:{entry:uid-T002-1}}',
      'event task_claim {session:#aaaaaa,task:T003}',
      'event focus {session:#aaaaaa,task:T003}',
      'log Completed T002: Title of T002',
      'ledger {v:1,id:uid-T002-1,type:completed,at:now,source:direct_session,task:{id:T002,uid:uid-T002,title:Title of T002,type:task,parentId:T001,epicId:T001,phase:core,labels:[api]},session:#aaaaaa,agent:opus,startedAt:2026-11-21T11:00:00.000Z,completedAt:now,durationMs:3600000,files:[],commits:[],flags:[]}',
    ]);
    expect(done('T002', { next: true }).at(-1)).toEqual(
      'warning W_NOTHING_READY: nothing further can be started in this scope: `stint next --explain` says why',
    );
    expect(done('T004', { next: true }, { caller: {} }).at(-1)).toEqual(
      'warning W_NO_SESSION: --next takes the next task of a session, and none is bound here',
    );
    expect(done('T002', { next: true }, { sessions: [holding('aaaaaa', 'epic:T001', ['T002', 'T003'])] }).at(-1)).toEqual(
      'warning W_NEXT_NOT_TAKEN: the session already holds T003',
    );
  });
  test('unbound', () => {
    expect(done('T004', {}, { caller: {} })).toEqual([
      '{"task":"T004","changed":true,"entry":"uid-T004-1","children":[],"closable":false}',
      'task T004: status=done updatedAt=now completedAt=now completions=1 entryId=uid-T004-1',
      'event task_close {task:T004,data:{entry:uid-T004-1}}',
      'log Completed T004: Title of T004',
      'ledger {v:1,id:uid-T004-1,type:completed,at:now,source:direct_session,task:{id:T004,uid:uid-T004,title:Title of T004,type:task,labels:[]},agent:me,completedAt:now,files:[],commits:[],flags:[]}',
    ]);
    expect(done('T003', {}, { caller: {} })).toEqual([
      'E_TASK_CLAIMED: T003 is reserved by session aaaaaa (opus), on epic:T001',
      'details {task:T003,holder:{session:#aaaaaa,shortId:aaaaaa,agent:opus,scope:epic:T001}}',
      'fix stint next',
    ]);
    expect(done('T003', { takeover: true }, { caller: {} })).toEqual([
      '{"task":"T003","changed":true,"entry":"uid-T003-1","children":[],"closable":false}',
      'task T003: status=done updatedAt=now completedAt=now completions=1 entryId=uid-T003-1',
      'event note {session:#aaaaaa,task:T003,data:{text:T003 was taken over,takenOverBy:me}}',
      'event task_close {task:T003,data:{entry:uid-T003-1}}',
      'log Completed T003: Title of T003',
      'ledger {v:1,id:uid-T003-1,type:completed,at:now,source:direct_session,task:{id:T003,uid:uid-T003,title:Title of T003,type:task,parentId:T001,epicId:T001,labels:[]},agent:me,completedAt:now,files:[],commits:[],flags:[takeover,open-dependencies]}',
      'warning W_UNMET_DEPENDENCIES: T003 depends on T004, not finished yet',
    ]);
    expect(done('T006', { takeover: true }, { caller: {} })).toEqual([
      '{"task":"T006","changed":true,"entry":"uid-T006-1","children":[],"closable":false}',
      'task T006: status=done updatedAt=now -work completedAt=now completions=1 entryId=uid-T006-1',
      'event task_release {task:T006,data:{takenFrom:ann,takenOverBy:me}}',
      'event task_close {task:T006,data:{entry:uid-T006-1}}',
      'log Completed T006: Title of T006',
      'ledger {v:1,id:uid-T006-1,type:completed,at:now,source:direct_session,task:{id:T006,uid:uid-T006,title:Title of T006,type:task,labels:[]},agent:me,startedAt:2026-11-21T11:00:00.000Z,completedAt:now,durationMs:3600000,files:[],commits:[],flags:[takeover]}',
    ]);
  });
  test('with open tasks below it', () => {
    expect(done('T001')).toEqual([
      'E_TASK_STATE: T001 has 2 open children: T002, T003',
      'details {task:T001,open:[T002,T003]}',
      'fix stint done T002',
      'fix stint done T003',
    ]);
    expect(done('T001', { withChildren: true })).toEqual([
      '{"task":"T001","changed":true,"entry":"uid-T001-1","children":["T003","T002"],"session":"session_20261121_100000_aaaaaa","closable":true}',
      'task T003: status=done updatedAt=now completedAt=now completions=1 entryId=uid-T003-1',
      'task T002: status=done updatedAt=now -work completedAt=now completions=1 entryId=uid-T002-1',
      'task T001: status=done updatedAt=now completedAt=now completions=1 entryId=uid-T001-1',
      'session #aaaaaa: focus={currentTask:null,sessionNote:null,nextAction:null} held=[] lastActivityAt=now focusHistory=[{taskId:T002,at:now,action:finished}] stats={tasksCompleted:3,focusChanges:0,suspends:0,resumes:0}',
      'event task_close {task:T003,session:#aaaaaa,data:{entry:uid-T003-1}}',
      'event task_close {task:T002,session:#aaaaaa,data:{entry:uid-T002-1}}',
      'event task_close {task:T001,session:#aaaaaa,data:{entry:uid-T001-1}}',
      'log Completed T001: Authentication',
      'ledger {v:1,id:uid-T003-1,type:completed,at:now,source:direct_session,task:{id:T003,uid:uid-T003,title:Title of T003,type:task,parentId:T001,epicId:T001,labels:[]},session:#aaaaaa,agent:opus,completedAt:now,files:[],commits:[],flags:[with-children]}',
      'ledger {v:1,id:uid-T002-1,type:completed,at:now,source:direct_session,task:{id:T002,uid:uid-T002,title:Title of T002,type:task,parentId:T001,epicId:T001,phase:core,labels:[api]},session:#aaaaaa,agent:opus,startedAt:2026-11-21T11:00:00.000Z,completedAt:now,durationMs:3600000,files:[],commits:[],flags:[with-children]}',
      'ledger {v:1,id:uid-T001-1,type:completed,at:now,source:direct_session,task:{id:T001,uid:uid-T001,title:Authentication,type:epic,labels:[]},session:#aaaaaa,agent:opus,completedAt:now,files:[],commits:[],flags:[with-children]}',
    ]);
    const many = Array.from({ length: 7 }, (_, at) => makeTask(`T${20 + at}`, { parentId: at === 6 ? 'T20' : 'T001' }));
    expect(done('T001', {}, { tasks: [makeTask('T001'), ...many], sessions: [], caller: {} })).toEqual([
      'E_TASK_STATE: T001 has 7 open children: T20, T21, T22, T23, T24 and 2 more',
      'details {task:T001,open:[T20,T21,T22,T23,T24,T25,T26]}',
      'fix stint done T20',
      'fix stint done T21',
      'fix stint done T22',
    ]);
    expect(
      done(
        'T001',
        {},
        {
          tasks: [
            makeTask('T001'),
            makeTask('T002', { parentId: 'T001', status: 'done' }),
            makeTask('T003', { parentId: 'T002' }),
          ],
          sessions: [],
          caller: {},
        },
      ),
    ).toEqual(['E_TASK_STATE: T001 has 1 open child: T003', 'details {task:T001,open:[T003]}', 'fix stint done T003']);
    expect(done('T001', { withChildren: true }, { tasks: changed('T005', { parentId: 'T001' }) })[0]).toEqual(
      'E_TASK_CLAIMED: T005 is held by session bbbbbb (sonnet)',
    );
    expect(done('T001', { withChildren: true, takeover: true }, { tasks: changed('T005', { parentId: 'T001' }) })).toEqual([
      '{"task":"T001","changed":true,"entry":"uid-T001-1","children":["T005","T003","T002"],"session":"session_20261121_100000_aaaaaa","closable":true}',
      'task T005: status=done updatedAt=now -work completedAt=now completions=1 entryId=uid-T005-1',
      'task T003: status=done updatedAt=now completedAt=now completions=1 entryId=uid-T003-1',
      'task T002: status=done updatedAt=now -work completedAt=now completions=1 entryId=uid-T002-1',
      'task T001: status=done updatedAt=now completedAt=now completions=1 entryId=uid-T001-1',
      'session #bbbbbb: focus={currentTask:null,sessionNote:null,nextAction:null} held=[] focusHistory=[{taskId:T005,at:now,action:released}]',
      'session #aaaaaa: focus={currentTask:null,sessionNote:null,nextAction:null} held=[] lastActivityAt=now focusHistory=[{taskId:T002,at:now,action:finished}] stats={tasksCompleted:4,focusChanges:0,suspends:0,resumes:0}',
      'event task_release {session:#bbbbbb,task:T005}',
      'event note {session:#bbbbbb,task:T005,data:{text:T005 was taken over,takenOverBy:#aaaaaa}}',
      'event task_close {task:T005,session:#aaaaaa,data:{entry:uid-T005-1}}',
      'event task_close {task:T003,session:#aaaaaa,data:{entry:uid-T003-1}}',
      'event task_close {task:T002,session:#aaaaaa,data:{entry:uid-T002-1}}',
      'event task_close {task:T001,session:#aaaaaa,data:{entry:uid-T001-1}}',
      'log Completed T001: Authentication',
      'ledger {v:1,id:uid-T005-1,type:completed,at:now,source:direct_session,task:{id:T005,uid:uid-T005,title:Title of T005,type:task,parentId:T001,epicId:T001,labels:[]},session:#aaaaaa,agent:opus,startedAt:2026-11-21T11:00:00.000Z,completedAt:now,durationMs:3600000,files:[],commits:[],flags:[takeover,with-children]}',
      'ledger {v:1,id:uid-T003-1,type:completed,at:now,source:direct_session,task:{id:T003,uid:uid-T003,title:Title of T003,type:task,parentId:T001,epicId:T001,labels:[]},session:#aaaaaa,agent:opus,completedAt:now,files:[],commits:[],flags:[with-children]}',
      'ledger {v:1,id:uid-T002-1,type:completed,at:now,source:direct_session,task:{id:T002,uid:uid-T002,title:Title of T002,type:task,parentId:T001,epicId:T001,phase:core,labels:[api]},session:#aaaaaa,agent:opus,startedAt:2026-11-21T11:00:00.000Z,completedAt:now,durationMs:3600000,files:[],commits:[],flags:[with-children]}',
      'ledger {v:1,id:uid-T001-1,type:completed,at:now,source:direct_session,task:{id:T001,uid:uid-T001,title:Authentication,type:epic,labels:[]},session:#aaaaaa,agent:opus,completedAt:now,files:[],commits:[],flags:[with-children]}',
    ]);
  });
  test('what another has in hand, or lies outside the scope', () => {
    expect(done('T004')).toEqual([
      'E_TASK_NOT_IN_SCOPE: T004 is outside the scope epic:T001 of session aaaaaa',
      'details {task:T004,scope:epic:T001,session:#aaaaaa}',
      'fix stint next',
    ]);
    expect(done('T004', { outOfScope: true })).toEqual([
      '{"task":"T004","changed":true,"entry":"uid-T004-1","children":[],"session":"session_20261121_100000_aaaaaa","closable":false}',
      'task T004: status=done updatedAt=now completedAt=now completions=1 entryId=uid-T004-1',
      'session #aaaaaa: lastActivityAt=now stats={tasksCompleted:1,focusChanges:0,suspends:0,resumes:0}',
      'event task_close {task:T004,session:#aaaaaa,data:{entry:uid-T004-1}}',
      'log Completed T004: Title of T004',
      'ledger {v:1,id:uid-T004-1,type:completed,at:now,source:direct_session,task:{id:T004,uid:uid-T004,title:Title of T004,type:task,labels:[]},session:#aaaaaa,agent:opus,completedAt:now,files:[],commits:[],flags:[out-of-scope]}',
    ]);
    expect(done('T005', { outOfScope: true })).toEqual([
      'E_TASK_CLAIMED: T005 is held by session bbbbbb (sonnet)',
      'details {task:T005,holder:{session:#bbbbbb,shortId:bbbbbb,agent:sonnet}}',
      'fix stint next',
    ]);
    expect(done('T005', { outOfScope: true, takeover: true })).toEqual([
      '{"task":"T005","changed":true,"entry":"uid-T005-1","children":[],"session":"session_20261121_100000_aaaaaa","closable":false}',
      'task T005: status=done updatedAt=now -work completedAt=now completions=1 entryId=uid-T005-1',
      'session #bbbbbb: focus={currentTask:null,sessionNote:null,nextAction:null} held=[] focusHistory=[{taskId:T005,at:now,action:released}]',
      'session #aaaaaa: lastActivityAt=now stats={tasksCompleted:1,focusChanges:0,suspends:0,resumes:0}',
      'event task_release {session:#bbbbbb,task:T005}',
      'event note {session:#bbbbbb,task:T005,data:{text:T005 was taken over,takenOverBy:#aaaaaa}}',
      'event task_close {task:T005,session:#aaaaaa,data:{entry:uid-T005-1}}',
      'log Completed T005: Title of T005',
      'ledger {v:1,id:uid-T005-1,type:completed,at:now,source:direct_session,task:{id:T005,uid:uid-T005,title:Title of T005,type:task,labels:[]},session:#aaaaaa,agent:opus,startedAt:2026-11-21T11:00:00.000Z,completedAt:now,durationMs:3600000,files:[],commits:[],flags:[out-of-scope,takeover]}',
    ]);
    expect(done('T004', {}, { sessions: [holding('aaaaaa', 'epic:T001', ['T004'])] })[0]).toEqual(
      '{"task":"T004","changed":true,"entry":"uid-T004-1","children":[],"session":"session_20261121_100000_aaaaaa","closable":false}',
    );
    expect(done('T002', {}, { caller: {} })).toEqual([
      'E_TASK_CLAIMED: T002 is held by session aaaaaa (opus)',
      'details {task:T002,holder:{session:#aaaaaa,shortId:aaaaaa,agent:opus}}',
      'fix stint next',
    ]);
    expect(done('T099')).toEqual([
      'E_TASK_NOT_FOUND: there is no task "T099", did you mean T009?',
      'details {task:T099,similar:[T009]}',
      'fix stint show T009',
    ]);
    expect(done('T07')).toEqual([
      'E_TASK_STATE: T007 is cancelled',
      'details {task:T007,status:cancelled}',
      'fix stint task reopen T007',
    ]);
    expect(done('T0044')).toEqual([
      'E_TASK_NOT_FOUND: there is no task "T0044", did you mean T004?',
      'details {task:T0044,similar:[T004]}',
      'fix stint show T004',
    ]);
    expect(done('T004', {}, { caller: { explicit: { session: 'eeeeee', from: '--session' } } })[0]).toEqual(
      'E_SESSION_NOT_FOUND: there is no session "eeeeee"',
    );
  });
  test('a scope that is finished but for its root can be closed', () => {
    expect(done('T002', {}, { tasks: changed('T003', { status: 'done' }) })[0]).toEqual(
      '{"task":"T002","changed":true,"entry":"uid-T002-1","children":[],"session":"session_20261121_100000_aaaaaa","closable":true}',
    );
    expect(done('T002')[0]).toEqual(
      '{"task":"T002","changed":true,"entry":"uid-T002-1","children":[],"session":"session_20261121_100000_aaaaaa","closable":false}',
    );
  });
  test('a finished task: what is new becomes an amendment', () => {
    const ledger = [
      entry({ reason: 'first', files: [{ path: 'a.ts', origin: 'git' }] }),
      entry({
        id: 'uid-T008-2-a1',
        type: 'amended',
        ref: 'uid-T008-2',
        reason: 'second',
        files: [{ path: 'b.ts', origin: 'flag' }],
      }),
    ];
    const files = (...paths: string[]) => ({
      facts: { files: paths.map((path) => ({ path, origin: 'flag' as const })), commits: [] },
    });
    expect(done('T008', { reason: 'first', ...files('a.ts', 'b.ts') }, { ledger })).toEqual([
      '{"task":"T008","changed":false,"children":[],"closable":false,"session":"session_20261121_100000_aaaaaa","entry":"uid-T008-2"}',
      'no change',
    ]);
    expect(done('T008', { reason: 'third' }, { ledger })).toEqual([
      '{"task":"T008","changed":false,"children":[],"closable":false,"session":"session_20261121_100000_aaaaaa","entry":"uid-T008-2","amendment":"uid-T008-2-a2"}',
      'ledger {v:1,id:uid-T008-2-a2,type:amended,ref:uid-T008-2,at:now,source:direct_session,task:{id:T008,uid:uid-T008,title:Title of T008,type:task,labels:[]},session:#aaaaaa,agent:opus,reason:third,flags:[]}',
    ]);
    expect(done('T008', files('a.ts', 'c.ts'), { ledger, caller: {} })).toEqual([
      '{"task":"T008","changed":false,"children":[],"closable":false,"entry":"uid-T008-2","amendment":"uid-T008-2-a2"}',
      'ledger {v:1,id:uid-T008-2-a2,type:amended,ref:uid-T008-2,at:now,source:direct_session,task:{id:T008,uid:uid-T008,title:Title of T008,type:task,labels:[]},agent:me,files:[{path:c.ts,origin:flag}],flags:[]}',
    ]);
    expect(done('T008', { facts: { files: [{ path: 'z.ts', origin: 'git' }], commits: [] } }, { ledger })).toEqual([
      '{"task":"T008","changed":false,"children":[],"closable":false,"session":"session_20261121_100000_aaaaaa","entry":"uid-T008-2"}',
      'no change',
    ]);
    expect(done('T008', { recorded: false, reason: 'third' }, { ledger })).toEqual([
      '{"task":"T008","changed":false,"children":[],"closable":false,"session":"session_20261121_100000_aaaaaa","entry":"uid-T008-2"}',
      'no change',
    ]);
    const voided = [...ledger, entry({ id: 'uid-T008-2-void', type: 'voided', ref: 'uid-T008-2' })];
    expect(done('T008', {}, { ledger: voided })).toEqual([
      '{"task":"T008","changed":false,"children":[],"closable":false,"session":"session_20261121_100000_aaaaaa","entry":"uid-T008-2"}',
      'no change',
      'warning W_ENTRY_VOIDED: the entry uid-T008-2 of T008 is voided and does not count: `stint task reopen T008` first, if the task was finished again',
    ]);
    expect(done('T008', {})).toEqual([
      '{"task":"T008","changed":false,"children":[],"closable":false,"session":"session_20261121_100000_aaaaaa","entry":"uid-T008-2"}',
      'no change',
      'warning W_ENTRY_NOT_HERE: T008 is finished, but its entry uid-T008-2 is not in the ledger as it lies here: it was taken out of the file',
    ]);
  });
  test('a finished task without an entry gets one', () => {
    expect(done('T009', { reason: 'late' })).toEqual([
      '{"task":"T009","changed":true,"children":[],"closable":false,"session":"session_20261121_100000_aaaaaa","entry":"uid-T009-1"}',
      'task T009: updatedAt=now entryId=uid-T009-1 completions=1',
      'ledger {v:1,id:uid-T009-1,type:completed,at:now,source:direct_session,task:{id:T009,uid:uid-T009,title:Title of T009,type:task,labels:[]},session:#aaaaaa,agent:opus,completedAt:2026-11-21T11:00:00.000Z,reason:late,files:[],commits:[],flags:[]}',
    ]);
    expect(done('T009', { recorded: false })).toEqual([
      '{"task":"T009","changed":false,"children":[],"closable":false,"session":"session_20261121_100000_aaaaaa"}',
      'no change',
    ]);
    expect(done('T090', {}, { caller: {} })).toEqual([
      '{"task":"T090","changed":true,"children":[],"closable":false,"entry":"uid-T090-1"}',
      'new archived task {id:T090,uid:uid-T090,title:Title of T090,type:task,status:done,priority:medium,labels:[],depends:[],files:[],acceptance:[],notes:[],createdAt:2026-11-01T00:00:00.000Z,updatedAt:now,completedAt:2026-11-21T11:00:00.000Z,archivedAt:2026-11-21T11:00:00.000Z,entryId:uid-T090-1,completions:1}',
      'ledger {v:1,id:uid-T090-1,type:completed,at:now,source:direct_session,task:{id:T090,uid:uid-T090,title:Title of T090,type:task,labels:[]},agent:me,completedAt:2026-11-21T11:00:00.000Z,files:[],commits:[],flags:[]}',
    ]);
  });
});

describe('wip', () => {
  const wip = (task: string, over: Partial<WipRequest> = {}, parts: WorldParts = {}) => {
    const world = worldOf(parts);
    const outcome = decideWip(world, { task, takeover: false, logged: true, ...over });
    return [...(outcome.ok ? [resultOf(outcome.result)] : []), ...toldOf(world, outcome)];
  };
  const two = { config: { multiSession: { maxActiveTasksPerScope: 2 } } };
  test('in a session', () => {
    expect(wip('T002')).toEqual([
      '{"task":"T002","changed":false,"session":"session_20261121_100000_aaaaaa","by":"opus"}',
      'no change',
    ]);
    expect(wip('T003')).toEqual([
      'E_TASK_STATE: T002 is in progress: finish it, or `focus set` to move',
      'details {task:T003,inProgress:[T002],session:#aaaaaa,shortId:aaaaaa}',
      'fix stint done T002',
      'fix stint focus set T003',
    ]);
    expect(wip('T003', {}, two)).toEqual([
      '{"task":"T003","changed":true,"session":"session_20261121_100000_aaaaaa","by":"opus"}',
      'task T003: status=active updatedAt=now work={by:opus,session:#aaaaaa,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'session #aaaaaa: focus={currentTask:T003,sessionNote:null,nextAction:null} held=[{taskId:T002,at:2026-11-21T11:00:00.000Z},{taskId:T003,at:now}] lastActivityAt=now focusHistory=[{taskId:T003,at:now,action:focused}] stats={tasksCompleted:0,focusChanges:1,suspends:0,resumes:0}',
      'event task_claim {session:#aaaaaa,task:T003}',
      'event focus {session:#aaaaaa,task:T003}',
      'log Started work on T003: Title of T003',
      'warning W_UNMET_DEPENDENCIES: T003 depends on T004, not finished yet',
    ]);
    expect(wip('T003', { logged: false }, { sessions: [makeSession('aaaaaa', 'epic:T001')] }).slice(0, 3)).toEqual([
      '{"task":"T003","changed":true,"session":"session_20261121_100000_aaaaaa","by":"me"}',
      'task T003: status=active updatedAt=now work={by:me,session:#aaaaaa,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'session #aaaaaa: focus={currentTask:T003,sessionNote:null,nextAction:null} held=[{taskId:T003,at:now}] lastActivityAt=now focusHistory=[{taskId:T003,at:now,action:focused}] stats={tasksCompleted:0,focusChanges:1,suspends:0,resumes:0}',
    ]);
    expect(wip('T002', {}, { sessions: [holding('aaaaaa', 'epic:T001', ['T003', 'T002'])] })).toEqual([
      '{"task":"T002","changed":true,"session":"session_20261121_100000_aaaaaa","by":"me"}',
      'session #aaaaaa: focus={currentTask:T002,sessionNote:null,nextAction:null} lastActivityAt=now focusHistory=[{taskId:T002,at:now,action:focused}] stats={tasksCompleted:0,focusChanges:1,suspends:0,resumes:0}',
      'event focus {session:#aaaaaa,task:T002}',
      'log Started work on T002: Title of T002',
    ]);
    expect(wip('T002', {}, { tasks: changed('T002', { status: 'pending' }) })[0]).toEqual(
      '{"task":"T002","changed":true,"session":"session_20261121_100000_aaaaaa","by":"opus"}',
    );
    expect(wip('T003', {}, { tasks: changed('T002', { status: 'done' }) })[0]).toEqual(
      '{"task":"T003","changed":true,"session":"session_20261121_100000_aaaaaa","by":"opus"}',
    );
    expect(wip('T003', {}, { sessions: [holding('aaaaaa', 'project', ['T002', 'T004'])], ...two })).toEqual([
      'E_TASK_STATE: T002, T004 are in progress: finish it, or `focus set` to move',
      'details {task:T003,inProgress:[T002,T004],session:#aaaaaa,shortId:aaaaaa}',
      'fix stint done T002',
      'fix stint focus set T003',
    ]);
    expect(wip('T004')).toEqual([
      'E_TASK_NOT_IN_SCOPE: T004 is outside the scope epic:T001 of session aaaaaa',
      'details {task:T004,scope:epic:T001,session:#aaaaaa}',
      'fix stint next',
    ]);
    expect(wip('T004', {}, { sessions: [holding('aaaaaa', 'epic:T001', ['T004'])] })[0]).toEqual(
      '{"task":"T004","changed":true,"session":"session_20261121_100000_aaaaaa","by":"me"}',
    );
  });
  test('unbound', () => {
    expect(wip('T004', {}, { caller: {} })).toEqual([
      '{"task":"T004","changed":true,"by":"me"}',
      'task T004: status=active updatedAt=now work={by:me,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'event task_claim {task:T004}',
      'log Started work on T004: Title of T004',
    ]);
    expect(wip('T003', {}, { caller: {} })).toEqual([
      'E_TASK_CLAIMED: T003 is reserved by session aaaaaa (opus), on epic:T001',
      'details {task:T003,holder:{session:#aaaaaa,shortId:aaaaaa,agent:opus,scope:epic:T001}}',
      'fix stint next',
    ]);
    expect(wip('T003', { logged: false }, { caller: {}, sessions: [] })).toEqual([
      '{"task":"T003","changed":true,"by":"me"}',
      'task T003: status=active updatedAt=now work={by:me,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'event task_claim {task:T003}',
      'warning W_UNMET_DEPENDENCIES: T003 depends on T004, not finished yet',
    ]);
    expect(wip('T006', {}, { caller: { owner: 'ann' } })).toEqual(['{"task":"T006","changed":false,"by":"ann"}', 'no change']);
    expect(wip('T006', {}, { caller: {} })).toEqual([
      'E_TASK_CLAIMED: T006 is held by ann, without a session',
      'details {task:T006,holder:{owner:ann,since:2026-11-21T11:00:00.000Z}}',
      'fix stint next',
    ]);
    expect(wip('T006', { takeover: true }, { caller: {} })).toEqual([
      '{"task":"T006","changed":true,"by":"me"}',
      'task T006: updatedAt=now work={by:me,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'event task_release {task:T006,data:{takenFrom:ann,takenOverBy:me}}',
      'event task_claim {task:T006}',
      'log Started work on T006: Title of T006',
    ]);
    expect(wip('T005', { takeover: true }, { caller: {} })).toEqual([
      '{"task":"T005","changed":true,"by":"me"}',
      'task T005: updatedAt=now work={by:me,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'session #bbbbbb: focus={currentTask:null,sessionNote:null,nextAction:null} held=[] focusHistory=[{taskId:T005,at:now,action:released}]',
      'event task_release {session:#bbbbbb,task:T005}',
      'event note {session:#bbbbbb,task:T005,data:{text:T005 was taken over,takenOverBy:me}}',
      'event task_claim {task:T005}',
      'log Started work on T005: Title of T005',
    ]);
    expect(wip('T006', {}, { caller: { owner: 'ann' }, tasks: changed('T006', { status: 'blocked' }) })[0]).toEqual(
      '{"task":"T006","changed":true,"by":"ann"}',
    );
    expect(wip('T002', {}, { caller: { owner: 'opus' }, sessions: [] })[0]).toEqual('{"task":"T002","changed":true,"by":"opus"}');
  });
  test('what it refuses', () => {
    expect(wip('T008')).toEqual([
      'E_TASK_NOT_IN_SCOPE: T008 is outside the scope epic:T001 of session aaaaaa',
      'details {task:T008,scope:epic:T001,session:#aaaaaa}',
      'fix stint next',
    ]);
    expect(wip('T008', { takeover: true }, { caller: {} })[0]).toEqual('E_TASK_STATE: T008 is done');
    expect(wip('T090')).toEqual([
      'E_TASK_STATE: T090 is archived (done)',
      'details {task:T090,archived:true}',
      'fix stint task reopen T090',
    ]);
    expect(wip('T099')[0]).toEqual('E_TASK_NOT_FOUND: there is no task "T099", did you mean T009?');
    expect(wip('T005', {}, { sessions: [makeSession('aaaaaa', 'project'), ...sessions.slice(1)] })[0]).toEqual(
      'E_TASK_CLAIMED: T005 is held by session bbbbbb (sonnet)',
    );
    expect(wip('T005', { takeover: true }, { sessions: [makeSession('aaaaaa', 'project'), ...sessions.slice(1)] })).toEqual([
      '{"task":"T005","changed":true,"session":"session_20261121_100000_aaaaaa","by":"me"}',
      'task T005: updatedAt=now work={by:me,session:#aaaaaa,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'session #bbbbbb: focus={currentTask:null,sessionNote:null,nextAction:null} held=[] focusHistory=[{taskId:T005,at:now,action:released}]',
      'session #aaaaaa: focus={currentTask:T005,sessionNote:null,nextAction:null} held=[{taskId:T005,at:now}] lastActivityAt=now focusHistory=[{taskId:T005,at:now,action:focused}] stats={tasksCompleted:0,focusChanges:1,suspends:0,resumes:0}',
      'event task_release {session:#bbbbbb,task:T005}',
      'event note {session:#bbbbbb,task:T005,data:{text:T005 was taken over,takenOverBy:#aaaaaa}}',
      'event task_claim {session:#aaaaaa,task:T005}',
      'event focus {session:#aaaaaa,task:T005}',
      'log Started work on T005: Title of T005',
    ]);
    expect(wip('T003', {}, { caller: { explicit: { session: 'eeeeee', from: '--session' } } })[0]).toEqual(
      'E_SESSION_NOT_FOUND: there is no session "eeeeee"',
    );
  });
});

describe('log', () => {
  const log = (message: string, parts: WorldParts = {}) => {
    const world = worldOf(parts);
    const outcome = decideLog(world, { message });
    return [...(outcome.ok ? [resultOf(outcome.result)] : []), ...toldOf(world, outcome)];
  };
  test('one record, in a session also an event', () => {
    expect(log('Rotated keys')).toEqual([
      '{"at":"2026-11-21T12:00:00.000Z","message":"Rotated keys","session":"session_20261121_100000_aaaaaa"}',
      'event log {session:#aaaaaa,data:{message:Rotated keys}}',
      'log Rotated keys',
    ]);
    expect(log('Rotated keys', { caller: {} })).toEqual([
      '{"at":"2026-11-21T12:00:00.000Z","message":"Rotated keys"}',
      'log Rotated keys',
    ]);
    expect(log(' ')).toEqual(['E_USAGE: the message is empty: say what happened', 'fix stint log --help']);
    expect(log('x', { caller: { explicit: { session: 'eeeeee', from: '--session' } } })[0]).toEqual(
      'E_SESSION_NOT_FOUND: there is no session "eeeeee"',
    );
    expect(log('x', { caller: { pointer: sessionIdOf('cccccc') } }).at(-1)).toEqual(
      'warning W_UNBOUND: no session is bound: .current-session names cccccc, which is not there any more',
    );
  });
});

describe('focus', () => {
  const set = (task: string, takeover = false, parts: WorldParts = {}) => {
    const world = worldOf(parts);
    const outcome = decideFocusSet(world, { task, takeover });
    return [
      ...(outcome.ok ? [`${outcome.result.task?.id} ${outcome.result.released} ${outcome.result.changed}`] : []),
      ...toldOf(world, outcome),
    ];
  };
  const wide = [holding('aaaaaa', 'project', ['T002']), ...sessions.slice(1)];
  test('moves: the old one goes back, the new one is taken', () => {
    expect(set('T003')).toEqual([
      'T003 T002 true',
      'task T002: status=pending updatedAt=now -work',
      'task T003: status=active updatedAt=now work={by:opus,session:#aaaaaa,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'session #aaaaaa: focus={currentTask:T003,sessionNote:null,nextAction:null} held=[{taskId:T003,at:now}] lastActivityAt=now focusHistory=[{taskId:T002,at:now,action:released},{taskId:T003,at:now,action:focused}] stats={tasksCompleted:0,focusChanges:1,suspends:0,resumes:0}',
      'event task_release {session:#aaaaaa,task:T002}',
      'event task_claim {session:#aaaaaa,task:T003}',
      'event focus {session:#aaaaaa,task:T003}',
      'warning W_UNMET_DEPENDENCIES: T003 depends on T004, not finished yet',
    ]);
    expect(set('T002')).toEqual(['T002 undefined false', 'no change']);
    expect(set('T002', false, { tasks: changed('T002', { status: 'pending' }) })[0]).toEqual('T002 undefined true');
    expect(
      set('T003', false, {
        sessions: [
          holding('aaaaaa', 'epic:T001', ['T003', 'T002'], {
            focus: { currentTask: 'T002', sessionNote: null, nextAction: null },
          }),
        ],
        tasks: changed('T003', inHand('aaaaaa')),
      }),
    ).toEqual([
      'T003 T002 true',
      'task T002: status=pending updatedAt=now -work',
      'session #aaaaaa: focus={currentTask:T003,sessionNote:null,nextAction:null} held=[{taskId:T003,at:2026-11-21T11:00:00.000Z}] lastActivityAt=now focusHistory=[{taskId:T002,at:now,action:released},{taskId:T003,at:now,action:focused}] stats={tasksCompleted:0,focusChanges:1,suspends:0,resumes:0}',
      'event task_release {session:#aaaaaa,task:T002}',
      'event focus {session:#aaaaaa,task:T003}',
      'warning W_UNMET_DEPENDENCIES: T003 depends on T004, not finished yet',
    ]);
    expect(
      set('T003', false, {
        sessions: [makeSession('aaaaaa', 'epic:T001', { focus: { currentTask: 'T002', sessionNote: null, nextAction: null } })],
      })[0],
    ).toEqual('T003 undefined true');
  });
  test('what it refuses, and takes over', () => {
    expect(set('T004')).toEqual([
      'E_TASK_NOT_IN_SCOPE: T004 is outside the scope epic:T001 of session aaaaaa',
      'details {task:T004,scope:epic:T001,session:#aaaaaa}',
      'fix stint next',
    ]);
    expect(set('T008', false, { sessions: wide })[0]).toEqual('E_TASK_STATE: T008 is done');
    expect(set('T008', true, { sessions: wide })[0]).toEqual('E_TASK_STATE: T008 is done');
    expect(set('T005', false, { sessions: wide })[0]).toEqual('E_TASK_CLAIMED: T005 is held by session bbbbbb (sonnet)');
    expect(set('T005', true, { sessions: wide })).toEqual([
      'T005 T002 true',
      'task T005: updatedAt=now work={by:me,session:#aaaaaa,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'task T002: status=pending updatedAt=now -work',
      'session #bbbbbb: focus={currentTask:null,sessionNote:null,nextAction:null} held=[] focusHistory=[{taskId:T005,at:now,action:released}]',
      'session #aaaaaa: focus={currentTask:T005,sessionNote:null,nextAction:null} held=[{taskId:T005,at:now}] lastActivityAt=now focusHistory=[{taskId:T002,at:now,action:released},{taskId:T005,at:now,action:focused}] stats={tasksCompleted:0,focusChanges:1,suspends:0,resumes:0}',
      'event task_release {session:#bbbbbb,task:T005}',
      'event note {session:#bbbbbb,task:T005,data:{text:T005 was taken over,takenOverBy:#aaaaaa}}',
      'event task_release {session:#aaaaaa,task:T002}',
      'event task_claim {session:#aaaaaa,task:T005}',
      'event focus {session:#aaaaaa,task:T005}',
    ]);
    expect(set('T099')[0]).toEqual('E_TASK_NOT_FOUND: there is no task "T099", did you mean T009?');
    expect(set('T003', false, { caller: {} })[0]).toEqual('E_SESSION_REQUIRED: no session is bound here');
  });
  test('clear', () => {
    const clear = (parts: WorldParts = {}) => {
      const world = worldOf(parts);
      const outcome = decideFocusClear(world);
      return [
        ...(outcome.ok ? [`${outcome.result.task?.id} ${outcome.result.released} ${outcome.result.changed}`] : []),
        ...toldOf(world, outcome),
      ];
    };
    expect(clear()).toEqual([
      'undefined T002 true',
      'task T002: status=pending updatedAt=now -work',
      'session #aaaaaa: focus={currentTask:null,sessionNote:null,nextAction:null} held=[] lastActivityAt=now focusHistory=[{taskId:T002,at:now,action:released}]',
      'event task_release {session:#aaaaaa,task:T002}',
    ]);
    expect(clear({ sessions: [makeSession('aaaaaa', 'epic:T001')] })).toEqual(['undefined undefined false', 'no change']);
    expect(
      clear({
        sessions: [makeSession('aaaaaa', 'epic:T001', { focus: { currentTask: 'T002', sessionNote: 'n', nextAction: null } })],
      }),
    ).toEqual([
      'undefined undefined true',
      'session #aaaaaa: focus={currentTask:null,sessionNote:n,nextAction:null} lastActivityAt=now',
    ]);
    expect(clear({ caller: {} })[0]).toEqual('E_SESSION_REQUIRED: no session is bound here');
  });
  test('notes and what comes next', () => {
    const say = (decide: typeof decideFocusNote, text: string, parts: WorldParts = {}) => {
      const world = worldOf(parts);
      return toldOf(world, decide(world, { text }));
    };
    expect(say(decideFocusNote, 'half way')).toEqual([
      'session #aaaaaa: focus={currentTask:T002,sessionNote:half way,nextAction:null} lastActivityAt=now notes=[{at:now,text:half way}]',
      'event note {session:#aaaaaa,data:{text:half way}}',
    ]);
    expect(say(decideNextAction, 'use it')).toEqual([
      'session #aaaaaa: focus={currentTask:T002,sessionNote:null,nextAction:use it} lastActivityAt=now',
      'event note {session:#aaaaaa,data:{nextAction:use it}}',
    ]);
    expect(say(decideFocusNote, ' ')).toEqual([
      'E_USAGE: the text is empty: say what to remember',
      'fix stint focus note --help',
    ]);
    expect(say(decideNextAction, '')).toEqual([
      'E_USAGE: the text is empty: say what to remember',
      'fix stint focus next-action --help',
    ]);
    expect(say(decideNextAction, 'x', { caller: {} })[0]).toEqual('E_SESSION_REQUIRED: no session is bound here');
  });
  test('as it is shown', () => {
    const view = (over: Partial<Session>) => viewFocus(worldOf(), makeSession('aaaaaa', 'epic:T001', over));
    expect(view({})).toStrictEqual({ session: 'session_20261121_100000_aaaaaa' });
    expect(
      view({
        focus: { currentTask: 'T002', sessionNote: 'n', nextAction: 'a' },
        held: [
          { taskId: 'T002', at: since },
          { taskId: 'T003', at: since },
        ],
      }),
    ).toStrictEqual({
      session: 'session_20261121_100000_aaaaaa',
      focus: { id: 'T002', title: 'Title of T002', status: 'active' },
      held: ['T002', 'T003'],
      note: 'n',
      nextAction: 'a',
    });
    expect(
      view({ focus: { currentTask: 'T099', sessionNote: null, nextAction: null }, held: [{ taskId: 'T099', at: since }] }),
    ).toStrictEqual({ session: 'session_20261121_100000_aaaaaa' });
  });
});
