import { describe, expect, test } from 'vitest';
import { checkSessions } from '../../../src/domain/doctor/check-sessions';
import { mendRecords } from '../../../src/domain/doctor/mend-records';
import type { Session } from '../../../src/domain/session/schema';
import type { Task } from '../../../src/domain/task/schema';
import { accepted, makeSession, makeTask, makeWorld, sessionIdOf, testNow, type WorldParts } from '../../support/world';

const before = '2026-11-20T12:00:00.000Z';
const sessionsFile = '.stint/sessions.json';
const todoFile = '.stint/todo.json';

const held = (...ids: string[]): Pick<Session, 'held'> => ({ held: ids.map((taskId) => ({ taskId, at: before })) });
const focusOn = (currentTask: string | null): Pick<Session, 'focus'> => ({
  focus: { currentTask, sessionNote: 'half of it', nextAction: null },
});
const inHand = (id: string, hex: string, over: Partial<Task> = {}): Task =>
  makeTask(id, { status: 'active', work: { by: 'me', at: before, session: sessionIdOf(hex) }, ...over });

const mend = (parts: WorldParts) => mendRecords(makeWorld(parts));
const taken = (result: unknown, change: unknown) => ({ ok: true, change, result, warnings: [] });

test('where nothing is wrong, nothing is written', () => {
  const sessions = [
    makeSession('a00001', 'project', { ...held('T001'), ...focusOn('T001') }),
    makeSession('a00002', 'project', { status: 'suspended' }),
    makeSession('a00003', 'project', { ...held('T002'), ...focusOn(null) }),
  ];
  const tasks = [inHand('T001', 'a00001'), makeTask('T002'), makeTask('T003', { status: 'active' })];
  expect(mend({ tasks, sessions })).toStrictEqual(taken([], null));
});

test('what sessions that are not active hold is released', () => {
  const suspended = makeSession('a00001', 'project', {
    status: 'suspended',
    ...held('T001', 'T002', 'T009'),
    ...focusOn('T001'),
  });
  const tasks = [inHand('T001', 'a00001'), inHand('T002', 'a00002')];
  const other = makeSession('a00002', 'project', held('T002'));
  const released = ['T001', 'T002', 'T009'];
  expect(mend({ tasks, sessions: [suspended, other] })).toStrictEqual(
    taken([{ code: 'claim-of-inactive', what: 'released what session a00001 held: T001, T002, T009', file: sessionsFile }], {
      tasks: { put: [makeTask('T001', { updatedAt: testNow })] },
      sessions: {
        put: [{ ...suspended, held: [], focusHistory: released.map((taskId) => ({ taskId, at: testNow, action: 'released' })) }],
        remove: [],
      },
      events: released.map((task) => ({ at: testNow, type: 'task_release', session: suspended.id, task, synthetic: true })),
    }),
  );
});

describe('claims that nobody can have go', () => {
  const told = (...ids: string[]) =>
    ids.map((id) => ({ code: 'claim-on-nothing', what: `session a00001 holds ${id} no longer`, file: sessionsFile }));
  const tasks = [makeTask('T001', { status: 'done' }), makeTask('T002', { status: 'cancelled' }), inHand('T003', 'a00001')];
  test.each<[string, Partial<Session>, Partial<Session>, readonly string[]]>([
    ['on a finished task', held('T001', 'T003'), { ...held('T003'), ...focusOn(null) }, ['T001']],
    ['on a cancelled one', held('T003', 'T002'), { ...held('T003'), ...focusOn(null) }, ['T002']],
    ['on one that is not there, with the focus', { ...held('T009'), ...focusOn('T009') }, focusOn(null), ['T009']],
    [
      'and the focus on another one stays',
      { ...held('T001', 'T003', 'T009'), ...focusOn('T003') },
      { ...held('T003'), ...focusOn('T003') },
      ['T001', 'T009'],
    ],
  ])('%s', (_name, over, after, gone) => {
    const session = makeSession('a00001', 'project', { ...focusOn(null), ...over });
    const left = session.held.some(({ taskId }) => taskId === 'T003') ? tasks : tasks.slice(0, 2);
    expect(mend({ tasks: left, sessions: [makeSession('a00000', 'project'), session] })).toStrictEqual(
      taken(told(...gone), { sessions: { put: [{ ...session, held: [], ...after }], remove: [] } }),
    );
  });
});

describe('of two claims on one task', () => {
  const first = makeSession('a00001', 'project', { ...held('T001'), ...focusOn('T001') });
  const second = makeSession('a00002', 'project', { ...held('T001', 'T002'), ...focusOn('T001') });
  const goes = (hex: string) => [
    { code: 'claim-twice', what: `session ${hex} holds T001 no longer, which the other one works on`, file: sessionsFile },
  ];
  const put = (session: Session) => ({ sessions: { put: [session], remove: [] } });
  const withoutFirst = put({ ...first, held: [], ...focusOn(null) });
  const withoutSecond = put({ ...second, ...held('T002'), ...focusOn(null) });
  test.each<[string, Task, readonly Session[], readonly unknown[], unknown]>([
    ['the second goes', inHand('T001', 'a00001'), [first, second], goes('a00002'), withoutSecond],
    ['the first goes', inHand('T001', 'a00002'), [first, second], goes('a00001'), withoutFirst],
    ['both stay, if the task names neither', makeTask('T001', { status: 'active' }), [first, second], [], null],
    ['the one that it names stays alone', inHand('T001', 'a00002'), [second], [], null],
    [
      'both stay, if the one that it names holds something else',
      inHand('T001', 'a00003'),
      [first, second, makeSession('a00003', 'project', held('T003'))],
      [],
      null,
    ],
  ])('%s', (_name, task, sessions, result, change) => {
    expect(mend({ tasks: [task, inHand('T002', 'a00002'), makeTask('T003')], sessions })).toStrictEqual(taken(result, change));
  });

  test('that of a session which is not active proves nothing', () => {
    const owner = makeSession('a00003', 'project', { status: 'suspended', ...held('T001') });
    const { result, world } = accepted(
      makeWorld({ tasks: [inHand('T001', 'a00003')], sessions: [first, owner] }),
      mend({ tasks: [inHand('T001', 'a00003')], sessions: [first, owner] }),
    );
    expect(result.map(({ code }) => code)).toEqual(['claim-of-inactive']);
    expect(world.state.sessions.map((session) => session.held)).toEqual([first.held, []]);
  });
});

test('tasks in the hands of nobody are pending again, and those of an active session stay', () => {
  const sessions = [makeSession('a00001', 'project'), makeSession('a00002', 'project', { status: 'ended' })];
  const tasks = [
    inHand('T001', 'a00001'),
    inHand('T002', 'a00002', { startedAt: before }),
    inHand('T003', 'a00009'),
    inHand('T004', 'a00009', { status: 'blocked' }),
  ];
  expect(mend({ tasks, sessions })).toStrictEqual(
    taken(
      [
        { code: 'work-without-claim', what: 'T002 is pending again', file: todoFile },
        { code: 'work-without-claim', what: 'T003 is pending again', file: todoFile },
      ],
      {
        tasks: {
          put: [makeTask('T002', { startedAt: before, updatedAt: testNow }), makeTask('T003', { updatedAt: testNow })],
        },
      },
    ),
  );
});

describe('the number of the newest task', () => {
  const archived = (lastTaskNumber: number) => {
    const world = makeWorld({ archivedTasks: [makeTask('T007'), makeTask('T003')] });
    return { ...world, state: { ...world.state, lastTaskNumber } };
  };

  test('is set to the highest of the archive', () => {
    expect(mendRecords(archived(6))).toStrictEqual(
      taken([{ code: 'number-reused', what: 'set _meta.lastTaskNumber to 7', file: todoFile }], { lastTaskNumber: 7 }),
    );
  });

  test('stays where it is as high', () => {
    expect(mendRecords(archived(7))).toStrictEqual(taken([], null));
  });
});

test('all of it at once, and nothing of it is found again', () => {
  const sessions = [
    makeSession('a00001', 'project', { status: 'suspended', ...held('T001') }),
    makeSession('a00002', 'project', held('T009', 'T002', 'T003')),
    makeSession('a00003', 'project', held('T003')),
  ];
  const tasks = [inHand('T001', 'a00001'), inHand('T002', 'a00002'), inHand('T003', 'a00003'), inHand('T004', 'a00009')];
  const world = makeWorld({ tasks, sessions });
  const { result, world: after } = accepted(world, mendRecords(world));
  expect(result.map(({ code }) => code)).toEqual(['claim-of-inactive', 'claim-on-nothing', 'claim-twice', 'work-without-claim']);
  expect(after.state.sessions.map((session) => session.held.map(({ taskId }) => taskId))).toEqual([[], ['T002'], ['T003']]);
  expect(checkSessions(after, { lineOf: () => undefined })).toEqual([]);
  expect(mendRecords(after)).toStrictEqual(taken([], null));
});
