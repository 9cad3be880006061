import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { runCli } from '../support/run-cli';
import { jsonl } from '../support/scratch-project';
import { hookLines } from './lines';
import { runLine } from './run-line';

/** One machine in small: a HOME, a sibling, a repository and what an attacker would like to reach. */
export type World = {
  readonly root: string;
  readonly home: string;
  /** Somebody's files that have nothing to do with it. */
  readonly victim: string;
  readonly repo: string;
  readonly session: string;
  /** Names that hooks make, as every attacker can learn them. */
  readonly spool: string;
  readonly alive: string;
};

export const worldAt = (root: string): Pick<World, 'root' | 'home' | 'victim' | 'repo'> => ({
  root,
  home: join(root, 'home'),
  victim: join(root, 'victim'),
  repo: join(root, 'repo'),
});

const identity = { GIT_AUTHOR_NAME: 'Mallory', GIT_AUTHOR_EMAIL: 'm@example.org', GIT_COMMITTER_NAME: 'Mallory' };

export const git = (root: string, cwd: string, ...args: string[]): string =>
  execFileSync('git', args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
    killSignal: 'SIGKILL',
    env: {
      PATH: process.env.PATH,
      HOME: join(root, 'home'),
      GIT_CONFIG_NOSYSTEM: '1',
      ...identity,
      GIT_COMMITTER_EMAIL: 'm@example.org',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      GIT_CONFIG_KEY_1: 'protocol.file.allow',
      GIT_CONFIG_VALUE_1: 'always',
    },
  });

export const put = (path: string, text: string | Buffer, mode = 0o644): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
};

/** Programs that a hasty program would start in the place of those that it means. */
const canaries = [
  'git',
  'flock',
  'node',
  'sh',
  'bash',
  'stint',
  'session',
  'ps',
  'env',
  'sudo',
  'df',
  'mount',
  'python3',
  'claude',
  'codex',
];
const canary = '#!/bin/sh\necho "$0 $*" >> "$STINT_HOSTILE_CANARY"\nexit 1\n';

/** Everything but the repository. */
const putSurroundings = (root: string): void => {
  const { home, victim } = worldAt(root);
  put(join(home, '.bashrc'), 'alias ll="ls -l"\n');
  put(join(home, '.profile'), '. ~/.bashrc\n');
  put(join(home, '.gitconfig'), '[user]\n\tname = Ann\n\temail = ann@example.org\n');
  put(join(home, '.npmrc'), '//registry.npmjs.org/:_authToken=abc\n', 0o600);
  put(join(home, '.ssh/id_ed25519'), '-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n', 0o600);
  put(join(home, '.ssh/authorized_keys'), 'ssh-ed25519 AAAA ann\n', 0o600);
  put(join(home, '.ssh/config'), 'Host x\n', 0o600);
  put(join(home, '.claude/settings.json'), '{"model":"opus"}\n');
  put(join(home, '.claude/projects/-home-dev-acme-api/0.jsonl'), '{"type":"summary"}\n');
  put(join(home, '.config/x/settings.json'), '{}\n');
  mkdirSync(join(home, '.local/state'), { recursive: true });
  put(join(victim, 'letter.txt'), 'Dear all\n');
  put(join(victim, 'lines.jsonl'), '{"a":1}\n{"a":2}\n');
  put(join(victim, 'todo.json'), '{"version":1,"_meta":{"lastTaskNumber":0},"focus":{},"tasks":[\n]}\n');
  put(join(victim, 'deep/next-a/x.txt'), 'x\n');
  put(join(victim, 'epoch/0/keep.txt'), 'x\n');
  put(join(root, 'sibling/notes.md'), 'notes\n');
  mkdirSync(join(root, 'tmp'));
};

/** What a clone can carry beside `.stint`, and what would be run or followed by somebody careless. */
const putContent = (repo: string): void => {
  put(join(repo, 'src/rows.ts'), 'export const rows = [];\n');
  put(join(repo, 'backlog.md'), '- [ ] From the list\n');
  put(join(repo, '.gitattributes'), '*.ts filter=evil diff=evil merge=evil\n*.jsonl merge=stint-ledger filter=evil\n');
  put(join(repo, '.gitmodules'), '[submodule "evil"]\n\tpath = evil\n\turl = ./evil\n\tupdate = !touch ~/pwned\n');
  for (const folder of ['', 'node_modules/.bin', 'src'])
    for (const name of canaries) put(join(repo, folder, name), canary, 0o755);
};

const tasks = [
  { id: 'T001', title: 'Rows', type: 'epic' },
  { id: 'T002', title: 'Read rows', parentId: 'T001', files: ['src/**'] },
  { id: 'T003', title: 'Write rows', parentId: 'T001', priority: 'high', phase: 'core' },
  { id: 'T004', title: 'Sort rows', parentId: 'T001', depends: ['T003'] },
  { id: 'T005', title: 'Print rows', parentId: 'T001', labels: ['core'] },
  { id: 'T006', title: 'Something else' },
];

/** A project that has seen work: tasks, a session, entries, events, an archive, and what hooks reported. */
const makeProject = async (root: string, cwd: string, home: string): Promise<Pick<World, 'session' | 'spool' | 'alive'>> => {
  const env = { HOME: home, STINT_CONVERSATION: 'c1', GIT_CONFIG_NOSYSTEM: '1', STINT_AGENT: 'ann' };
  const run = async (argv: readonly string[], stdin = ''): Promise<void> => {
    const { exitCode, stderr } = await runCli(argv, { cwd, env, stdin });
    if (exitCode !== 0) throw new Error(`stint ${argv.join(' ')}: ${stderr}`);
  };
  await run(['init']);
  await run(['add', '--from', '-'], jsonl(tasks));
  await run(['add', 'Old']);
  await run(['task', 'cancel', 'T007']);
  await run(['archive']);
  await run(['start', 'T001']);
  await run(['log', 'Begun']);
  await run(['done', 'T002', '--reason', 'Rows are read', '--file', 'src/rows.ts']);
  for (const line of hookLines({ cwd, home }).filter(({ name }) => /claude.*(?:SessionStart|Edit)/.test(name)))
    await runLine(line, { root, cwd, home });
  const stint = join(cwd, '.stint');
  const [session] = JSON.parse(readFileSync(join(stint, 'sessions.json'), 'utf8')).sessions;
  return {
    session: session.id,
    spool: namesIn(join(stint, 'spool'))[0] ?? 'none.jsonl',
    alive: namesIn(join(stint, 'alive'))[0] ?? session.id,
  };
};

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    // Nothing of the kind is kept there.
    return [];
  }
};

type Repository = 'known' | 'clone' | 'without-git';

/** Worlds that were made once, by place and sort: a project knows where it lies, so each place has its own. */
const made = new Map<string, { readonly world: World; readonly copy: string }>();

/** A world with a repository at `repo`: with a project made here, with one that came with a clone, or with one and without git. */
export const makeWorld = async (root: string, repository: Repository): Promise<World> => {
  const key = `${repository} ${root}`;
  const before = made.get(key);
  if (before !== undefined) {
    copyTree(before.copy, root);
    return before.world;
  }
  const world = await makeWorldAnew(root, repository);
  const copy = `${templateOf(root)}.${repository}`;
  copyTree(root, copy);
  made.set(key, { world, copy });
  return world;
};

/** Beside the outermost world, not within. */
const templateOf = (root: string): string => (basename(root) === 'other' ? `${dirname(root)}.other` : root);

const makeWorldAnew = async (root: string, repository: Repository): Promise<World> => {
  putSurroundings(root);
  const place = worldAt(root);
  putContent(place.repo);
  if (repository === 'without-git') {
    const project = await makeProject(root, place.repo, join(root, 'mallory'));
    return { ...place, ...project };
  }
  git(root, place.repo, 'init', '-q', '-b', 'main');
  git(root, place.repo, 'add', '-A', '-f');
  git(root, place.repo, 'commit', '-q', '-m', 'Begin');
  if (repository === 'known') return { ...place, ...(await makeProject(root, place.repo, place.home)) };
  const project = await makeProject(root, place.repo, join(root, 'mallory'));
  git(root, place.repo, 'add', '-A', '-f');
  git(root, place.repo, 'commit', '-q', '-m', 'Add everything');
  renameSync(place.repo, join(root, 'origin'));
  git(root, root, 'clone', '-q', join(root, 'origin'), 'repo');
  rmSync(join(root, 'origin'), { recursive: true });
  rmSync(join(root, 'mallory'), { recursive: true, force: true });
  return { ...place, ...project };
};

/** A copy that keeps links, FIFOs, devices, holes and times. */
export const copyTree = (from: string, to: string): void => {
  execFileSync('cp', ['-a', '--sparse=auto', '--', from, to], { timeout: 60_000, killSignal: 'SIGKILL' });
};
