import { describe, expect, it } from 'vitest';
import { batchFromBeads } from '../../../src/adapters/import/beads';
import { batchFromCleo } from '../../../src/adapters/import/cleo';
import { day, refusal } from './sample';

const lines = (...values: readonly unknown[]) => values.map((value, at) => ({ value, line: at + 1 }));
const unknown = '1970-01-01T00:00:00.000Z';
const assignees = 'assignees: kept under "import", for a task here is claimed';

describe('beads', () => {
  const one = (issue: object) => batchFromBeads(lines({ id: 'b-1', title: 'T', ...issue }), day(9));

  it('gives all that an issue says', () => {
    const batch = one({
      status: 'open',
      priority: 'P2',
      issue_type: 'epic',
      labels: ['x', ''],
      created_at: day(1),
      updated_at: day(2),
      started_at: day(3),
      closed_at: day(4),
      assignee: 'ann',
      notes: 'own',
      close_reason: 'why',
      comments: [null, { text: '' }, { text: 'c' }],
      dependencies: [
        { type: 'blocks', depends_on_id: 'b-2' },
        { type: 'blocks', depends_on_id: 'b-2' },
      ],
    });
    expect(batch).toEqual({
      source: 'beads',
      phases: [],
      translated: [],
      leftOut: [{ what: assignees, count: 1 }],
      tasks: [
        {
          sourceId: 'b-1',
          title: 'T',
          type: 'epic',
          status: 'pending',
          priority: 'medium',
          labels: ['x'],
          depends: ['b-2'],
          acceptance: [],
          notes: [
            { at: day(2), text: 'own' },
            { at: day(2), text: 'c' },
            { at: day(4), text: 'Closed: why' },
          ],
          createdAt: day(1),
          updatedAt: day(2),
          startedAt: day(3),
          extra: { import: { source: 'beads', assignee: 'ann' } },
        },
      ],
    });
  });

  it.each([
    [{ created_at: day(1) }, day(1)],
    [{}, unknown],
  ])('with %j dates a note by what it knows', (issue, expected) => {
    expect(one({ ...issue, notes: 'n', close_reason: 'r' }).tasks[0]?.notes?.map(({ at }) => at)).toEqual([expected, expected]);
  });

  it('keeps links that are no dependency here', () => {
    const odd = [null, {}, { type: 'blocks' }, { depends_on_id: 'b-2' }, { type: 'parent-child' }];
    const { tasks, leftOut } = one({ dependencies: odd });
    expect(tasks[0]).not.toHaveProperty('parent');
    expect([tasks[0]?.depends, tasks[0]?.extra]).toEqual([[], { import: { source: 'beads', dependencies: odd } }]);
    expect(leftOut).toEqual([
      { what: 'links of type (none): kept under "import"', count: 3 },
      { what: 'links of type blocks: kept under "import"', count: 1 },
      { what: 'links of type parent-child: kept under "import"', count: 1 },
    ]);
  });

  it('has one parent, be it one that is not there', () => {
    const parents = (...ids: string[]) => one({ dependencies: ids.map((id) => ({ type: 'parent-child', depends_on_id: id })) });
    expect(parents('gone', 'gone').tasks[0]).toMatchObject({ parent: 'gone' });
    expect(parents('gone').leftOut).toEqual([]);
    expect(parents('gone', 'b-1')).toMatchObject({
      tasks: [{ parent: 'b-1', extra: { import: { dependencies: [{ depends_on_id: 'gone', type: 'parent-child' }] } } }],
      leftOut: [{ what: 'further parents of an issue: kept under "import", for a task has one', count: 1 }],
    });
  });

  it('leaves deleted ones out, and refuses what is none', () => {
    expect(batchFromBeads(lines({ id: 'b-1', status: 'tombstone' }), day(9))).toMatchObject({
      tasks: [],
      leftOut: [{ what: 'issues that were deleted (tombstone)', count: 1, items: ['b-1'] }],
    });
    for (const odd of [null, [], 'x', {}, { id: '' }])
      expect(refusal(() => batchFromBeads(lines({ id: 'b-1' }, odd), day(9)))).toBe('line 2 is no issue with an "id"');
  });
});

describe('cleo', () => {
  it.each([
    ['done', { completedAt: day(1) }],
    ['cancelled', { cancelledAt: day(2) }],
    ['pending', {}],
  ])('a task that is %s was finished then: %j', (status, expected) => {
    const told = { id: 'T1', title: 'T', status, completedAt: day(1), cancelledAt: day(2), startedAt: day(3) };
    const [task] = batchFromCleo({ tasks: [told] }).tasks;
    const { completedAt, cancelledAt, startedAt } = task ?? {};
    expect(JSON.parse(JSON.stringify({ completedAt, cancelledAt }))).toEqual(expected);
    expect(startedAt).toBe(day(3));
  });

  it.each<[unknown, string[]]>([
    [
      ['b', 'a', 7, null],
      ['b', 'a', '7'],
    ],
    [{ c: { order: 3 }, a: { order: '1' }, none: {}, odd: null, b: { order: 2 } }, ['none', 'odd', 'a', 'b', 'c']],
    [{ late: { order: 1 }, early: { order: -1 } }, ['early', 'late']],
    ['x', []],
    [undefined, []],
  ])('the phases of %j', (phases, expected) => {
    expect(batchFromCleo({ project: { phases }, tasks: [] }).phases).toEqual(expected);
  });

  it('says only what it has to say', () => {
    const bare = { source: 'cleo', tasks: [], phases: [], translated: [] };
    expect(batchFromCleo({ tasks: [] })).toStrictEqual(bare);
    for (const odd of [{}, [], 'x', { sessions: [null, 'x'] }])
      expect(batchFromCleo({ tasks: [] }, { sessions: odd })).toStrictEqual(bare);
    expect(refusal(() => batchFromCleo({ tasks: [{ id: 'T1' }, { id: '' }] }))).toBe('tasks[1] is no task with an "id"');
    expect(refusal(() => batchFromCleo(null))).toBe('there is no list "tasks" in it');
  });

  const id = 'session_20260102_030405_0af9c2';
  const session = (more: object) =>
    batchFromCleo({ tasks: [] }, { sessions: { sessions: [{ id, startedAt: day(1), scope: { type: 'epic' }, ...more }] } });
  it('gives all that a session says', () => {
    const { sessions, leftOut } = session({
      name: 'N',
      agentId: 'a',
      scope: { type: 'epicPhase', rootTaskId: 'T1', phaseFilter: 'core', computedTaskIds: ['T1'] },
      suspendedAt: day(2),
      endedAt: day(3),
      lastActivity: day(4),
      endNote: 'end',
      endReason: 'r',
      lastFocusedTask: 'T2',
      focus: {
        nextAction: 'next',
        focusHistory: [
          null,
          { taskId: 'T1', timestamp: day(1), action: 'focused' },
          { taskId: 'T1', timestamp: day(1), action: 'cleared' },
          { taskId: 'T1', timestamp: 'x', action: 'focused' },
          { timestamp: day(1), action: 'focused' },
        ],
      },
      stats: { tasksCompleted: 2.9, focusChanges: 1, suspendCount: 3, resumeCount: -1 },
    });
    expect(sessions).toEqual([
      {
        id,
        name: 'N',
        agent: 'a',
        scope: { type: 'epicPhase', root: 'T1', phase: 'core' },
        startedAt: day(1),
        lastActivityAt: day(4),
        suspendedAt: day(2),
        endedAt: day(3),
        sessionNote: 'end',
        nextAction: 'next',
        notes: [{ at: day(3), text: 'end' }],
        focused: [{ task: 'T1', at: day(1) }],
        stats: { tasksCompleted: 2, focusChanges: 1, suspends: 3, resumes: 0 },
        extra: { import: { source: 'cleo', endReason: 'r', lastFocusedTask: 'T2' } },
      },
    ]);
    expect(leftOut).toEqual([{ what: 'lists of tasks that a scope was frozen to: a scope here is a rule', count: 1 }]);
  });

  it('of one that nobody ended says so', () => {
    expect(session({ endNote: 'n', focus: { sessionNote: 's' } })).toMatchObject({
      sessions: [{ lastActivityAt: day(1), sessionNote: 's', notes: [{ at: day(1), text: 'n' }] }],
      leftOut: [{ what: 'sessions that nobody ended there: closed here like the others', count: 1 }],
    });
    expect(session({ endedAt: day(2) }).sessions).toEqual([
      expect.objectContaining({ lastActivityAt: day(2), endedAt: day(2), notes: [] }),
    ]);
    expect(session({ endedAt: day(2) })).not.toHaveProperty('leftOut');
  });

  it.each<[object, string]>([
    [{ id: `${id}0` }, 'sessions without an id or a start as they have here'],
    [{ id: `x${id}` }, 'sessions without an id or a start as they have here'],
    [{ id: '' }, 'sessions without an id or a start as they have here'],
    [{ startedAt: 'x' }, 'sessions without an id or a start as they have here'],
    [{ scope: null }, 'sessions with a scope that does not exist here'],
    [{ scope: { type: 'odd' } }, 'sessions with a scope that does not exist here'],
  ])('leaves out a session with %j', (more, what) => {
    const batch = session(more);
    expect([batch.sessions, batch.leftOut]).toMatchObject([undefined, [{ what, count: 1 }]]);
  });
});
