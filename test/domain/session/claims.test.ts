import { describe, expect, test } from 'vitest';
import { claimAsFocus, releaseAllClaims, releaseClaim, settleClaim } from '../../../src/domain/session/claims';
import type { Session } from '../../../src/domain/session/schema';
import { type Draft, startDraft } from '../../../src/domain/state/draft';
import type { Task } from '../../../src/domain/task/schema';
import type { World } from '../../../src/domain/world';
import { toldOf } from '../../support/told';
import { makeSession, makeTask, makeWorld, sessionIdOf } from '../../support/world';

const at = '2026-11-21T11:00:00.000Z';
const id = sessionIdOf('aaaaaa');
const work = (session: string | undefined) => ({ by: 'opus', at, worktree: '/w', ...(session === undefined ? {} : { session }) });
const focusOn = (currentTask: string | null) => ({ currentTask, sessionNote: 'so far', nextAction: null });
const holding = (...ids: readonly string[]) => ids.map((taskId) => ({ taskId, at }));

/** What a deed on session `aaaaaa` and a task T001 leaves in the records. */
const left = (over: Partial<Session>, task: Partial<Task>, deed: (world: World, draft: Draft, task: Task) => void): string[] => {
  const it = makeTask('T001', task);
  const world = makeWorld({ tasks: [it], sessions: [makeSession('aaaaaa', 'project', over)] });
  const draft = startDraft(world);
  deed(world, draft, it);
  return toldOf(world, { ok: true, result: null, change: draft.change(), warnings: [] });
};

describe('a claim', () => {
  const claim = (over: Partial<Session>, task: Partial<Task>) =>
    left(over, task, (world, draft, it) => claimAsFocus(world, draft, id, it));
  const taken = 'work={by:me,session:#aaaaaa,at:now,head:c0ffee,branch:main,worktree:/repo}';
  const counted =
    'focusHistory=[{taskId:T001,at:now,action:focused}] stats={tasksCompleted:0,focusChanges:1,suspends:0,resumes:0}';
  const focused = 'focus={currentTask:T001,sessionNote:null,nextAction:null}';
  const focusEvent = 'event focus {session:#aaaaaa,task:T001}';
  const claimEvent = 'event task_claim {session:#aaaaaa,task:T001}';

  test.each<[string, Partial<Session>, Partial<Task>, readonly string[]]>([
    [
      'of a free task takes it in hand',
      {},
      {},
      [
        `task T001: status=active updatedAt=now ${taken} startedAt=now`,
        `session #aaaaaa: ${focused} held=[{taskId:T001,at:now}] lastActivityAt=now ${counted}`,
        claimEvent,
        focusEvent,
      ],
    ],
    [
      'of one that it holds makes it the focus only',
      { held: holding('T001', 'T002') },
      { status: 'active', work: work(id) },
      [`session #aaaaaa: ${focused} lastActivityAt=now ${counted}`, focusEvent],
    ],
    [
      'of one that it holds but nobody works on takes it in hand',
      { held: holding('T001') },
      { status: 'active', startedAt: at },
      [`task T001: updatedAt=now ${taken}`, `session #aaaaaa: ${focused} lastActivityAt=now ${counted}`, focusEvent],
    ],
    [
      'of one that it holds but that was put back takes it in hand',
      { held: holding('T001') },
      { work: work(id), startedAt: at },
      [
        `task T001: status=active updatedAt=now ${taken}`,
        `session #aaaaaa: ${focused} lastActivityAt=now ${counted}`,
        focusEvent,
      ],
    ],
    [
      'of one that another worked on takes it in hand',
      { held: holding('T002') },
      { status: 'active', work: work(undefined), startedAt: at },
      [
        `task T001: updatedAt=now ${taken}`,
        `session #aaaaaa: ${focused} held=[{taskId:T002,at:${at}},{taskId:T001,at:now}] lastActivityAt=now ${counted}`,
        claimEvent,
        focusEvent,
      ],
    ],
  ])('%s', (_, over, task, lines) => {
    expect(claim(over, task)).toEqual(lines);
  });
});

describe('a release', () => {
  const release = (over: Partial<Session>, task: Partial<Task>, forget: 'forget-focus' | 'keep-focus' = 'forget-focus') =>
    left(over, task, (world, draft) => releaseClaim(world, draft, id, 'T001', forget));
  const released = 'focusHistory=[{taskId:T001,at:now,action:released}]';
  const event = 'event task_release {session:#aaaaaa,task:T001}';
  const held = { held: holding('T001'), focus: focusOn('T001') };

  test.each<[string, string[], readonly string[]]>([
    [
      'gives the task back and forgets the focus',
      release(held, { status: 'active', work: work(id) }),
      [
        'task T001: status=pending updatedAt=now -work',
        `session #aaaaaa: focus={currentTask:null,sessionNote:so far,nextAction:null} held=[] ${released}`,
        event,
      ],
    ],
    [
      'keeps the focus where that is wanted',
      release(held, { status: 'active' }, 'keep-focus'),
      ['task T001: status=pending updatedAt=now', `session #aaaaaa: held=[] ${released}`, event],
    ],
    [
      'keeps the focus on another task, and the other claims',
      release({ held: holding('T002', 'T001'), focus: focusOn('T002') }, { status: 'active', work: work(undefined) }),
      ['task T001: status=pending updatedAt=now -work', `session #aaaaaa: held=[{taskId:T002,at:${at}}] ${released}`, event],
    ],
    [
      'leaves a task that is not active any more',
      release(held, { status: 'blocked' }, 'keep-focus'),
      [`session #aaaaaa: held=[] ${released}`, event],
    ],
    [
      'leaves a task that another session works on by now',
      release(held, { status: 'active', work: work(sessionIdOf('bbbbbb')) }, 'keep-focus'),
      [`session #aaaaaa: held=[] ${released}`, event],
    ],
    [
      'of what is not held is none',
      release({ held: holding('T002'), focus: focusOn('T001') }, { status: 'active' }),
      ['no change'],
    ],
  ])('%s', (_, lines, expected) => {
    expect(lines).toEqual(expected);
  });

  test('of all claims keeps the focus', () => {
    const all = left({ held: holding('T001', 'T002'), focus: focusOn('T001') }, { status: 'active' }, (world, draft) =>
      releaseAllClaims(world, draft, id),
    );
    expect(all).toEqual([
      'task T001: status=pending updatedAt=now',
      'session #aaaaaa: held=[] focusHistory=[{taskId:T001,at:now,action:released},{taskId:T002,at:now,action:released}]',
      event,
      'event task_release {session:#aaaaaa,task:T002}',
    ]);
  });
});

describe('a settled claim', () => {
  const settle = (over: Partial<Session>) => left(over, {}, (world, draft) => settleClaim(world, draft, id, 'T001'));
  test('is held no longer, nor in focus', () => {
    expect(settle({ held: holding('T001', 'T002'), focus: focusOn('T001') })).toEqual([
      `session #aaaaaa: focus={currentTask:null,sessionNote:so far,nextAction:null} held=[{taskId:T002,at:${at}}] focusHistory=[{taskId:T001,at:now,action:finished}]`,
    ]);
    expect(settle({ held: holding('T001'), focus: focusOn('T002') })).toEqual(['session #aaaaaa: held=[]']);
  });
});

test('a session that is not there is left alone', () => {
  const deeds: ((world: World, draft: Draft, task: Task) => void)[] = [
    (world, draft, task) => claimAsFocus(world, draft, sessionIdOf('cccccc'), task),
    (world, draft) => releaseClaim(world, draft, sessionIdOf('cccccc'), 'T001', 'forget-focus'),
    (world, draft) => releaseAllClaims(world, draft, sessionIdOf('cccccc')),
    (world, draft) => settleClaim(world, draft, sessionIdOf('cccccc'), 'T001'),
  ];
  for (const deed of deeds) expect(left({}, {}, deed)).toEqual(['no change']);
});
