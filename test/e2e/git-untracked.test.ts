import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { commit, commitFile, git, gitProject, recorded, write } from '../support/git-project';
import { type Project, projectAt, scratchFolder } from '../support/scratch-project';

/** Every live file with its bytes: what git must not change. */
const liveFiles = (folder: string): Record<string, string> => {
  const found: Record<string, string> = {};
  const walk = (path: string): void => {
    for (const name of readdirSync(join(folder, path))) {
      const each = path === '' ? name : `${path}/${name}`;
      if (statSync(join(folder, each)).isDirectory()) walk(each);
      else found[each] = readFileSync(join(folder, each), 'base64');
    }
  };
  walk('');
  return found;
};

let project: Project;

beforeEach(async () => {
  project = await gitProject(6);
  commit(project.dir, 'Add the project');
  git(project.dir, 'branch', 'old');
  await project.ok('stint start T001 --auto-focus');
  await project.ok('stint log "on the way"');
  await project.ok('stint done T001');
  await project.ok('stint wip T002 --no-session');
  commitFile(project.dir, 'later.txt');
  write(project.dir, 'README.md', 'changed\n');
  write(project.dir, 'untracked.txt');
});

describe('live state that is not in git', () => {
  it('is not seen by git', () => {
    expect(git(project.dir, 'status', '--porcelain', '--untracked-files=all').split('\n')).toEqual([
      'M README.md',
      '?? untracked.txt',
    ]);
    expect(git(project.dir, 'ls-files', '.stint').split('\n')).toEqual(['.stint/.gitignore', '.stint/config.json']);
  });

  it.each<[string, (folder: string) => void]>([
    ['checkout of an older branch', (folder) => git(folder, 'checkout', '-q', 'old')],
    ['checkout of a commit, detached', (folder) => git(folder, 'checkout', '-q', '--detach', 'HEAD~1')],
    ['checkout -f', (folder) => git(folder, 'checkout', '-q', '-f', 'old')],
    ['stash -u and pop', (folder) => git(folder, 'stash', '-q', '-u') + git(folder, 'stash', 'pop', '-q')],
    ['stash -u', (folder) => git(folder, 'stash', '-q', '-u')],
    ['reset --hard', (folder) => git(folder, 'reset', '-q', '--hard', 'old')],
    ['clean -fd', (folder) => git(folder, 'clean', '-q', '-f', '-d')],
    ['restore of everything', (folder) => git(folder, 'restore', '--source=old', '--staged', '--worktree', '.')],
    [
      'merge',
      (folder) => {
        git(folder, 'checkout', '-q', 'old');
        commitFile(folder, 'beside.txt');
        git(folder, 'merge', '-q', '-m', 'Merge', 'main');
      },
    ],
    [
      'rebase',
      (folder) => {
        git(folder, 'stash', '-q', '-u');
        git(folder, 'checkout', '-q', 'old');
        commitFile(folder, 'beside.txt');
        git(folder, 'rebase', '-q', 'main');
      },
    ],
    [
      'worktree add and remove',
      (folder) => {
        const other = join(scratchFolder(), 'other');
        git(folder, 'worktree', 'add', '-q', '-b', 'other', other);
        git(folder, 'worktree', 'remove', '--force', other);
      },
    ],
  ])('stays as it is through %s', async (_what, work) => {
    const before = liveFiles(join(project.dir, '.stint'));
    work(project.dir);
    expect(liveFiles(join(project.dir, '.stint'))).toEqual(before);
    const { stderr } = await project.ok('stint done T002 --out-of-scope --no-session');
    expect(stderr).not.toContain('ledger');
    expect(recorded(project)).toEqual(['T001', 'T002']);
  });

  it('is shared by a linked worktree, and outlives it', async () => {
    const other = join(scratchFolder(), 'other');
    git(project.dir, 'worktree', 'add', '-q', '-b', 'other', other);
    await projectAt(other).ok('stint done T003 --no-session');
    git(project.dir, 'worktree', 'remove', '--force', other);
    expect(recorded(project)).toEqual(['T001', 'T003']);
  });

  it('makes place for another project only once git was told to forget it', async () => {
    git(project.dir, 'clean', '-q', '-f', '-d', '-x');
    expect(existsSync(join(project.dir, '.stint/todo.json'))).toBe(false);
    const { message } = await project.refused(52, 'stint init');
    const [, forget = ''] = /`(git config [^`]*)`/.exec(message) ?? [];
    git(project.dir, ...forget.split(' ').slice(1));
    await project.ok('stint init');
    expect((await project.data('stint list')).total).toBe(0);
  });
});

it('a worktree whose repository was moved is told so, and is offered no second project', async () => {
  const apart = await gitProject(5);
  const [linked, moved] = [join(scratchFolder(), 'linked'), join(scratchFolder(), 'moved')];
  git(apart.dir, 'worktree', 'add', '-q', linked);
  mkdirSync(join(linked, 'src'));
  const inside = projectAt(join(linked, 'src'));
  renameSync(apart.dir, moved);
  const error = await inside.refused(50, 'stint list');
  expect(error).toMatchObject({ code: 'E_NO_PROJECT', details: { worktree: linked } });
  expect(error.message).toContain('git worktree repair');
  expect(error.fix).toBeUndefined();
  git(moved, 'worktree', 'repair');
  expect((await inside.data('stint list')).total).toBe(5);
});
