import { describe, expect, test } from 'vitest';
import { decideArchive } from '../../../src/domain/task/decide-archive';
import { toldOf } from '../../support/told';
import { makeSession, makeTask, makeWorld, sessionIdOf, type WorldParts } from '../../support/world';

const at = '2026-11-21T11:00:00.000Z';
const archive = (ids: readonly string[], parts: WorldParts, takeover = false): string[] => {
  const world = makeWorld(parts);
  const outcome = decideArchive(world, { ids, takeover });
  const skipped = outcome.ok ? outcome.result.skipped.map(({ id, because }) => `skipped ${id}: ${because}`) : [];
  return [...skipped, ...toldOf(world, outcome)].filter((line) => !line.startsWith('archived task'));
};
const done = (id: string, parentId?: string, phase?: string) =>
  makeTask(id, { status: 'done', ...(parentId === undefined ? {} : { parentId }), ...(phase === undefined ? {} : { phase }) });

describe('what another holds', () => {
  const holder = makeSession('bbbbbb', 'task:T002', { held: [{ taskId: 'T001', at }], agent: 'opus' });
  const parts = { tasks: [done('T001'), makeTask('T002')], sessions: [holder] };

  test.each(['T001', 't1'])('is archived with --takeover, typed as %j', (typed) => {
    expect(archive([typed], parts, true)).toEqual([
      'task T001: gone',
      'session #bbbbbb: held=[] focusHistory=[{taskId:T001,at:now,action:released}]',
      'event task_release {session:#bbbbbb,task:T001}',
      'event note {session:#bbbbbb,task:T001,data:{text:T001 was taken over,takenOverBy:me}}',
    ]);
  });

  test('is not the own session: that one lets go of it first', () => {
    const own = { ...parts, caller: { pointer: sessionIdOf('bbbbbb') } };
    expect(archive(['T001'], own)).toEqual(['skipped T001: is held by session bbbbbb', 'no change']);
  });

  test('is refused without', () => {
    expect(archive(['T001'], parts)[0]).toBe('E_TASK_CLAIMED: T001 is held by session bbbbbb (opus)');
  });

  test('stays where only --takeover of others was asked for', () => {
    const both = { ...parts, tasks: [...parts.tasks, done('T003')] };
    expect(archive(['T003'], both, true)).toEqual(['task T003: gone']);
    expect(archive([], both, true)).toEqual(['skipped T001: is held by session bbbbbb', 'task T003: gone']);
  });
});

test('a task in a scope inside the own one can be archived', () => {
  const parts = {
    tasks: [makeTask('T001', { type: 'epic' }), makeTask('T002', { parentId: 'T001' }), done('T003', 'T002')],
    sessions: [makeSession('aaaaaa', 'epic:T001'), makeSession('bbbbbb', 'subtree:T002')],
    caller: { pointer: sessionIdOf('aaaaaa') },
  };
  expect(archive(['T003'], parts)).toEqual(['task T003: gone']);
});

test('an open task below a named one stays, and so does what is above it', () => {
  const tasks = [
    done('T001'),
    done('T002', 'T001'),
    makeTask('T003', { parentId: 'T002' }),
    done('T004', 'T001'),
    done('T005', 'T004'),
  ];
  expect(archive(['T001'], { tasks })).toEqual([
    'skipped T001: has an open task below it: T003',
    'skipped T002: has an open task below it: T003',
    'task T004: gone',
    'task T005: gone',
  ]);
});

test('each task that stays has one reason', () => {
  const tasks = [
    done('T001'),
    done('T002', 'T001'),
    makeTask('T003', { parentId: 'T002' }),
    makeTask('T004', { parentId: 'T001' }),
  ];
  const sessions = [makeSession('aaaaaa', 'subtree:T002', { status: 'ended' }), makeSession('bbbbbb', 'project')];
  expect(archive([], { tasks, sessions })).toEqual([
    'skipped T001: has T002 below it, which stays',
    'skipped T002: is the root of ended session aaaaaa',
    'no change',
  ]);
});

test('scopes that are the same when the others are gone are told', () => {
  const parts = {
    tasks: [
      makeTask('T001', { type: 'epic' }),
      makeTask('T002', { parentId: 'T001', phase: 'core' }),
      done('T003', 'T001', 'core'),
    ],
    sessions: [makeSession('aaaaaa', 'epicPhase:T001:core'), makeSession('bbbbbb', 'task:T002')],
  };
  expect(archive([], parts)).toEqual([
    'task T003: gone',
    'warning W_SCOPE_CONFLICT: the scopes of two active sessions overlap now: aaaaaa (epicPhase:T001 (core)) and bbbbbb (task:T002)',
  ]);
});
