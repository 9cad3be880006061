import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { installedProgram, storm, violationsIn } from '../support/processes';
import { type Project, scratchProject } from '../support/scratch-project';

/** The backlog of a real project: every task comes in, and five agents work on five of its epics until one closes. */

const backlogs = resolve(join(import.meta.dirname, '../..'), process.env.STINT_BACKLOGS ?? '../shared/fixtures/backlogs');
const cleo = join(backlogs, 'cleo');
const there = existsSync(join(cleo, 'todo.json'));
if (!there) process.stdout.write(`skipped: no backlog in ${cleo}\n`);

type Foreign = {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly type?: string;
  readonly parentId?: string | null;
  readonly depends?: readonly string[];
  readonly phase?: string | null;
  readonly priority?: string;
};

const foreignTasks = (): readonly Foreign[] => JSON.parse(readFileSync(join(cleo, 'todo.json'), 'utf8')).tasks;

const imported = async (): Promise<Project> => {
  const project = await scratchProject([]);
  await project.ok(['import', 'cleo', cleo]);
  return project;
};

/** A misspelling of its own tool is mapped, and what nobody here holds is open. */
const statusHere = (status: string): string => (status === 'completed' ? 'done' : status === 'active' ? 'pending' : status);

const finished = (status: string): boolean => ['done', 'completed', 'cancelled'].includes(status);

describe.skipIf(!there)('a real backlog', () => {
  test('every task with its parent, dependencies, phase and state', async () => {
    const project = await scratchProject([]);
    const answer = await project.data(['import', 'cleo', cleo]);
    const foreign = foreignTasks();
    const misspelt = foreign.filter((task) => task.status === 'completed').map((task) => task.id);
    expect(answer.added).toBe(foreign.length);
    expect(JSON.stringify(answer)).toContain(misspelt[0]);
    const all = (await project.data('stint list --all')).items as Foreign[];
    const mine = new Map(all.map((task) => [task.id, task]));
    expect(mine.size).toBe(foreign.length);
    for (const task of foreign) {
      const own = mine.get(task.id);
      expect(own, task.id).toMatchObject({ title: task.title, status: statusHere(task.status) });
      expect([own?.parentId ?? null, own?.phase ?? null, [...(own?.depends ?? [])].sort()], task.id).toEqual([
        task.parentId ?? null,
        task.phase ?? null,
        [...(task.depends ?? [])].sort(),
      ]);
    }
    expect(misspelt.map((id) => mine.get(id)?.status)).toEqual(misspelt.map(() => 'done'));
    expect((await project.data('stint list --type epic --all')).total).toBe(
      foreign.filter((task) => task.type === 'epic').length,
    );
    expect((await project.data(['import', 'cleo', cleo])).added).toBe(0);
  });

  test('an archived or unknown scope is refused, and every epic that can be started is startable', async () => {
    const project = await imported();
    await project.refused(33, 'stint start T99999');
    const epics = foreignTasks().filter((task) => task.type === 'epic' && !finished(task.status));
    const codes = new Set<number>();
    for (const { id } of epics) codes.add((await project.run(`stint start epic:${id} --auto-focus --dry-run --json`)).exitCode);
    expect([...codes].every((code) => [0, 42].includes(code))).toBe(true);
  });

  test('five agents on five real epics at once, until one epic closes', async () => {
    const project = await imported();
    const tasks = new Map(foreignTasks().map((task) => [task.id, task]));
    const openBelow = (id: string): Foreign[] =>
      [...tasks.values()].filter((task) => !finished(task.status) && ancestors(tasks, task).includes(id));
    const candidates: string[] = [];
    const bySize = [...tasks.values()]
      .filter((task) => task.type === 'epic' && !finished(task.status))
      .sort((a, b) => openBelow(a.id).length - openBelow(b.id).length);
    for (const { id } of bySize) {
      const around = ancestors(tasks, tasks.get(id)).concat(openBelow(id).map((task) => task.id));
      if (openBelow(id).length === 0 || around.some((other) => candidates.includes(other))) continue;
      const preview = await project.run(`stint start epic:${id} --auto-focus --dry-run --json`);
      if (preview.exitCode === 0) candidates.push(id);
      if (candidates.length === 5) break;
    }
    expect(candidates).toHaveLength(5);

    const agent = (n: number) => ({ STINT_CONVERSATION: `agent-${n}`, STINT_AGENT: `opus-${n}` });
    const runs = await storm(
      installedProgram(),
      candidates.map((id, n) => ({
        argv: ['session', 'start', '--scope', `epic:${id}`, '--auto-focus', '--json'],
        place: { cwd: project.dir, env: agent(n) },
      })),
    );
    expect(runs.map((run) => run.exitCode)).toEqual([0, 0, 0, 0, 0]);
    for (const run of runs) {
      const focus = tasks.get(run.json().data.session.focus.id);
      expect(focus?.status).toBe('pending');
      expect((focus?.depends ?? []).filter((id) => !finished(tasks.get(id)?.status ?? ''))).toEqual([]);
      expect([...tasks.values()].filter((task) => task.parentId === focus?.id && !finished(task.status))).toEqual([]);
    }
    expect(violationsIn(project.dir).filter((text) => !text.endsWith('without an entry'))).toEqual([]);

    let closed: string | undefined;
    const working = new Set(candidates.keys());
    for (let step = 0; step < 200 && closed === undefined && working.size > 0; step += 1) {
      for (const n of working) {
        const around = { env: agent(n) };
        const focus = (await project.data('stint focus show', around)).focus?.id;
        if (focus !== undefined) await project.ok(`stint complete ${focus} --notes worked`, around);
        const next = await project.run('stint next --claim --json', around);
        if (next.exitCode === 0) continue;
        expect(next.exitCode).toBe(42);
        working.delete(n);
        const close = await project.run('stint session close --json', around);
        if (close.exitCode === 0) {
          closed = candidates[n];
          expect((await project.data(`stint show ${closed}`)).task.status).toBe('done');
          break;
        }
        expect(close.exitCode).toBe(37);
      }
    }
    expect(closed).toBeDefined();
    const own = runs.map((run) => run.json().data.session.id);
    const closedHere = (await project.data('stint session list --status closed')).items.filter((one: { id: string }) =>
      own.includes(one.id),
    );
    expect(closedHere).toMatchObject([{ scope: { rootTaskId: closed } }]);
  });
});

const ancestors = (tasks: ReadonlyMap<string, Foreign>, task: Foreign | undefined): string[] => {
  const path: string[] = [];
  for (let at = task?.parentId; at !== undefined && at !== null && !path.includes(at); at = tasks.get(at)?.parentId)
    path.push(at);
  return path;
};
