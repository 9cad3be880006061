import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { installedProgram, recordsIn, startCommand, violationsIn } from '../support/processes';
import { scratchProject } from '../support/scratch-project';

/** One folder, used from places that do not agree about what time it is or which processes there are. */
const full = process.env.STINT_TORTURE === 'full';
const program = installedProgram();
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const idOf = (n: number): string => `T${String(n).padStart(3, '0')}`;
const tasksOf = (count: number) => numbers(count).map((n) => ({ id: idOf(n), title: `Part ${n}` }));

const works = (command: readonly string[]): boolean => spawnSync(command[0] ?? '', [...command.slice(1), 'true']).status === 0;
/** A world of processes of its own, as a container has it. */
const contained = [
  ['unshare', '--pid', '--fork', '--mount-proc'],
  ['unshare', '--map-root-user', '--pid', '--fork', '--mount-proc'],
].find(works);
const atTime = (shift: string): readonly string[] => ['faketime', '-f', shift];
const hasFaketime = works(atTime('-1d'));
if (contained === undefined) process.stdout.write('skipped: no process namespaces are to be had here\n');
if (!hasFaketime) process.stdout.write('skipped: faketime is not installed\n');

const run = (around: readonly string[], dir: string, argv: readonly string[], env: Record<string, string> = {}) => {
  const [command = '', ...args] = [...around, process.execPath, program, ...argv, '--json'];
  // Waiting is measured by a clock that nobody sets.
  return startCommand(command, args, { cwd: dir, env: { FAKETIME_DONT_FAKE_MONOTONIC: '1', ...env } }).ended;
};

const agent = (name: string | number) => ({ STINT_CONVERSATION: `agent-${name}` });

/** Everybody starts on a task of their own and claims another, some log and finish; all at the same time. */
const crowd = async (worlds: readonly (readonly string[])[], each: number): Promise<void> => {
  const count = worlds.length * each;
  const { dir, ok } = await scratchProject(tasksOf(2 * count));
  await ok(`stint config set multiSession.maxConcurrentSessions ${count + 1}`);
  const place = (n: number): readonly string[] => worlds[n % worlds.length] ?? [];
  const starts = await Promise.all(numbers(count).map((n) => run(place(n), dir, ['start', idOf(n)], agent(n))));
  expect(starts.filter(({ exitCode }) => exitCode !== 0).map(({ stdout }) => stdout)).toEqual([]);
  const rivals = await Promise.all(numbers(count).map((n) => run(place(n + 1), dir, ['start', idOf(n)], agent(`rival-${n}`))));
  expect(rivals.map(({ exitCode }) => exitCode)).toEqual(numbers(count).map(() => 32));
  const dones = await Promise.all(
    numbers(count).map((n) => run(place(n), dir, ['done', idOf(n), '-r', `reason ${n}`], agent(n))),
  );
  expect(dones.filter(({ exitCode }) => exitCode !== 0).map(({ stdout }) => stdout)).toEqual([]);
  const claims = await Promise.all(
    numbers(count).map((n) => run(place(n), dir, ['next', '--claim'], { STINT_AGENT: `claimer-${n}`, STINT_SESSION: 'none' })),
  );
  const claimed = claims.filter(({ exitCode }) => exitCode === 0);
  expect(claimed.length, claims.find(({ exitCode }) => exitCode !== 0)?.stdout).toBe(count);
  const entries = recordsIn(join(dir, '.stint/ledger.jsonl'));
  expect(entries.map((entry) => entry.task.id).sort()).toEqual(numbers(count).map(idOf));
  for (const { durationMs } of entries) expect(durationMs ?? 0).toBeGreaterThanOrEqual(0);
  await ok('stint ledger verify');
  await ok('stint session list');
  expect(violationsIn(dir)).toEqual([]);
};

describe('two worlds of processes on one folder', () => {
  test.skipIf(contained === undefined)('a crowd from two containers and from outside', async () => {
    await crowd([contained ?? [], contained ?? [], []], full ? 12 : 3);
  });

  test.skipIf(contained === undefined)('a process that another world cannot see is not taken for dead', async () => {
    const project = await scratchProject(tasksOf(2));
    const { dir } = project;
    await project.ok('stint start T001', { env: agent('outside') });
    const heldBy = (pid: number): void => {
      const [line = ''] = project.read('.stint/sessions.json').match(/^.*"id":"session_.*$/m) ?? [];
      const session = JSON.parse(line.replace(/,$/, ''));
      const startTime = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ')[19];
      const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      const identity = { pid, startTime, bootId, pidNamespace: readlinkSync('/proc/self/ns/pid'), host: hostname() };
      project.write(
        '.stint/sessions.json',
        project.read('.stint/sessions.json').replace(line.replace(/,$/, ''), JSON.stringify({ ...session, process: identity })),
      );
    };
    const seenGone = async (around: readonly string[]): Promise<boolean> => {
      const rival = await run(around, dir, ['start', 'T001'], agent('rival'));
      expect(rival.exitCode).toBe(32);
      return rival.json().error.details.conflicts[0].processGone === true;
    };
    heldBy(process.pid);
    expect([await seenGone([]), await seenGone(contained ?? [])]).toEqual([false, false]);
    heldBy(4_194_303);
    expect([await seenGone([]), await seenGone(contained ?? [])]).toEqual([true, false]);
  });
});

describe('clocks that are wrong', () => {
  test.skipIf(!hasFaketime)('a crowd, some of it days ahead and some days behind', async () => {
    await crowd([[], atTime('-5d'), atTime('+5d')], full ? 12 : 3);
  });

  test.skipIf(!hasFaketime)('a clock that is set back, and forward, between the lines of one session', async () => {
    const { dir, ok } = await scratchProject(tasksOf(2));
    const steps = [
      [['start', 'T001'], '+3d'],
      [['log', 'set back'], '-3d'],
      [['done', 'T001', '-r', 'before it began'], '-4d'],
      [['log', 'far ahead'], '+9d'],
      [['status'], '-9d'],
      [['end'], '-9d'],
    ] as const;
    const codes = [];
    for (const [argv, shift] of steps) codes.push((await run(atTime(shift), dir, argv, agent(1))).exitCode);
    expect(codes).toEqual(steps.map(() => 0));
    const [entry] = recordsIn(join(dir, '.stint/ledger.jsonl'));
    expect(entry.durationMs ?? 0).toBeGreaterThanOrEqual(0);
    await ok('stint ledger verify');
    expect(violationsIn(dir)).toEqual([]);
  });
});
