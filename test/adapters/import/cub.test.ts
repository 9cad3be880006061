import { describe, expect, it } from 'vitest';
import { batchFromCub } from '../../../src/adapters/import/cub';
import type { CubLedger } from '../../../src/adapters/import/cub-ledger';
import { day, refusal } from './sample';

const lines = (...values: readonly unknown[]) => values.map((value, at) => ({ value, line: at + 1 }));
const nothingSaid = 'ledger entries that do not say what was completed, or when';

describe('a task of cub', () => {
  const one = (told: object) => batchFromCub(lines({ id: 'c-1', title: 'T', ...told }));

  it('gives all that it says', () => {
    expect(
      one({
        description: 'D',
        status: 'in_progress',
        priority: null,
        priority_numeric: 3,
        issue_type: 'epic',
        labels: ['x'],
        dependsOn: ['c-2', 'c-2'],
        parent: 'c-0',
        created_at: day(1),
        updated_at: day(2),
        closed_at: day(3),
        acceptanceCriteria: '- a',
        notes: 'n',
        is_ready: true,
        blocks: [],
        assignee: 'ann',
      }),
    ).toEqual({
      source: 'cub',
      phases: [],
      translated: [],
      leftOut: [{ what: 'assignees: kept under "import", for a task here is claimed', count: 1 }],
      tasks: [
        {
          sourceId: 'c-1',
          title: 'T',
          description: 'D',
          parent: 'c-0',
          type: 'epic',
          status: 'active',
          priority: 'low',
          labels: ['x'],
          depends: ['c-2'],
          acceptance: ['a'],
          notes: [{ at: day(1), text: 'n' }],
          createdAt: day(1),
          updatedAt: day(2),
          extra: { import: { source: 'cub', assignee: 'ann' } },
        },
      ],
    });
  });

  it.each([
    ['open', 'pending'],
    ['in_progress', 'active'],
    ['blocked', 'blocked'],
    ['closed', 'done'],
  ])('that is %s is %s, which needs no word', (status, expected) => {
    const { tasks, translated } = one({ status, closed_at: day(2) });
    expect([tasks[0]?.status, tasks[0]?.completedAt, translated]).toEqual([
      expected,
      expected === 'done' ? day(2) : undefined,
      [],
    ]);
  });

  it.each([
    ['P0', 'critical'],
    ['P1', 'high'],
    [2, 'medium'],
    ['3', 'low'],
  ])('of the priority %j is %s, which needs no word', (priority, expected) => {
    const { tasks, translated } = one({ priority, priority_numeric: 0 });
    expect([tasks[0]?.priority, translated]).toEqual([expected, []]);
  });

  it('depends on all that block it', () => {
    const { tasks } = batchFromCub(
      lines(
        { id: 'a', blocks: ['c', 'd'] },
        { id: 'b', blocks: ['c'] },
        { id: 'c', dependsOn: ['z', 'b'], blocks: [''] },
        { id: 'd' },
      ),
    );
    expect(tasks.map(({ depends }) => depends)).toEqual([[], [], ['z', 'b', 'a'], ['a']]);
  });

  const local = 'tasks with times that name no zone: taken as the local time of this machine';
  it.each<[unknown, boolean]>([
    ['2026-01-02T03:04:05', true],
    ['2026-01-02T03:04:05.678', true],
    ['2026-01-02T03:04:05Z', false],
    ['2026-01-02T03:04:05+01:00', false],
    ['2026-01-02', false],
    [20_260_102, false],
    [undefined, false],
  ])('created at %j names no zone: %s', (created, isLocal) => {
    const { leftOut } = batchFromCub(lines({ id: 'a' }, { id: 'b', created_at: created }));
    expect(leftOut?.filter((each) => each.what === local)).toEqual(isLocal ? [{ what: local, count: 2 }] : []);
  });

  it.each([[null], [[]], [{}], [{ id: ' ' }]])('that is %j is refused', (odd) => {
    expect(refusal(() => batchFromCub(lines({ id: 'a' }, odd)))).toBe('line 2 is no task with an "id"');
  });
});

describe('the ledger of cub', () => {
  const tasks = [
    { id: 'c-1', title: 'One', closed_at: '2026-01-05T06:07:08Z' },
    { id: 'c-2', title: 'Two', _old_id: 'old-2', closed_at: '2026-01-05T06:07:08' },
  ];
  const read = (ledger: Partial<CubLedger>) =>
    batchFromCub(lines(...tasks), { index: [], byTask: [], forensics: 0, logLines: 0, ...ledger });
  const whole = (entry: object) => read({ byTask: [{ id: 'c-1', title: 'T', completed_at: day(1), ...entry }] }).entries?.[0];
  const bare = { labels: [], files: [], commits: [], extra: {} };

  it('tells of an entry what it knows', () => {
    expect(whole({})).toEqual({ ...bare, task: 'c-1', title: 'T', completedAt: day(1) });
    expect(
      whole({
        version: 1,
        task: { labels: ['a'], title: 'x' },
        started_at: day(2),
        duration_seconds: 1.2345,
        approach: 'so',
        lineage: { epic_id: 'E1' },
        harness_name: 'claude',
        cost_usd: 0.25,
        files_changed: ['f', 7],
        commits: [null, {}, { hash: 'abc' }, { hash: 'def', message: 'One\nTwo' }],
        tokens: { input_tokens: 1, output_tokens: 2, cache_read_tokens: 3, cache_creation_tokens: 4, other: 5 },
        attempts: [null, {}, { model: 'm1' }, { model: 'm2' }],
        outcome: { success: false, completed_at: day(3) },
        verification: 'pending',
        empty: [],
        none: null,
        blank: '',
        zero: 0,
      }),
    ).toEqual({
      task: 'c-1',
      title: 'T',
      labels: ['a'],
      epic: 'E1',
      startedAt: day(2),
      durationMs: 1235,
      reason: 'so',
      harness: 'claude',
      tokens: { input: 1, output: 2, cacheRead: 3, cacheWrite: 4, model: 'm1' },
      costUsd: 0.25,
      completedAt: day(1),
      files: ['f', '7'],
      commits: [
        { sha: 'abc', subject: '' },
        { sha: 'def', subject: 'One' },
      ],
      extra: { success: false, attempts: [null, {}, { model: 'm1' }, { model: 'm2' }], zero: 0 },
    });
  });

  it.each<[object, object]>([
    [{ epic_id: 'E', lineage: { epic_id: 'F' } }, { epic: 'E' }],
    [{ harness_name: 'unknown' }, {}],
    [{ tokens: { input_tokens: 0 } }, {}],
    [{ tokens: { input_tokens: 5 } }, { tokens: { input: 5 } }],
    [{ tokens: 7 }, {}],
    [{ tokens: { input_tokens: 5 }, harness_model: 'h', attempts: [{ model: 'm' }] }, { tokens: { input: 5, model: 'h' } }],
    [{ completed_at: 'x', outcome: { completed_at: day(4), success: 'yes' } }, { completedAt: day(4) }],
    [{ duration_seconds: 0, cost_usd: 0 }, {}],
  ])('of which it knows %j: %j', (entry, expected) => {
    const { extra, ...rest } = whole(entry) ?? {};
    const { extra: _, ...plain } = { ...bare, task: 'c-1', title: 'T', completedAt: day(1), ...expected } as Record<
      string,
      unknown
    >;
    expect(rest).toEqual(plain);
    expect(Object.keys(extra ?? {})).not.toContain('success');
  });

  it('takes the title from the index, or the id', () => {
    const untitled = { byTask: [{ id: 'c-1', completed_at: day(1) }] };
    expect(read({ ...untitled, index: lines({ id: 'c-1', title: 'I' }) }).entries).toMatchObject([
      { title: 'I', completedAt: day(1) },
    ]);
    expect(read(untitled).entries).toMatchObject([{ title: 'c-1' }]);
  });

  it('knows a task by the id that it had', () => {
    const { entries } = read({
      byTask: [{ id: 'old-2', title: 'T', completed_at: day(1) }],
      index: lines({ id: 'gone', completed: '2026-01-02' }),
    });
    expect(entries).toEqual([
      { ...bare, task: 'c-2', title: 'T', completedAt: day(1), extra: { id: 'old-2' } },
      { ...bare, task: 'gone', title: 'gone', completedAt: day(2), extra: { precision: 'day' } },
    ]);
  });

  const indexed = (entry: object) => read({ index: lines({ completed: '2026-01-05', ...entry }) }).entries?.[0];
  it.each<[object, object]>([
    [{ id: 'c-1' }, { ...bare, task: 'c-1', title: 'c-1', completedAt: '2026-01-05T06:07:08.000Z' }],
    [
      { id: 'c-1', completed: '2026-01-06' },
      { ...bare, task: 'c-1', title: 'c-1', completedAt: day(6), extra: { precision: 'day' } },
    ],
    [
      { id: 'old-2', title: 'I' },
      { ...bare, task: 'c-2', title: 'I', completedAt: new Date('2026-01-05T06:07:08').toISOString(), extra: { id: 'old-2' } },
    ],
    [
      { id: 'x', epic: 'E', cost_usd: 1, tokens: 3, files: ['f'], commit: 'abc' },
      {
        task: 'x',
        title: 'x',
        labels: [],
        epic: 'E',
        costUsd: 1,
        tokens: { total: 3 },
        completedAt: day(5),
        files: ['f'],
        commits: [{ sha: 'abc', subject: '' }],
        extra: { precision: 'day' },
      },
    ],
  ])('of the index tells %j: %j', (entry, expected) => {
    expect(indexed(entry)).toEqual(expected);
  });

  it('counts what says nothing, and what it leaves', () => {
    const batch = read({
      byTask: [null, { title: 'no id', completed_at: day(1) }, { id: 'c-1' }],
      index: lines({ id: 'c-2' }, { id: 'x', completed: 'some day' }, { id: 'c-1', completed: '2026-01-05' }),
      forensics: 4,
      logLines: 5,
    });
    expect(batch.entries?.map(({ task }) => task)).toEqual(['c-1']);
    expect(batch.leftOut).toEqual([
      { what: nothingSaid, count: 5 },
      { what: 'files of ledger/forensics', count: 4 },
      { what: 'lines of session.log', count: 5 },
    ]);
    expect(read({})).not.toHaveProperty('entries');
  });

  it.each([[null], [{}], [{ id: '' }]])('refuses an index with %j', (odd) => {
    expect(refusal(() => read({ index: lines({ id: 'a' }, odd) }))).toBe(
      'line 2 of its ledger/index.jsonl is no entry with an "id"',
    );
  });
});
