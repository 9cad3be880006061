import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { installedProgram, recordsIn, startStint, storm, violationsIn } from '../support/processes';
import { scratchProject } from '../support/scratch-project';

/** The record under crowds and kills: what was acknowledged is there, once, and the ledger verifies. */

const full = process.env.STINT_TORTURE === 'full';
/** The full run has the time that everybody has; the sample shall not fail where a machine is very busy. */
const patience = full ? [] : ['--lock-timeout', '2m'];
const program = installedProgram();
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const idOf = (n: number): string => `T${String(n).padStart(3, '0')}`;
const tasksOf = (count: number) => numbers(count).map((n) => ({ id: idOf(n), title: `Part ${n}` }));

describe.each(full ? [12, 24, 96] : [12])('%i parallel done of different tasks', (crowd) => {
  test.each(numbers(full ? 10 : 2))('round %i: as many tasks finished as ledger lines as exit codes 0', async () => {
    const project = await scratchProject(tasksOf(crowd));
    const runs = await storm(
      program,
      numbers(crowd).map((n) => ({ argv: ['done', idOf(n), '--json', ...patience], place: { cwd: project.dir } })),
    );
    const finished = project.json('.stint/todo.json').tasks.filter((task: { status: string }) => task.status === 'done').length;
    const lines = project.lines('.stint/ledger.jsonl').length;
    const zeros = runs.filter((run) => run.exitCode === 0).length;
    expect([finished, lines, zeros]).toEqual([crowd, crowd, crowd]);
    await project.ok('stint ledger verify');
  });
});

test('20 parallel done of one task: one entry, and every exit code true', async () => {
  const project = await scratchProject(tasksOf(1));
  const runs = await storm(
    program,
    numbers(20).map(() => ({ argv: ['done', 'T001', '--json', ...patience], place: { cwd: project.dir } })),
  );
  const answers = runs.map((run) => [run.exitCode, run.json().data.entry]);
  const [entry] = project.lines('.stint/ledger.jsonl');
  expect(project.lines('.stint/ledger.jsonl')).toHaveLength(1);
  expect(answers).toEqual(numbers(20).map(() => [0, entry.id]));
  expect(runs.filter((run) => run.json().data.changed)).toHaveLength(1);
});

/** Lives of one worker, each with a task of its own; far more than are needed, however slow the machine is. */
const livesEach = 60;

/** One process after the other, each a step of a small life; every third or so is killed at a random moment. */
const live = async (dir: string, worker: number, enough: () => boolean, acknowledged: Acknowledged): Promise<void> => {
  let at = 1;
  let turn = 0;
  while (at <= livesEach && !enough()) {
    const task = `W${worker}-${at}`;
    const remark = `remark ${worker}.${turn}`;
    const lines = [
      ['start', task, '--json'],
      ['log', remark, '--json'],
      ['wip', task, '--json'],
      ['done', task, '--json'],
      ['end', '--json'],
    ];
    const argv = [...(lines[turn % lines.length] ?? []), ...patience];
    const { child, ended } = startStint(program, argv, { cwd: dir, env: { STINT_CONVERSATION: `worker-${worker}` } });
    const fate = Math.random() < 0.3 ? sleep(20 + Math.random() * 400).then(() => child.kill('SIGKILL')) : undefined;
    const run = await ended;
    await fate;
    if (run.signal === null) {
      if ([51, 52, 70].includes(run.exitCode)) acknowledged.faults.push(`${argv.join(' ')}: ${run.stdout}${run.stderr}`);
      if (run.exitCode === 0 && argv[0] === 'log') acknowledged.remarks.push(remark);
      if (run.exitCode === 0 && argv[0] === 'done') acknowledged.done.push(task);
    } else acknowledged.kills += 1;
    turn += 1;
    if (turn % lines.length === 0) at += 1;
  }
};

type Acknowledged = { readonly done: string[]; readonly remarks: string[]; readonly faults: string[]; kills: number };

test('log, wip, done, start and end of a crowd under random kill -9', async () => {
  const workers = full ? 50 : 6;
  const goal = full ? { done: 500, kills: 500 } : { done: 10, kills: 10 };
  const tasks = numbers(workers).flatMap((worker) =>
    numbers(livesEach).map((n) => ({ id: `W${worker}-${n}`, title: `Step ${n}` })),
  );
  const project = await scratchProject(tasks);
  await project.ok(`stint config set multiSession.maxConcurrentSessions ${workers + 1}`);
  const acknowledged: Acknowledged = { done: [], remarks: [], faults: [], kills: 0 };
  const enough = (): boolean =>
    acknowledged.faults.length > 20 || (acknowledged.done.length >= goal.done && acknowledged.kills >= goal.kills);
  await Promise.all(numbers(workers).map((worker) => live(project.dir, worker, enough, acknowledged)));
  const { faults, done, remarks, kills } = acknowledged;
  process.stdout.write(`${workers} workers: ${JSON.stringify({ done: done.length, remarks: remarks.length, kills })}\n`);
  expect(faults).toEqual([]);
  expect(done.length).toBeGreaterThanOrEqual(goal.done);
  await project.ok('stint ledger verify');
  const entries = recordsIn(join(project.dir, '.stint/ledger.jsonl'));
  const recorded = entries.map((entry) => entry.task.id);
  expect(new Set(recorded).size).toBe(recorded.length);
  expect(done.filter((task) => !recorded.includes(task))).toEqual([]);
  const log = readFileSync(join(project.dir, '.stint/session.log'), 'utf8').split('\n');
  const times = (remark: string): number => log.filter((line) => line.endsWith(`] ${remark}`)).length;
  expect(remarks.filter((remark) => times(remark) !== 1)).toEqual([]);
  expect(violationsIn(project.dir)).toEqual([]);
});
