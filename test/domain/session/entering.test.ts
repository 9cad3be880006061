import { describe, expect, test } from 'vitest';
import { decideClose } from '../../../src/domain/session/decide-close';
import { decideResume, type ResumeRequest } from '../../../src/domain/session/decide-resume';
import { decideStart, type StartRequest } from '../../../src/domain/session/decide-start';
import { decideSwitch } from '../../../src/domain/session/decide-switch';
import type { Session } from '../../../src/domain/session/schema';
import type { Task } from '../../../src/domain/task/schema';
import { toldOf } from '../../support/told';
import { makeSession, makeTask, makeWorld, sessionIdOf, type WorldParts } from '../../support/world';

const at = '2026-11-21T11:00:00.000Z';
const stale = { lastActivityAt: '2026-11-21T01:00:00.000Z' };
const holding = (...ids: readonly string[]) => ({ held: ids.map((taskId) => ({ taskId, at })) });
const inHand = (hex: string): Pick<Task, 'status' | 'work'> => ({
  status: 'active',
  work: { by: 'opus', session: sessionIdOf(hex), at, worktree: '/repo' },
});
const tasks = [
  makeTask('T001', { type: 'epic' }),
  makeTask('T002', { parentId: 'T001' }),
  makeTask('T003', { parentId: 'T001' }),
  makeTask('T004', { parentId: 'T003', type: 'subtask' }),
  makeTask('T005', { parentId: 'T003', depends: ['T002'], ...inHand('bbbbbb') }),
];
const free = ({ work: _work, ...task }: Task): Task => ({ ...task, status: 'pending' });
const single = { multiSession: { enabled: false } };
const start = (over: Partial<StartRequest>, parts: WorldParts = {}): string[] => {
  const world = makeWorld({ tasks, ...parts });
  return toldOf(world, decideStart(world, { autoFocus: true, takeover: false, force: false, ...over }));
};
const resume = (over: Partial<ResumeRequest>, parts: WorldParts = {}): string[] => {
  const world = makeWorld({ tasks, ...parts });
  const request = { session: 'aaaaaa', last: false, autoFocus: false, takeover: false, force: false, ...over };
  return toldOf(world, decideResume(world, request));
};
const starting = (lines: readonly string[], ...words: readonly string[]): string[] =>
  lines.filter((line) => words.some((word) => line.startsWith(word)));

describe('--takeover', () => {
  test('leaves a silent session whose scope may lie inside the wanted one', () => {
    const inner = makeSession('bbbbbb', 'subtree:T003', { ...stale, ...holding('T005') });
    expect(starting(start({ scope: 'T001', takeover: true }, { sessions: [inner] }), 'session', 'warning')).toEqual([
      'warning W_SCOPE_NESTED: contains subtree:T003 of session bbbbbb: its tasks stay with that session',
    ]);
  });

  test('in single-session mode names only the session that is active', () => {
    const sessions = [
      makeSession('bbbbbb', 'task:T002', { status: 'suspended' }),
      makeSession('cccccc', 'task:T002'),
      makeSession('dddddd', 'task:T002', { status: 'ended' }),
    ];
    expect(start({ scope: 'T003', takeover: true }, { sessions, config: single })[0]).toBe(
      'E_SESSION_EXISTS: session cccccc is active, and multiSession.enabled is false: one session at a time; --takeover ends stale sessions only, and cccccc is not stale',
    );
  });

  test('in single-session mode, forced, ends no session that is put down', () => {
    const sessions = [
      makeSession('bbbbbb', 'task:T002', { status: 'suspended' }),
      makeSession('cccccc', 'task:T002', { status: 'ended' }),
    ];
    expect(starting(start({ scope: 'T003', takeover: true, force: true }, { sessions, config: single }), 'session')).toEqual([]);
  });

  test('of the focus tells what the focus waits for, and whose scope is near', () => {
    const holder = makeSession('bbbbbb', 'task:T005', { ...stale, ...holding('T005') });
    const outer = makeSession('cccccc', 'epic:T001');
    const lines = start({ scope: 'T003', focus: 'T005', autoFocus: false, takeover: true }, { sessions: [outer, holder] });
    expect(starting(lines, 'session', 'warning', 'event session')).toEqual([
      'session #bbbbbb: status=ended focus={currentTask:null,sessionNote:taken over by f00001,nextAction:null} held=[] lastActivityAt=now notes=[{at:now,text:taken over by f00001}] focusHistory=[{taskId:T005,at:now,action:released}] endedAt=now',
      'event session_end {session:#bbbbbb,data:{note:taken over by f00001,takenOverBy:#f00001}}',
      'event session_start {session:#f00001,data:{scope:subtree:T003}}',
      'warning W_SCOPE_NESTED: lies inside epic:T001 of session cccccc: its free tasks are now yours',
      'warning W_UNMET_DEPENDENCIES: T005 depends on T002, not finished yet',
    ]);
  });
});

describe('a session that is resumed', () => {
  const own = (over: Partial<Session> = {}): Session =>
    makeSession('aaaaaa', 'subtree:T003', {
      focus: { currentTask: 'T004', sessionNote: null, nextAction: null },
      ...holding('T004'),
      ...over,
    });
  const worked = tasks.map((task) => (task.id === 'T004' ? { ...task, ...inHand('aaaaaa') } : task));

  test.each<[string, WorldParts['config']]>([
    ['in single-session mode', single],
    ['where one session is the limit', { multiSession: { maxConcurrentSessions: 1 } }],
  ])('is not in its own way %s', (_, config) => {
    const lines = resume({}, { sessions: [own(stale)], tasks: worked, ...(config === undefined ? {} : { config }) });
    expect(starting(lines, 'E_', 'event')).toEqual(['event session_adopt {session:#aaaaaa}']);
  });

  test('is not ended by its own take-over', () => {
    const lines = resume({ takeover: true, force: true }, { sessions: [own()], tasks: worked, config: single });
    expect(starting(lines, 'event')).toEqual(['event session_adopt {session:#aaaaaa}']);
    expect(lines.join('\n')).not.toContain('status=ended');
  });

  test('that gets another focus lets go of the one it had', () => {
    const lines = resume({ focus: 'T003' }, { sessions: [own(stale)], tasks: worked });
    expect(starting(lines, 'task', 'event')).toEqual([
      'task T004: status=pending updatedAt=now -work',
      'task T003: status=active updatedAt=now work={by:me,session:#aaaaaa,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'event session_adopt {session:#aaaaaa}',
      'event task_release {session:#aaaaaa,task:T004}',
      'event task_claim {session:#aaaaaa,task:T003}',
      'event focus {session:#aaaaaa,task:T003}',
    ]);
  });

  test('whose focus it does not hold any more claims it again', () => {
    const other = { taskId: 'T003', at };
    const lines = resume({}, { sessions: [own({ ...stale, held: [other] })] });
    expect(starting(lines, 'event')).toEqual([
      'event session_adopt {session:#aaaaaa}',
      'event task_claim {session:#aaaaaa,task:T004}',
      'event focus {session:#aaaaaa,task:T004}',
    ]);
  });

  test('that was closed says which verb was meant', () => {
    const closed = own({ status: 'closed', held: [] });
    expect(resume({}, { closedSessions: [closed] })[0]).toBe(
      'E_SESSION_STATE: session aaaaaa is closed: it cannot be resumed; a closed session is archived for good: start a new one',
    );
  });
});

describe('a scope that is refused', () => {
  test('names the sessions that it must not meet, not those that it may', () => {
    const sessions = [makeSession('bbbbbb', 'subtree:T003'), makeSession('cccccc', 'epic:T001')];
    expect(start({ scope: 'T001' }, { sessions })).toEqual([
      'E_SCOPE_CONFLICT: epic:T001 overlaps 1 active session',
      'details {requested:epic:T001,conflicts:[{session:#cccccc,shortId:cccccc,scope:epic:T001,lastActivityAt:2026-11-21T11:50:00.000Z,stale:false,relation:same}]}',
      'fix stint dash',
    ]);
  });

  test('names no free part of a phase', () => {
    const phased = tasks.map((task) => (task.id === 'T002' || task.id === 'T003' ? { ...task, phase: 'core' } : task));
    const sessions = [makeSession('bbbbbb', 'task:T002')];
    const lines = start(
      { scope: 'epicPhase:T001', phase: 'core' },
      { tasks: phased, sessions, config: { multiSession: { allowNestedScopes: false } } },
    );
    expect(lines).toEqual([
      'E_SCOPE_CONFLICT: epicPhase:T001 (core) overlaps 1 active session',
      'details {requested:"epicPhase:T001 (core)",conflicts:[{session:#bbbbbb,shortId:bbbbbb,scope:task:T002,lastActivityAt:2026-11-21T11:50:00.000Z,stale:false,relation:contains}]}',
      'fix stint dash',
    ]);
  });

  test('because there is no such task is said at once', () => {
    expect(start({ scope: 'epic:T099' })[0]).toMatch(/^E_SCOPE_INVALID: /);
  });
});

describe('a start without a focus', () => {
  test.each<[Partial<StartRequest>, string]>([
    [{ scope: 'epic', root: 'T001' }, 'stint session start --scope epic --root T001 --auto-focus'],
    [
      { scope: 'epicPhase', root: 'T001', phase: 'two words' },
      "stint session start --scope epicPhase --root T001 --phase 'two words' --auto-focus",
    ],
    [{ scope: 'epicPhase:T001', phase: 'core' }, 'stint session start --scope epicPhase:T001 --phase core --auto-focus'],
  ])('of %j shows the line that would work', (request, line) => {
    expect(start({ ...request, autoFocus: false })).toEqual([
      'E_FOCUS_REQUIRED: a start needs --focus ID or --auto-focus',
      `fix ${line}`,
    ]);
  });
});

describe('a conversation that comes to a session', () => {
  const caller = { conversation: { id: 'c1', from: 'harness' as const } };
  const spoken = (hex: string, conversation: string, over: Partial<Session> = {}) =>
    makeSession(hex, `task:${hex === 'bbbbbb' ? 'T002' : 'T004'}`, { conversation, conversations: [conversation], ...over });

  test('leaves its own other sessions, and no one else theirs', () => {
    const sessions = [spoken('bbbbbb', 'c9'), spoken('cccccc', 'c1'), spoken('dddddd', 'c1', { status: 'suspended' })];
    const lines = start(
      { scope: 'task:T005', focus: 'T005', autoFocus: false, takeover: true },
      { sessions, caller, tasks: tasks.map(free) },
    );
    expect(starting(lines, 'session', 'warning')).toEqual([
      'session #cccccc: -conversation',
      'session #dddddd: -conversation',
      'warning W_UNMET_DEPENDENCIES: T005 depends on T002, not finished yet',
      'warning W_SESSION_LEFT: session cccccc (task:T004) stays active, with what it holds: `stint session switch cccccc` goes back to it, `stint session end cccccc` ends it',
    ]);
  });

  test.each<[string, Partial<Session>, string]>([
    ['remembers that its hooks report', { hooks: true }, ''],
    ['knows of no hooks where none reported', {}, ''],
    [
      'forgets that those of another reported',
      { hooks: true, conversation: 'c9', conversations: ['c9'] },
      ' conversations=[c9,c1] -hooks conversation=c1',
    ],
  ])('%s', (_, over, changes) => {
    const own = makeSession('aaaaaa', 'task:T004', { status: 'ended', conversation: 'c1', conversations: ['c1'], ...over });
    const line = starting(resume({}, { sessions: [own], caller }), 'session')[0] ?? '';
    const others = / (?:status|lastActivityAt|stats|git)=(?:\{[^}]*\}|\S+)/g;
    expect(line.replaceAll(others, '').split(' ').slice(2).sort()).toEqual(changes.split(' ').slice(1).sort());
  });
});

test('a focus that no task has is told with what is like it', () => {
  const like = [...tasks, makeTask('T044', { parentId: 'T001' }), makeTask('T045')];
  expect(start({ scope: 'T001', focus: 'T04x', autoFocus: false }, { tasks: like })).toEqual([
    'E_TASK_NOT_IN_SCOPE: task "T04x" does not exist, did you mean T044 or T045?',
    'details {task:T04x,exists:false,scope:epic:T001,similar:[T044,T045]}',
  ]);
});

test('a switch gives the session the name of who speaks for it now', () => {
  const world = makeWorld({ sessions: [makeSession('aaaaaa', 'project', { agent: 'opus' })], caller: { agent: 'sonnet' } });
  expect(toldOf(world, decideSwitch(world, { session: 'aaaaaa', takeover: false }))).toEqual([
    'session #aaaaaa: lastActivityAt=now agent=sonnet git={worktree:/repo,branch:main,head:c0ffee}',
    'event session_switch {session:#aaaaaa,agent:sonnet}',
  ]);
});

test('a close that open tasks stand against names three ways on', () => {
  const below = ['T002', 'T003', 'T004', 'T005'].map((id) => makeTask(id, { parentId: 'T001' }));
  const world = makeWorld({ tasks: [makeTask('T001'), ...below], sessions: [makeSession('aaaaaa', 'taskGroup:T001')] });
  expect(toldOf(world, decideClose(world, { session: 'aaaaaa' })).filter((line) => line.startsWith('fix'))).toEqual([
    'fix stint done T002',
    'fix stint done T003',
    'fix stint done T004',
    'fix stint session end aaaaaa',
  ]);
});
