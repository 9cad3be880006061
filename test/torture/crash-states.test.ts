import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { initProject } from '../../src/store/files/init-project';
import { openFilesStore } from '../../src/store/files/open-store';
import { type CrashState, crashStates, writeState } from '../support/crash-states';
import { installedProgram, violationsIn } from '../support/processes';
import { projectAt, scratchProject, wordsOf } from '../support/scratch-project';
import { commitDeed, disagreement } from '../support/store-deed';
import { acknowledged, buildWorker, environment, findViolations, hasStrace, runWorker } from '../support/store-processes';
import { type Operation, operationsIn, traceOptions } from '../support/traced-operations';

/**
 * Power cuts on a modelled file system: what a process did is taken down by strace, and every state that a cut may leave
 * of it must hold all that was acknowledged, and take the next commits. STINT_TORTURE=full tries every state; else a sample.
 */
const full = process.env.STINT_TORTURE === 'full';
const strace = hasStrace();
if (!strace) process.stdout.write('skipped: strace is not installed\n');

const program = installedProgram();
const most = full ? Number.POSITIVE_INFINITY : 14;

describe.skipIf(!strace)('a power cut on a modelled file system', () => {
  let scratch: ReturnType<typeof buildWorker>;
  let memory: string;
  beforeAll(() => {
    scratch = buildWorker();
    memory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'stint-crash-'));
  });
  afterAll(() => {
    scratch.remove();
    rmSync(memory, { recursive: true, force: true });
  });

  const trace = (folder: string, argv: readonly string[], inject: readonly string[] = []): Operation[] => {
    const log = join(scratch.folder, 'calls');
    spawnSync('strace', [...traceOptions(log), ...inject, 'node', scratch.worker, ...argv], {
      env: environment(),
      timeout: 120_000,
    });
    return operationsIn(log, folder);
  };

  const storeAt = (dir: string) =>
    openFilesStore({ dir, clock: () => new Date().toISOString(), lockTimeoutMs: 2_000, useLock: false, epochSize: 4 });

  /** What is wrong with a state: first as it is read, then after others have committed, then after the same was tried again. */
  const faultsOf = async (state: CrashState, earlier: readonly string[], again: readonly string[]): Promise<string[]> => {
    const folder = mkdtempSync(join(memory, 'state-'));
    const dir = join(folder, '.stint');
    const wrong: string[] = [];
    try {
      writeState(state, folder);
      const acked = [...earlier, ...acknowledged(state.said)];
      if (earlier.length === 0 && acked.length === 0) initProject(dir);
      const store = storeAt(dir);
      const seen = await store.read((now) => ({ wrong: disagreement(now), keys: new Set(now.tasks.map(({ uid }) => uid)) }));
      if (seen.wrong !== undefined) wrong.push(`torn: ${seen.wrong}`);
      for (const key of acked) if (!seen.keys.has(key)) wrong.push(`acknowledged ${key} cannot be read`);
      await commitDeed(store, 'next');
      wrong.push(...findViolations(dir, [...acked, 'next']));
      for (const key of again) await commitDeed(store, key);
      for (let index = 0; index < 6; index++) await commitDeed(store, `more-${index}`);
      wrong.push(...findViolations(dir, [...earlier, ...again, 'next', 'more-5']));
    } catch (error) {
      wrong.push(`refused: ${String(error)}`);
    }
    rmSync(folder, { recursive: true, force: true });
    return wrong.map((text) => `${state.point}: ${text}`);
  };

  const tryAll = async (name: string, states: readonly CrashState[], earlier: readonly string[], again: readonly string[]) => {
    const step = Math.max(1, states.length / most);
    const chosen = Array.from({ length: Math.ceil(states.length / step) }, (_, index) => states[Math.floor(index * step)]);
    const wrong: string[] = [];
    for (const state of chosen) if (state !== undefined) wrong.push(...(await faultsOf(state, earlier, again)));
    process.stdout.write(`${name}: ${chosen.length} of ${states.length} states\n`);
    expect(states.length).toBeGreaterThan(20);
    expect(wrong.slice(0, 10)).toEqual([]);
  };

  const projectAfter = (name: string, commits: number) => {
    const folder = join(scratch.folder, name);
    const before = `${folder}.before`;
    mkdirSync(folder);
    runWorker(scratch.worker, [join(folder, '.stint'), 'init']);
    runWorker(scratch.worker, [join(folder, '.stint'), 'loop', 'p', String(commits)]);
    cpSync(folder, before, { recursive: true });
    return { folder, before, dir: join(folder, '.stint'), earlier: Array.from({ length: commits }, (_, index) => `p-${index}`) };
  };

  test.each([1, 2, 3, 11])('during one commit after %i others', async (commits) => {
    const { folder, before, dir, earlier } = projectAfter(`one-${commits}`, commits);
    const operations = trace(folder, [dir, 'done', 'X']);
    expect(operations.at(-1)?.call === 'say' || operations.some(({ call }) => call === 'say')).toBe(true);
    await tryAll(`one commit after ${commits}`, crashStates(folder, before, operations), earlier, ['X']);
  });

  test('during nine commits in a row', async () => {
    const { folder, before, dir, earlier } = projectAfter('row', 2);
    const operations = trace(folder, [dir, 'loop', 'n', '9']);
    const again = Array.from({ length: 9 }, (_, index) => `n-${index}`);
    await tryAll('nine commits', crashStates(folder, before, operations), earlier, again);
  });

  test.each([2, 3, 7])('during the commit that finishes what a killed one left, after %i others', async (commits) => {
    const { folder, before, dir, earlier } = projectAfter(`finish-${commits}`, commits);
    const whole = trace(folder, [dir, 'done', 'Y']);
    const link = whole.findIndex(({ call }) => call === 'link');
    const syncs = whole.slice(0, link).filter(({ call }) => call === 'sync').length;
    // The kill takes the call with it: the first sync after the link never happens.
    rmSync(folder, { recursive: true });
    cpSync(before, folder, { recursive: true });
    const killed = trace(folder, [dir, 'done', 'X'], ['-e', `inject=fsync:error=EIO:signal=SIGKILL:when=${syncs + 1}`]);
    expect(killed.some(({ call }) => call === 'link')).toBe(true);
    const finished = trace(folder, [dir, 'done', 'Z']);
    const states = crashStates(folder, before, [...killed, ...finished]);
    await tryAll(`finishing after ${commits}`, states, earlier, ['X', 'Z']);
  });

  test('while a project is made', async () => {
    const folder = join(scratch.folder, 'made');
    const before = `${folder}.before`;
    for (const each of [folder, before]) mkdirSync(each);
    const dir = join(folder, '.stint');
    const operations = [...trace(folder, [dir, 'init']), ...trace(folder, [dir, 'done', 'X'])];
    await tryAll('making a project', crashStates(folder, before, operations), [], ['X']);
  });

  test.each([
    ['start', 'stint start epic:T050 --focus T051', /"rootTaskId":"T050"/, []],
    ['done', 'stint done T005 -r "as planned"', /"tasksCompleted":1/, ['stint start epic:T001 --focus T005']],
    [
      'end',
      'stint end --note "more to do"',
      /"status":"ended"/,
      ['stint start epic:T001 --focus T005', 'stint done T005 -r "as planned"'],
    ],
  ] as const)('during the command %s', async (name, line, trait, earlier) => {
    const { PATH, XDG_STATE_HOME } = process.env;
    const env = { STINT_CONVERSATION: 'agent-1', PATH, XDG_STATE_HOME };
    const { dir, ok } = await scratchProject();
    for (const each of earlier) await ok(each, { env });
    const before = `${dir}.before`;
    cpSync(dir, before, { recursive: true });
    const log = join(scratch.folder, 'calls');
    const [, ...argv] = wordsOf(line);
    const options = { cwd: dir, env, timeout: 120_000 };
    const { status } = spawnSync('strace', [...traceOptions(log), 'node', program, ...argv, '--json'], options);
    expect(status).toBe(0);
    const states = crashStates(dir, before, operationsIn(log, dir));
    rmSync(before, { recursive: true });

    const faults = async (state: CrashState): Promise<string[]> => {
      const folder = mkdtempSync(join(memory, 'command-'));
      rmSync(folder, { recursive: true });
      writeState(state, folder);
      const project = projectAt(folder);
      const wrong: string[] = [];
      try {
        await project.ok('stint session list');
        const verified = await project.run('stint ledger verify');
        if (verified.exitCode !== 0) wrong.push(`ledger verify: ${verified.stderr}`);
        await project.ok('stint add "After the cut"', { env: { STINT_SESSION: 'none' } });
        const isMade = trait.test(project.read('.stint/sessions.json'));
        if (state.said.includes('"ok":true') && !isMade) wrong.push('acknowledged, and lost');
        if (!isMade) await project.ok(line, { env });
        wrong.push(...violationsIn(folder));
      } catch (error) {
        wrong.push(String(error));
      }
      rmSync(folder, { recursive: true, force: true });
      return wrong.map((text) => `${state.point}: ${text}`);
    };
    const step = Math.max(1, states.length / most);
    const chosen = states.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
    const wrong: string[] = [];
    for (const state of chosen) wrong.push(...(await faults(state)));
    process.stdout.write(`${name}: ${chosen.length} of ${states.length} states\n`);
    expect(states.length).toBeGreaterThan(20);
    expect(wrong.slice(0, 10)).toEqual([]);
  });
});
