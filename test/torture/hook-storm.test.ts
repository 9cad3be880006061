import { cpSync, mkdirSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildSync } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  callsIn,
  hasStrace,
  installedProgram,
  recordsIn,
  startCommand,
  startStint,
  startTraced,
  violationsIn,
} from '../support/processes';
import { commandOf } from '../support/run-cli';
import { type Project, projectAt, scratchFolder, scratchProject } from '../support/scratch-project';

/** Hooks report from many processes while commands run, and while those that fold are killed: no event is lost, none is there twice. */

const full = process.env.STINT_TORTURE === 'full';
const strace = hasStrace();
if (!strace) process.stdout.write('in part skipped: strace is not installed\n');

const program = installedProgram();
const worker = join(scratchFolder(), 'spool-worker.cjs');
beforeAll(() => {
  buildSync({
    entryPoints: [join(import.meta.dirname, '../support/spool-worker.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outfile: worker,
  });
});

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const tasks = numbers(12).map((n) => ({ id: `T0${10 + n}`, title: `Part ${n}` }));
const around = (conversation: string) => ({ env: { STINT_CONVERSATION: conversation } });

const report = (dir: string, name: string, count: number, pauseMs: number, conversations: readonly string[]) => {
  const spool = join(dir, '.stint/spool');
  mkdirSync(spool, { recursive: true });
  const args = [worker, spool, name, String(count), String(pauseMs), ...conversations];
  return startCommand(process.execPath, args, { cwd: dir }).ended;
};

const keysOf = (name: string, count: number, conversations: readonly string[]): string[] =>
  numbers(count).map((n) => `${conversations[n % conversations.length]}:${name}:${n}`);

/** Keys of the events that hooks reported, by the file that they lie in. */
const keysIn = (dir: string): Map<string, string[]> => {
  const events = join(dir, '.stint/events');
  return new Map(
    readdirSync(events).map((file) => [
      file.replace('.jsonl', ''),
      recordsIn(join(events, file)).flatMap(({ synthetic, data }) => (synthetic ? [] : [data.key])),
    ]),
  );
};

/** What is wrong: a key that is missing, or there twice, or nobody reported. */
const faultsIn = (dir: string, expected: readonly string[]): string[] => {
  const counts = new Map<string, number>(expected.map((key) => [key, 0]));
  const faults: string[] = [];
  for (const key of [...keysIn(dir).values()].flat()) {
    const count = counts.get(key);
    if (count === undefined) faults.push(`${key} was never reported`);
    else counts.set(key, count + 1);
  }
  for (const [key, count] of counts) if (count !== 1) faults.push(`${key} is there ${count} times`);
  return [...faults, ...violationsIn(dir)];
};

test('eight processes report while commands log, start, end and show', async () => {
  const perProcess = full ? 1250 : 300;
  const pauseMs = full ? 16 : 20;
  const project = await scratchProject(tasks);
  const { dir } = project;
  await project.ok('stint config set multiSession.maxConcurrentSessions 12');
  const steady = ['steady-0', 'steady-1', 'steady-2'];
  const moving = ['moving-0', 'moving-1'];
  const conversations = [...steady, ...moving, 'nobody'];
  const owners = new Map<string, string>();
  for (const [n, conversation] of steady.entries())
    owners.set(conversation, (await project.data(`stint start T01${n}`, around(conversation))).session.id);

  let over = false;
  const ran = { commands: 0, refused: 0 };
  const stint = async (argv: readonly string[], conversation: string): Promise<void> => {
    const { exitCode, stderr, stdout } = await startStint(program, argv, { cwd: dir, ...around(conversation) }).ended;
    ran.commands += 1;
    if (exitCode === 53) throw new Error(`${argv.join(' ')}: ${stderr}${stdout}`);
    if (exitCode !== 0) ran.refused += 1;
  };
  const loops = [
    async () => {
      for (let n = 0; !over; n++) await stint(['log', `line ${n}`], steady[n % 3] ?? '');
    },
    async () => {
      for (let n = 0; !over; n++)
        await stint(['session', 'show', owners.get(steady[n % 3] ?? '') ?? '', '--events', '--json'], 'reader');
    },
    ...moving.map((conversation, index) => async () => {
      for (let n = 0; !over; n++) {
        await stint(['start', `T01${5 + index}`], conversation);
        await sleep(30);
        await stint(['session', n % 3 === 0 ? 'close' : 'end', '--json'], conversation);
      }
    }),
  ].map((loop) => loop());
  const reports = numbers(8).map((n) => report(dir, `p${n}`, perProcess, pauseMs, conversations));
  for (const { exitCode, stderr } of await Promise.all(reports)) expect([exitCode, stderr]).toEqual([0, '']);
  over = true;
  await Promise.all(loops);

  await project.ok(`stint session show ${owners.get('steady-0')} --events`);
  const expected = numbers(8).flatMap((n) => keysOf(`p${n}`, perProcess, conversations));
  expect(faultsIn(dir, expected)).toEqual([]);
  const found = keysIn(dir);
  const ofSteady = (conversation: string) => expected.filter((key) => key.startsWith(`${conversation}:`)).sort();
  for (const [conversation, id] of owners) expect(found.get(id)?.sort()).toEqual(ofSteady(conversation));
  const inMoving = [...found].filter(([file]) => file !== 'unbound' && ![...owners.values()].includes(file));
  for (const [file, keys] of inMoving) expect(new Set(keys.map((key) => key.split(':')[0])).size, file).toBeLessThan(2);
  const moved = inMoving.flatMap(([, keys]) => keys).length;
  process.stdout.write(
    `${expected.length} events, ${ran.commands} commands (${ran.refused} refused) meanwhile; ${moved} events in ${inMoving.length} short sessions\n`,
  );
  expect(ran.commands).toBeGreaterThan(8);
  expect(moved).toBeGreaterThan(0);
  expect(found.get('unbound')?.some((key) => key.startsWith('moving-'))).toBe(true);
});

describe.skipIf(!strace)('a command that folds is killed', () => {
  const conversations = ['mine', 'nobody'];
  const line = ['log', 'struck', '--json'];
  let base: Project;
  beforeAll(async () => {
    base = await scratchProject(tasks);
    await base.ok('stint start T010', around('mine'));
    await report(base.dir, 'before', 40, 0, conversations);
    await base.ok('stint log folded', around('mine'));
    await report(base.dir, 'after', 40, 0, conversations);
  });
  const freshProject = (): Project => {
    const dir = join(scratchFolder(), 'project');
    cpSync(base.dir, dir, { recursive: true, preserveTimestamps: true });
    return projectAt(dir);
  };
  const expected = [...keysOf('before', 40, conversations), ...keysOf('after', 40, conversations)];

  test('at every link, rename, fsync, pwrite64 and unlink: the next one finishes or begins again', async () => {
    const calls = ['link', 'rename', 'fsync', 'pwrite64', 'unlink'];
    const log = join(scratchFolder(), 'calls');
    const traced = freshProject();
    await startTraced(program, line, { cwd: traced.dir, ...around('mine') }, { calls, log }).ended;
    const all = callsIn(log, traced.dir);
    expect(all.filter(({ name }) => name === 'link')).toHaveLength(1);
    expect(all.filter(({ name }) => name === 'fsync').length).toBeGreaterThan(3);
    const points = full ? all : all.filter(({ name }, index) => name === 'link' || name === 'fsync' || index % 3 === 0);
    const wrong: string[] = [];
    let killed = 0;
    for (const { name, nth } of points) {
      const project = freshProject();
      const inject = `${name}:signal=SIGKILL:when=${nth}`;
      const { stdout } = await startTraced(program, line, { cwd: project.dir, ...around('mine') }, { calls: [name], inject })
        .ended;
      if (!stdout.includes('"ok":true')) killed += 1;
      await report(project.dir, 'later', 10, 0, conversations);
      await project.ok('stint log again', around('mine'));
      const faults = faultsIn(project.dir, [...expected, ...keysOf('later', 10, conversations)]);
      wrong.push(...faults.map((fault) => `${name} ${nth}: ${fault}`));
    }
    process.stdout.write(`killed at ${killed} of ${points.length} points\n`);
    expect(wrong).toEqual([]);
    expect(killed).toBeGreaterThan(points.length / 2);
  });
});

test.skipIf(!strace)('a spool file that cannot be read keeps no command from its work', async () => {
  const project = await scratchProject(tasks);
  const { dir } = project;
  await report(dir, 'one', 20, 0, ['bad', 'good']);
  const bad = join(dir, '.stint/spool/bad.jsonl');
  const inject = ['-f', '-qq', '-o', '/dev/null', '-P', bad, '-e', 'trace=openat', '-e', 'inject=openat:error=EACCES'];
  const struck = await startCommand('strace', [...inject, ...commandOf(program, ['log', 'x', '--json'])], { cwd: dir }).ended;
  expect(struck.exitCode).toBe(0);
  expect(struck.json().warnings).toMatchObject([{ code: 'W_SPOOL_UNREADABLE' }]);
  expect(struck.json().warnings[0]?.message).toContain(`${bad}: permission denied (EACCES)`);
  const expected = keysOf('one', 20, ['bad', 'good']);
  const good = expected.filter((key) => key.startsWith('good:'));
  expect(faultsIn(dir, good)).toEqual([]);
  await project.ok('stint log y');
  expect(faultsIn(dir, expected)).toEqual([]);
});

test('spool files that are done with go away, and a report that comes back is taken over', async () => {
  const project = await scratchProject(tasks);
  const { dir } = project;
  const spool = join(dir, '.stint/spool');
  await project.ok('stint start T010', around('live'));
  await report(dir, 'one', 20, 0, ['live', 'gone']);
  await project.ok('stint log x');
  const hourAgo = Date.now() / 1000 - 4_000;
  for (const name of readdirSync(spool)) utimesSync(join(spool, name), hourAgo, hourAgo);
  await project.ok('stint log y');
  expect(readdirSync(spool).filter((name) => name.endsWith('.jsonl'))).toEqual(['live.jsonl']);
  await report(dir, 'two', 60, 0, ['live', 'gone']);
  expect(statSync(join(spool, 'gone.jsonl')).size).toBeGreaterThan(0);
  await project.ok('stint log z');
  expect(faultsIn(dir, [...keysOf('one', 20, ['live', 'gone']), ...keysOf('two', 60, ['live', 'gone'])])).toEqual([]);
  const { _meta } = project.json('.stint/sessions.json');
  expect(Object.keys(_meta.spool).sort()).toEqual(['gone.jsonl', 'live.jsonl']);
});
