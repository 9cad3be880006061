import { describe, expect, test } from 'vitest';
import { decideClose } from '../../../src/domain/session/decide-close';
import { decideGc } from '../../../src/domain/session/decide-gc';
import { decideEnd, decideSuspend } from '../../../src/domain/session/decide-put-down';
import { decideResume, type ResumeRequest } from '../../../src/domain/session/decide-resume';
import { decideSwitch } from '../../../src/domain/session/decide-switch';
import type { Session } from '../../../src/domain/session/schema';
import { type SessionStatus, sessionStatuses } from '../../../src/domain/session/vocabulary';
import type { World } from '../../../src/domain/world';
import { accepted, codeOf, makeSession, makeTask, makeWorld, sessionIdOf, testNow, type WorldParts } from '../../support/world';

const resumeOf = (session: string, over: Partial<ResumeRequest> = {}): ResumeRequest => ({
  session,
  last: false,
  autoFocus: false,
  takeover: false,
  force: false,
  ...over,
});

const finished = [makeTask('T001', { type: 'epic', status: 'done' }), makeTask('T002', { parentId: 'T001', status: 'done' })];

/** One session of the given status; of another conversation, so that nothing is allowed for being mine. */
const worldWith = (status: SessionStatus, over: Partial<Session> = {}, parts: WorldParts = {}): World => {
  const session = makeSession('aaaaaa', 'epic:T001', { status, conversations: ['theirs'], ...over });
  const theirs = status === 'active' ? { conversation: 'theirs' } : {};
  const stored = { ...session, ...theirs };
  return makeWorld({
    tasks: finished,
    ...(status === 'closed' ? { closedSessions: [stored] } : { sessions: [stored] }),
    caller: { conversation: { id: 'mine', from: 'STINT_CONVERSATION' } },
    ...parts,
  });
};

const verbs = {
  suspend: (world: World) => decideSuspend(world, { session: 'aaaaaa' }),
  end: (world: World) => decideEnd(world, { session: 'aaaaaa' }),
  resume: (world: World) => decideResume(world, resumeOf('aaaaaa')),
  close: (world: World) => decideClose(world, { session: 'aaaaaa' }),
  switch: (world: World) => decideSwitch(world, { session: 'aaaaaa', takeover: false }),
};

describe('the state × verb matrix', () => {
  const matrix: Record<keyof typeof verbs, Record<SessionStatus, string>> = {
    suspend: { active: 'suspended', suspended: 'E_SESSION_STATE', ended: 'E_SESSION_STATE', closed: 'E_SESSION_STATE' },
    end: { active: 'ended', suspended: 'ended', ended: 'E_SESSION_STATE', closed: 'E_SESSION_STATE' },
    resume: { active: 'E_TASK_CLAIMED', suspended: 'active', ended: 'active', closed: 'E_SESSION_STATE' },
    close: { active: 'closed', suspended: 'closed', ended: 'closed', closed: 'E_SESSION_STATE' },
    switch: { active: 'E_TASK_CLAIMED', suspended: 'E_SESSION_STATE', ended: 'E_SESSION_STATE', closed: 'E_SESSION_STATE' },
  };
  for (const [verb, row] of Object.entries(matrix)) {
    test.each(sessionStatuses.map((status) => [status, row[status]]))(`${verb} on %s gives %s`, (status, expected) => {
      const outcome = verbs[verb as keyof typeof verbs](worldWith(status as SessionStatus));
      expect(outcome.ok ? outcome.result.session.status : outcome.refusals[0].code).toBe(expected);
    });
  }

  test.each(Object.entries(verbs))('%s of an unknown session is 31', (_verb, decide) => {
    expect(codeOf(decide(makeWorld({ tasks: finished })))).toBe('E_SESSION_NOT_FOUND');
  });

  test('39 says the status and the verb that works', () => {
    const outcome = decideSuspend(worldWith('ended'), { session: 'aaaaaa' });
    const refusal = outcome.ok ? undefined : outcome.refusals[0];
    expect(refusal?.message).toContain('session aaaaaa is ended');
    expect(refusal?.fix).toEqual(['stint session resume aaaaaa']);
  });

  test('resume and switch take an active session that is stale, or my own', () => {
    const stale = worldWith('active', { lastActivityAt: '2026-11-21T01:00:00.000Z' });
    expect(accepted(stale, verbs.resume(stale)).result.adopted).toBe(true);
    expect(codeOf(verbs.switch(stale))).toBe('ok');
    const mine = worldWith('active', {}, { caller: { conversation: { id: 'theirs', from: 'STINT_CONVERSATION' } } });
    expect(accepted(mine, verbs.resume(mine)).result.adopted).toBe(true);
    expect(accepted(mine, verbs.switch(mine)).result.changed).toBe(false);
  });

  test('--takeover passes switch, --takeover --force passes resume', () => {
    const world = worldWith('active');
    expect(codeOf(decideSwitch(world, { session: 'aaaaaa', takeover: true }))).toBe('ok');
    expect(codeOf(decideResume(world, resumeOf('aaaaaa', { takeover: true })))).toBe('E_TASK_CLAIMED');
    expect(codeOf(decideResume(world, resumeOf('aaaaaa', { takeover: true, force: true })))).toBe('ok');
    expect(codeOf(decideResume(world, resumeOf('aaaaaa', { force: true })))).toBe('E_USAGE');
  });
});

const work = [
  makeTask('T001', { type: 'epic' }),
  makeTask('T002', { parentId: 'T001', status: 'active', work: { by: 'opus', session: sessionIdOf('aaaaaa'), at: testNow } }),
  makeTask('T003', { parentId: 'T001' }),
];
const atWork = (over: Partial<Session> = {}) =>
  makeSession('aaaaaa', 'epic:T001', {
    agent: 'opus',
    conversation: 'c1',
    conversations: ['c1'],
    held: [{ taskId: 'T002', at: testNow }],
    focus: { currentTask: 'T002', sessionNote: null, nextAction: null },
    ...over,
  });
const mineIs = (id: string) => ({ conversation: { id, from: 'STINT_CONVERSATION' as const } });

describe('suspend and end', () => {
  test.each([
    ['suspend', decideSuspend, 'session_suspend'],
    ['end', decideEnd, 'session_end'],
  ] as const)('%s releases the claims and keeps focus and notes', (_verb, decide, event) => {
    const before = makeWorld({ tasks: work, sessions: [atWork()], caller: mineIs('c1') });
    const outcome = decide(before, { note: 'half way' });
    const { world, result } = accepted(before, outcome);
    const [session] = world.state.sessions;
    expect(session).toMatchObject({ held: [], focus: { currentTask: 'T002', sessionNote: 'half way' } });
    expect(session?.conversation).toBeUndefined();
    expect(session?.notes.map((note) => note.text)).toEqual(['half way']);
    expect(result.released).toEqual(['T002']);
    expect(world.state.tasks[1]).toMatchObject({ id: 'T002', status: 'pending' });
    expect(world.state.tasks[1]?.work).toBeUndefined();
    expect(outcome.ok && outcome.change?.events?.map((one) => one.type)).toEqual(['task_release', event]);
  });

  test('a held task that is no longer active is left as it is', () => {
    const tasks = [work[0], { ...work[1], status: 'blocked' as const }].flatMap((task) => (task === undefined ? [] : [task]));
    const before = makeWorld({ tasks: tasks as typeof work, sessions: [atWork()], caller: mineIs('c1') });
    expect(accepted(before, decideEnd(before, {})).world.state.tasks[1]?.status).toBe('blocked');
  });

  test('session.requireNoteOnEnd asks for a note', () => {
    const before = makeWorld({
      tasks: work,
      sessions: [atWork()],
      caller: mineIs('c1'),
      config: { session: { requireNoteOnEnd: true } },
    });
    expect(codeOf(decideEnd(before, {}))).toBe('E_USAGE');
    expect(codeOf(decideEnd(before, { note: 'done' }))).toBe('ok');
    expect(codeOf(decideSuspend(before, {}))).toBe('ok');
  });

  test('end rotates the log only where log.maxSizeBytes is set', () => {
    const change = (config: WorldParts['config']) => {
      const outcome = decideEnd(makeWorld({ tasks: work, sessions: [atWork()], caller: mineIs('c1'), config: config ?? {} }), {});
      return outcome.ok ? outcome.change?.rotateLog : undefined;
    };
    expect(change({})).toBeUndefined();
    expect(change({ log: { maxSizeBytes: 1000 } })).toBe(true);
  });

  test('none bound and none named is 36, and lists the active ones', () => {
    const outcome = decideEnd(makeWorld({ tasks: work, sessions: [atWork()] }), {});
    expect(codeOf(outcome)).toBe('E_SESSION_REQUIRED');
    expect(outcome.ok ? [] : outcome.refusals[0].details?.sessions).toMatchObject([{ shortId: 'aaaaaa', agent: 'opus' }]);
  });
});

describe('resume', () => {
  const resting = (over: Partial<Session> = {}) =>
    makeSession('aaaaaa', 'epic:T001', {
      status: 'ended',
      endedAt: testNow,
      focus: { currentTask: 'T002', sessionNote: 'n', nextAction: null },
      ...over,
    });
  const pending = work.map(({ work: _work, ...task }) => ({ ...task, status: 'pending' as const }));

  test('takes the remembered focus, the binding and the claim', () => {
    const before = makeWorld({ tasks: pending, sessions: [resting()], caller: mineIs('c2') });
    const { world } = accepted(before, decideResume(before, resumeOf('aaaaaa')));
    expect(world.state.sessions[0]).toMatchObject({
      status: 'active',
      conversation: 'c2',
      conversations: ['c2'],
      held: [{ taskId: 'T002' }],
      stats: { resumes: 1 },
      focus: { sessionNote: 'n' },
    });
    expect(world.state.sessions[0]?.endedAt).toBeUndefined();
    expect(world.state.tasks[1]).toMatchObject({ status: 'active', work: { session: sessionIdOf('aaaaaa') } });
  });

  test.each<[string, WorldParts]>([
    ['finished', { tasks: [pending[0], { ...pending[1], status: 'done' }] as typeof work }],
    ['archived', { tasks: [pending[0]] as typeof work, archivedTasks: [{ ...pending[1], status: 'done' }] as typeof work }],
    ['outside the scope', { tasks: [pending[0], { ...pending[1], parentId: undefined }] as typeof work }],
  ])('a remembered focus that is %s is dropped with a warning', (why, parts) => {
    const before = makeWorld({ ...parts, sessions: [resting()] });
    const outcome = decideResume(before, resumeOf('aaaaaa'));
    const { world, warnings } = accepted(before, outcome);
    expect(warnings).toEqual(['W_FOCUS_DROPPED']);
    expect(outcome.ok && outcome.warnings[0]?.message).toContain(why === 'finished' ? 'done' : why);
    expect(world.state.sessions[0]?.focus.currentTask).toBeNull();
  });

  test('a crashed agent: adopting keeps id, notes, claims and history, and moves the binding', () => {
    const crashed = atWork({
      notes: [{ at: testNow, text: 'kept' }],
      process: { pid: 1, startTime: '1', bootId: 'b', pidNamespace: 'p', host: 'h' },
    });
    const before = makeWorld({
      tasks: work,
      sessions: [crashed],
      caller: mineIs('c2'),
      signs: { aaaaaa: { processGone: true } },
    });
    const outcome = decideResume(before, resumeOf('aaaaaa'));
    const { world, result } = accepted(before, outcome);
    expect(result.adopted).toBe(true);
    expect(world.state.sessions[0]).toMatchObject({
      id: sessionIdOf('aaaaaa'),
      conversation: 'c2',
      conversations: ['c1', 'c2'],
      held: [{ taskId: 'T002', at: testNow }],
      notes: [{ text: 'kept' }],
      focus: { currentTask: 'T002' },
    });
    expect(outcome.ok && outcome.change?.events?.map((one) => one.type)).toEqual(['session_adopt']);
  });

  /** Each row breaks two rules; the earlier one of 31, 39, 33, 30, 32, 34, 40, 35, 42 must answer. */
  const busy = makeSession('bbbbbb', 'epic:T001', { held: [{ taskId: 'T003', at: testNow }] });
  test.each<[string, WorldParts, Partial<ResumeRequest>, string]>([
    ['39 before 33', { tasks: [], closedSessions: [resting({ status: 'closed' })] }, {}, 'E_SESSION_STATE'],
    [
      '33 before 30',
      { tasks: [], sessions: [resting(), busy], config: { multiSession: { maxConcurrentSessions: 1 } } },
      {},
      'E_SCOPE_INVALID',
    ],
    [
      '30 before 32',
      { tasks: pending, sessions: [resting(), busy], config: { multiSession: { maxConcurrentSessions: 1 } } },
      {},
      'E_SESSION_EXISTS',
    ],
    ['32 before 34', { tasks: pending, sessions: [resting(), busy] }, { focus: 'T999' }, 'E_SCOPE_CONFLICT'],
    [
      '34 before 40',
      { tasks: [...pending, makeTask('T900', { status: 'done' })], sessions: [resting()] },
      { focus: 'T900' },
      'E_TASK_NOT_IN_SCOPE',
    ],
    [
      '40 before 35',
      {
        tasks: [pending[0], pending[1], { ...pending[2], status: 'done' }] as typeof work,
        sessions: [resting(), { ...busy, scope: { type: 'task', rootTaskId: 'T900' } }],
      },
      { focus: 'T003' },
      'E_TASK_STATE',
    ],
    [
      '35',
      { tasks: pending, sessions: [resting(), { ...busy, scope: { type: 'task', rootTaskId: 'T900' } }] },
      { focus: 'T003' },
      'E_TASK_CLAIMED',
    ],
    ['42', { tasks: finished, sessions: [resting()] }, { autoFocus: true }, 'E_NOTHING_READY'],
  ])('%s', (_name, parts, request, expected) => {
    expect(codeOf(decideResume(makeWorld(parts), resumeOf('aaaaaa', request)))).toBe(expected);
  });
});

describe('close', () => {
  const closing = (tasks: typeof work, scope = 'epic:T001', others: readonly Session[] = []) => {
    const before = makeWorld({ tasks, sessions: [makeSession('aaaaaa', scope), ...others] });
    return { before, outcome: decideClose(before, { session: 'aaaaaa' }) };
  };
  const epic = makeTask('T001', { type: 'epic' });
  const child = makeTask('T002', { parentId: 'T001', status: 'done', phase: 'core' });

  test('completes an open root with a ledger entry, and archives the session', () => {
    const { outcome } = closing([epic, child]);
    expect(outcome.ok && outcome.result.completed).toMatchObject({ task: { id: 'T001', status: 'done' }, entry: 'uid-T001-1' });
    expect(outcome.ok && outcome.change).toMatchObject({
      sessions: { remove: [sessionIdOf('aaaaaa')] },
      archiveSessions: [{ status: 'closed', closedAt: testNow }],
      ledger: [{ type: 'completed', flags: ['session-close'], task: { id: 'T001' } }],
    });
  });

  test('cancelled tasks count as finished', () => {
    expect(codeOf(closing([epic, { ...child, status: 'cancelled' }]).outcome)).toBe('ok');
  });

  test.each<[string, ReturnType<typeof closing>['outcome'], string[]]>([
    ['an open task', closing([epic, { ...child, status: 'pending' }]).outcome, ['T002']],
    ['a root alone in its scope', closing([epic], 'task:T001').outcome, ['T001']],
    [
      'an open child of the root outside the scope',
      closing(
        [epic, child, makeTask('T003', { parentId: 'T001', phase: 'x' })].map((task, at) =>
          at === 0 ? { ...task, phase: 'core' } : task,
        ),
        'epicPhase:T001:core',
      ).outcome,
      ['T001', 'T003'],
    ],
    [
      'a root in the hands of another',
      closing([{ ...epic, status: 'active' }, child], 'epic:T001', [
        makeSession('bbbbbb', 'task:T900', { held: [{ taskId: 'T001', at: testNow }] }),
      ]).outcome,
      ['T001'],
    ],
  ])('%s blocks it (37)', (_name, outcome, open) => {
    expect(codeOf(outcome)).toBe('E_SESSION_CLOSE_BLOCKED');
    const listed = outcome.ok ? [] : (outcome.refusals[0].details?.open as { id: string }[]);
    expect(listed.map((task) => task.id)).toEqual(open);
  });
});

describe('gc', () => {
  const sessions = [
    makeSession('aaaaaa', 'task:T002', { lastActivityAt: '2026-11-20T00:00:00.000Z' }),
    makeSession('bbbbbb', 'task:T003'),
    makeSession('cccccc', 'task:T001', { status: 'ended', endedAt: '2026-10-01T00:00:00.000Z' }),
    makeSession('dddddd', 'task:T001', { status: 'ended', endedAt: '2026-11-20T00:00:00.000Z' }),
  ];
  test('ends stale sessions only, and archives those that ended long ago only when asked', () => {
    const before = makeWorld({ tasks: work, sessions });
    const plain = accepted(before, decideGc(before, {})).result;
    expect([plain.ended, plain.archived].map((list) => list.map((one) => one.id.slice(-6)))).toEqual([['aaaaaa'], []]);
    const older = accepted(before, decideGc(before, { olderThan: '14d' }));
    expect(older.result.archived.map((one) => one.id.slice(-6))).toEqual(['cccccc']);
    expect(older.world.state.sessions.map((one) => one.id.slice(-6))).toEqual(['aaaaaa', 'bbbbbb', 'dddddd']);
  });
  test('a duration that is none is a usage error', () => {
    expect(codeOf(decideGc(makeWorld({ sessions }), { olderThan: 'soon' }))).toBe('E_USAGE');
  });
});
