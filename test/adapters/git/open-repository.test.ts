import { chmodSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCheckout } from '../../../src/adapters/git/find-checkout';
import { openRepository } from '../../../src/adapters/git/open-repository';
import { commit, git, repository, scratch, write } from '../scratch';

const open = (folder: string, env = process.env, timeLimitMs = 20_000) => {
  const checkout = findCheckout(folder);
  if (checkout === undefined) throw new Error(`${folder} is no working tree`);
  return openRepository({ checkout, env, timeLimitMs });
};
const tip = (folder: string): string => git(folder, 'rev-parse', 'HEAD');

describe('openRepository', () => {
  it('names commits oldest first and every changed file once', async () => {
    const folder = repository();
    const base = tip(folder);
    write(folder, 'src/a b.ts');
    const first = commit(folder, 'Add "a b", ünï — 日本');
    git(folder, 'mv', 'README.md', 'LIESMICH.md');
    write(folder, '.stint/config.json', '{}');
    const second = commit(folder, 'Rename');
    write(folder, 'staged.ts');
    git(folder, 'add', 'staged.ts');
    write(folder, 'src/a b.ts', 'changed\n');
    write(folder, 'new/ü\n.ts');
    write(folder, 'app/.stint/todo.json', '{}');
    expect(await open(folder).changesSince(base)).toEqual({
      worktree: folder,
      branch: 'main',
      head: second,
      commits: [
        { sha: first, subject: 'Add "a b", ünï — 日本', at: expect.stringMatching(/^\d{4}-.*Z$/) },
        { sha: second, subject: 'Rename', at: expect.any(String) },
      ],
      files: ['LIESMICH.md', 'README.md', 'new/ü\n.ts', 'src/a b.ts', 'staged.ts'],
      missing: [],
    });
  });

  it('tells only uncommitted changes without a base', async () => {
    const folder = repository();
    write(folder, 'x');
    expect(await open(folder).changesSince(undefined)).toMatchObject({ commits: [], files: ['x'], missing: [] });
  });

  it('tells of what is not committed only what changed since then, removed files by their folder', async () => {
    const folder = repository();
    for (const name of ['edited', 'gone/away', 'kept/away', 'moved']) write(folder, name);
    commit(folder, 'Files');
    const base = tip(folder);
    for (const name of ['edited', 'early', 'later']) write(folder, name, 'other\n');
    for (const name of ['gone/away', 'kept/away']) rmSync(join(folder, name));
    rmSync(join(folder, 'gone'), { recursive: true });
    const hourAgo = new Date(Date.now() - 3_600_000);
    const inAnHour = new Date(Date.now() + 3_600_000);
    // The time of a change itself cannot be set back: what lies before is asked for from the future.
    utimesSync(join(folder, 'later'), inAnHour, inAnHour);
    utimesSync(join(folder, 'kept'), inAnHour, inAnHour);
    const filesSince = async (since: Date) => (await open(folder).changesSince(base, since.toISOString())).files;
    const all = ['early', 'edited', 'gone/away', 'kept/away', 'later'];
    expect((await open(folder).changesSince(base)).files).toEqual(all);
    expect(await filesSince(hourAgo)).toEqual(all);
    expect(await filesSince(new Date(Date.now() + 60_000))).toEqual(['kept/away', 'later']);
    expect(await filesSince(new Date(Date.now() + 7_200_000))).toEqual([]);
  });

  it('works before the first commit and finds those made since', async () => {
    const folder = scratch();
    git(folder, 'init', '-q', '-b', 'main');
    write(folder, 'x');
    expect(await open(folder).changesSince(undefined, '2020-01-01T00:00:00.000Z')).toEqual({
      worktree: folder,
      branch: 'main',
      commits: [],
      files: ['x'],
      missing: [],
    });
    const sha = commit(folder, 'First');
    const changes = await open(folder).changesSince(undefined, '2020-01-01T00:00:00.000Z');
    expect(changes.commits.map((entry) => entry.sha)).toEqual([sha]);
    expect(changes.files).toEqual(['x']);
  });

  it('works with a detached HEAD and in the middle of a rebase', async () => {
    const folder = repository();
    const base = tip(folder);
    git(folder, 'switch', '-q', '-c', 'side');
    write(folder, 'x', 'side\n');
    commit(folder, 'Aside');
    git(folder, 'switch', '-q', 'main');
    write(folder, 'x', 'main\n');
    const onMain = commit(folder, 'On main');
    git(folder, 'switch', '-q', 'side');
    expect(() => git(folder, 'rebase', 'main')).toThrow();
    const changes = await open(folder).changesSince(base);
    expect(changes).toEqual({
      worktree: folder,
      head: onMain,
      commits: [expect.objectContaining({ sha: onMain })],
      files: ['x'],
      missing: [],
    });
  });

  it('says that the base was rebased away and counts by time instead', async () => {
    const folder = repository();
    write(folder, 'x');
    const base = commit(folder, 'Before');
    git(folder, 'commit', '-q', '--amend', '-m', 'Before, amended');
    write(folder, 'y');
    const after = commit(folder, 'After');
    const changes = await open(folder).changesSince(base, '2020-01-01T00:00:00.000Z');
    expect(changes.commits.map((entry) => entry.subject)).toEqual(['Before, amended', 'After']);
    expect(changes.files).toEqual(['x', 'y']);
    expect(changes.missing).toEqual([
      `commit ${base.slice(0, 10)}, where the work began, is no longer below HEAD (rebased, reset or another branch): commits since 2020-01-01T00:00:00.000Z are counted`,
    ]);
    expect(await open(folder).changesSince(base)).toMatchObject({ commits: [], head: after });
  });

  it('says that a base is unknown, in a shallow clone too, and takes no option for one', async () => {
    const origin = repository();
    const base = tip(origin);
    commit(origin, 'Second');
    const clone = join(scratch(), 'clone');
    git(scratch(), 'clone', '-q', '--depth', '1', `file://${origin}`, clone);
    expect((await open(clone).changesSince(base)).missing).toEqual([
      `commit ${base.slice(0, 10)}, where the work began, is unknown here (this is a shallow clone): no commits are counted`,
    ]);
    const odd = await open(origin).changesSince('--output=/tmp/never');
    expect(odd).toMatchObject({ commits: [], missing: [expect.stringContaining('is unknown here')] });
  });

  it('shows a submodule that moved, as one path', async () => {
    const folder = repository();
    git(folder, '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', repository(), 'sub');
    const base = commit(folder, 'Add sub');
    write(join(folder, 'sub'), 'inside');
    expect((await open(folder).changesSince(base)).files).toEqual([]);
    commit(join(folder, 'sub'), 'Move');
    expect((await open(folder).changesSince(base)).files).toEqual(['sub']);
    expect((await open(join(folder, 'sub')).changesSince(undefined)).worktree).toBe(join(folder, 'sub'));
  });

  it('looks at another working tree, at its branch when it is gone, and says when nothing is left', async () => {
    const main = repository();
    const base = tip(main);
    const worktree = join(scratch(), 'linked');
    git(main, 'worktree', 'add', '-q', '-b', 'side', worktree);
    write(worktree, 'x');
    const sha = commit(worktree, 'Aside');
    write(worktree, 'y');
    const place = { worktree, branch: 'side' };
    expect(await open(main).changesSince(base, undefined, place)).toMatchObject({
      worktree,
      branch: 'side',
      head: sha,
      files: ['x', 'y'],
    });
    rmSync(worktree, { recursive: true });
    expect(await open(main).changesSince(base, undefined, place)).toEqual({
      branch: 'side',
      head: sha,
      commits: [expect.objectContaining({ sha })],
      files: ['x'],
      missing: ['worktree gone: only the commits of branch side are known'],
    });
    expect(await open(main).changesSince(base, undefined, { worktree })).toEqual({
      commits: [],
      files: [],
      missing: ['no git facts: worktree gone'],
    });
  });

  it('says that git is not there, failed or took too long', async () => {
    const folder = repository();
    const bin = scratch();
    expect((await open(folder, { PATH: bin }).changesSince(undefined)).missing).toEqual([
      'git could not be started: commits and changed files are not known',
    ]);
    writeFileSync(join(bin, 'git'), '#!/bin/sh\nsleep 20 & wait\n');
    chmodSync(join(bin, 'git'), 0o755);
    expect((await open(folder, { PATH: `${bin}:${process.env.PATH}` }, 200).changesSince(undefined)).missing).toEqual([
      'git took too long: commits and changed files are not all known',
    ]);
    writeFileSync(join(bin, 'git'), '#!/bin/sh\necho "fatal: no" >&2\nexit 128\n');
    expect((await open(folder, { PATH: `${bin}:${process.env.PATH}` }).changesSince(undefined)).missing).toEqual([
      'git failed (fatal: no): commits and changed files are not all known',
    ]);
  });

  it('is not misled by the environment of a git hook, and locks nothing', async () => {
    const folder = repository();
    const base = tip(folder);
    const sha = commit(folder, 'More');
    mkdirSync(join(folder, '.git/index.lock'));
    const changes = await open(folder, { ...process.env, GIT_DIR: '/nowhere', GIT_INDEX_FILE: '/nowhere/index' }).changesSince(
      base,
    );
    expect(changes).toMatchObject({ commits: [{ sha }], missing: [] });
  });
});
