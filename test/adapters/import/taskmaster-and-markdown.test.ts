import { describe, expect, it } from 'vitest';
import { batchFromMarkdown } from '../../../src/adapters/import/markdown';
import { batchFromTaskmaster } from '../../../src/adapters/import/taskmaster';
import { day, refusal } from './sample';

describe('Taskmaster', () => {
  it('gives all that a task says', () => {
    const tasks = [
      {
        id: 3,
        title: 'T',
        description: 'D',
        details: 'how',
        status: 'in-progress',
        priority: 'high',
        acceptanceCriteria: ['a'],
        createdAt: day(1),
        updatedAt: day(2),
        dependencies: [3, null],
        complexity: 5,
      },
    ];
    const metadata = { description: 'Main', created: day(3), updated: day(4) };
    expect(batchFromTaskmaster({ v2: { tasks, metadata } })).toEqual({
      source: 'taskmaster',
      phases: [],
      translated: [],
      leftOut: [],
      tasks: [
        {
          sourceId: 'v2',
          title: 'v2',
          description: 'Main',
          createdAt: day(3),
          updatedAt: day(4),
          type: 'epic',
          status: 'pending',
        },
        {
          sourceId: 'v2-3',
          title: 'T',
          description: 'D\n\n## Details\n\nhow',
          parent: 'v2',
          type: 'task',
          status: 'active',
          priority: 'high',
          labels: ['v2'],
          depends: ['v2-3'],
          acceptance: ['a'],
          createdAt: day(1),
          updatedAt: day(2),
          extra: { import: { source: 'taskmaster', complexity: 5 } },
        },
      ],
    });
  });

  it.each([
    [[], 'pending'],
    [['done', 'cancelled'], 'done'],
    [['done', 'pending'], 'pending'],
    [['cancelled'], 'done'],
  ])('makes of a tag with tasks that are %j an epic that is %s', (statuses, expected) => {
    const tasks = statuses.map((status, at) => ({ id: at, title: 'T', status }));
    expect(batchFromTaskmaster({ tasks }).tasks[0]).toMatchObject({ sourceId: 'master', status: expected });
  });

  it.each<[unknown, string]>([
    [null, 'there are no tags in it'],
    [[], 'there are no tags in it'],
    [{ a: 1 }, 'there is no list "tasks" in it, with tags or without'],
    [{ a: { tasks: [null] } }, 'a.tasks[0] is no task with an "id"'],
    [{ a: { tasks: [{ id: 1, subtasks: [{ id: 1 }, {}] }] } }, 'a.tasks[0].subtasks[1] is no task with an "id"'],
  ])('refuses %j: %s', (told, expected) => {
    expect(refusal(() => batchFromTaskmaster(told))).toBe(expected);
  });
});

describe('a Markdown checklist', () => {
  it('becomes tasks that are known again', () => {
    const text = '- [ ] One ^a1\n  - [x] Two\n    - [ ] Three\n    - [ ] Three\n- [ ] One\n- [ ] One\n';
    const { tasks, ...rest } = batchFromMarkdown(text, '/x/todo.md', { signs: true });
    expect(rest).toEqual({ source: 'markdown', phases: [], translated: [], withoutIds: true, linksHere: true });
    expect(tasks.map(({ sourceId, wantedId, parent, type, status }) => [sourceId, wantedId, parent, type, status])).toEqual([
      ['^a1', 'a1', undefined, 'epic', 'pending'],
      ['^a1/Two', undefined, '^a1', 'task', 'done'],
      ['^a1/Two/Three', undefined, '^a1/Two', 'subtask', 'pending'],
      ['^a1/Two/Three (2)', undefined, '^a1/Two', 'subtask', 'pending'],
      ['One', undefined, undefined, 'task', 'pending'],
      ['One (2)', undefined, undefined, 'task', 'pending'],
    ]);
    expect(tasks[0]).not.toHaveProperty('where');
    expect(Object.keys(tasks[4] ?? {})).not.toContain('wantedId');
  });

  it('holds something, and no faults', () => {
    expect(refusal(() => batchFromMarkdown('# nothing\n', 'x.md'))).toBe('it holds no item such as `- [ ] Title`');
    const faulty = Array.from({ length: 25 }, () => '- [?] x\n').join('');
    const told = refusal(() => batchFromMarkdown(faulty, 'x.md', { signs: true })).split('\n  ');
    expect([told.length, told.slice(0, 20).every((line) => line.startsWith('x.md:')), told[20]]).toEqual([
      21,
      true,
      'and 5 more',
    ]);
  });
});
