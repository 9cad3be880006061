import { describe, expect, test } from 'vitest';
import type { Caller } from '../../../src/domain/binding/caller';
import { decideClose } from '../../../src/domain/session/decide-close';
import { decideGc } from '../../../src/domain/session/decide-gc';
import { decideEnd, decideSuspend } from '../../../src/domain/session/decide-put-down';
import { decideResume, type ResumeRequest } from '../../../src/domain/session/decide-resume';
import { decideSwitch } from '../../../src/domain/session/decide-switch';
import type { Session } from '../../../src/domain/session/schema';
import type { Task } from '../../../src/domain/task/schema';
import { toldOf } from '../../support/told';
import { makeSession, makeTask, makeWorld, sessionIdOf, type WorldParts } from '../../support/world';

const earlier = '2026-11-21T11:00:00.000Z';
const stale = { lastActivityAt: '2026-11-21T01:00:00.000Z' };
const as = (id: string): Pick<Caller, 'conversation'> => ({ conversation: { id, from: 'harness' } });
const inHand = (hex: string): Pick<Task, 'status' | 'work'> => ({
  status: 'active',
  work: { by: 'opus', session: sessionIdOf(hex), at: earlier, worktree: '/repo' },
});
const tasks = [
  makeTask('T001', { type: 'epic', title: 'Authentication' }),
  makeTask('T002', { parentId: 'T001', ...inHand('aaaaaa') }),
  makeTask('T003', { parentId: 'T001', ...inHand('aaaaaa') }),
  makeTask('T004', { parentId: 'T001' }),
  makeTask('T005', { parentId: 'T001', status: 'done' }),
  makeTask('T006'),
];
const busy = (over: Partial<Session> = {}): Session =>
  makeSession('aaaaaa', 'epic:T001', {
    agent: 'opus',
    conversation: 'c1',
    conversations: ['c0', 'c1'],
    held: [
      { taskId: 'T002', at: earlier },
      { taskId: 'T003', at: earlier },
    ],
    focus: { currentTask: 'T003', sessionNote: 'before', nextAction: 'write' },
    notes: [{ at: earlier, text: 'before' }],
    stats: { tasksCompleted: 2, focusChanges: 3, suspends: 4, resumes: 5 },
    ...over,
  });
const resting = (status: 'suspended' | 'ended', over: Partial<Session> = {}): Session => {
  const { conversation: _conversation, ...session } = busy({ status, held: [] });
  return { ...session, ...(status === 'ended' ? { endedAt: earlier } : { suspendedAt: earlier }), ...over };
};
const free = tasks.map(({ work: _work, ...task }): Task => (task.status === 'active' ? { ...task, status: 'pending' } : task));

describe('putting down', () => {
  const put = (
    decide: typeof decideEnd,
    session: Session,
    request: Parameters<typeof decideEnd>[1] = {},
    parts: WorldParts = {},
  ) => {
    const world = makeWorld({ tasks, sessions: [session], caller: as('c1'), ...parts });
    return toldOf(world, decide(world, request));
  };
  test('suspend and end release the claims and say why', () => {
    expect(put(decideSuspend, busy())).toEqual([
      'task T002: status=pending updatedAt=now -work',
      'task T003: status=pending updatedAt=now -work',
      'session #aaaaaa: status=suspended held=[] lastActivityAt=now focusHistory=[{taskId:T002,at:now,action:released},{taskId:T003,at:now,action:released}] stats={tasksCompleted:2,focusChanges:3,suspends:5,resumes:5} -conversation suspendedAt=now',
      'event task_release {session:#aaaaaa,task:T002,conversation:c1}',
      'event task_release {session:#aaaaaa,task:T003,conversation:c1}',
      'event session_suspend {session:#aaaaaa,conversation:c1}',
    ]);
    expect(put(decideEnd, busy(), { note: 'half way' })).toEqual([
      'task T002: status=pending updatedAt=now -work',
      'task T003: status=pending updatedAt=now -work',
      'session #aaaaaa: status=ended focus={currentTask:T003,sessionNote:half way,nextAction:write} held=[] lastActivityAt=now notes=[{at:2026-11-21T11:00:00.000Z,text:before},{at:now,text:half way}] focusHistory=[{taskId:T002,at:now,action:released},{taskId:T003,at:now,action:released}] -conversation endedAt=now',
      'event task_release {session:#aaaaaa,task:T002,conversation:c1}',
      'event task_release {session:#aaaaaa,task:T003,conversation:c1}',
      'event session_end {session:#aaaaaa,data:{note:half way},conversation:c1}',
    ]);
    expect(put(decideEnd, resting('suspended'), { session: 'aaaaaa' })).toEqual([
      'session #aaaaaa: status=ended lastActivityAt=now endedAt=now',
      'event session_end {session:#aaaaaa,conversation:c1}',
    ]);
  });

  test('a held task that somebody else has in hand by now, or that is unknown, is left as it is', () => {
    const moved = tasks.map((task) =>
      task.id === 'T002'
        ? { ...task, ...inHand('bbbbbb') }
        : task.id === 'T003'
          ? ({ ...task, work: { by: 'ann', at: earlier } as Task['work'] } as Task)
          : task,
    );
    expect(
      put(
        decideEnd,
        busy({
          held: [
            { taskId: 'T002', at: earlier },
            { taskId: 'T003', at: earlier },
            { taskId: 'T099', at: earlier },
          ],
        }),
        {},
        { tasks: moved },
      ),
    ).toEqual([
      'task T003: status=pending updatedAt=now -work',
      'session #aaaaaa: status=ended held=[] lastActivityAt=now focusHistory=[{taskId:T002,at:now,action:released},{taskId:T003,at:now,action:released},{taskId:T099,at:now,action:released}] -conversation endedAt=now',
      'event task_release {session:#aaaaaa,task:T002,conversation:c1}',
      'event task_release {session:#aaaaaa,task:T003,conversation:c1}',
      'event task_release {session:#aaaaaa,task:T099,conversation:c1}',
      'event session_end {session:#aaaaaa,conversation:c1}',
    ]);
  });

  test('the other verb is refused with its own name', () => {
    expect(put(decideSuspend, resting('suspended'), { session: 'aaaaaa' })).toEqual([
      'E_SESSION_STATE: session aaaaaa is suspended: it cannot be suspended; `stint session resume aaaaaa` would work',
      'details {session:#aaaaaa,status:suspended,verb:suspend}',
      'fix stint session resume aaaaaa',
    ]);
    expect(put(decideEnd, resting('ended'), { session: 'aaaaaa' })).toEqual([
      'E_SESSION_STATE: session aaaaaa is ended: it cannot be ended; `stint session resume aaaaaa` would work',
      'details {session:#aaaaaa,status:ended,verb:end}',
      'fix stint session resume aaaaaa',
    ]);
    expect(put(decideEnd, busy(), { session: 'aaaaaa' }, { sessions: [], closedSessions: [busy({ status: 'closed' })] })).toEqual(
      [
        'E_SESSION_STATE: session aaaaaa is closed: it cannot be ended; a closed session is archived for good: start a new one',
        'details {session:#aaaaaa,status:closed,verb:end}',
      ],
    );
    expect(put(decideEnd, busy(), {}, { config: { session: { requireNoteOnEnd: true } } })).toEqual([
      'E_USAGE: session.requireNoteOnEnd is set: say with --note how far it came',
      'fix stint session end --help',
    ]);
  });

  test('the focus history keeps the last 200 records', () => {
    const focusHistory = Array.from({ length: 200 }, (_, at) => ({ taskId: `T${at}`, at: earlier, action: 'focused' as const }));
    const world = makeWorld({ tasks, sessions: [busy({ focusHistory })], caller: as('c1') });
    const outcome = decideEnd(world, {});
    const kept = outcome.ok ? outcome.result.session.focusHistory : [];
    expect([kept.length, kept[0]?.taskId, kept.at(-1)?.taskId]).toEqual([200, 'T2', 'T003']);
  });
});

describe('resume', () => {
  const resume = (session: Session, over: Partial<ResumeRequest> = {}, parts: WorldParts = {}) => {
    const world = makeWorld({ tasks: free, sessions: [session], caller: as('c2'), ...parts });
    return toldOf(
      world,
      decideResume(world, { session: 'aaaaaa', last: false, autoFocus: false, takeover: false, force: false, ...over }),
    );
  };
  test('one that was put down takes its focus again', () => {
    expect(resume(resting('ended'))).toEqual([
      'task T003: status=active updatedAt=now work={by:opus,session:#aaaaaa,conversation:c2,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'session #aaaaaa: status=active conversations=[c0,c1,c2] held=[{taskId:T003,at:now}] lastActivityAt=now focusHistory=[{taskId:T003,at:now,action:focused}] stats={tasksCompleted:2,focusChanges:4,suspends:4,resumes:6} -endedAt conversation=c2 git={worktree:/repo,branch:main,head:c0ffee}',
      'event session_resume {session:#aaaaaa,conversation:c2}',
      'event task_claim {session:#aaaaaa,task:T003,conversation:c2}',
      'event focus {session:#aaaaaa,task:T003,conversation:c2}',
    ]);
    expect(
      resume(
        resting('suspended'),
        { note: 'again', agent: 'sonnet' },
        { caller: { ...as('c0'), harness: 'claude', agent: 'haiku' } },
      ),
    ).toEqual([
      'task T003: status=active updatedAt=now work={by:sonnet,session:#aaaaaa,conversation:c0,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'session #aaaaaa: status=active focus={currentTask:T003,sessionNote:again,nextAction:write} conversations=[c1,c0] held=[{taskId:T003,at:now}] lastActivityAt=now notes=[{at:2026-11-21T11:00:00.000Z,text:before},{at:now,text:again}] focusHistory=[{taskId:T003,at:now,action:focused}] stats={tasksCompleted:2,focusChanges:4,suspends:4,resumes:6} agent=sonnet -suspendedAt conversation=c0 harness=claude git={worktree:/repo,branch:main,head:c0ffee}',
      'event session_resume {session:#aaaaaa,conversation:c0,agent:haiku}',
      'event task_claim {session:#aaaaaa,task:T003,conversation:c0,agent:haiku}',
      'event focus {session:#aaaaaa,task:T003,conversation:c0,agent:haiku}',
    ]);
  });

  test('another focus replaces the remembered one', () => {
    expect(resume(resting('ended'), { focus: 'T004' })).toEqual([
      'task T004: status=active updatedAt=now work={by:opus,session:#aaaaaa,conversation:c2,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'session #aaaaaa: status=active focus={currentTask:T004,sessionNote:before,nextAction:write} conversations=[c0,c1,c2] held=[{taskId:T004,at:now}] lastActivityAt=now focusHistory=[{taskId:T004,at:now,action:focused}] stats={tasksCompleted:2,focusChanges:4,suspends:4,resumes:6} -endedAt conversation=c2 git={worktree:/repo,branch:main,head:c0ffee}',
      'event session_resume {session:#aaaaaa,conversation:c2}',
      'event task_claim {session:#aaaaaa,task:T004,conversation:c2}',
      'event focus {session:#aaaaaa,task:T004,conversation:c2}',
    ]);
    expect(
      resume(resting('ended', { focus: { currentTask: null, sessionNote: null, nextAction: null } }), { autoFocus: true }).slice(
        0,
        2,
      ),
    ).toEqual([
      'task T002: status=active updatedAt=now work={by:opus,session:#aaaaaa,conversation:c2,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'session #aaaaaa: status=active focus={currentTask:T002,sessionNote:null,nextAction:null} conversations=[c0,c1,c2] held=[{taskId:T002,at:now}] lastActivityAt=now focusHistory=[{taskId:T002,at:now,action:focused}] stats={tasksCompleted:2,focusChanges:4,suspends:4,resumes:6} -endedAt conversation=c2 git={worktree:/repo,branch:main,head:c0ffee}',
    ]);
    expect(resume(resting('ended', { focus: { currentTask: null, sessionNote: null, nextAction: null } }))).toEqual([
      'session #aaaaaa: status=active conversations=[c0,c1,c2] lastActivityAt=now stats={tasksCompleted:2,focusChanges:3,suspends:4,resumes:6} -endedAt conversation=c2 git={worktree:/repo,branch:main,head:c0ffee}',
      'event session_resume {session:#aaaaaa,conversation:c2}',
    ]);
  });

  test('a remembered focus that is finished, archived, gone or elsewhere is dropped', () => {
    const dropped = (parts: WorldParts) => resume(resting('ended'), {}, parts).filter((line) => /^(session|warning)/.test(line));
    expect(
      dropped({ tasks: free.map((task) => (task.id === 'T003' ? { ...task, status: 'cancelled' as const } : task)) }),
    ).toEqual([
      'session #aaaaaa: status=active focus={currentTask:null,sessionNote:before,nextAction:write} conversations=[c0,c1,c2] lastActivityAt=now stats={tasksCompleted:2,focusChanges:3,suspends:4,resumes:6} -endedAt conversation=c2 git={worktree:/repo,branch:main,head:c0ffee}',
      'warning W_FOCUS_DROPPED: the remembered focus T003 is cancelled: no focus now, `stint next` suggests one',
    ]);
    const without = free.filter((task) => task.id !== 'T003');
    expect(dropped({ tasks: without, archivedTasks: [makeTask('T003', { status: 'done' })] }).at(-1)).toEqual(
      'warning W_FOCUS_DROPPED: the remembered focus T003 is archived: no focus now, `stint next` suggests one',
    );
    expect(dropped({ tasks: without }).at(-1)).toEqual(
      'warning W_FOCUS_DROPPED: the remembered focus T003 is gone: no focus now, `stint next` suggests one',
    );
    expect(dropped({ tasks: [...without, makeTask('T003')] }).at(-1)).toEqual(
      'warning W_FOCUS_DROPPED: the remembered focus T003 is outside the scope: no focus now, `stint next` suggests one',
    );
  });

  test('a crashed agent: the claims stay, the conversation moves', () => {
    expect(resume(busy(stale), {}, { tasks })).toEqual([
      'session #aaaaaa: conversations=[c0,c1,c2] lastActivityAt=now stats={tasksCompleted:2,focusChanges:3,suspends:4,resumes:6} conversation=c2 git={worktree:/repo,branch:main,head:c0ffee}',
      'event session_adopt {session:#aaaaaa,conversation:c2}',
    ]);
    expect(resume(busy(stale), { focus: 'T002' }, { tasks })).toEqual([
      'task T003: status=pending updatedAt=now -work',
      'session #aaaaaa: focus={currentTask:T002,sessionNote:before,nextAction:write} conversations=[c0,c1,c2] held=[{taskId:T002,at:2026-11-21T11:00:00.000Z}] lastActivityAt=now focusHistory=[{taskId:T003,at:now,action:released},{taskId:T002,at:now,action:focused}] stats={tasksCompleted:2,focusChanges:4,suspends:4,resumes:6} conversation=c2 git={worktree:/repo,branch:main,head:c0ffee}',
      'event session_adopt {session:#aaaaaa,conversation:c2}',
      'event task_release {session:#aaaaaa,task:T003,conversation:c2}',
      'event focus {session:#aaaaaa,task:T002,conversation:c2}',
    ]);
    expect(resume(busy({ ...stale, held: [] }), {}, { tasks: free })).toEqual([
      'task T003: status=active updatedAt=now work={by:opus,session:#aaaaaa,conversation:c2,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'session #aaaaaa: conversations=[c0,c1,c2] held=[{taskId:T003,at:now}] lastActivityAt=now focusHistory=[{taskId:T003,at:now,action:focused}] stats={tasksCompleted:2,focusChanges:4,suspends:4,resumes:6} conversation=c2 git={worktree:/repo,branch:main,head:c0ffee}',
      'event session_adopt {session:#aaaaaa,conversation:c2}',
      'event task_claim {session:#aaaaaa,task:T003,conversation:c2}',
      'event focus {session:#aaaaaa,task:T003,conversation:c2}',
    ]);
  });

  test('hooks that reported for this conversation are remembered, for another one not', () => {
    expect(resume(busy({ ...stale, hooks: true }), {}, { tasks, caller: as('c1') }).slice(0, 1)).toEqual([
      'session #aaaaaa: lastActivityAt=now stats={tasksCompleted:2,focusChanges:3,suspends:4,resumes:6} git={worktree:/repo,branch:main,head:c0ffee}',
    ]);
    expect(resume(busy({ ...stale, hooks: true }), {}, { tasks }).slice(0, 1)).toEqual([
      'session #aaaaaa: conversations=[c0,c1,c2] lastActivityAt=now stats={tasksCompleted:2,focusChanges:3,suspends:4,resumes:6} conversation=c2 -hooks git={worktree:/repo,branch:main,head:c0ffee}',
    ]);
  });

  test('an active one in other hands', () => {
    expect(resume(busy(), {}, { tasks })).toEqual([
      'E_TASK_CLAIMED: session aaaaaa is active in the hands of opus and not stale',
      'details {session:#aaaaaa,status:active,agent:opus}',
      'fix stint session show aaaaaa',
    ]);
    const { agent: _agent, ...nameless } = busy();
    expect(resume(nameless, {}, { tasks })).toEqual([
      'E_TASK_CLAIMED: session aaaaaa is active in the hands of c1 and not stale',
      'details {session:#aaaaaa,status:active}',
      'fix stint session show aaaaaa',
    ]);
    const { conversation: _conversation, ...silent } = nameless;
    expect(resume(silent, {}, { tasks })).toEqual([
      'E_TASK_CLAIMED: session aaaaaa is active and not stale',
      'details {session:#aaaaaa,status:active}',
      'fix stint session show aaaaaa',
    ]);
  });

  test('a scope that selects nothing any more', () => {
    expect(resume(resting('ended'), {}, { tasks: [] })).toEqual([
      'E_SCOPE_INVALID: scope epic:T001 of session aaaaaa selects no task any more',
      'details {scope:epic:T001,session:#aaaaaa}',
      'fix stint session close aaaaaa',
    ]);
  });

  test('usage', () => {
    const { session: _session, ...unnamed } = { session: '', last: false, autoFocus: false, takeover: false, force: false };
    const usage = (over: Partial<ResumeRequest>, caller: Partial<Caller> = {}) => {
      const world = makeWorld({ tasks: free, sessions: [resting('ended')], caller });
      return toldOf(world, decideResume(world, { ...unnamed, ...over }));
    };
    expect(usage({})).toEqual([
      'E_USAGE: resume needs a session id, or --last',
      'fix stint session resume --last',
      'fix stint session list',
    ]);
    expect(usage({ session: 'aaaaaa', force: true })).toEqual(['E_USAGE: --force goes with --takeover']);
    expect(usage({ session: 'aaaaaa', focus: 'T002', autoFocus: true })).toEqual([
      'E_USAGE: --focus and --auto-focus exclude each other: give one',
    ]);
    expect(usage({ session: 'aaaaaa', last: true })).toEqual([
      'E_USAGE: --last and the session aaaaaa exclude each other: give one',
    ]);
    expect(usage({ last: true }, { explicit: { session: 'aaaaaa', from: '--session' } })).toEqual([
      'E_USAGE: --last and the session aaaaaa exclude each other: give one',
    ]);
    expect(usage({ last: true }, { agent: 'opus', explicit: { session: 'aaaaaa', from: 'STINT_SESSION' } })[0]).toEqual(
      'task T003: status=active updatedAt=now work={by:opus,session:#aaaaaa,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
    );
    expect(usage({}, { explicit: { session: 'aaaaaa', from: '--session' } })[0]).toEqual(
      'task T003: status=active updatedAt=now work={by:opus,session:#aaaaaa,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
    );
    expect(usage({}, { explicit: { session: 'aaaaaa', from: 'STINT_SESSION' } })[0]).toEqual(
      'E_USAGE: resume needs a session id, or --last',
    );
    expect(usage({ session: 'bbbbbb' })).toEqual([
      'E_SESSION_NOT_FOUND: there is no session "bbbbbb"',
      'details {session:bbbbbb}',
      'fix stint session list --status all',
    ]);
  });

  test('--last passes over active and closed ones', () => {
    const last = (sessions: readonly Session[]) => {
      const world = makeWorld({ tasks: free, sessions, caller: { agent: 'opus' } });
      return toldOf(world, decideResume(world, { last: true, autoFocus: false, takeover: false, force: false }));
    };
    expect(last([busy()])).toEqual([
      'E_SESSION_NOT_FOUND: there is no suspended, ended or stale session to resume',
      'fix stint session list',
      'fix stint next',
    ]);
    const others = [
      makeSession('bbbbbb', 'task:T006', { status: 'ended', lastActivityAt: earlier }),
      makeSession('cccccc', 'task:T004', { status: 'ended', agent: 'opus', lastActivityAt: '2026-11-20T00:00:00.000Z' }),
    ];
    expect(last([...others, busy()])[0]).toEqual(
      'session #cccccc: status=active lastActivityAt=now stats={tasksCompleted:0,focusChanges:0,suspends:0,resumes:1} git={worktree:/repo,branch:main,head:c0ffee}',
    );
  });
});

describe('switch', () => {
  const change = (
    session: Session,
    over: { session?: string; takeover?: boolean } = { session: 'aaaaaa' },
    parts: WorldParts = {},
  ) => {
    const world = makeWorld({ tasks, sessions: [session], caller: as('c2'), ...parts });
    const outcome = decideSwitch(world, { takeover: false, ...over });
    return [...(outcome.ok ? [`changed ${outcome.result.changed}`] : []), ...toldOf(world, outcome)];
  };
  test('binds a free session, one that is stale, or any with --takeover', () => {
    const { conversation: _conversation, ...unspoken } = busy();
    expect(change(unspoken)).toEqual([
      'changed true',
      'session #aaaaaa: conversations=[c0,c1,c2] lastActivityAt=now conversation=c2 git={worktree:/repo,branch:main,head:c0ffee}',
      'event session_switch {session:#aaaaaa,conversation:c2}',
    ]);
    expect(change(busy(stale))[0]).toEqual('changed true');
    expect(change(busy(), { session: 'aaaaaa', takeover: true })[0]).toEqual('changed true');
    expect(change(busy(), {}, { caller: { ...as('c2'), explicit: { session: 'aaaaaa', from: '--session' } } })).toEqual([
      'E_TASK_CLAIMED: session aaaaaa is in the hands of another conversation (opus) and not stale',
      'details {session:#aaaaaa,agent:opus}',
      'fix stint session list --status active',
    ]);
  });
  test('nothing changes where it is bound already', () => {
    expect(change(busy(), { session: 'aaaaaa' }, { caller: as('c1') })).toEqual(['changed false', 'no change']);
    const { conversation: _conversation, ...unspoken } = busy();
    expect(change(unspoken, { session: 'aaaaaa' }, { caller: { pointer: unspoken.id } })).toEqual(['changed false', 'no change']);
    expect(change({ ...unspoken, conversations: [] }, { session: 'aaaaaa' }, { caller: {} })[0]).toEqual('changed true');
  });
  test('what it refuses', () => {
    expect(change(busy())).toEqual([
      'E_TASK_CLAIMED: session aaaaaa is in the hands of another conversation (opus) and not stale',
      'details {session:#aaaaaa,agent:opus}',
      'fix stint session list --status active',
    ]);
    const { agent: _agent, ...nameless } = busy();
    expect(change(nameless)).toEqual([
      'E_TASK_CLAIMED: session aaaaaa is in the hands of another conversation and not stale',
      'details {session:#aaaaaa}',
      'fix stint session list --status active',
    ]);
    expect(change(busy(), {}, {})).toEqual(['E_USAGE: switch needs a session id', 'fix stint session list --status active']);
    expect(change(busy(), {}, { caller: { explicit: { session: 'aaaaaa', from: 'STINT_SESSION' } } })[0]).toEqual(
      'E_USAGE: switch needs a session id',
    );
    expect(change(resting('ended'))).toEqual([
      'E_SESSION_STATE: session aaaaaa is ended: it cannot be bound; `stint session resume aaaaaa` would work',
      'details {session:#aaaaaa,status:ended,verb:switch}',
      'fix stint session resume aaaaaa',
    ]);
  });
});

describe('close', () => {
  const done = tasks.map(({ work: _work, ...task }): Task => (task.id === 'T001' ? task : { ...task, status: 'done' }));
  const close = (parts: WorldParts, request: Parameters<typeof decideClose>[1] = { session: 'aaaaaa' }) => {
    const world = makeWorld({ tasks: done, sessions: [busy({ held: [] })], caller: as('c1'), ...parts });
    return toldOf(world, decideClose(world, request));
  };
  test('completes the root, archives the session', () => {
    expect(close({}, { note: 'shipped' })).toEqual([
      'task T001: status=done updatedAt=now completedAt=now completions=1 entryId=uid-T001-1',
      'archived session #aaaaaa: status=closed focus={currentTask:T003,sessionNote:shipped,nextAction:write} lastActivityAt=now notes=[{at:2026-11-21T11:00:00.000Z,text:before},{at:now,text:shipped}] stats={tasksCompleted:3,focusChanges:3,suspends:4,resumes:5} -conversation closedAt=now',
      'event task_close {task:T001,session:#aaaaaa,data:{entry:uid-T001-1},conversation:c1}',
      'event session_close {session:#aaaaaa,data:{note:shipped},conversation:c1}',
      'log Completed T001: Authentication (closed with session aaaaaa)',
      'ledger {v:1,id:uid-T001-1,type:completed,at:now,source:direct_session,task:{id:T001,uid:uid-T001,title:Authentication,type:epic,labels:[]},session:#aaaaaa,conversation:c1,agent:opus,completedAt:now,files:[],commits:[],flags:[session-close]}',
    ]);
  });
  test('a root that the session itself has in hand is completed, and is held no longer', () => {
    const own = done.map((task) => (task.id === 'T001' ? { ...task, ...inHand('aaaaaa') } : task));
    expect(close({ tasks: own, sessions: [busy({ held: [{ taskId: 'T001', at: earlier }] })] })).toEqual([
      'task T001: status=done updatedAt=now -work completedAt=now completions=1 entryId=uid-T001-1',
      'archived session #aaaaaa: status=closed held=[] lastActivityAt=now stats={tasksCompleted:3,focusChanges:3,suspends:4,resumes:5} -conversation closedAt=now',
      'event task_close {task:T001,session:#aaaaaa,data:{entry:uid-T001-1},conversation:c1}',
      'event session_close {session:#aaaaaa,conversation:c1}',
      'log Completed T001: Authentication (closed with session aaaaaa)',
      'ledger {v:1,id:uid-T001-1,type:completed,at:now,source:direct_session,task:{id:T001,uid:uid-T001,title:Authentication,type:epic,labels:[]},session:#aaaaaa,conversation:c1,agent:opus,startedAt:2026-11-21T11:00:00.000Z,completedAt:now,durationMs:3600000,files:[],commits:[],flags:[session-close]}',
    ]);
  });
  test('without an open root there is nothing to complete', () => {
    const all = done.map((task) => ({ ...task, status: 'done' as const }));
    expect(close({ tasks: all })).toEqual([
      'archived session #aaaaaa: status=closed lastActivityAt=now -conversation closedAt=now',
      'event session_close {session:#aaaaaa,conversation:c1}',
    ]);
    expect(close({ tasks: all, sessions: [resting('suspended')] })).toEqual([
      'archived session #aaaaaa: status=closed lastActivityAt=now closedAt=now',
      'event session_close {session:#aaaaaa,conversation:c1}',
    ]);
    expect(close({ sessions: [makeSession('aaaaaa', 'project')] })[0]).toEqual(
      'E_SESSION_CLOSE_BLOCKED: session aaaaaa cannot be closed: 1 task is still open',
    );
    expect(close({ sessions: [makeSession('aaaaaa', 'epicPhase:T001:core')] })).toEqual([
      'archived session #aaaaaa: status=closed lastActivityAt=now closedAt=now',
      'event session_close {session:#aaaaaa,conversation:c1}',
    ]);
    expect(
      close(
        {
          tasks: done.filter((task) => task.id !== 'T001'),
          sessions: [makeSession('aaaaaa', 'task:T002'), makeSession('bbbbbb', 'task:T099')],
        },
        { session: 'bbbbbb' },
      )[0],
    ).toEqual('archived session #bbbbbb: status=closed lastActivityAt=now closedAt=now');
  });
  test('what is still open', () => {
    expect(close({ tasks: free })).toEqual([
      'E_SESSION_CLOSE_BLOCKED: session aaaaaa cannot be closed: 3 tasks are still open',
      'details {session:#aaaaaa,open:[{id:T002,title:Title of T002,status:pending},{id:T003,title:Title of T003,status:pending},{id:T004,title:Title of T004,status:pending}]}',
      'fix stint done T002',
      'fix stint done T003',
      'fix stint done T004',
      'fix stint session end aaaaaa',
    ]);
    expect(close({ tasks: done.map((task) => (task.id === 'T004' ? { ...task, status: 'blocked' as const } : task)) })).toEqual([
      'E_SESSION_CLOSE_BLOCKED: session aaaaaa cannot be closed: 1 task is still open',
      'details {session:#aaaaaa,open:[{id:T004,title:Title of T004,status:blocked}]}',
      'fix stint done T004',
      'fix stint session end aaaaaa',
    ]);
    expect(close({ sessions: [makeSession('aaaaaa', 'task:T001')] })).toEqual([
      'E_SESSION_CLOSE_BLOCKED: session aaaaaa cannot be closed: T001 is still open',
      'details {session:#aaaaaa,open:[{id:T001,title:Authentication,status:pending}]}',
      'fix stint done T001',
      'fix stint session end aaaaaa',
    ]);
    const phased = done.map(
      (task): Task =>
        task.id === 'T001' || task.id === 'T002'
          ? { ...task, phase: 'core' }
          : task.id === 'T004'
            ? { ...task, status: 'pending' }
            : task,
    );
    expect(close({ tasks: phased, sessions: [makeSession('aaaaaa', 'epicPhase:T001:core')] })).toEqual([
      'E_SESSION_CLOSE_BLOCKED: session aaaaaa cannot be closed: T001 has open children outside the scope',
      'details {session:#aaaaaa,open:[{id:T001,title:Authentication,status:pending},{id:T004,title:Title of T004,status:pending}]}',
      'fix stint done T004',
      'fix stint session end aaaaaa',
    ]);
    const anns = done.map((task) =>
      task.id === 'T001' ? ({ ...task, status: 'active', work: { by: 'ann', at: earlier } } as Task) : task,
    );
    expect(close({ tasks: anns })).toEqual([
      "E_SESSION_CLOSE_BLOCKED: session aaaaaa cannot be closed: T001 is in another's hands",
      'details {session:#aaaaaa,open:[{id:T001,title:Authentication,status:active}]}',
      'fix stint session end aaaaaa',
    ]);
    expect(close({ tasks: anns, sessions: [resting('ended', { agent: 'ann' })] })[0]).toEqual(
      "E_SESSION_CLOSE_BLOCKED: session aaaaaa cannot be closed: T001 is in another's hands",
    );
    expect(close({ sessions: [], closedSessions: [busy({ status: 'closed' })] })).toEqual([
      'E_SESSION_STATE: session aaaaaa is closed: it cannot be closed; a closed session is archived for good: start a new one',
      'details {session:#aaaaaa,status:closed,verb:close}',
    ]);
  });
});

describe('gc', () => {
  const collect = (olderThan?: string) => {
    const sessions = [
      busy({ ...stale, lastActivityAt: '2026-11-21T01:00:29.000Z' }),
      makeSession('bbbbbb', 'task:T006'),
      makeSession('cccccc', 'task:T006', { status: 'ended', endedAt: '2026-11-07T12:00:00.000Z' }),
      makeSession('dddddd', 'task:T006', { status: 'ended', endedAt: '2026-11-07T11:59:59.999Z' }),
      makeSession('eeeeee', 'task:T006', { status: 'ended', lastActivityAt: '2026-10-01T00:00:00.000Z' }),
      makeSession('ffffff', 'task:T006', { status: 'suspended', lastActivityAt: '2026-10-01T00:00:00.000Z' }),
    ];
    const world = makeWorld({ tasks, sessions });
    return toldOf(world, decideGc(world, olderThan === undefined ? {} : { olderThan }));
  };
  test('ends what is stale, and archives what ended longer ago than that', () => {
    expect(collect()).toEqual([
      'task T002: status=pending updatedAt=now -work',
      'task T003: status=pending updatedAt=now -work',
      'session #aaaaaa: status=ended held=[] focusHistory=[{taskId:T002,at:now,action:released},{taskId:T003,at:now,action:released}] -conversation endedAt=now',
      'event task_release {session:#aaaaaa,task:T002}',
      'event task_release {session:#aaaaaa,task:T003}',
      'event session_end {session:#aaaaaa,data:{stale:true,quietMinutes:660}}',
    ]);
    expect(collect('14d').slice(3)).toEqual([
      'archived session #dddddd: status=closed closedAt=now',
      'archived session #eeeeee: status=closed closedAt=now',
      'event task_release {session:#aaaaaa,task:T002}',
      'event task_release {session:#aaaaaa,task:T003}',
      'event session_end {session:#aaaaaa,data:{stale:true,quietMinutes:660}}',
      'event session_close {session:#dddddd,data:{archivedAfter:14d}}',
      'event session_close {session:#eeeeee,data:{archivedAfter:14d}}',
    ]);
    expect(collect('soon')).toEqual(['E_USAGE: --older-than takes a duration such as 14d, 36h or 2w, not "soon"']);
  });
});
