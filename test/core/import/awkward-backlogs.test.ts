import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratch, write } from '../../adapters/scratch';
import { runCli } from '../../support/run-cli';

/** A project with these files of another tool, and one line run in it. */
const project = async (files: Readonly<Record<string, string>>) => {
  const cwd = scratch();
  await runCli(['init'], { cwd });
  for (const [path, text] of Object.entries(files)) write(cwd, path, text);
  // biome-ignore lint/suspicious/noExplicitAny: answers, read as a program reads them
  const json = async (...line: string[]): Promise<any> => (await runCli([...line, '--json'], { cwd })).json();
  return {
    cwd,
    json,
    import: (...line: string[]) => json('import', ...line),
    free: async (): Promise<string[]> => {
      const { ok, data } = await json('next', '-n', '99');
      return ok === true ? data.items.map((item: { id: string }) => item.id) : [];
    },
    // biome-ignore lint/suspicious/noExplicitAny: records, read as they lie on disk
    tasks: (): any[] => JSON.parse(readFileSync(join(cwd, '.stint/todo.json'), 'utf8')).tasks,
  };
};

const page = (fields: readonly string[], body = ''): string => `---\n${fields.join('\n')}\n---\n${body}`;
const jsonLines = (...records: readonly object[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('');
// biome-ignore lint/suspicious/noExplicitAny: part of an answer
const what = (data: any, words: string): any => data.leftOut.find((each: { what: string }) => each.what.includes(words));

describe('Taskmaster', () => {
  const tags = (contents: Record<string, object[]>, more: object = {}): string =>
    JSON.stringify({
      ...Object.fromEntries(Object.entries(contents).map(([tag, tasks]) => [tag, { tasks, metadata: {} }])),
      ...more,
    });
  const file = '.taskmaster/tasks/tasks.json';

  it('offers no part whose whole waits', async () => {
    const { free, ...it } = await project({
      [file]: tags({
        main: [
          { id: 4, title: 'Ground', status: 'pending', priority: 'low', dependencies: [] },
          { id: 5, title: 'House', status: 'pending', priority: 'high', dependencies: [4], subtasks: [{ id: 1, title: 'Wall' }] },
        ],
      }),
    });
    await it.import('taskmaster');
    expect(await free()).toEqual(['main-4']);
  });

  it('gives parts the priority of their whole, and takes parts of finished ones as finished', async () => {
    const it = await project({
      [file]: tags({
        main: [
          { id: 1, title: 'a', status: 'pending', priority: 'medium' },
          { id: 2, title: 'b', status: 'pending', priority: 'high', subtasks: [{ id: 1, title: 'part', dependencies: [] }] },
          {
            id: 3,
            title: 'c',
            status: 'done',
            subtasks: [
              { id: 1, title: 'part' },
              { id: 2, title: 'open', status: 'pending' },
            ],
          },
        ],
      }),
    });
    await it.import('taskmaster');
    expect(await it.free()).toEqual(['main-2.1', 'main-1']);
    expect(it.tasks().map(({ id, priority, status }) => `${id} ${priority} ${status}`)).toEqual([
      'main medium pending',
      'main-1 medium pending',
      'main-2 high pending',
      'main-2.1 high pending',
      'main-3 medium done',
      'main-3.1 medium done',
      'main-3.2 medium pending',
    ]);
  });

  it('tells keys beside the tags, and reads a list from before tags beside them', async () => {
    const it = await project({
      [file]: tags(
        { next: [{ id: 1, title: 'n' }] },
        {
          version: '2',
          tasks: [
            { id: 1, title: 'o', dependencies: '2' },
            { id: 2, title: 'p' },
          ],
        },
      ),
    });
    const { data } = await it.import('taskmaster');
    expect(what(data, 'beside the tags').items).toEqual(['version']);
    expect(it.tasks().map(({ id, depends }) => [id, depends.join()])).toEqual([
      ['master', ''],
      ['master-1', 'master-2'],
      ['master-2', ''],
      ['next', ''],
      ['next-1', ''],
    ]);
  });
});

describe('a ring of waiting', () => {
  it('is refused by add, told by import, doctor and next', async () => {
    const lines = jsonLines({ id: 'W', title: 'Whole' }, { id: 'P', title: 'Part', parentId: 'W', depends: ['W'] });
    const it = await project({ 'ring.jsonl': lines });
    const { error } = await it.json('add', '--from', 'ring.jsonl');
    expect(error.message).toContain('P waits for W');
    write(
      it.cwd,
      '.cleo/todo.json',
      JSON.stringify({
        tasks: lines
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
      }),
    );
    expect((await it.import('cleo')).data.deadlocks).toEqual([expect.stringContaining('P waits for W')]);
    expect((await it.json('next')).error.details.reason).toBe('deadlock');
    const found = (await it.json('doctor')).error ?? {};
    expect(JSON.stringify(found)).toContain('nobody can ever start these');
  });

  it('is none where a whole names its own part: the link is left out, and told', async () => {
    const it = await project({
      '.cleo/todo.json': JSON.stringify({
        tasks: [
          { id: 'W', title: 'Whole', depends: ['P'] },
          { id: 'P', title: 'Part', parentId: 'W' },
        ],
      }),
    });
    const { data } = await it.import('cleo');
    expect([data.cut, data.deadlocks]).toEqual([[{ task: 'W', field: 'depends', to: 'P' }], []]);
    expect(await it.free()).toEqual(['P']);
  });
});

describe('cleo', () => {
  it('has an archive, whose tasks are met as dependencies and whose numbers are used', async () => {
    const it = await project({
      '.cleo/todo.json': JSON.stringify({
        tasks: [{ id: 'T020', title: 'Now', status: 'pending', depends: ['T007'], parentId: 'T040' }],
      }),
      '.cleo/todo-archive.json': JSON.stringify({
        archivedTasks: [
          { id: 'T007', title: 'Then', status: 'done', completedAt: '2026-02-03T00:00:00Z' },
          { id: 'T041', title: 'Never', status: 'pending', _archive: { archivedAt: '2026-02-04T00:00:00Z' } },
        ],
      }),
    });
    const { data } = await it.import('cleo');
    expect([data.added, data.archived, data.missingDepends]).toEqual([3, 2, []]);
    expect(await it.free()).toEqual(['T020']);
    expect((await it.json('show', 'T041')).data.task).toMatchObject({
      status: 'cancelled',
      archivedAt: '2026-02-04T00:00:00.000Z',
    });
    expect((await it.json('add', 'New')).data.items[0].id).toBe('T042');
    expect((await it.import('cleo')).data).toMatchObject({ added: 0, unchanged: 3 });
  });

  it('names sessions in two forms', async () => {
    const told = { startedAt: '2026-02-09T14:20:46Z', scope: { type: 'epic', rootTaskId: 'T1' } };
    const it = await project({
      '.cleo/todo.json': JSON.stringify({ tasks: [{ id: 'T1', title: 'E', type: 'epic' }] }),
      '.cleo/sessions.json': JSON.stringify({
        sessions: [
          { id: 'ses_20260209142046_abc123', ...told },
          { id: 'session_20260209_142047_abc124', ...told },
        ],
      }),
    });
    expect((await it.import('cleo')).data.sessions).toBe(2);
    const ids = (await it.json('session', 'list', '--status', 'closed')).data.items.map((each: { id: string }) => each.id);
    expect(ids.sort()).toEqual(['session_20260209_142046_abc123', 'session_20260209_142047_abc124']);
  });

  it('in a database is told with the line that writes it out', async () => {
    const it = await project({ '.cleo/tasks.db': 'SQLite format 3' });
    expect((await it.import('cleo')).error.message).toContain('cleo export --format json');
  });
});

describe('beads', () => {
  it('keeps what is no work out of next, and deleted ones hold nothing back', async () => {
    const on = (id: string, to: string, type = 'blocks') => ({ issue_id: id, depends_on_id: to, type });
    const open = { status: 'open', priority: 2 };
    const issues = [
      { id: 'k-1', title: 'later', ...open, defer_until: '2098-05-01T00:00:00Z' },
      { id: 'k-2', title: 'again', ...open, defer_until: '2020-05-01T00:00:00Z' },
      { id: 'k-3', title: 'gone', status: 'tombstone' },
      { id: 'k-4', title: 'behind', ...open, dependencies: [on('k-4', 'k-3'), on('k-4', 'k-3', 'parent-child')] },
      { id: 'k-5', title: 'mail', ...open, issue_type: 'message' },
      { id: 'k-6', title: 'passing', ...open, ephemeral: true },
      { id: 'k-7', title: 'pin', ...open, pinned: true },
      { id: 'k-8', title: 'hook', status: 'hooked' },
      { id: 'k-9', title: 'waits', ...open, dependencies: [on('k-9', 'k-2', 'waits-for')] },
      { id: 'k-10', title: 'well', status: 'closed', close_reason: 'done' },
      { id: 'k-11', title: 'else', ...open, dependencies: [on('k-11', 'k-10', 'conditional-blocks')] },
      { id: 'k-12', title: 'badly', status: 'closed', close_reason: 'the build failed' },
      { id: 'k-13', title: 'mend', ...open, dependencies: [on('k-13', 'k-12', 'conditional-blocks')] },
    ];
    const it = await project({ '.beads/beads.jsonl': jsonLines({ _type: 'memory', key: 'm', value: 'v' }, ...issues) });
    const { data } = await it.import('beads');
    expect(what(data, 'type memory')).toMatchObject({ count: 1, items: ['m'] });
    expect(what(data, 'tombstone')).toMatchObject({ items: ['k-3'] });
    expect((await it.free()).sort()).toEqual(['k-13', 'k-2', 'k-4']);
    expect(data.added).toBe(12);
  });

  it('names every line that is none, and times of years that cannot be', async () => {
    const it = await project({
      '.beads/issues.jsonl': jsonLines(
        { id: 'a', title: 'a', created_at: '12026-01-01T00:00:00Z' },
        { title: 'no id' },
        { id: 'c', title: 'c', created_at: '2026-02-30T00:00:00Z' },
      ),
    });
    const { error } = await it.import('beads');
    expect(error.message).toContain('line 1: created_at "12026-01-01T00:00:00Z"');
    expect(error.message).toContain('line 2 is no issue');
    write(it.cwd, '.beads/issues.jsonl', jsonLines({ id: 'c', title: 'c', status: 'closed', closed_at: '2026-02-30T00:00:00Z' }));
    const { data } = await it.import('beads');
    expect(what(data, 'cannot be read').items).toEqual(['c closed_at "2026-02-30T00:00:00Z"']);
    expect(it.tasks()[0]).not.toHaveProperty('completedAt');
  });

  it('in a database is told with the line that writes it out', async () => {
    const it = await project({ '.beads/dolt/config.yaml': '' });
    expect((await it.import('beads')).error.message).toContain('bd export');
  });
});

describe('Backlog.md', () => {
  const fields = (id: string, title: string, status = 'To Do') => [
    `id: ${id}`,
    `title: ${title}`,
    `status: ${status}`,
    "created_date: '2026-03-01 10:00'",
  ];

  it('tells pages in sub-folders, and reads them when asked', async () => {
    const it = await project({
      'backlog/tasks/task-8 - top.md': page([...fields('task-8', 'Top'), 'dependencies: [task-9]']),
      'backlog/tasks/area/deep/task-9 - low.md': page(fields('task-9', 'Low')),
    });
    const { data } = await it.import('backlog', '--dry-run');
    expect([data.added, what(data, '--recursive').items]).toEqual([1, ['tasks/area/deep/task-9 - low.md']]);
    expect((await it.import('backlog', '--recursive')).data.added).toBe(2);
    expect(await it.free()).toEqual(['task-9']);
  });

  it('keeps criteria apart, and every other word', async () => {
    const it = await project({
      'backlog/tasks/a.md': page(
        fields('task-1', 'Groups'),
        '\n## Acceptance Criteria\n\nAll of:\n\n### Core\n- [ ] #1 Works\n  well\n\n### More\n1. Fast\n\nRemark.\n',
      ),
      'backlog/tasks/b.md': page(
        fields('task-2', 'Only a heading', 'Done'),
        '\n## Description\n\nText\n\n## Checked, see 1a2b3c\n',
      ),
      'backlog/tasks/c.md': page(fields('task-3', 'Paragraphs'), '\n## Acceptance Criteria\n\nIt starts.\n\nIt\nstops.\n'),
      'backlog/tasks/d.md': page(
        fields('task-4', 'Inside'),
        '\n<!-- SECTION:DESCRIPTION:BEGIN -->\nWhy\n## Acceptance Criteria\n- [x] Here\n<!-- SECTION:DESCRIPTION:END -->\n',
      ),
    });
    await it.import('backlog');
    expect(it.tasks().map(({ acceptance, description }) => [acceptance, description])).toEqual([
      [['Works well', 'Fast'], '## Acceptance Criteria\n\nAll of:\n\n### Core\n\n### More\n\nRemark.'],
      [[], 'Text\n\n## Checked, see 1a2b3c'],
      [['It starts.', 'It stops.'], undefined],
      [['Here'], 'Why'],
    ]);
  });

  it('names all bad pages at once, or passes over them', async () => {
    const it = await project({
      'backlog/tasks/1.md': page(fields('task-1', 'Mend: it')),
      'backlog/tasks/2.md': page(fields('task-2', "'it's'")),
      'backlog/tasks/3.md': page(fields('task-3', 'Good')),
    });
    const { error } = await it.import('backlog');
    expect(error.message).toMatch(/tasks\/1\.md: [\s\S]*tasks\/2\.md: /);
    const { data } = await it.import('backlog', '--skip-bad');
    expect([data.added, what(data, 'passed over').count]).toEqual([1, 2]);
  });

  it('has statuses of its own, of which the last is done', async () => {
    const it = await project({
      'backlog/config.yml': 'statuses: ["Idea", "Cooking", "Served"]\n',
      'backlog/tasks/1.md': page(fields('task-1', 'a', 'Idea')),
      'backlog/tasks/2.md': page(fields('task-2', 'b', 'Cooking')),
      'backlog/tasks/3.md': page(fields('task-3', 'c', 'Served')),
    });
    const { data } = await it.import('backlog');
    expect([data.finished, data.translated]).toEqual([1, []]);
    expect(it.tasks().map(({ status }) => status)).toEqual(['pending', 'pending', 'done']);
  });
});

describe('the origin of a task', () => {
  const file = '.taskmaster/tasks/tasks.json';
  const tasks = (...each: readonly object[]): string => JSON.stringify({ master: { tasks: each, metadata: {} } });

  it('tells two projects of one tool apart', async () => {
    const one = { id: 1, title: 'Server', status: 'pending', dependencies: [] };
    const it = await project({
      [`server/${file}`]: tasks(one, { id: 2, title: 'Routes', status: 'pending', dependencies: [1] }),
      [`client/${file}`]: tasks({ ...one, title: 'Client' }, { id: 3, title: 'Pages', status: 'pending', dependencies: [1] }),
    });
    expect((await it.import('taskmaster', 'server')).data.added).toBe(3);
    expect((await it.import('taskmaster', 'client')).data.added).toBe(3);
    const named = new Map(it.tasks().map((task) => [task.id, task]));
    const pages = it.tasks().find(({ title }) => title === 'Pages');
    expect(pages.depends.map((id: string) => named.get(id)?.title)).toEqual(['Client']);
    expect(named.get(pages.parentId)?.externalRef).toMatchObject({ tool: 'taskmaster', source: `client/${file}`, key: 'master' });
    const before = JSON.stringify(it.tasks());
    for (const folder of ['server', 'client'])
      expect((await it.import('taskmaster', folder)).data).toMatchObject({ added: 0, unchanged: 3, changed: [], gone: [] });
    expect(JSON.stringify(it.tasks())).toBe(before);
  });

  it('shows what changed in the source since, and takes it over where nothing changed here', async () => {
    const [a, b, c] = [
      { id: 'k-1', title: 'One', status: 'open', priority: 2, labels: ['x'] },
      { id: 'k-2', title: 'Two', status: 'open', priority: 2 },
      { id: 'k-3', title: 'Three', status: 'open', priority: 2 },
    ];
    const it = await project({ '.beads/issues.jsonl': jsonLines(a, b, c) });
    await it.import('beads');
    await it.json('update', 'k-2', '--title', 'Two, as I see it', '--priority', 'high');
    write(
      it.cwd,
      '.beads/issues.jsonl',
      jsonLines(
        { ...a, title: 'One more', status: 'closed', closed_at: '2026-04-01T00:00:00Z', labels: [] },
        { ...b, title: 'Second', labels: ['y'] },
        { id: 'k-4', title: 'Four', status: 'open' },
      ),
    );
    const told = (await it.import('beads')).data;
    expect(told).toMatchObject({ added: 1, updated: 0, unchanged: 2, gone: [{ task: 'k-3', key: 'k-3', open: true }] });
    expect(
      told.changed.map(({ task, field, both }: { task: string; field: string; both: boolean }) => `${task} ${field} ${both}`),
    ).toEqual(['k-1 title false', 'k-1 status false', 'k-1 labels false', 'k-2 title true', 'k-2 labels false']);
    expect(it.tasks()[0]).toMatchObject({ title: 'One', status: 'pending' });
    expect((await it.import('beads', '--update')).data).toMatchObject({ added: 0, updated: 2, unchanged: 1 });
    expect(it.tasks()[0]).toMatchObject({
      title: 'One more',
      status: 'done',
      labels: [],
      completedAt: '2026-04-01T00:00:00.000Z',
    });
    expect(it.tasks()[1]).toMatchObject({ title: 'Two, as I see it', priority: 'high', labels: ['y'] });
    expect((await it.import('beads', '--update')).data.changed).toEqual([
      { task: 'k-2', field: 'title', from: 'Two, as I see it', to: 'Second', both: true },
    ]);
    expect(it.tasks()).toHaveLength(4);
  });

  it('comes back from an export, and so does a time that nobody knows', async () => {
    const it = await project({
      '.beads/issues.jsonl': jsonLines({ id: 'k-1', title: 'done once', status: 'closed', created_at: '2025-02-01T00:00:00Z' }),
    });
    await it.import('beads');
    await it.json('export', '-o', 'out.jsonl');
    const other = await project({ 'out.jsonl': readFileSync(join(it.cwd, 'out.jsonl'), 'utf8') });
    await other.json('add', '--from', 'out.jsonl');
    expect(other.tasks()).toEqual(it.tasks());
    expect(other.tasks()[0]).not.toHaveProperty('completedAt');
  });
});

describe('the report', () => {
  it('tells each kind once, with a number and the first three, and all of it in a file', async () => {
    const issues = Array.from({ length: 5 }, (_, at) => ({
      id: `k-${at}`,
      title: `t${at}`,
      status: 'in review',
      dependencies: [{ depends_on_id: 'x', type: 'blocks' }],
    }));
    const it = await project({ '.beads/issues.jsonl': jsonLines(...issues), 'todo.md': '# Plan\n\n- [>] later\n- [ ] now\n' });
    const { stdout } = await runCli(['import', 'beads', '--report', 'report.json'], { cwd: it.cwd });
    expect(stdout.split('\n')).toEqual([
      'Imported 5 tasks from beads (0 epics, 5 open, 0 finished)',
      '5 × status in review → pending: k-0, k-1, k-2, …',
      '5 × dependency not there, kept:',
      '  k-0 on x',
      '  k-1 on x',
      '  k-2 on x',
      '  and 2 more: --json lists them all',
      '5 × in progress in the source: open here, for nobody holds them',
      '',
    ]);
    expect(it.tasks().every(({ status }) => status === 'pending')).toBe(true);
    expect(JSON.parse(readFileSync(join(it.cwd, 'report.json'), 'utf8'))).toMatchObject({
      added: 5,
      translated: { length: 5 },
      missingDepends: { length: 5 },
    });
    expect((await it.import('markdown', 'todo.md')).data.translated).toEqual([
      { task: 'T001', field: 'status', from: '[>]', to: 'blocked' },
    ]);
  });
});
