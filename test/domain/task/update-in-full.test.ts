import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../src/domain/outcome';
import { decideCancel } from '../../../src/domain/task/decide-cancel';
import { decideUpdate, type UpdateRequest } from '../../../src/domain/task/decide-update';
import { toldOf } from '../../support/told';
import { makeSession, makeTask, makeWorld, sessionIdOf, testNow, type WorldParts } from '../../support/world';

const at = '2026-11-21T11:00:00.000Z';
const bound = { pointer: sessionIdOf('aaaaaa') };
const decide = (id: string, over: Partial<UpdateRequest>, parts: WorldParts) => {
  const world = makeWorld(parts);
  const outcome = decideUpdate(world, { id, takeover: false, allowOverlap: false, ...over });
  return { world, outcome };
};
const update = (id: string, over: Partial<UpdateRequest>, parts: WorldParts): string[] => {
  const { world, outcome } = decide(id, over, parts);
  return toldOf(world, outcome);
};
const resultOf = <R>({ outcome }: { readonly outcome: Outcome<R> }): R | undefined => (outcome.ok ? outcome.result : undefined);
const task = makeTask('T001');

describe('the answer', () => {
  test('holds the task as it is now, and whether it was changed', () => {
    expect(resultOf(decide('T001', { title: 'Better' }, { tasks: [task] }))).toStrictEqual({
      task: { ...task, title: 'Better', updatedAt: testNow },
      changed: true,
    });
    expect(resultOf(decide('T001', { title: task.title }, { tasks: [task] }))).toStrictEqual({ task, changed: false });
  });

  test('says that what looked like a session is none', () => {
    const parts = { tasks: [task], sessions: [makeSession('aaaaaa', 'project', { status: 'ended' })], caller: bound };
    const unbound = 'warning W_UNBOUND: no session is bound: .current-session names aaaaaa, which is ended';
    expect(update('T001', { title: 'Better' }, parts)).toEqual(['task T001: title=Better updatedAt=now', unbound]);
    expect(update('T001', { title: task.title }, parts)).toEqual(['no change', unbound]);
  });
});

describe('what a task is blocked by', () => {
  test('is nothing to take out where there is nothing', () => {
    expect(update('T001', { blockedBy: '' }, { tasks: [task] })).toEqual(['no change']);
  });

  test('blocks it, unless another status is wanted', () => {
    expect(update('T001', { blockedBy: 'law' }, { tasks: [task] })).toEqual([
      'task T001: status=blocked updatedAt=now blockedBy=law',
    ]);
    expect(update('T001', { blockedBy: 'law', status: 'pending' }, { tasks: [task] })).toEqual(['no change']);
    expect(update('T001', { blockedBy: 'law', status: 'active' }, { tasks: [task], caller: { owner: 'ann' } })).toEqual([
      'task T001: status=active updatedAt=now work={by:ann,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
    ]);
  });
});

describe('what was wrong before', () => {
  const circle = [
    makeTask('T001', { depends: ['T002'] }),
    makeTask('T002', { depends: ['T001'] }),
    makeTask('T003', { depends: ['T001'] }),
  ];
  test('a cycle does not hinder a change that has nothing to do with it', () => {
    expect(update('T001', { title: 'Better' }, { tasks: circle })).toEqual(['task T001: title=Better updatedAt=now']);
    expect(update('T001', { remove: { depends: ['T002'] } }, { tasks: circle })).toEqual(['task T001: depends=[] updatedAt=now']);
  });

  test('a dependency more that closes another is refused', () => {
    const tasks = [
      makeTask('T001', { depends: ['T004'] }),
      makeTask('T002', { depends: ['T001'] }),
      makeTask('T003'),
      makeTask('T004'),
    ];
    expect(update('T001', { add: { depends: ['T002'] } }, { tasks })[0]).toBe(
      'E_TASK_INVALID: this would close a cycle of dependencies: T001 waits for T002 waits for T001',
    );
    expect(update('T001', { add: { depends: ['T003'] } }, { tasks })).toEqual(['task T001: depends=[T004,T003] updatedAt=now']);
  });

  test('scopes that overlap do not hinder a change that moves nothing', () => {
    const parts = {
      tasks: [makeTask('T001', { type: 'epic' }), makeTask('T002', { parentId: 'T001', phase: 'core' })],
      sessions: [makeSession('aaaaaa', 'epic:T001'), makeSession('bbbbbb', 'task:T002')],
      config: { multiSession: { allowNestedScopes: false } },
    };
    expect(update('T002', { title: 'Better' }, parts)).toEqual(['task T002: title=Better updatedAt=now']);
  });
});

describe('what is refused', () => {
  const long = 'x'.repeat(65_537);
  test.each<[Partial<UpdateRequest>, string]>([
    [{ description: long }, 'the description has 65537 bytes, the limit is 65536'],
    [{ phase: ' ' }, 'a phase needs a name'],
    [{ note: long }, 'the note has 65537 bytes, the limit is 65536'],
    [{ add: { depends: [''] } }, 'a dependency needs an id'],
  ])('because of a text: %#', (request, fault) => {
    expect(update('T001', request, { tasks: [task] })[0]).toBe(`E_TASK_INVALID: ${fault}`);
  });

  test('an unknown dependency is told with all that is like it', () => {
    const tasks = [task, makeTask('T044'), makeTask('T045')];
    expect(update('T001', { add: { depends: ['T04x'] } }, { tasks })).toEqual([
      'E_TASK_INVALID: the dependency "T04x" does not exist, did you mean T044 or T045?',
      'details {dependency:T04x,similar:[T044,T045]}',
    ]);
  });
});

describe('a claim that is left over', () => {
  const holding = (...ids: readonly string[]) => ({ held: ids.map((taskId) => ({ taskId, at })) });
  const tasks = [task, makeTask('T002', { status: 'active', work: { by: 'me', at, worktree: '/w' } }), makeTask('T003')];

  test('on a task that is pending is taken away with --takeover', () => {
    const sessions = [makeSession('bbbbbb', 'task:T001', holding('T001'))];
    expect(update('T001', { parent: null, takeover: true }, { tasks, sessions })).toEqual([
      'task T001: updatedAt=now',
      'session #bbbbbb: held=[] focusHistory=[{taskId:T001,at:now,action:released}]',
      'event task_release {session:#bbbbbb,task:T001}',
      'event note {session:#bbbbbb,task:T001,data:{text:T001 was taken over,takenOverBy:me}}',
    ]);
  });

  const sessions = [
    makeSession('aaaaaa', 'project', holding('T003', 'T002')),
    makeSession('bbbbbb', 'task:T001', holding('T001')),
    makeSession('cccccc', 'task:T003', { status: 'suspended' }),
  ];
  test('by an update ends in the session that has it, and in no other', () => {
    expect(update('T002', { status: 'blocked' }, { tasks, sessions, caller: bound })).toEqual([
      'task T002: status=blocked updatedAt=now -work',
      `session #aaaaaa: held=[{taskId:T003,at:${at}}] focusHistory=[{taskId:T002,at:now,action:released}]`,
      'event task_release {session:#aaaaaa,task:T002}',
    ]);
  });

  test('by a cancel ends in the session that has it, and in no other', () => {
    const world = makeWorld({ tasks, sessions, caller: bound });
    expect(toldOf(world, decideCancel(world, { id: 'T002', withChildren: false, takeover: false }))).toEqual([
      'task T002: status=cancelled updatedAt=now -work cancelledAt=now',
      `session #aaaaaa: held=[{taskId:T003,at:${at}}]`,
      'event task_close {task:T002,session:#aaaaaa,data:{cancelled:true}}',
    ]);
  });
});

describe('taking a task in hand', () => {
  const work = (by: string) => ({ by, at, worktree: '/w' });
  test('of a session that has several in progress names them all', () => {
    const tasks = ['T001', 'T002', 'T003'].map((id) => makeTask(id, id === 'T003' ? {} : { status: 'active' }));
    const held = ['T001', 'T002'].map((taskId) => ({ taskId, at }));
    const parts = { tasks, sessions: [makeSession('aaaaaa', 'project', { held })], caller: bound };
    expect(update('T003', { status: 'active' }, parts)).toEqual([
      'E_TASK_STATE: T001, T002 are in progress: finish one, or `focus set` to move',
      'details {held:[T001,T002]}',
      'fix stint done T001',
      'fix stint focus set T003',
    ]);
  });

  test('again in the session that holds it already', () => {
    const sessions = [makeSession('aaaaaa', 'project', { held: [{ taskId: 'T001', at }] })];
    expect(update('T001', { status: 'active' }, { tasks: [task], sessions, caller: bound }).slice(0, 2)).toEqual([
      'task T001: status=active updatedAt=now work={by:me,session:#aaaaaa,at:now,head:c0ffee,branch:main,worktree:/repo} startedAt=now',
      'session #aaaaaa: focus={currentTask:T001,sessionNote:null,nextAction:null} lastActivityAt=now focusHistory=[{taskId:T001,at:now,action:focused}] stats={tasksCompleted:0,focusChanges:1,suspends:0,resumes:0}',
    ]);
  });

  test('out of the hands of another owner', () => {
    const tasks = [makeTask('T001', { status: 'active', work: work('ann'), parentId: 'T002' }), makeTask('T002')];
    expect(update('T001', { parent: null }, { tasks })[0]).toBe('E_TASK_CLAIMED: T001 is held by ann, without a session');
    expect(update('T001', { parent: null, takeover: true }, { tasks })).toEqual([
      'task T001: updatedAt=now -parentId',
      'event task_release {task:T001,data:{takenFrom:ann,takenOverBy:me}}',
    ]);
  });
});

test.each([
  [5, 'T101, T102, T103, T104, T105'],
  [6, 'T101, T102, T103, T104, T105 and 1 more'],
])('a cancel names five of %s tasks that are open below it, or that waited for it', (count, named) => {
  const others = (over: object) => Array.from({ length: count }, (_, n) => makeTask(`T${101 + n}`, over));
  const cancel = (tasks: readonly ReturnType<typeof makeTask>[]) => {
    const world = makeWorld({ tasks: [task, ...tasks] });
    return toldOf(world, decideCancel(world, { id: 'T001', withChildren: false, takeover: false }));
  };
  expect(cancel(others({ parentId: 'T001' }))[0]).toBe(`E_TASK_STATE: T001 has ${count} open tasks below it: ${named}`);
  expect(cancel(others({ depends: ['T001'] })).at(-1)).toBe(
    `warning W_DEPENDENCY_CANCELLED: ${named} waited for it and no longer will`,
  );
});
