import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repository } from '../adapters/scratch';
import { commit, git, gitProject, write } from '../support/git-project';
import { runHook, sampleCall } from '../support/hook-program';
import { spawnCli } from '../support/run-cli';
import { fingerprint, type Project, projectAt, scratchFolder, scratchProject } from '../support/scratch-project';

const built = (project: Project, ...argv: string[]) => spawnCli(argv, { cwd: project.dir });

/** A clone of a repository in which somebody tracks everything below `.stint/`, with a session at work. */
const hostileClone = async (): Promise<Project> => {
  const origin = await gitProject(2);
  await origin.ok('stint start T001 --focus T001', { env: { STINT_CONVERSATION: 'theirs' } });
  await origin.ok('stint config set hooks.guard deny');
  git(origin.dir, 'add', '-Af');
  commit(origin.dir, 'All of it');
  const dir = join(scratchFolder(), 'clone');
  git(origin.dir, 'clone', '-q', origin.dir, dir);
  return projectAt(dir);
};

describe('a clone that brings a project', () => {
  test('is shown with one line that says so, and nothing in it changes', async () => {
    const clone = await hostileClone();
    const before = fingerprint(join(clone.dir, '.stint'));
    for (const line of ['list', 'dash', 'ledger list', 'session list', 'show T001']) {
      const ran = built(clone, ...line.split(' '));
      expect([line, ran.exitCode, ran.stderr.trimEnd().split('\n')]).toEqual([
        line,
        0,
        [expect.stringContaining('is foreign (its id is not known on this machine)')],
      ]);
      expect(built(clone, ...line.split(' '), '--json').json().warnings, line).toContainEqual(
        expect.objectContaining({ code: 'W_FOREIGN' }),
      );
    }
    expect(built(clone, 'doctor').stdout).toContain('project-foreign');
    expect(fingerprint(join(clone.dir, '.stint'))).toEqual(before);
  });

  test('takes no command that writes or starts a program: 46 with the line that adopts it', async () => {
    const clone = await hostileClone();
    const before = fingerprint(join(clone.dir, '.stint'));
    const lines = [
      'log x',
      'add x',
      'add x --dry-run',
      'done T001',
      'start T002',
      'reconcile',
      'doctor --repair',
      'doctor --hooks',
    ];
    for (const line of [
      ...lines,
      'hooks install claude',
      'hooks remove claude',
      'init',
      'hooks snapshot --conversation=x --harness=claude',
    ]) {
      const ran = built(clone, ...line.split(' '), '--json');
      expect([line, ran.exitCode]).toEqual([line, 46]);
      expect(ran.json().error, line).toMatchObject({ code: 'E_UNTRUSTED', fix: ['stint init --adopt'] });
    }
    expect(fingerprint(join(clone.dir, '.stint'))).toEqual(before);
  });

  test('gives hooks nothing, and hears nothing from them', async () => {
    const clone = await hostileClone();
    const before = fingerprint(join(clone.dir, '.stint'));
    for (const event of ['SessionStart.startup', 'PreToolUse.Bash', 'PostToolUse.Write', 'Stop']) {
      const { argv, stdin, env } = sampleCall(`claude-code/hooks/${event}.json`, clone.dir);
      expect(await runHook(argv, { cwd: clone.dir, env, stdin }), event).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    }
    expect(fingerprint(join(clone.dir, '.stint'))).toEqual(before);
  });

  test('is adopted by one line: shown first, under an id of its own, without its journal, its sessions ended', async () => {
    const clone = await hostileClone();
    const home = scratchFolder();
    write(home, 'precious');
    symlinkSync(home, join(clone.dir, '.stint/journal/trash-x'));
    symlinkSync(home, join(clone.dir, '.stint/spool'));
    const id = clone.json('.stint/todo.json')._meta.projectId;
    const before = fingerprint(join(clone.dir, '.stint'));
    const shown = built(clone, 'init', '--adopt', '--dry-run', '--json').json().data.adopted;
    expect(shown).toMatchObject({
      tasks: { open: 2, finished: 0 },
      sessions: [{ status: 'active' }],
      settings: [{ key: 'hooks.guard', value: 'deny' }],
      dryRun: true,
    });
    expect(shown.journal.records).toBeGreaterThan(0);
    expect(fingerprint(join(clone.dir, '.stint'))).toEqual(before);
    const done = built(clone, 'init', '--adopt', '--json').json().data.adopted;
    expect(done).toMatchObject({ discarded: ['journal', 'spool', '.lock'], ended: [shown.sessions[0].id] });
    expect(existsSync(join(home, 'precious'))).toBe(true);
    const fresh = clone.json('.stint/todo.json')._meta.projectId;
    expect(fresh).not.toBe(id);
    expect(git(clone.dir, 'config', '--local', 'stint.project')).toBe(fresh);
    expect(clone.json('.stint/sessions.json').sessions).toMatchObject([{ status: 'ended' }]);
    expect(built(clone, 'init', '--adopt', '--json').json().data.adopted).toBeUndefined();
  });
});

test('a project in a package is passed by, and foreign where there is no other', async () => {
  const project = await gitProject(1);
  const other = await scratchProject();
  const pkg = join(project.dir, 'node_modules/pkg');
  mkdirSync(pkg, { recursive: true });
  cpSync(join(other.dir, '.stint'), join(pkg, '.stint'), { recursive: true });
  expect(await projectAt(pkg).data('stint list')).toMatchObject({ total: 1 });
  const bare = repository(scratchFolder());
  cpSync(join(project.dir, 'node_modules'), join(bare, 'node_modules'), { recursive: true });
  expect(built(projectAt(join(bare, 'node_modules/pkg')), 'add', 'x').exitCode).toBe(46);
  // At the top there is none: one is made there.
  expect(built(projectAt(bare), 'init').stdout).toContain(`Made a project in ${bare}`);
});

test('a project that a version without ids has made becomes known by its first command that writes, and says so once', async () => {
  const project = await gitProject(2);
  const withoutId = (text: string) => text.replace(/,"projectId":"[0-9a-f]+"/, '');
  writeFileSync(join(project.dir, '.stint/todo.json'), withoutId(project.read('.stint/todo.json')));
  git(project.dir, 'config', '--remove-section', 'stint');
  expect(built(project, 'list').stderr).toContain('is not known yet on this machine');
  expect(built(project, 'log', 'x').stderr).toMatch(
    /^warning: .* was made before projects had ids: it is known on this machine from now on\n$/,
  );
  expect(project.json('.stint/todo.json')._meta.projectId).toBe(git(project.dir, 'config', '--local', 'stint.project'));
  expect([built(project, 'log', 'y').stderr, built(project, 'list').stderr]).toEqual(['', '']);
  expect(project.read('.stint/session.log').match(/ UTC\] [xy]\n/g)).toHaveLength(2);
});

test('where the git folder takes no setting, the state folder of the person knows the project', async () => {
  const home = scratchFolder();
  const project = projectAt(repository(scratchFolder()));
  writeFileSync(join(project.dir, '.git/config.lock'), '');
  const run = (...argv: string[]) => spawnCli(argv, { cwd: project.dir, env: { HOME: home, XDG_STATE_HOME: undefined } });
  expect([run('init').exitCode, run('add', 'x').exitCode]).toEqual([0, 0]);
  const { projectId } = project.json('.stint/todo.json')._meta;
  expect(readFileSync(join(home, '.local/state/stint/projects'), 'utf8')).toBe(
    `${JSON.stringify({ id: projectId, dir: join(project.dir, '.stint') })}\n`,
  );
  // Nobody else knows it.
  expect(spawnCli(['add', 'y'], { cwd: project.dir, env: { HOME: scratchFolder(), XDG_STATE_HOME: undefined } }).exitCode).toBe(
    46,
  );
});

test('several at once make one project, and it is known', async () => {
  const dir = repository(scratchFolder());
  const project = projectAt(dir);
  const runs = await Promise.all(Array.from({ length: 6 }, () => project.run('stint init')));
  expect(runs.map(({ exitCode }) => exitCode)).toEqual(Array(6).fill(0));
  expect(git(dir, 'config', '--local', 'stint.project')).toBe(project.json('.stint/todo.json')._meta.projectId);
  expect(built(project, 'add', 'x').exitCode).toBe(0);
});

describe.skipIf(process.getuid?.() !== 0)('root', () => {
  test.each([
    ['under sudo', { SUDO_UID: '12345', SUDO_GID: '12345' }],
    ['in a folder that was said to be safe', { STINT_SAFE_DIRECTORY: '*' }],
  ])('%s leaves nothing that does not belong to the user', async (_name, env) => {
    const dir = repository(scratchFolder());
    for (const path of ['', '.git', '.git/config']) chownSync(join(dir, path), 12345, 12345);
    const run = (...argv: string[]) => spawnCli(argv, { cwd: dir, env });
    expect([run('init').exitCode, run('add', 'x').exitCode, run('start', 'T001').exitCode]).toEqual([0, 0, 0]);
    const inside = readdirSync(join(dir, '.stint'), { recursive: true }) as string[];
    const uids = ['', ...inside].map((path) => lstatSync(join(dir, '.stint', path)).uid);
    expect([...new Set(uids)]).toEqual([12345]);
    expect(spawnCli(['list'], { cwd: dir }).stderr).toContain(`export STINT_SAFE_DIRECTORY=${dir}`);
  });
});
