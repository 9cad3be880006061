import { describe, expect, test } from 'vitest';
import { checkSessions, tasksWithoutClaim } from '../../../src/domain/doctor/check-sessions';
import type { RecordFacts } from '../../../src/domain/doctor/check-tasks';
import { finding } from '../../../src/domain/doctor/finding';
import type { Session } from '../../../src/domain/session/schema';
import type { Task } from '../../../src/domain/task/schema';
import { makeSession, makeTask, makeWorld, sessionIdOf, testNow, type WorldParts } from '../../support/world';

const file = '.stint/sessions.json';
const repair = 'stint doctor --repair';

/** Sessions a00001, a00002 … stand on the lines 1, 2 …; tasks on the lines that their numbers name. Others on none. */
const lineOf: RecordFacts['lineOf'] = (name, id) => {
  const digits = { 'sessions.json': /_a0*(\d+)$/, 'todo.json': /^T0*(\d+)$/ }[name].exec(id)?.[1];
  return digits === undefined ? undefined : Number(digits);
};

const check = (parts: WorldParts) => checkSessions(makeWorld(parts), { lineOf });

const held = (...ids: string[]): Pick<Session, 'held'> => ({ held: ids.map((taskId) => ({ taskId, at: testNow })) });
const focusOn = (currentTask: string): Pick<Session, 'focus'> => ({
  focus: { currentTask, sessionNote: null, nextAction: null },
});
/** A task in the hands of a session. */
const inHand = (id: string, hex: string, over: Partial<Task> = {}): Task =>
  makeTask(id, { status: 'active', work: { by: 'me', at: testNow, session: sessionIdOf(hex) }, ...over });

test('nothing is wrong with sessions that are in order', () => {
  const tasks = [makeTask('T001', { type: 'epic' }), inHand('T002', 'a00001', { parentId: 'T001' }), inHand('T003', 'a00002')];
  const sessions = [
    makeSession('a00001', 'epic:T001', { ...held('T002'), ...focusOn('T002'), conversation: 'one' }),
    makeSession('a00002', 'project', { ...held('T003'), ...focusOn('T003'), conversation: 'two' }),
    makeSession('a00003', 'project', { status: 'suspended', conversation: 'one', ...focusOn('T002') }),
    makeSession('a00004', 'epic:T099', { status: 'ended', lastActivityAt: '2026-01-01T00:00:00.000Z' }),
    makeSession('a00005', 'task:T002'),
  ];
  expect(check({ tasks, sessions })).toEqual([]);
});

describe('claims', () => {
  test('of sessions that are not active', () => {
    const sessions = [
      makeSession('a00001', 'project', { status: 'suspended', ...held('T001', 'T099') }),
      makeSession('b00001', 'project', { status: 'ended', ...held('T002') }),
    ];
    const tasks = [inHand('T001', 'a00001'), makeTask('T002')];
    expect(check({ tasks, sessions })).toStrictEqual([
      finding('claim-of-inactive', 'session a00001 is suspended and holds T001, T099', { file, line: 1, fix: repair }),
      finding('claim-of-inactive', 'session b00001 is ended and holds T002', { file, fix: repair }),
    ]);
  });

  test('on what is not there, or finished', () => {
    const tasks = [makeTask('T001', { status: 'done', entryId: 'e' }), makeTask('T002', { status: 'cancelled' })];
    const sessions = [makeSession('a00001', 'project'), makeSession('a00002', 'project', held('T001', 'T003', 'T002', 'T004'))];
    expect(check({ tasks: [...tasks, inHand('T004', 'a00002')], sessions })).toStrictEqual([
      finding('claim-on-nothing', 'session a00002 holds T001, which is done', { file, line: 2, fix: repair }),
      finding('claim-on-nothing', 'session a00002 holds T003, which is not there', { file, line: 2, fix: repair }),
      finding('claim-on-nothing', 'session a00002 holds T002, which is cancelled', { file, line: 2, fix: repair }),
    ]);
  });

  const twice = (fix: string) => finding('claim-twice', 'sessions a00001 and a00002 both hold T001', { file, line: 2, fix });
  test.each([
    ['the first is the one that works on it', inHand('T001', 'a00001'), [twice(repair)]],
    ['the second is', inHand('T001', 'a00002'), [twice(repair)]],
    ['nobody is known to work on it', makeTask('T001'), [twice('stint session end a00002')]],
    [
      'a third one is said to work on it',
      inHand('T001', 'a00003'),
      [
        twice('stint session end a00002'),
        finding('work-without-claim', 'T001 is in the hands of session a00003, which is not open', {
          file: '.stint/todo.json',
          line: 1,
          fix: repair,
        }),
      ],
    ],
  ])('by two sessions: %s', (_name, task, expected) => {
    const sessions = [
      makeSession('a00000', 'project', { status: 'ended' }),
      makeSession('a00001', 'project', held('T000', 'T001')),
      makeSession('a00002', 'project', held('T001')),
    ];
    expect(check({ tasks: [inHand('T000', 'a00001'), task], sessions })).toStrictEqual(expected);
  });

  test('by a session that is not active beside one that is, are not two', () => {
    const sessions = [
      makeSession('a00001', 'project', { status: 'suspended', ...held('T001') }),
      makeSession('a00002', 'project', held('T001')),
    ];
    expect(check({ tasks: [inHand('T001', 'a00002')], sessions }).map(({ code }) => code)).toEqual(['claim-of-inactive']);
  });
});

describe('the focus', () => {
  const notHeld = (fix: string, of = 'T001') =>
    finding('focus-not-held', `session a00001 works on ${of}, which it does not hold`, { file, line: 1, fix });
  const outOfScope = finding('focus-out-of-scope', 'session a00001 works on T003, which is not in its scope', {
    file,
    line: 1,
    fix: 'stint focus clear --session a00001',
  });
  const noScope = (scope: string) =>
    finding('scope-empty', `session a00001 is scoped to ${scope}, which is not there`, {
      file,
      line: 1,
      fix: 'stint session end a00001',
    });
  const set = 'stint focus set T001 --session a00001';
  const clear = 'stint focus clear --session a00001';
  const tasks = [
    makeTask('T001', { type: 'epic' }),
    makeTask('T002', { parentId: 'T001' }),
    inHand('T003', 'a00001'),
    makeTask('a b'),
  ];
  test.each<[string, Session, readonly unknown[], WorldParts?]>([
    ['on a task that is not held', makeSession('a00001', 'project', focusOn('T001')), [notHeld(set)]],
    ['while another one is held', makeSession('a00001', 'project', { ...focusOn('T001'), ...held('T003') }), [notHeld(set)]],
    [
      'on a task with blanks in its name',
      makeSession('a00001', 'project', focusOn('a b')),
      [notHeld("stint focus set 'a b' --session a00001", 'a b')],
    ],
    [
      'on a task that is not there',
      makeSession('a00001', 'epic:T001', focusOn('T009')),
      [notHeld(clear, 'T009'), { ...outOfScope, message: outOfScope.message.replace('T003', 'T009') }],
    ],
    ['out of the scope', makeSession('a00001', 'epic:T001', { ...focusOn('T003'), ...held('T003') }), [outOfScope]],
    ['none, and the root is gone', makeSession('a00001', 'epic:T009', held('T003')), [noScope('T009')]],
    [
      'somewhere, and the root is gone',
      makeSession('a00001', 'epic:T009', { ...focusOn('T003'), ...held('T003') }),
      [noScope('T009')],
    ],
    ['a scope that needs a root, and names none', makeSession('a00001', 'epic', held('T003')), [noScope('epic')]],
    ['a phase that nothing is in any more', makeSession('a00001', 'epicPhase:T001:testing', held('T003')), []],
    [
      'a phase of the whole project that nothing is in any more',
      makeSession('a00001', 'project', { ...held('T003'), scope: { type: 'project', phase: 'testing' } }),
      [],
    ],
  ])('%s', (_name, session, expected) => {
    expect(
      check({ tasks: session.held.length > 0 ? tasks : tasks.filter(({ id }) => id !== 'T003'), sessions: [session] }),
    ).toStrictEqual(expected);
  });

  test('of a session that is not active does not matter', () => {
    const sessions = [makeSession('a00001', 'epic:T009', { status: 'suspended', ...focusOn('T003') })];
    expect(check({ tasks: [makeTask('T003')], sessions })).toEqual([]);
  });

  test('there is none to have in a project without tasks', () => {
    expect(check({ sessions: [makeSession('a00001', 'project')] })).toEqual([]);
  });
});

describe('silence', () => {
  const silent = (message: string) =>
    finding('session-stale', `session a00001 is silent for ${message}`, { file, line: 1, fix: 'stint session gc' });
  const hours = (count: number): Partial<Session> => ({
    lastActivityAt: new Date(Date.parse(testNow) - count * 3_600_000).toISOString(),
  });
  test.each<[string, Partial<Session>, WorldParts['signs'], readonly unknown[]]>([
    ['not for long', hours(1), {}, []],
    ['for a day', hours(24), {}, [silent('1440 min')]],
    ['rounded to minutes', hours(9.008), {}, [silent('540 min')]],
    ['rounded up', hours(9.009), {}, [silent('541 min')]],
    ['of a suspended one', { ...hours(24), status: 'suspended' }, {}, []],
    ['without its working tree', hours(1), { a00001: { worktreeGone: true } }, [silent('60 min, its working tree is gone')]],
    ['without its process', hours(1), { a00001: { processGone: true } }, [silent('60 min, its process is gone')]],
    [
      'without both',
      hours(1),
      { a00001: { processGone: true, worktreeGone: true } },
      [silent('60 min, its working tree is gone')],
    ],
  ])('%s', (_name, over, signs, expected) => {
    expect(check({ sessions: [makeSession('a00001', 'project', over)], ...(signs ? { signs } : {}) })).toStrictEqual(expected);
  });
});

test('one conversation that speaks for several active sessions', () => {
  const sessions = [
    makeSession('a00001', 'project', { conversation: 'one' }),
    makeSession('a00002', 'project'),
    makeSession('a00003', 'project', { conversation: 'two' }),
    makeSession('a00004', 'project', { status: 'ended', conversation: 'two' }),
    makeSession('a00005', 'project', { conversation: 'one' }),
    makeSession('a00006', 'project'),
    makeSession('a00007', 'project', { conversation: 'one' }),
  ];
  const twice = (number: number) =>
    finding('conversation-twice', `conversation one speaks for the active sessions a00001 and a0000${number}`, {
      file,
      line: number,
      fix: `stint session end a0000${number}`,
    });
  expect(check({ sessions })).toStrictEqual([twice(5), twice(7)]);
});

describe('in single-session mode', () => {
  const sessions = [
    makeSession('a00001', 'project'),
    makeSession('a00002', 'project', { status: 'suspended' }),
    makeSession('a00003', 'project'),
  ];
  const config = { multiSession: { enabled: false } };

  test('every active session after the first is one too many', () => {
    const tooMany = (hex: string, where: object) =>
      finding('several-active', 'single-session mode, and 3 sessions are active: a00001, a00003, b00004', {
        file,
        ...where,
        fix: `stint session end ${hex}`,
      });
    expect(check({ sessions: [...sessions, makeSession('b00004', 'project')], config })).toStrictEqual([
      tooMany('a00003', { line: 3 }),
      tooMany('b00004', {}),
    ]);
  });

  test('one is as it should be', () => {
    expect(check({ sessions: sessions.slice(0, 2), config })).toEqual([]);
  });

  test('several are only wrong then', () => {
    expect(check({ sessions, config: { multiSession: { enabled: true } } })).toEqual([]);
  });
});

describe('tasks in the hands of a session that does not hold them', () => {
  const sessions = [makeSession('a00001', 'project', held('T001')), makeSession('a00002', 'project', { status: 'suspended' })];
  const tasks = [
    inHand('T001', 'a00001'),
    inHand('T002', 'a00001'),
    inHand('T003', 'a00002'),
    inHand('T004', 'a00009'),
    inHand('a b', 'a00001'),
    inHand('T006', 'a00001', { status: 'pending' }),
    makeTask('T007', { status: 'active', work: { by: 'me', at: testNow } }),
    makeTask('T008', { status: 'active' }),
  ];

  test('are found with that session, if it is open', () => {
    expect(tasksWithoutClaim(makeWorld({ tasks, sessions }))).toStrictEqual([
      { task: tasks[1], owner: sessions[0] },
      { task: tasks[2], owner: sessions[1] },
      { task: tasks[3] },
      { task: tasks[4], owner: sessions[0] },
    ]);
  });

  test('are told, each with what mends it', () => {
    const told = (message: string, where: object) =>
      finding('work-without-claim', message, { file: '.stint/todo.json', ...where } as object);
    expect(check({ tasks, sessions })).toStrictEqual([
      told('T002 is in the hands of session a00001, which does not hold it', {
        line: 2,
        fix: 'stint focus set T002 --session a00001',
      }),
      told('T003 is in the hands of session a00002, which is suspended', { line: 3, fix: repair }),
      told('T004 is in the hands of session a00009, which is not open', { line: 4, fix: repair }),
      told('a b is in the hands of session a00001, which does not hold it', { fix: "stint focus set 'a b' --session a00001" }),
    ]);
  });
});

test('what is wrong comes in the order of its kind, and of the sessions within', () => {
  const tasks = [inHand('T001', 'a00001'), inHand('T002', 'a00009')];
  const sessions = [
    makeSession('a00001', 'epic:T009', { ...focusOn('T001'), conversation: 'one', lastActivityAt: '2026-01-01T00:00:00.000Z' }),
    makeSession('a00002', 'project', { ...held('T008'), ...focusOn('T002'), conversation: 'one' }),
  ];
  expect(check({ tasks, sessions, config: { multiSession: { enabled: false } } }).map(({ code, line }) => [code, line])).toEqual([
    ['claim-on-nothing', 2],
    ['scope-empty', 1],
    ['focus-not-held', 1],
    ['session-stale', 1],
    ['focus-not-held', 2],
    ['conversation-twice', 2],
    ['work-without-claim', 1],
    ['work-without-claim', 2],
    ['several-active', 2],
  ]);
});
