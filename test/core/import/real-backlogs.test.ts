import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { scratch } from '../../adapters/scratch';
import { runCli } from '../../support/run-cli';
import { snapshot } from './snapshot';

const backlogs = process.env.STINT_BACKLOGS ?? join(import.meta.dirname, '../../../../shared/fixtures/backlogs');

// biome-ignore lint/suspicious/noExplicitAny: files of other tools, read without their types
type Any = any;
/** What a backlog holds, found out without the importers: id here → parent here, dependencies here. */
type Expected = ReadonlyMap<
  string,
  { readonly parent: string | undefined; readonly depends: readonly string[]; readonly done: boolean }
>;

const lines = (file: string): Any[] =>
  readFileSync(join(backlogs, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
const json = (file: string): Any => JSON.parse(readFileSync(join(backlogs, file), 'utf8'));

const cleo = (): Expected =>
  new Map(
    json('cleo/todo.json').tasks.map((task: Any) => [
      task.id,
      { parent: task.parentId ?? undefined, depends: task.depends ?? [], done: ['done', 'completed'].includes(task.status) },
    ]),
  );

const cub = (): Expected => {
  const tasks = lines('cub/tasks.jsonl');
  return new Map(
    tasks.map((task) => [
      task.id,
      {
        parent: task.parent ?? undefined,
        depends: [...task.dependsOn, ...tasks.filter((other) => other.blocks.includes(task.id)).map((other) => other.id)],
        done: task.status === 'closed',
      },
    ]),
  );
};

const beads = (): Expected => {
  const issues = lines('beads/issues.jsonl');
  const ids = new Set(issues.map((issue) => issue.id));
  const to = (issue: Any, type: string): string[] =>
    (issue.dependencies ?? []).filter((link: Any) => link.type === type).map((link: Any) => link.depends_on_id);
  return new Map(
    issues.map((issue) => [
      issue.id,
      {
        parent: to(issue, 'parent-child').find((id) => ids.has(id)),
        depends: to(issue, 'blocks'),
        done: issue.status === 'closed',
      },
    ]),
  );
};

const backlog = (): Expected => {
  const pages = ['tasks', 'completed', 'drafts'].flatMap((folder) =>
    readdirSync(join(backlogs, 'backlog-md', folder)).map((name): Any => {
      const text = readFileSync(join(backlogs, 'backlog-md', folder, name), 'utf8');
      return { folder, ...parse((text.split('---\n')[1] ?? '').replace(/: (@.*)/g, ': "$1"')) };
    }),
  );
  const number = (id: string): string => id.replace(/^.*-/, '').replace(/(^|\.)0+(?=\d)/g, '$1');
  const find = (id: string): string | undefined =>
    pages.find((page) => page.folder !== 'drafts' && number(page.id) === number(id))?.id;
  return new Map(
    pages.map((page) => [
      page.id,
      {
        parent:
          page.folder === 'drafts'
            ? undefined
            : find(page.parent_task_id ?? (page.id.includes('.') ? page.id.replace(/\.\d+$/, '') : 'x-none')),
        depends: (page.dependencies ?? []).map((id: string) => find(id) ?? id),
        done: page.folder !== 'drafts' && page.status === 'Done',
      },
    ]),
  );
};

const taskmaster = (): Expected => {
  const found = new Map<string, { parent: string | undefined; depends: string[]; done: boolean }>();
  for (const [tag, { tasks }] of Object.entries<Any>(json('taskmaster/tasks.json'))) {
    const all = tasks.flatMap((task: Any) => [task, ...(task.subtasks ?? [])]);
    const done = all.every((task: Any) => ['done', 'cancelled'].includes(task.status));
    found.set(tag, { parent: undefined, depends: [], done });
    for (const task of tasks) {
      const id = `${tag}-${task.id}`;
      found.set(id, { parent: tag, depends: task.dependencies.map((on: Any) => `${tag}-${on}`), done: task.status === 'done' });
      const subtasks: Any[] = task.subtasks ?? [];
      const on = (name: Any): string =>
        subtasks.some((each) => `${each.id}` === `${name}`) ? `${id}.${name}` : `${tag}-${name}`;
      for (const each of subtasks)
        if (!found.has(`${id}.${each.id}`))
          found.set(`${id}.${each.id}`, { parent: id, depends: (each.dependencies ?? []).map(on), done: each.status === 'done' });
    }
  }
  return found;
};

const sources = [
  { source: 'cleo', folder: 'cleo', expected: cleo, doubles: 0 },
  { source: 'cub', folder: 'cub', expected: cub, doubles: 0 },
  { source: 'beads', folder: 'beads', expected: beads, doubles: 0 },
  { source: 'backlog', folder: 'backlog-md', expected: backlog, doubles: 0 },
  { source: 'taskmaster', folder: 'taskmaster', expected: taskmaster, doubles: 7 },
] as const;

describe.skipIf(!existsSync(backlogs)).each(sources)('the real backlog of $source', ({ source, folder, expected, doubles }) => {
  it('comes in with every task, parent and dependency, and once only', { timeout: 60_000 }, async () => {
    const cwd = scratch();
    await runCli(['init'], { cwd });
    const dry = await runCli(['import', source, join(backlogs, folder), '--dry-run', '--json'], { cwd });
    const before = snapshot(cwd);
    expect(before.has('.stint/ledger.jsonl') && before.get('.stint/ledger.jsonl') !== '').toBe(false);
    const run = await runCli(['import', source, join(backlogs, folder), '--json'], { cwd });
    const { data, ok } = run.json();
    expect([run.stderr, ok]).toEqual(['', true]);
    const { dryRun: _dryRun, ...would } = dry.json().data;
    expect(data).toEqual(would);

    const told = expected();
    const cut = new Set<string>(data.cut.map((link: Any) => `${link.task} ${link.field} ${link.to}`));
    const { tasks } = JSON.parse(readFileSync(join(cwd, '.stint/todo.json'), 'utf8'));
    // Two tasks of one id: the first keeps it, the others are numbered.
    const numbered = new Set(data.renamed.map((each: Any) => each.to));
    expect(numbered.size).toBe(doubles);
    const seen = tasks
      .filter((task: Any) => !numbered.has(task.id))
      .map((task: Any) => [task.id, task.parentId, [...task.depends].sort(), task.status === 'done']);
    const want = [...told].map(([id, { parent, depends, done }]) => [
      id,
      parent === undefined || cut.has(`${id} parent ${parent}`) ? undefined : parent,
      [...new Set(depends)].filter((on) => !cut.has(`${id} depends ${on}`)).sort(),
      done,
    ]);
    expect(seen.sort()).toEqual(want.sort());
    expect(data.added).toBe(told.size + doubles);
    expect(data.missingDepends.length).toBe(
      [...told.values()].flatMap(({ depends }) => [...new Set(depends)].filter((on) => !told.has(on))).length,
    );

    const after = snapshot(cwd);
    const again = await runCli(['import', source, join(backlogs, folder), '--json'], { cwd });
    expect(again.json().data).toMatchObject({ added: 0, unchanged: told.size + doubles, entries: 0, sessions: 0 });
    expect([...snapshot(cwd)]).toEqual([...after]);
    expect((await runCli(['list', '--all', '--json'], { cwd })).json().data.total).toBe(told.size + doubles);
  });
});

describe.skipIf(!existsSync(backlogs))('what real backlogs recorded', () => {
  it('takes over the ledger of cub', { timeout: 60_000 }, async () => {
    const cwd = scratch();
    await runCli(['init'], { cwd });
    await runCli(['import', 'cub', join(backlogs, 'cub')], { cwd });
    const index = lines('cub/ledger/index.jsonl');
    const names = readdirSync(join(backlogs, 'cub/ledger/by-task'));
    const whole: Any[] = names.map((name) => json(join('cub/ledger/by-task', name)));
    const recorded: Any[] = readFileSync(join(cwd, '.stint/ledger.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const ids = new Set([...index, ...whole].map((entry) => entry.id));
    expect(recorded.length).toBe(ids.size);
    expect(new Set(recorded.map((entry) => entry.id)).size).toBe(recorded.length);
    expect(new Set(recorded.map((entry) => `${entry.type} ${entry.source}`))).toEqual(new Set(['completed import']));
    const cost = (entries: readonly Any[], key: string): number => entries.reduce((sum, entry) => sum + (entry[key] ?? 0), 0);
    const inWhole = new Set(whole.map((entry) => entry.id));
    const expected =
      cost(whole, 'cost_usd') +
      cost(
        index.filter((entry) => !inWhole.has(entry.id)),
        'cost_usd',
      );
    expect(cost(recorded, 'costUsd')).toBeCloseTo(expected, 6);
    const byOwn = new Map(recorded.map((entry) => [entry.import.id, entry]));
    for (const entry of whole) expect(byOwn.get(entry.id)?.completedAt).toBe(new Date(entry.completed_at).toISOString());
    for (const entry of whole) expect(byOwn.get(entry.id)?.commits.length).toBe(entry.commits.length);
    expect(recorded.map((entry) => entry.at)).toEqual(recorded.map((entry) => entry.at).sort());
  });

  it('takes over the sessions of cleo, closed', { timeout: 60_000 }, async () => {
    const cwd = scratch();
    await runCli(['init'], { cwd });
    await runCli(['import', 'cleo', join(backlogs, 'cleo')], { cwd });
    const { sessions, sessionHistory } = json('cleo/sessions.json');
    const listed = (await runCli(['session', 'list', '--status', 'closed', '--json'], { cwd })).json().data;
    const ids = [...sessions, ...sessionHistory].map((session: Any) => session.id);
    expect(listed.total).toBe(ids.length);
    expect((await runCli(['session', 'list', '--json'], { cwd })).json().data.total).toBe(0);
    const shown = await runCli(['session', 'show', ids[0], '--json'], { cwd });
    expect(shown.json().data.session).toMatchObject({ id: ids[0], status: 'closed' });
  });

  it('leaves nothing behind where one part cannot be read', { timeout: 60_000 }, async () => {
    const cwd = scratch();
    await runCli(['init'], { cwd });
    const { cpSync, writeFileSync } = await import('node:fs');
    cpSync(join(backlogs, 'cub'), join(cwd, '.cub'), { recursive: true });
    writeFileSync(join(cwd, '.cub/ledger/index.jsonl'), '{"id":\n', { flag: 'a' });
    const before = snapshot(join(cwd, '.stint'));
    const run = await runCli(['import', 'cub', '--json'], { cwd });
    expect(run.exitCode).toBe(41);
    expect(run.json().error.details).toMatchObject({ line: 271 });
    expect([...snapshot(join(cwd, '.stint'))]).toEqual([...before]);
    rmSync(join(cwd, '.cub'), { recursive: true });
  });
});
