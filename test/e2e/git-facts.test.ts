import { chmodSync, mkdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commit, commitFile, finish, git, gitProject, pathsOf, write } from '../support/git-project';
import { projectAt, scratchFolder, scratchProject } from '../support/scratch-project';

const shasOf = (entry: { commits: readonly { sha: string }[] }): string[] => entry.commits.map(({ sha }) => sha);
const started = async (tasks = 4) => {
  const project = await gitProject(tasks);
  commit(project.dir, 'Add the project');
  return project;
};

describe('what done finds out from git', () => {
  it('staged, unstaged, untracked, renamed and deleted files, and commits since wip, each with its origin', async () => {
    const project = await started();
    for (const name of ['old.txt', 'gone.txt', 'edited.txt']) commitFile(project.dir, name);
    await project.ok('stint wip T001');
    const sha = commitFile(project.dir, 'committed.txt');
    git(project.dir, 'mv', 'old.txt', 'new.txt');
    write(project.dir, 'staged.txt');
    git(project.dir, 'add', 'staged.txt');
    write(project.dir, 'edited.txt', 'other\n');
    rmSync(join(project.dir, 'gone.txt'));
    write(project.dir, 'deep/untracked.txt');
    const entry = await finish(project, 'T001 -f committed.txt');
    expect(entry.files).toEqual([
      { path: 'committed.txt', origin: 'flag' },
      ...['deep/untracked.txt', 'edited.txt', 'gone.txt', 'new.txt', 'old.txt', 'staged.txt'].map((path) => ({
        path,
        origin: 'git',
      })),
    ]);
    expect(entry.commits).toEqual([{ sha, subject: 'Add committed.txt', origin: 'git' }]);
    expect(entry.branch).toBe('main');
  });

  it('commits since the session began, where the task was not taken in hand', async () => {
    const project = await started();
    commitFile(project.dir, 'before.txt');
    await project.ok('stint start T001 --auto-focus');
    const sha = commitFile(project.dir, 'after.txt');
    const entry = await finish(project, 'T001');
    expect(shasOf(entry)).toEqual([sha]);
    expect(pathsOf(entry)).toEqual(['after.txt']);
  });

  it('nothing of .stint, whatever is in git there, and files outside the project not at all', async () => {
    const project = await started(0);
    const inner = projectAt(join(project.dir, 'packages/app'));
    mkdirSync(inner.dir, { recursive: true });
    await inner.ok('stint init --here');
    await inner.ok('stint add One');
    await inner.ok('stint wip T001');
    write(project.dir, 'outside.txt');
    write(inner.dir, 'inside.txt');
    writeFileSync(join(inner.dir, '.stint/.gitignore'), '');
    const entry = await finish(inner, 'T001');
    expect(pathsOf(entry)).toEqual(['inside.txt']);
  });

  it('file names of every kind', async () => {
    const project = await started();
    await project.ok('stint wip T001');
    const names = ['-dash', 'a b', 'back\\slash', 'line\nbreak', 'quo"te', 'tab\there', 'ünïcode-日本'];
    for (const name of names) write(project.dir, name);
    expect(pathsOf(await finish(project, 'T001'))).toEqual(names);
  });

  it('a detached HEAD: commits, and no branch', async () => {
    const project = await started();
    git(project.dir, 'checkout', '-q', '--detach');
    await project.ok('stint wip T001');
    const sha = commitFile(project.dir, 'x.txt');
    const entry = await finish(project, 'T001');
    expect(shasOf(entry)).toEqual([sha]);
    expect(entry).not.toHaveProperty('branch');
  });

  it('a repository without a commit, before and after the first one', async () => {
    const folder = realpathSync(scratchFolder());
    git(folder, 'init', '-q', '-b', 'main');
    const project = projectAt(folder);
    await project.ok('stint init');
    await project.ok('stint add One');
    await project.ok('stint add Two');
    await project.ok('stint wip T001');
    write(folder, 'x.txt');
    const first = await project.ok('stint done T001');
    expect(first.stderr).toBe('');
    expect(project.lines('.stint/ledger.jsonl')[0]).toMatchObject({ branch: 'main', commits: [] });
    await project.ok('stint wip T002');
    const sha = commitFile(folder, 'x.txt');
    expect(shasOf(await finish(project, 'T002'))).toEqual([sha]);
  });

  it('a shallow clone that does not hold the beginning says so', async () => {
    const origin = await started();
    for (const name of ['a.txt', 'b.txt', 'c.txt']) commitFile(origin.dir, name);
    const folder = join(scratchFolder(), 'shallow');
    git(origin.dir, 'clone', '-q', '--depth', '1', `file://${origin.dir}`, folder);
    const clone = projectAt(folder);
    await clone.ok('stint init');
    await clone.ok('stint add One');
    await clone.ok('stint wip T001');
    const sha = commitFile(folder, 'new.txt');
    const { stderr } = await clone.ok('stint done T001');
    expect(stderr).toBe('');
    expect(shasOf(clone.lines('.stint/ledger.jsonl')[0])).toEqual([sha]);
    const todo = clone.json('.stint/todo.json');
    await clone.ok('stint add Two');
    await clone.ok('stint wip T002');
    const head = clone.json('.stint/todo.json').tasks[1].work.head;
    clone.write('.stint/todo.json', clone.read('.stint/todo.json').replaceAll(head, git(origin.dir, 'rev-parse', 'HEAD~2')));
    expect(todo.tasks[0].status).toBe('done');
    expect((await clone.ok('stint done T002')).stderr).toContain('is unknown here (this is a shallow clone)');
  });

  it('a submodule counts when it stands on another commit', async () => {
    const project = await started();
    const library = await started(0);
    git(project.dir, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.dir, 'lib');
    commit(project.dir, 'Add the submodule');
    await project.ok('stint wip T001');
    write(project.dir, 'lib/dirty.txt');
    await project.ok('stint wip T002');
    expect(pathsOf(await finish(project, 'T001'))).toEqual([]);
    git(join(project.dir, 'lib'), 'checkout', '-q', '-B', 'x');
    commitFile(join(project.dir, 'lib'), 'more.txt');
    expect(pathsOf(await finish(project, 'T002'))).toEqual(['lib']);
  });

  it('the middle of a rebase', async () => {
    const project = await started();
    commitFile(project.dir, 'shared.txt');
    git(project.dir, 'checkout', '-q', '-b', 'side', 'HEAD~1');
    write(project.dir, 'shared.txt', 'mine\n');
    commit(project.dir, 'Mine');
    await project.ok('stint wip T001');
    expect(() => git(project.dir, 'rebase', 'main')).toThrow();
    const { stderr } = await project.ok('stint done T001');
    const entry = project.lines('.stint/ledger.jsonl')[0];
    expect(stderr).toContain('is no longer below HEAD');
    expect(pathsOf(entry)).toContain('shared.txt');
    expect(git(project.dir, 'status')).toContain('rebase in progress');
  });

  it('no git installed: the record is written, and says what is missing', async () => {
    const project = await started();
    await project.ok('stint wip T001');
    write(project.dir, 'x.txt');
    const { stderr } = await project.ok('stint done T001 -f x.txt', { env: { PATH: '/nowhere' } });
    expect(stderr).toContain('git could not be started');
    expect(project.lines('.stint/ledger.jsonl')[0].files).toEqual([{ path: 'x.txt', origin: 'flag' }]);
  });

  it('a git that hangs is given up', async () => {
    const project = await started();
    const bin = join(scratchFolder(), 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'git'), '#!/bin/sh\nsleep 60\n');
    chmodSync(join(bin, 'git'), 0o755);
    await project.ok('stint wip T001');
    const { stderr } = await project.ok('stint done T001', { env: { PATH: `${bin}:${process.env.PATH}` } });
    expect(stderr).toContain('git took too long');
  }, 30_000);

  it('a locked index is read and left alone', async () => {
    const project = await started();
    await project.ok('stint wip T001');
    write(project.dir, 'x.txt');
    write(project.dir, '.git/index.lock', 'somebody else');
    const index = statSync(join(project.dir, '.git/index')).mtimeMs;
    const { stderr } = await project.ok('stint done T001');
    expect(stderr).toBe('');
    expect(pathsOf(project.lines('.stint/ledger.jsonl')[0])).toEqual(['x.txt']);
    expect(project.read('.git/index.lock')).toBe('somebody else');
    expect(statSync(join(project.dir, '.git/index')).mtimeMs).toBe(index);
  });

  it('nothing where record.git is false', async () => {
    const project = await started();
    await project.ok('stint config set record.git false');
    await project.ok('stint wip T001');
    commitFile(project.dir, 'x.txt');
    const entry = await finish(project, 'T001');
    expect(entry).toMatchObject({ files: [], commits: [] });
    expect(entry).not.toHaveProperty('branch');
  });

  it('two sessions in one checkout: what cannot be told apart is marked as shared by both', async () => {
    const project = await started();
    const [one, two] = [{ STINT_CONVERSATION: 'one' }, { STINT_CONVERSATION: 'two' }];
    await project.ok('stint start T001 --auto-focus', { env: one });
    await project.ok('stint start T002 --auto-focus', { env: two });
    const sha = commitFile(project.dir, 'x.txt');
    for (const [task, env] of [
      ['T001', one],
      ['T002', two],
    ] as const) {
      const entry = await finish(project, task, { env });
      expect(entry.files).toEqual([{ path: 'x.txt', origin: 'git', shared: true }]);
      expect(entry.commits).toEqual([{ sha, subject: 'Add x.txt', origin: 'git', shared: true }]);
      expect(entry.flags).toEqual(['shared-checkout']);
    }
  });

  it('two sessions in two worktrees are told apart', async () => {
    const project = await started();
    const other = projectAt(join(scratchFolder(), 'other'));
    git(project.dir, 'worktree', 'add', '-q', '-b', 'other', other.dir);
    await project.ok('stint start T001 --auto-focus');
    await other.ok('stint start T002 --auto-focus');
    commitFile(project.dir, 'here.txt');
    commitFile(other.dir, 'there.txt');
    expect(await finish(project, 'T001')).toMatchObject({ branch: 'main', files: [{ path: 'here.txt' }], flags: [] });
    await other.ok('stint done T002');
    expect(project.lines('.stint/ledger.jsonl').at(-1)).toMatchObject({
      branch: 'other',
      files: [{ path: 'there.txt' }],
      flags: [],
    });
  });

  it('a worktree that is gone: the commits of its branch; its branch gone too: nothing, and that is said', async () => {
    const project = await started();
    for (const task of ['T001', 'T002']) {
      const other = projectAt(join(scratchFolder(), task));
      git(project.dir, 'worktree', 'add', '-q', '-b', task, other.dir);
      await other.ok(`stint wip ${task}`);
      commitFile(other.dir, `${task}.txt`);
      git(project.dir, 'worktree', 'remove', '--force', other.dir);
    }
    const first = await project.ok('stint done T001');
    expect(first.stderr).toContain('worktree gone: only the commits of branch T001 are known');
    expect(project.lines('.stint/ledger.jsonl')[0]).toMatchObject({ branch: 'T001', files: [{ path: 'T001.txt' }] });
    git(project.dir, 'branch', '-q', '-D', 'T002');
    expect((await project.ok('stint done T002')).stderr).toContain('no git facts: worktree gone');
  });

  it('a project outside of git has no facts and misses none', async () => {
    const project = await scratchProject([{ id: 'T001', title: 'Outside' }]);
    const { stderr } = await project.ok('stint done T001');
    expect(stderr).toBe('');
    expect(project.lines('.stint/ledger.jsonl')[0]).toMatchObject({ files: [], commits: [] });
  });
});
