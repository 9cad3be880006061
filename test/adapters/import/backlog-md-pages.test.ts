import { describe, expect, it } from 'vitest';
import { readBacklogMd } from '../../../src/adapters/import/backlog-md';
import { readBacklog } from '../../../src/adapters/import/read-backlog';
import { scratch, write } from '../scratch';

const page = (fields: string, body = ''): string => `---\n${fields}\n---\n${body}`;
const read = (files: Readonly<Record<string, string>>) => {
  const folder = scratch();
  write(folder, 'tasks/none');
  for (const [name, text] of Object.entries(files)) write(folder, name, text);
  return readBacklogMd(folder);
};
/** The one task of a page. */
const task = (fields: string, body = '', kind = 'tasks') => {
  const { tasks, translated, leftOut } = read({ [`${kind}/a.md`]: page(fields, body) });
  return { ...tasks[0], translated, leftOut };
};

describe('a page becomes a task', () => {
  it.each([
    ['2026-01-31', '2026-01-31T00:00:00.000Z'],
    ['2026-01-31 12:34', '2026-01-31T12:34:00.000Z'],
    ['2026-01-31T12:34', '2026-01-31T12:34:00.000Z'],
    ['2026-01-31 12:34:56', '2026-01-31T12:34:56.000Z'],
    ["' 2026-01-31 12:34 '", '2026-01-31T12:34:00.000Z'],
    ['2026-01-31T12:34:56+02:00', '2026-01-31T10:34:56.000Z'],
    ['2026-01-31T12:34:56.789Z', '2026-01-31T12:34:56.789Z'],
    ['31.1.2026', undefined],
    ['2026', undefined],
    ['2026-13-45', undefined],
  ])('created on %s: %s', (told, expected) => {
    expect(task(`id: T-1\ntitle: T\ncreated_date: ${told}`).createdAt).toBe(expected);
  });

  it.each([
    ['tasks', 'Done', 'done', []],
    ['tasks', 'To Do', 'pending', []],
    ['tasks', 'In Progress', 'active', []],
    ['tasks', 'Odd', 'pending', [['status', 'Odd', 'pending']]],
    ['completed', 'Done', 'done', []],
    ['completed', 'To Do', 'done', [['status', 'pending', 'done']]],
    ['completed', 'cancelled', 'cancelled', []],
    ['drafts', 'Done', 'blocked', []],
  ])('of %s/ with the status %s is %s', (kind, told, status, translated) => {
    const got = task(`id: T-1\ntitle: T\nstatus: ${told}\nupdated_date: 2026-01-02`, '', kind);
    expect([got.status, got.translated?.map(({ field, from, to }) => [field, from, to])]).toEqual([status, translated]);
    expect(got.completedAt).toBe(status === 'done' ? '2026-01-02T00:00:00.000Z' : undefined);
    expect([got.labels, got.blockedBy]).toEqual(kind === 'drafts' ? [['draft'], 'it is a draft'] : [[], undefined]);
  });

  it('with all that it says', () => {
    const fields =
      'id: T-1.2\ntitle: T\npriority: low\nlabels: one\ntype: chore\ndependencies: T-9\nmodified_files: [a, 7, ""]\nordinal: 5\nreporter: bo';
    const body = [
      'Head',
      '## Description',
      'Text',
      '## Acceptance Criteria',
      '- [x] one',
      '## Definition of Done',
      '- two',
      '## Plan',
      'go',
      '## Final Summary',
      'sum',
      '## Comments',
      '## Implementation Notes',
      'went',
    ].join('\n');
    expect(task(`${fields}\ncreated_date: 2026-01-01`, body)).toEqual({
      sourceId: 'T-1.2',
      title: 'T',
      description: 'Head\n\nText\n\n## Plan\n\ngo',
      parent: 'T-1',
      type: 'subtask',
      status: 'pending',
      priority: 'low',
      labels: ['one', 'chore'],
      depends: ['T-9'],
      files: ['a', '7'],
      acceptance: ['one', 'two'],
      notes: [
        { at: '2026-01-01T00:00:00.000Z', text: 'Implementation Notes: went' },
        { at: '2026-01-01T00:00:00.000Z', text: 'Final Summary: sum' },
      ],
      createdAt: '2026-01-01T00:00:00.000Z',
      extra: { import: { source: 'backlog', ordinal: 5, reporter: 'bo' } },
      translated: [],
      leftOut: [{ what: 'ticks of acceptance criteria of open tasks', count: 1 }],
    });
  });

  it('without a title, a date or a description', () => {
    const got = task('id: T-1\nassignee: []\ndependencies: [T-1, t-01, T-2]', '## Comments\nx\n## Acceptance Criteria\n- [x] a');
    expect(got).toMatchObject({
      title: '(no title) T-1',
      type: 'task',
      depends: ['T-1', 'T-2'],
      notes: [{ at: '1970-01-01T00:00:00.000Z', text: 'Comments: x' }],
    });
    expect(Object.keys(got)).not.toContain('description');
    expect(Object.keys(got)).not.toContain('extra');
    const done = task(
      'id: T-1\ntitle: T\nstatus: Done\nassignee: ann\nupdated_date: 2026-01-02',
      '## Acceptance Criteria\n- [x] a\n## Comments\nx',
    );
    expect([done.leftOut, done.notes]).toEqual([
      [{ what: 'assignees: kept under "import", for a task here is claimed', count: 1 }],
      [{ at: '2026-01-02T00:00:00.000Z', text: 'Comments: x' }],
    ]);
  });

  it('in the order of ids, drafts last, and what is not taken is counted', () => {
    const id = (text: string): string => page(`id: ${text}\ntitle: T`);
    const batch = read({
      'tasks/z.md': id('T-2'),
      'tasks/a.md': id('T-10'),
      'tasks/b.txt': id('T-3'),
      'tasks/folder.md/x': '',
      'tasks/none.md': page('title: no id'),
      'completed/c.md': id('T-4'),
      'drafts/b.md': id('D-3'),
      'drafts/a.md': id('D-12'),
      'drafts/plain.md': 'no fields',
      'decisions/a.md': '',
      'docs/a.md': '',
      'docs/b.md': '',
      'milestones/a.md': '',
      'archive/tasks/a.md': '',
      'archive/drafts/a.md': '',
      'archive/drafts/b.txt': '',
    });
    expect(batch.source).toBe('backlog');
    expect(batch.tasks.map(({ sourceId }) => sourceId)).toEqual(['T-2', 'T-4', 'T-10', 'D-3', 'D-12']);
    expect(new Map(batch.leftOut?.map(({ what, count }) => [what, count]))).toEqual(
      new Map([
        ['pages of tasks/ without an id at their top', 1],
        ['pages of drafts/ without an id at their top', 1],
        ['pages of decisions/', 1],
        ['pages of docs/', 2],
        ['pages of milestones/', 1],
        ['pages of archive/tasks/', 1],
        ['pages of archive/drafts/', 1],
      ]),
    );
  });

  it('or is refused with its name', async () => {
    const folder = scratch();
    write(folder, 'tasks/a.md', '---\n- a\n---\n');
    await expect(readBacklog('backlog', folder, () => undefined, { now: '2026-11-21T12:00:00.000Z' })).rejects.toMatchObject({
      code: 'E_TASK_INVALID',
      message: `${folder} is no Backlog.md backlog: tasks/a.md: there are no fields at its top`,
    });
  });
});
