import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratch } from '../../adapters/scratch';
import { runCli } from '../../support/run-cli';

const size = 20_000;
/** A tree of ten children each, and a dependency on the task before it. */
const numbers = Array.from({ length: size }, (_, at) => ({
  at,
  parent: at === 0 ? undefined : Math.floor((at - 1) / 10),
  on: at % 3 === 2 ? at - 1 : undefined,
}));
const jsonLines = (records: readonly object[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('');
const put = (folder: string, path: string, text: string): void => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
};

/** Writes a backlog, and says which tasks it has: id, parent, dependencies. */
type Writer = (folder: string) => readonly (readonly [string, string | undefined, readonly string[]])[];

const plain = (prefix: string) =>
  numbers.map(
    ({ at, parent, on }) =>
      [
        `${prefix}${at}`,
        parent === undefined ? undefined : `${prefix}${parent}`,
        on === undefined ? [] : [`${prefix}${on}`],
      ] as const,
  );

const writers: Readonly<Record<string, Writer>> = {
  cub: (folder) => {
    const tasks = plain('cub-');
    const records = tasks.map(([id, parent, dependsOn]) => ({
      id,
      title: `Task ${id}`,
      status: 'closed',
      parent: parent ?? null,
      dependsOn,
    }));
    put(folder, '.cub/tasks.jsonl', jsonLines(records));
    const index = tasks
      .filter((_, at) => at % 2 === 0)
      .map(([id]) => ({ id, title: `Task ${id}`, completed: '2026-01-02', tokens: 5 }));
    put(folder, '.cub/ledger/index.jsonl', jsonLines(index));
    return tasks;
  },
  beads: (folder) => {
    const tasks = plain('b-');
    const records = tasks.map(([id, parent, depends]) => ({
      id,
      title: `Task ${id}`,
      status: 'open',
      priority: 2,
      dependencies: [
        ...(parent === undefined ? [] : [{ issue_id: id, depends_on_id: parent, type: 'parent-child' }]),
        ...depends.map((on) => ({ issue_id: id, depends_on_id: on, type: 'blocks' })),
      ],
    }));
    put(folder, '.beads/issues.jsonl', jsonLines(records));
    return tasks;
  },
  taskmaster: (folder) => {
    const tasks = Array.from({ length: size / 10 }, (_, at) => ({
      id: at + 1,
      title: `Task ${at}`,
      status: 'pending',
      dependencies: at === 0 ? [] : [at],
      subtasks: Array.from({ length: 9 }, (_each, sub) => ({
        id: sub + 1,
        title: `Part ${sub}`,
        status: 'done',
        dependencies: sub === 0 ? [] : [sub],
      })),
    }));
    put(folder, '.taskmaster/tasks/tasks.json', JSON.stringify({ tag: { tasks } }));
    return [
      ['tag', undefined, []],
      ...tasks.flatMap(({ id, dependencies, subtasks }) => [
        [`tag-${id}`, 'tag', dependencies.map((on) => `tag-${on}`)] as const,
        ...subtasks.map(
          (each) => [`tag-${id}.${each.id}`, `tag-${id}`, each.dependencies.map((on) => `tag-${id}.${on}`)] as const,
        ),
      ]),
    ];
  },
  cleo: (folder) => {
    const tasks = plain('T1');
    const records = tasks.map(([id, parentId, depends]) => ({ id, title: `Task ${id}`, status: 'pending', parentId, depends }));
    put(folder, '.cleo/todo.json', JSON.stringify({ tasks: records }));
    return tasks;
  },
  // Written in the order of its lines, so that parents stand above their children.
  markdown: (folder) => {
    const lines = numbers.map(
      ({ at, on }) => `${at % 10 === 0 ? '' : '  '}- [ ] Task ${at} ^M${at}${on === undefined ? '' : ` >M${on}`}`,
    );
    put(folder, 'TODO.md', `${lines.join('\n')}\n`);
    return numbers.map(({ at, on }) => [
      `M${at}`,
      at % 10 === 0 ? undefined : `M${at - (at % 10)}`,
      on === undefined ? [] : [`M${on}`],
    ]);
  },
  backlog: (folder) => {
    const tasks = plain('task-');
    mkdirSync(join(folder, 'backlog/tasks'), { recursive: true });
    for (const [id, parent, depends] of tasks) {
      const above = parent === undefined ? '' : `parent_task_id: ${parent}\n`;
      const text = `---\nid: ${id}\ntitle: 'Task ${id}'\nstatus: To Do\n${above}dependencies: [${depends.join(', ')}]\n---\n\nText\n`;
      writeFileSync(join(folder, 'backlog/tasks', `${id}.md`), text);
    }
    return tasks;
  },
};

describe.each(Object.keys(writers))('a large backlog of %s', (source) => {
  it('comes in with every parent and dependency, and once only', { timeout: 120_000 }, async () => {
    const cwd = scratch();
    await runCli(['init'], { cwd });
    const expected = writers[source]?.(cwd) ?? [];
    const line = ['import', source, ...(source === 'markdown' ? ['TODO.md', '--signs'] : []), '--json'];
    const { data } = (await runCli(line, { cwd })).json();
    expect(data).toMatchObject({ added: expected.length, renamed: [], missingParents: [], missingDepends: [], cut: [] });
    expect(data.entries).toBe(source === 'cub' ? size / 2 : 0);
    const todo = readFileSync(join(cwd, '.stint/todo.json'), 'utf8');
    const { tasks } = JSON.parse(todo) as { tasks: { id: string; parentId?: string; depends: string[] }[] };
    expect(tasks.map(({ id, parentId, depends }) => [id, parentId, depends])).toEqual(expected);
    expect((await runCli(line, { cwd })).json().data).toMatchObject({ added: 0, unchanged: expected.length, entries: 0 });
    expect(readFileSync(join(cwd, '.stint/todo.json'), 'utf8')).toBe(todo);
  });
});
