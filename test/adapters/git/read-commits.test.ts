import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openCommits } from '../../../src/adapters/git/read-commits';
import { commit, git, repository, scratch, write } from '../scratch';

let root = '';
const shas: string[] = [];
const dated = (folder: string, subject: string, at: string): void => {
  const before = process.env.GIT_COMMITTER_DATE;
  process.env.GIT_COMMITTER_DATE = at;
  try {
    shas.push(commit(folder, subject));
  } finally {
    if (before === undefined) delete process.env.GIT_COMMITTER_DATE;
    else process.env.GIT_COMMITTER_DATE = before;
  }
};
beforeAll(() => {
  root = scratch();
  git(root, 'init', '-q', '-b', 'main');
  write(root, 'a b');
  write(root, 'ü');
  dated(root, 'First', '2026-01-01T00:00:00Z');
  git(root, 'mv', 'a b', 'c');
  dated(root, 'Second — 日本', '2026-01-02T00:00:00Z');
  dated(root, 'Empty', '2026-01-03T00:00:00Z');
});
const { env } = process;
const open = (worktree = root, more = {}) => openCommits({ worktree, root, ...more }, env);
const at = (number: number): string => `2026-01-0${number}T00:00:00.000Z`;

describe('commits that were made earlier', () => {
  it('are told from an instant on, oldest first', async () => {
    const made = await open()?.madeSince('2026-01-02T00:00:00Z');
    expect(made).toEqual([
      { sha: shas[1], subject: 'Second — 日本', at: at(2) },
      { sha: shas[2], subject: 'Empty', at: at(3) },
    ]);
    expect(await open()?.madeSince('2026-01-04T00:00:00Z')).toEqual([]);
  });

  it('are known by their id, or its beginning', async () => {
    const commits = open();
    const first = { sha: shas[0], subject: 'First', at: at(1) };
    expect(await commits?.named(shas[0] ?? '')).toEqual(first);
    expect(await commits?.named((shas[0] ?? '').slice(0, 7))).toEqual(first);
    for (const odd of [
      'HEAD',
      (shas[0] ?? '').slice(0, 6),
      '--all-of-them',
      'f'.repeat(40),
      `${shas[0]}0123456789abcdef01234567`,
      '',
    ])
      expect(await commits?.named(odd)).toBeUndefined();
  });

  it('are told with their files, as they were called', async () => {
    const files = await open()?.filesOf([...shas, 'f'.repeat(7), '--stat']);
    expect(files).toEqual(
      new Map([
        [shas[0], ['a b', 'ü']],
        [shas[1], ['a b', 'c']],
        [shas[2], []],
      ]),
    );
    expect(await open()?.filesOf([])).toEqual(new Map());
    expect(await open()?.filesOf(['HEAD'])).toEqual(new Map());
  });

  it('are asked for two hundred at once', async () => {
    const many = [...Array.from({ length: 200 }, () => shas[0] ?? ''), shas[1] ?? ''];
    expect([...((await open()?.filesOf(many)) ?? [])].map(([sha]) => sha)).toEqual([shas[0], shas[1]]);
  });

  it('are told beside those that are not there any more', async () => {
    const gone = 'f'.repeat(40);
    expect(await open()?.filesOf([gone, shas[1] ?? '', gone])).toEqual(new Map([[shas[1], ['a b', 'c']]]));
    expect(await open()?.filesOf([gone])).toEqual(new Map());
  });
});

describe('where the working tree is gone', () => {
  it('its branch is asked in another one', async () => {
    const main = repository();
    const linked = join(scratch(), 'linked');
    git(main, 'worktree', 'add', '-q', '-b', 'side', linked);
    const sha = commit(linked, 'Aside');
    const subjects = async (more: object) =>
      (await openCommits({ worktree: linked, root: main, ...more }, env)?.madeSince('2000-01-01'))?.map(({ subject }) => subject);
    expect(await subjects({})).toEqual(['Begin', 'Aside']);
    rmSync(linked, { recursive: true });
    expect(await subjects({ branch: 'side' })).toEqual(['Begin', 'Aside']);
    expect(await subjects({ branch: 'none' })).toEqual([]);
    expect(await subjects({})).toEqual([]);
    expect(await openCommits({ worktree: linked, root: main }, env)?.named(sha)).toMatchObject({ sha });
    expect(openCommits({ worktree: linked, root: scratch() }, env)).toBeUndefined();
  });

  it('and git too, nothing is told', async () => {
    const commits = openCommits({ worktree: root, root }, { PATH: '/nowhere' });
    expect([await commits?.madeSince('2000-01-01'), await commits?.named(shas[0] ?? ''), await commits?.filesOf(shas)]).toEqual([
      [],
      undefined,
      new Map(),
    ]);
  });
});
