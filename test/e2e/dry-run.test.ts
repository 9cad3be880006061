import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { registry } from '../../src/cli/registry';
import { fingerprint, jsonl, type Project, scratchProject, seedTasks } from '../support/scratch-project';

const me = { env: { STINT_CONVERSATION: 'me' }, now: '2026-11-21T12:00:00.000Z' };
const dayLater = { ...me, now: '2026-11-22T12:00:00.000Z' };

const atWork = async (): Promise<Project> => {
  const project = await scratchProject();
  project.write('old.json', JSON.stringify({ tasks: [{ id: 'T900', title: 'Old', status: 'pending' }] }));
  await project.ok('stint start T001 --focus T005', me);
  await project.ok('stint start T050', { ...me, env: { STINT_CONVERSATION: 'other' } });
  await project.ok('stint done cub-048a-5 --no-session', me);
  await project.ok('stint hooks install gemini');
  return project;
};

const stdin = jsonl([{ title: 'New' }, { id: 'X1', title: 'Another' }]);

const rows: readonly (readonly [string, string, number])[] = [
  ['session start', 'stint start T006 --dry-run', 0],
  ['session start', 'stint start T051 --focus T051 --takeover --dry-run', 35],
  ['session start', 'stint start T001 --dry-run', 32],
  ['session start', 'stint start T999 --dry-run', 33],
  ['session start', 'stint start T006 --focus T012 --dry-run', 34],
  ['session gc', 'stint session gc --dry-run', 0],
  ['session gc', 'stint session gc --older-than 1d --dry-run', 0],
  ['session gc', 'stint session gc --older-than soon --dry-run', 2],
  // test/e2e/trust has it in a project that is foreign.
  ['init', 'stint init --adopt --dry-run', 0],
  ['task add', 'stint add New --dry-run', 0],
  ['task add', 'stint add New --parent T999 --dry-run', 41],
  ['task add', 'stint add --from - --dry-run', 0],
  ['task move', 'stint task move T012 --parent T006 --dry-run', 0],
  ['task move', 'stint task move T001 --parent T006 --dry-run', 41],
  ['task update', 'stint update T012 --title New --dry-run', 0],
  ['task archive', 'stint archive --dry-run', 0],
  ['reconcile', 'stint reconcile --dry-run', 0],
  ['reconcile', 'stint reconcile --since 1d --force --dry-run', 0],
  ['reconcile', 'stint reconcile --session ffffff --dry-run', 31],
  ['hooks install', 'stint hooks install claude codex gemini opencode --dry-run', 0],
  ['hooks install', 'stint hooks install nonsense --dry-run', 2],
  ['hooks remove', 'stint hooks remove --dry-run', 0],
  ['hooks remove', 'stint hooks remove gemini --dry-run', 0],
  ['import', 'stint import cleo old.json --dry-run', 0],
  ['import', 'stint import cleo nowhere --dry-run', 1],
];

describe('--dry-run changes no byte', () => {
  test.each(rows)('%s: %s (%i)', async (_command, line, code) => {
    const project = await atWork();
    const before = fingerprint(project.dir);
    for (const around of [me, dayLater]) {
      const ran = await project.run(`${line} --json`, { ...around, stdin });
      // A day later the other sessions are stale: what was refused may pass then.
      if (around === me) expect(ran.exitCode, ran.stdout).toBe(code);
      expect(fingerprint(project.dir)).toEqual(before);
    }
  });

  test('no command with the option is forgotten', async () => {
    const names: string[] = [];
    for (const { name, load } of registry) {
      const { command } = await load();
      if (command.options?.some(({ flags }) => flags === '--dry-run') === true) names.push(name);
    }
    expect(names.filter((name) => !rows.some(([covered]) => covered === name))).toEqual([]);
  });

  test('it says what the real command then does', async () => {
    const project = await atWork();
    const preview = await project.data('stint start T006 --dry-run', me);
    const real = await project.data('stint start T006', me);
    expect(preview).toEqual({
      ...real,
      dryRun: true,
      session: { ...real.session, id: preview.session.id, shortId: preview.session.shortId },
    });
  });
});

describe('reads write nothing but a life sign, and that at most once a minute', () => {
  test.each([
    'status',
    'session list',
    'session info',
    'list',
    'next',
    'dash',
    'show T001',
    'task tree',
    'focus show',
    'focus history',
    'config list',
  ])('stint %s', async (line) => {
    const project = await atWork();
    await project.ok(`stint ${line}`, me);
    const before = fingerprint(project.dir);
    await project.ok(`stint ${line}`, { ...me, now: '2026-11-21T12:00:59.000Z' });
    expect(fingerprint(project.dir)).toEqual(before);
  });
});

const mounted: string[] = [];
afterAll(() => {
  for (const folder of mounted) spawnSync('umount', ['-l', folder]);
});

/** Mounts the folder on itself, read-only; false where that is not permitted. */
const makeReadOnly = (folder: string): boolean => {
  if (spawnSync('mount', ['--bind', folder, folder]).status !== 0) return false;
  mounted.push(folder);
  return spawnSync('mount', ['-o', 'remount,bind,ro', folder]).status === 0;
};

const mayMount = ((): boolean => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), 'stint-mount-'));
  const done = makeReadOnly(folder);
  spawnSync('umount', ['-l', folder]);
  rmSync(folder, { recursive: true });
  return done;
})();
if (!mayMount) process.stdout.write('skipped: mounting is not permitted here\n');

describe.skipIf(!mayMount)('a read-only project folder', () => {
  test('reads work; every write is 53 and says what cannot be written', async () => {
    const project = await scratchProject(seedTasks);
    await project.ok('stint start T001 --focus T005');
    expect(makeReadOnly(project.dir)).toBe(true);
    for (const line of [
      'status',
      'session list',
      'session info',
      'list',
      'next',
      'dash',
      'show T005',
      'focus show',
      'config list',
      'task tree',
    ]) {
      await project.ok(`stint ${line}`);
    }
    await project.ok('stint start T050 --dry-run');
    for (const line of ['start T050', 'session end', 'log x', 'done T005', 'add X', 'focus note x', 'config set worktrees own']) {
      const error = await project.refused(53, `stint ${line}`);
      expect(error.message).toMatch(/read-only/i);
      const text = await project.run(`stint ${line}`);
      expect([text.exitCode, text.stdout]).toEqual([53, '']);
    }
  });

  test('a sandbox that may not write there hears which line opens it', async () => {
    const project = await scratchProject(seedTasks);
    expect(makeReadOnly(project.dir)).toBe(true);
    const codex = { env: { CODEX_CI: '1', CODEX_THREAD_ID: 'thread' } };
    expect((await project.refused(53, 'stint start T001', codex)).fix).toEqual([`codex --add-dir ${project.dir}/.stint`]);
  });

  test('init in a read-only folder is 53', async () => {
    const project = await scratchProject([]);
    rmSync(join(project.dir, '.stint'), { recursive: true });
    expect(makeReadOnly(project.dir)).toBe(true);
    await project.refused(53, 'stint init');
  });
});
