import { describe, expect, it } from 'vitest';
import { batchFromBeads } from '../../../src/adapters/import/beads';
import { batchFromCub } from '../../../src/adapters/import/cub';
import { readFrontMatter } from '../../../src/adapters/import/front-matter';
import { batchFromMarkdown } from '../../../src/adapters/import/markdown';
import { checksIn, sectionsOf } from '../../../src/adapters/import/page-sections';
import { readBacklog } from '../../../src/adapters/import/read-backlog';
import { batchFromTaskmaster } from '../../../src/adapters/import/taskmaster';
import { findDamage } from '../../../src/store/files/explain/find-damage';
import { scratch, write } from '../scratch';

const linesOf = (...records: readonly object[]) => records.map((value, at) => ({ value, line: at + 1 }));
const local = (text: string): string => new Date(text).toISOString();
const at = '2026-02-11T15:55:51.734Z';
const noLedger = { index: [], byTask: [], forensics: 0, logLines: 0 };

describe('batchFromCub', () => {
  it('takes tasks over: local times, both sides of a dependency, stamped notes, kinds as labels', () => {
    const batch = batchFromCub(
      linesOf(
        {
          id: 'cub-1.1',
          title: 'Build',
          status: 'closed',
          priority: 'P0',
          issue_type: 'bug',
          description: 'All of it',
          labels: ['core'],
          dependsOn: ['cub-1.3'],
          blocks: ['cub-1.2'],
          parent: 'cub-1',
          created_at: '2026-01-28T17:54:44.407838',
          updated_at: '2026-01-29T20:02:57',
          closed_at: '2026-01-29T20:02:57.991',
          acceptanceCriteria: ['works'],
          notes: '[Closed: 2026-01-28T18:57:22] All done\n\nand more\n\n[Closed: 2026-01-29T20:02:57]',
          assignee: 'ann',
          is_ready: false,
          _old_id: 'old-1',
        },
        { id: 'cub-1.2', title: 'Next', status: 'open', priority: 'P4', parent: null, dependsOn: ['cub-1.1'] },
      ),
    );
    expect(batch.tasks).toEqual([
      {
        sourceId: 'cub-1.1',
        title: 'Build',
        description: 'All of it',
        parent: 'cub-1',
        type: 'task',
        status: 'done',
        priority: 'critical',
        labels: ['core', 'bug'],
        depends: ['cub-1.3'],
        acceptance: ['works'],
        notes: [
          { at: local('2026-01-28T18:57:22'), text: 'Closed: All done\n\nand more' },
          { at: local('2026-01-29T20:02:57'), text: 'Closed' },
        ],
        createdAt: local('2026-01-28T17:54:44.407'),
        updatedAt: local('2026-01-29T20:02:57'),
        completedAt: local('2026-01-29T20:02:57.991'),
        extra: { import: { source: 'cub', assignee: 'ann', _old_id: 'old-1' } },
      },
      {
        sourceId: 'cub-1.2',
        title: 'Next',
        type: 'task',
        status: 'pending',
        priority: 'low',
        labels: [],
        depends: ['cub-1.1'],
        acceptance: [],
        notes: [],
      },
    ]);
    expect(batch.translated.map(({ field, from, to }) => `${field} ${from}>${to}`)).toEqual(['type bug>task', 'priority P4>low']);
    expect(batch.leftOut?.map(({ count }) => count)).toEqual([1, 2]);
  });

  it('reads what is known of a completion, under the id that the task has today', () => {
    const batch = batchFromCub(
      linesOf(
        { id: 'cub-9', title: 'Nine', status: 'closed', _old_id: 'old-9', closed_at: '2026-02-11T15:55:51.734Z' },
        { id: 'cub-8', title: 'Eight', status: 'closed', closed_at: '2026-02-10T10:00:00Z' },
      ),
      {
        ...noLedger,
        byTask: [
          {
            id: 'old-9',
            title: 'Nine',
            task: { labels: ['x'] },
            started_at: '2026-02-11T15:52:17.534286Z',
            completed_at: '2026-02-11T15:55:51.734733Z',
            tokens: { input_tokens: 2, output_tokens: 7, cache_read_tokens: 100, cache_creation_tokens: 0 },
            cost_usd: 1.5,
            duration_seconds: 214,
            approach: 'tests first',
            lessons_learned: ['look first'],
            files_changed: ['a.ts'],
            commits: [{ hash: '96a20669', message: 'Add it\n\nbody', author: '' }],
            harness_name: 'claude',
            harness_model: 'opus',
            epic_id: 'E',
            outcome: { success: true },
          },
          { id: 'never' },
        ],
        index: linesOf(
          { id: 'old-9', title: 'Nine', completed: '2026-02-11', cost_usd: 9 },
          { id: 'cub-8', title: 'Eight', completed: '2026-02-10', cost_usd: 0, tokens: 0, commit: '', files: [] },
          {
            id: 'gone',
            title: 'Gone',
            completed: '2026-01-23',
            cost_usd: 0.5,
            tokens: 12,
            commit: 'abc',
            files: ['b'],
            epic: 'E',
          },
        ),
        forensics: 2,
        logLines: 3,
      },
    );
    expect(batch.entries).toEqual([
      {
        task: 'cub-9',
        title: 'Nine',
        labels: ['x'],
        epic: 'E',
        startedAt: '2026-02-11T15:52:17.534Z',
        durationMs: 214_000,
        reason: 'tests first',
        harness: 'claude',
        tokens: { input: 2, output: 7, cacheRead: 100, model: 'opus' },
        costUsd: 1.5,
        completedAt: at,
        files: ['a.ts'],
        commits: [{ sha: '96a20669', subject: 'Add it' }],
        extra: { id: 'old-9', success: true, harness_model: 'opus', lessons_learned: ['look first'] },
      },
      { task: 'cub-8', title: 'Eight', labels: [], completedAt: '2026-02-10T10:00:00.000Z', files: [], commits: [], extra: {} },
      {
        task: 'gone',
        title: 'Gone',
        labels: [],
        epic: 'E',
        costUsd: 0.5,
        tokens: { total: 12 },
        completedAt: '2026-01-23T00:00:00.000Z',
        files: ['b'],
        commits: [{ sha: 'abc', subject: '' }],
        extra: { precision: 'day' },
      },
    ]);
    expect(batch.leftOut?.map(({ count }) => count)).toEqual([1, 2, 3]);
  });
});

it('takes the issues of beads over: the parent that is there, what blocks, comments and the reason as notes', () => {
  const link = (type: string, id: string) => ({ issue_id: 'b-1', depends_on_id: id, type });
  const batch = batchFromBeads(
    linesOf(
      {
        id: 'b-1',
        title: 'One',
        description: 'D',
        design: 'How',
        status: 'closed',
        priority: 1,
        issue_type: 'feature',
        created_at: '2026-01-10T10:15:02-05:00',
        closed_at: '2026-01-10T11:00:00-05:00',
        close_reason: 'built',
        acceptance_criteria: '- [ ] fast\n- small',
        comments: [{ author: 'jo', text: 'hm', created_at: '2026-01-10T10:30:00Z' }],
        dependencies: [
          link('parent-child', 'b-gone'),
          link('parent-child', 'b-2'),
          link('blocks', 'b-3'),
          link('related', 'b-2'),
        ],
      },
      { id: 'b-2', title: 'Two', status: 'in_progress', priority: 4, issue_type: 'epic' },
      { id: 'b-4', title: 'Deleted', status: 'tombstone' },
    ),
    '2026-11-21T12:00:00.000Z',
  );
  expect(batch.tasks).toEqual([
    {
      sourceId: 'b-1',
      title: 'One',
      description: 'D\n\n## Design\n\nHow',
      parent: 'b-2',
      type: 'task',
      status: 'done',
      priority: 'high',
      labels: ['feature'],
      depends: ['b-3'],
      acceptance: ['fast', 'small'],
      notes: [
        { at: '2026-01-10T10:30:00.000Z', text: 'hm', by: 'jo' },
        { at: '2026-01-10T16:00:00.000Z', text: 'Closed: built' },
      ],
      createdAt: '2026-01-10T15:15:02.000Z',
      completedAt: '2026-01-10T16:00:00.000Z',
      extra: {
        import: { source: 'beads', dependencies: [link('related', 'b-2'), { depends_on_id: 'b-gone', type: 'parent-child' }] },
      },
    },
    {
      sourceId: 'b-2',
      title: 'Two',
      type: 'epic',
      status: 'active',
      priority: 'low',
      labels: [],
      depends: [],
      acceptance: [],
      notes: [],
    },
  ]);
  expect(batch.leftOut?.map(({ count }) => count)).toEqual([1, 1, 1]);
});

it('gives every tag of Taskmaster its own ids below an epic, and reads bare numbers among neighbours first', () => {
  const tags = {
    master: {
      metadata: { description: 'Main', created: '2026-01-01T00:00:00.000Z' },
      tasks: [
        { id: 1, title: 'One', status: 'done', dependencies: [], priority: 'high', details: 'how', testStrategy: 'try' },
        {
          id: 2,
          title: 'Two',
          status: 'review',
          dependencies: [1, '9'],
          subtasks: [
            { id: 1, title: 'A', status: 'pending', dependencies: [] },
            { id: 2, title: 'B', status: 'pending', dependencies: [1, '2.1', 2.1], acceptanceCriteria: '- a\n- b' },
            {
              id: 3,
              title: 'C',
              status: 'pending',
              dependencies: ['1'],
              subtasks: [{ id: 1, title: 'Deep', status: 'pending' }],
            },
          ],
        },
      ],
    },
    'v 2': { tasks: [{ id: '1', title: 'Uno', status: 'cancelled', dependencies: ['1'] }] },
  };
  const { tasks } = batchFromTaskmaster(tags);
  expect(
    tasks.map(({ sourceId, parent, type, status, depends = [] }) => [sourceId, parent, type, status, depends.join()]),
  ).toEqual([
    ['master', undefined, 'epic', 'pending', ''],
    ['master-1', 'master', 'task', 'done', ''],
    ['master-2', 'master', 'task', 'active', 'master-1,master-9'],
    ['master-2.1', 'master-2', 'subtask', 'pending', ''],
    ['master-2.2', 'master-2', 'subtask', 'pending', 'master-2.1'],
    ['master-2.3', 'master-2', 'subtask', 'pending', 'master-2.1'],
    ['master-2.3.1', 'master-2.3', 'subtask', 'pending', ''],
    ['v 2', undefined, 'epic', 'done', ''],
    ['v 2-1', 'v 2', 'task', 'cancelled', 'v 2-1'],
  ]);
  expect(tasks[1]).toMatchObject({ description: '## Details\n\nhow\n\n## Test strategy\n\ntry', labels: ['master'] });
  expect(batchFromTaskmaster({ tasks: tags.master.tasks }).tasks).toHaveLength(7);
  expect(() => batchFromTaskmaster({ x: 1 })).toThrow('there is no list "tasks" in it');
  expect(() => batchFromTaskmaster({ x: { tasks: [{}] } })).toThrow('x.tasks[0] is no task');
});

describe('the folder of Backlog.md', () => {
  const page = (fields: string, body = ''): string => `---\n${fields}\n---\n\n${body}`;

  it('becomes tasks: renamed prefixes, padded numbers, sections, drafts', async () => {
    const folder = scratch();
    write(
      folder,
      'backlog/tasks/a.md',
      page('id: BACK-12\ntitle: >-\n  Folded\n  title\nstatus: To Do\nassignee: @ann\nlabels: [web, "x: y"]\nmilestone: m-1'),
    );
    write(
      folder,
      'backlog/tasks/b.md',
      page(
        "id: BACK-12.01\ntitle: 'Child: one'\nstatus: In Progress\ntype: bug\npriority: high\ndependencies:\n  - task-12.2\n  - task-77\ncreated_date: '2026-01-01 23:37'\nmodified_files:\n  - src/a.ts",
        [
          'Head',
          '## Description',
          '<!-- SECTION:DESCRIPTION:BEGIN -->',
          'Text',
          '## no section',
          '<!-- SECTION:DESCRIPTION:END -->',
          '## Acceptance Criteria',
          '- [x] #1 Works',
          '  everywhere',
          '- [ ] #2 Fast',
          '## Implementation Plan',
          '1. go',
          '## Implementation Notes',
          'Went',
        ].join('\n'),
      ),
    );
    write(
      folder,
      'backlog/completed/c.md',
      page('id: BACK-12.2\ntitle: Done one\nstatus: Done\nparent_task_id: task-12\nupdated_date: 2026-01-02'),
    );
    write(folder, 'backlog/drafts/d.md', page('id: DRAFT-12\ntitle: Idea\nstatus: To Do'));
    write(folder, 'backlog/decisions/e.md');
    write(folder, 'backlog/tasks/readme.md');
    const batch = await readBacklog('backlog', folder, findDamage, { now: '2026-11-21T12:00:00.000Z' });
    const bare = { priority: 'medium', depends: [], files: [], acceptance: [], notes: [] };
    expect(batch.tasks).toEqual([
      {
        ...bare,
        sourceId: 'BACK-12',
        title: 'Folded title',
        phase: 'm-1',
        type: 'task',
        status: 'pending',
        labels: ['web', 'x: y'],
        extra: { import: { source: 'backlog', assignee: '@ann' } },
      },
      {
        sourceId: 'BACK-12.01',
        title: 'Child: one',
        description: 'Head\n\nText\n## no section\n\n## Implementation Plan\n\n1. go',
        parent: 'BACK-12',
        type: 'subtask',
        status: 'active',
        priority: 'high',
        labels: ['bug'],
        depends: ['BACK-12.2', 'task-77'],
        files: ['src/a.ts'],
        acceptance: ['Works everywhere', 'Fast'],
        notes: [{ at: '2026-01-01T23:37:00.000Z', text: 'Implementation Notes: Went' }],
        createdAt: '2026-01-01T23:37:00.000Z',
      },
      {
        ...bare,
        sourceId: 'BACK-12.2',
        title: 'Done one',
        parent: 'BACK-12',
        type: 'subtask',
        status: 'done',
        labels: [],
        updatedAt: '2026-01-02T00:00:00.000Z',
        completedAt: '2026-01-02T00:00:00.000Z',
      },
      {
        ...bare,
        sourceId: 'DRAFT-12',
        title: 'Idea',
        type: 'task',
        status: 'blocked',
        labels: ['draft'],
        blockedBy: 'it is a draft',
      },
    ]);
    expect(new Map(batch.leftOut?.map(({ what, count }) => [what, count]))).toEqual(
      new Map([
        ['pages of tasks/ without an id at their top', 1],
        ['pages of decisions/', 1],
        ['assignees: kept under "import", for a task here is claimed', 1],
        ['ticks of acceptance criteria of open tasks', 1],
      ]),
    );
  });

  it('names the page and the line that are wrong', async () => {
    const folder = scratch();
    write(folder, 'tasks/a.md', page('id: T-1\ntitle: [open'));
    await expect(readBacklog('backlog', folder, findDamage, { now: '2026-11-21T12:00:00.000Z' })).rejects.toMatchObject({
      code: 'E_TASK_INVALID',
      message: expect.stringMatching(/tasks\/a\.md: line \d/),
    });
    write(folder, 'tasks/a.md', '---\nid: T-1\n');
    await expect(readBacklog('backlog', folder, findDamage, { now: '2026-11-21T12:00:00.000Z' })).rejects.toMatchObject({
      message: expect.stringContaining('no end'),
    });
  });

  it('does not follow aliases without end, and keeps odd keys', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]`;
    expect(() => readFrontMatter(page(bomb))).toThrow(TypeError);
    expect(() => readFrontMatter(page(`a: ${'['.repeat(70)}${']'.repeat(70)}`))).toThrow('deeper than 64');
    expect(() => readFrontMatter(page(`a: ${'['.repeat(50_000)}`))).toThrow(TypeError);
    expect(readFrontMatter(page('__proto__: x\nid: 1'))?.fields.get('__proto__')).toBe('x');
    expect(readFrontMatter('# no fields')).toBeUndefined();
  });

  it('reads a heading in code as text', () => {
    expect([...sectionsOf('## One\n```\n## two\n```\n## Three\nx')]).toEqual([
      ['', ''],
      ['One', '```\n## two\n```'],
      ['Three', 'x'],
    ]);
    expect(checksIn('- [x] #1 a\n  b\n* c').checks).toEqual([
      { text: 'a b', checked: true },
      { text: 'c', checked: false },
    ]);
  });
});

it('knows the items of a checklist again by their id or their titles', () => {
  const text = '- [ ] Build ^B\n  - [ ] Part\n  - [ ] Part >B\n    - [x] Deep >T007\n- [ ] Single\n';
  const { tasks, linksHere } = batchFromMarkdown(text, '/x/todo.md', { signs: true });
  expect(linksHere).toBe(true);
  expect(
    tasks.map(({ sourceId, wantedId, parent, type, depends }) => [sourceId, wantedId, parent, type, depends?.join()]),
  ).toEqual([
    ['^B', 'B', undefined, 'epic', ''],
    ['^B/Part', undefined, '^B', 'task', ''],
    ['^B/Part (2)', undefined, '^B', 'task', '^B'],
    ['^B/Part (2)/Deep', undefined, '^B/Part (2)', 'subtask', 'T007'],
    ['Single', undefined, undefined, 'task', ''],
  ]);
  expect(() => batchFromMarkdown('<!-- stint checklist -->\n- [?] x', 'a.md')).toThrow('a.md:2');
  expect(() => batchFromMarkdown('text', 'a.md')).toThrow('no item');
});
