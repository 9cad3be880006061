import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { commit, commitFile, git, gitProject, write } from '../support/git-project';
import { type Project, projectAt, scratchFolder } from '../support/scratch-project';

/**
 * Ordinary git work with live sessions, in real repositories. After each of them the state is there to the byte, or every
 * command says that it is not and one line brings it back; never is there silently another one.
 */

const truth = ['todo.json', 'sessions.json', 'ledger.jsonl', 'session.log', 'archive/tasks.jsonl', '.current-session'];

/** All live files with their bytes. */
const stateOf = (folder: string): Record<string, string> => {
  const stint = join(folder, '.stint');
  const events = existsSync(join(stint, 'events')) ? readdirSync(join(stint, 'events')).map((name) => `events/${name}`) : [];
  return Object.fromEntries(
    [...truth, ...events].flatMap((name) => {
      const path = join(stint, name);
      return existsSync(path) && statSync(path).isFile() ? [[name, readFileSync(path, 'utf8')]] : [];
    }),
  );
};

let project: Project;
let before: Record<string, string>;
let generation: number;

const newestGeneration = (folder: string): number => {
  const journal = join(folder, '.stint', 'journal');
  const records = readdirSync(journal).flatMap((epoch) => readdirSync(join(journal, epoch)));
  return Math.max(...records.map((name) => Number(/^(\d+)\.json$/.exec(name)?.[1] ?? 0)));
};

/** A branch on which somebody has put an earlier state of `.stint` into git. */
const trackEverything = (folder: string): void => {
  git(folder, 'checkout', '-q', '-b', 'tracks');
  git(folder, 'add', '-f', '.stint');
  git(folder, 'commit', '-q', '-m', 'Add everything');
  git(folder, 'rm', '-r', '-q', '--cached', '.stint');
  git(folder, 'add', '.stint/.gitignore', '.stint/config.json');
  // Back without touching the files: what the branch has is an old state from now on.
  git(folder, 'symbolic-ref', 'HEAD', 'refs/heads/main');
  git(folder, 'reset', '-q');
};

beforeEach(async () => {
  project = await gitProject(8);
  const { dir } = project;
  commit(dir, 'Add the project');
  git(dir, 'branch', 'old');
  await project.ok('stint done T008 --no-session');
  await project.ok('stint task archive T008');
  trackEverything(dir);
  await project.ok('stint start T001 --auto-focus');
  await project.ok('stint log "on the way"');
  await project.ok('stint done T001');
  await project.ok('stint wip T002 --no-session');
  commitFile(dir, 'later.txt');
  write(dir, 'README.md', 'changed\n');
  before = stateOf(dir);
  generation = newestGeneration(dir);
  expect(Object.keys(before)).toContain('.current-session');
});

/** Nothing is lost, numbers go on, and the next commands work as if nothing had been. */
const expectAsBefore = async (folder = project.dir): Promise<void> => {
  expect(stateOf(folder)).toEqual(before);
  const there = projectAt(folder);
  expect((await there.data('stint add "Another one"')).items[0].id).toBe('T009');
  expect(newestGeneration(folder)).toBeGreaterThan(generation);
  await there.ok('stint log "goes on"');
  const { errors, findings } = await there.data('stint doctor');
  expect({ errors, findings: findings.filter(({ severity }: { severity: string }) => severity === 'error') }).toEqual({
    errors: 0,
    findings: [],
  });
};

const refusedLines = ['stint status', 'stint list', 'stint add "Mine"', 'stint log "x" --no-session', 'stint start T003'];

/** Every command refuses with 52 and the line that brings all back; that line does. */
const expectBroughtBack = async (folder = project.dir): Promise<void> => {
  const there = projectAt(folder);
  for (const line of refusedLines) {
    const { fix } = await there.refused(52, line);
    expect(fix[0], line).toBe('stint doctor --repair');
  }
  await there.run('stint doctor --repair');
  await expectAsBefore(folder);
};

const linked = (folder: string): string => {
  const other = join(scratchFolder(), 'other');
  git(folder, 'worktree', 'add', '-q', '-b', 'other', other);
  return other;
};

describe('git work that leaves the state alone', () => {
  it.each<[string, (folder: string) => void]>([
    ['checkout to and fro', (dir) => git(dir, 'checkout', '-q', 'old') + git(dir, 'checkout', '-q', 'main')],
    ['switch', (dir) => git(dir, 'switch', '-q', 'old')],
    ['reset --hard', (dir) => git(dir, 'reset', '-q', '--hard', 'old')],
    ['stash -u', (dir) => git(dir, 'stash', '-q', '-u')],
    ['clean -fd', (dir) => git(dir, 'clean', '-q', '-f', '-d')],
    [
      'rebase',
      (dir) => {
        git(dir, 'stash', '-q');
        git(dir, 'checkout', '-q', 'old');
        commitFile(dir, 'beside.txt');
        git(dir, 'rebase', '-q', 'main');
      },
    ],
    ['a worktree that is added, worked in and removed', (dir) => git(dir, 'worktree', 'remove', '--force', linked(dir))],
    [
      'filter-branch of the folder',
      (dir) => {
        git(dir, 'stash', '-q');
        git(dir, 'filter-branch', '-f', '--index-filter', 'git rm -r -q --cached --ignore-unmatch .stint', '--', '--all');
      },
    ],
  ])('%s', async (_what, work) => {
    work(project.dir);
    await expectAsBefore();
  });
});

describe('git work that takes the state away', () => {
  it.each<[string, (folder: string) => void]>([
    ['clean -fdx', (dir) => git(dir, 'clean', '-q', '-f', '-d', '-x')],
    ['clean -fdX', (dir) => git(dir, 'clean', '-q', '-f', '-d', '-X')],
    [
      'clean -fdx where nothing of .stint is in git',
      (dir) => [
        git(dir, 'checkout', '-q', '--orphan', 'empty'),
        git(dir, 'rm', '-r', '-q', '-f', '--cached', '.'),
        git(dir, 'clean', '-q', '-f', '-d', '-x'),
      ],
    ],
    ['stash -a', (dir) => git(dir, 'stash', '-q', '-a')],
    ['rm -rf .stint', (dir) => rmSync(join(dir, '.stint'), { recursive: true })],
    [
      'rm -rf .stint, and checkout of what git has of it',
      (dir) => [rmSync(join(dir, '.stint'), { recursive: true }), git(dir, 'checkout', '-q', '--', '.stint')],
    ],
    ['checkout of a branch that tracks .stint', (dir) => git(dir, 'checkout', '-q', '-f', 'tracks')],
    [
      'checkout of a branch that tracks .stint, and back',
      (dir) => git(dir, 'checkout', '-q', '-f', 'tracks') + git(dir, 'checkout', '-q', '-f', 'main'),
    ],
    [
      'switch to such a branch and reset --hard',
      (dir) => git(dir, 'switch', '-q', '-f', 'tracks') + git(dir, 'reset', '-q', '--hard', 'main'),
    ],
    ['reset --hard to such a branch', (dir) => git(dir, 'reset', '-q', '--hard', 'tracks')],
    ['restore from such a branch', (dir) => git(dir, 'restore', '--source=tracks', '--staged', '--worktree', '--', '.stint')],
    [
      'merge of such a branch',
      (dir) => {
        git(dir, 'stash', '-q');
        // git refuses to overwrite ignored files in no merge.
        git(dir, 'merge', '-q', '-m', 'Merge', 'tracks');
      },
    ],
    [
      'rebase onto such a branch',
      (dir) => {
        git(dir, 'stash', '-q');
        git(dir, 'rebase', '-q', 'tracks');
      },
    ],
  ])('%s', async (_what, work) => {
    work(project.dir);
    await expectBroughtBack();
  });

  it('never begins anew by init', async () => {
    git(project.dir, 'clean', '-q', '-f', '-d', '-x');
    expect((await project.refused(52, 'stint init')).fix[0]).toBe('stint doctor --repair');
    rmSync(join(project.dir, '.stint'), { recursive: true });
    expect((await project.refused(52, 'stint init')).fix[0]).toBe('stint doctor --repair');
    expect(existsSync(join(project.dir, '.stint'))).toBe(false);
    await expectBroughtBack();
  });

  it('brings all back from a linked worktree as well', async () => {
    const other = linked(project.dir);
    rmSync(join(project.dir, '.stint'), { recursive: true });
    await projectAt(other).refused(52, 'stint status');
    await projectAt(other).run('stint doctor --repair');
    await expectAsBefore();
  });

  it('tells which lines take live files out of git, and is at peace after them', async () => {
    git(project.dir, 'checkout', '-q', '-f', 'tracks');
    const { fix } = await project.refused(52, 'stint status');
    await project.run('stint doctor --repair');
    git(project.dir, ...fix[1].split(' ').slice(1));
    commit(project.dir, 'Take them out');
    git(project.dir, 'checkout', '-q', 'main');
    await expectAsBefore();
  });

  it('says so without --repair, and changes nothing', async () => {
    rmSync(join(project.dir, '.stint'), { recursive: true });
    const error = await project.refused(52, 'stint doctor');
    expect(JSON.stringify(error)).toContain('not there');
    expect(existsSync(join(project.dir, '.stint'))).toBe(false);
  });
});

describe('repositories that are made anew', () => {
  it('a fresh clone has no project of ours, and says nothing of it', async () => {
    const clone = join(scratchFolder(), 'clone');
    git(project.dir, 'clone', '-q', project.dir, clone);
    const { data } = (await projectAt(clone).run('stint list --json')).json();
    expect(data?.tasks ?? []).toEqual([]);
  });

  it('a fresh clone over the folder: what lies there is not taken for the clone’s without a word', async () => {
    const clone = join(scratchFolder(), 'clone');
    git(project.dir, 'clone', '-q', project.dir, clone);
    rmSync(join(project.dir, '.git'), { recursive: true });
    cpSync(join(clone, '.git'), join(project.dir, '.git'), { recursive: true });
    await project.refused(46, 'stint add "Mine"');
    expect(stateOf(project.dir)).toEqual(before);
  });

  it('a worktree with a project of its own is brought back by itself', async () => {
    await project.ok('stint config set worktrees own');
    before = stateOf(project.dir);
    const other = linked(project.dir);
    const there = projectAt(other);
    await there.ok('stint init');
    await there.ok('stint add "Of the other"');
    const own = stateOf(other);
    rmSync(join(other, '.stint'), { recursive: true });
    await there.run('stint doctor --repair');
    expect(stateOf(other)).toEqual(own);
    expect(stateOf(project.dir)).toEqual(before);
  });
});

describe('files that somebody replaces', () => {
  it('are an edit where git does not track them', async () => {
    const path = join(project.dir, '.stint/todo.json');
    const text = readFileSync(path, 'utf8').replace('"Task 3"', '"Edited"');
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
    expect((await project.data('stint show T003')).task.title).toBe('Edited');
    await project.ok('stint add "Another one"');
  });

  it('are kept when git has put them there and the right ones come back', async () => {
    git(project.dir, 'checkout', '-q', '-f', 'tracks');
    const theirs = readFileSync(join(project.dir, '.stint/todo.json'), 'utf8');
    await project.run('stint doctor --repair');
    const backups = readdirSync(join(project.dir, '.stint/backup')).filter((name) => name.startsWith('todo.json'));
    expect(backups.map((name) => readFileSync(join(project.dir, '.stint/backup', name), 'utf8'))).toEqual([theirs]);
  });

  it('are missed one by one', async () => {
    unlinkSync(join(project.dir, '.stint/archive/tasks.jsonl'));
    await expectBroughtBack();
  });

  it('come back where the copies lie on their own, after the folder was moved away', async () => {
    const aside = scratchFolder();
    cpSync(join(project.dir, '.stint'), join(aside, 'kept'), { recursive: true });
    rmSync(join(project.dir, '.stint'), { recursive: true });
    mkdirSync(join(project.dir, '.stint'));
    await expectBroughtBack();
  });
});

describe('init', () => {
  it('leaves copies of a project before its first commit', async () => {
    const fresh = await gitProject(0);
    const id = git(fresh.dir, 'config', 'stint.project');
    expect(readdirSync(join(fresh.dir, '.git/stint', id))).toEqual(expect.arrayContaining(['todo.json', 'sessions.json']));
    rmSync(join(fresh.dir, '.stint'), { recursive: true });
    await fresh.refused(52, 'stint init');
    await fresh.run('stint doctor --repair');
    expect((await fresh.data('stint list')).total).toBe(0);
  });

  it('tells which live files git has, and makes nothing of what git has put in the place of a project', async () => {
    git(project.dir, 'add', '-f', '.stint/todo.json');
    expect((await project.ok('stint init')).stderr).toContain('git rm -r --cached .stint/todo.json');
    git(project.dir, 'reset', '-q');
    git(project.dir, 'checkout', '-q', '-f', 'tracks');
    expect((await project.refused(52, 'stint init')).fix[0]).toBe('stint doctor --repair');
  });
});

describe('where no copies can be left', () => {
  it('commits are made all the same, and doctor says why there are none', async () => {
    rmSync(join(project.dir, '.git/stint'), { recursive: true });
    writeFileSync(join(project.dir, '.git/stint'), 'in the way');
    expect((await project.data('stint done T003 --out-of-scope --no-session')).task.id).toBe('T003');
    const { findings } = await project.data('stint doctor');
    const [found] = findings.filter(({ code }: { code: string }) => code === 'copies-behind');
    expect(found).toMatchObject({ severity: 'warning' });
    rmSync(join(project.dir, '.git/stint'));
    await project.ok('stint log "again" --no-session');
    const codes = (await project.data('stint doctor')).findings.map(({ code }: { code: string }) => code);
    expect(codes).not.toContain('copies-behind');
  });
});
