import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRepository } from '../../../src/adapters/git/open-repository';
import { openTrackConfig, type TrackConfig } from '../../../src/adapters/git/track-config';
import { scratch, write } from '../scratch';

const sha = 'a'.repeat(40);
const base = 'b'.repeat(40);

/** A repository made of files, and in the place of git a script that gives these answers by the first word after its options. */
const gitThat = (answers: Readonly<Record<string, string>>, ref = `${sha}\n`) => {
  const folder = scratch();
  write(folder, '.git/HEAD', 'ref: refs/heads/main\n');
  if (ref !== '') write(folder, '.git/refs/heads/main', ref);
  const asked = join(folder, '.git/asked');
  writeFileSync(asked, '');
  const cases = Object.entries(answers).map(([word, script]) => `${word}) ${script};;`);
  const bin = scratch();
  const skip = 'while case "$1" in -c) shift;; --*) ;; *) false;; esac; do shift; done';
  writeFileSync(
    join(bin, 'git'),
    `#!/bin/sh\n${skip}\necho "$@" >> ${asked}\ncase "$1" in ${cases.join(' ')} *) exit 0;; esac\n`,
  );
  chmodSync(join(bin, 'git'), 0o755);
  const env = { PATH: `${bin}:${process.env.PATH}` };
  return {
    folder,
    env,
    repository: openRepository({
      checkout: { worktree: folder, gitDir: join(folder, '.git'), commonDir: join(folder, '.git') },
      env,
      timeLimitMs: 20_000,
    }),
    asked: () => readFileSync(asked, 'utf8').trimEnd().split('\n').sort(),
    config: (): TrackConfig => openTrackConfig(folder, env) ?? expect.fail('no repository'),
  };
};
const facts = (folder: string) => ({ worktree: folder, branch: 'main', head: sha });
const notAll = 'commits and changed files are not all known';

describe('changes as git answers', () => {
  const commits = `printf '${sha} 1 one\\0'`;
  const isNames = 'case "$*" in *name-only*) printf "f\\0g\\0";; *)';

  it('are those of one question each', async () => {
    const { repository, folder, asked } = gitThat({ log: `${isNames} ${commits};; esac`, status: "printf '?? h\\0 M f\\0'" });
    expect(await repository.changesSince(base)).toEqual({
      ...facts(folder),
      commits: [{ sha, subject: 'one', at: '1970-01-01T00:00:01.000Z' }],
      files: ['f', 'g', 'h'],
      missing: [],
    });
    expect(asked()).toEqual([
      `log -z --format= --name-only --no-renames --no-ext-diff --no-textconv ${base}..HEAD --`,
      `log -z --reverse --format=%H %ct %s ${base}..HEAD --`,
      `merge-base --is-ancestor ${base} HEAD`,
      'status --porcelain=v1 -z --untracked-files=all --no-renames --ignore-submodules=dirty',
    ]);
  });

  it('are told to be missing once, by the first words or the exit code', async () => {
    const first = gitThat({ log: 'exit 3', status: 'exit 3' });
    expect(await first.repository.changesSince(undefined, '2026-01-01')).toEqual({
      ...facts(first.folder),
      commits: [],
      files: [],
      missing: [`git failed (exit code 3): ${notAll}`],
    });
    const second = gitThat({ status: "printf ' \\n why\\n more' >&2; exit 4" });
    expect((await second.repository.changesSince(undefined)).missing).toEqual([`git failed (why): ${notAll}`]);
  });

  it('cannot be told where git prints without end', async () => {
    const { repository } = gitThat({ 'merge-base': 'head -c 67108865 /dev/zero' });
    const { commits: made, missing } = await repository.changesSince(base);
    expect([made, missing]).toEqual([[], [`git listed more than can be taken in: ${notAll}`]]);
  });

  it('name two thousand files at most', async () => {
    const many = (count: number) =>
      gitThat({ status: `seq -f '?? f%04.0f' ${count} | tr '\\n' '\\0'` }).repository.changesSince(undefined);
    expect(await many(2_000)).toMatchObject({ files: { length: 2_000 }, missing: [] });
    const { files, missing } = await many(2_001);
    expect([files.length, files.at(-1), missing]).toEqual([
      2_000,
      'f2000',
      ['2001 files changed: only the first 2000 are named'],
    ]);
  });

  it.each([
    ['1', 'is no longer below HEAD (rebased, reset or another branch)', ` ^${base}`],
    ['128', 'is unknown here', ''],
  ])('are counted by time where the base is lost (exit code %s)', async (code, words, without) => {
    const { repository, asked } = gitThat({ 'merge-base': `exit ${code}` });
    expect((await repository.changesSince(base, '2026-01-01T00:00:00Z')).missing).toEqual([
      `commit bbbbbbbbbb, where the work began, ${words}: commits since 2026-01-01T00:00:00Z are counted`,
    ]);
    expect(asked()).toContain(`log -z --reverse --format=%H %ct %s --since=2026-01-01T00:00:00Z HEAD${without} --`);
    expect((await repository.changesSince(base)).missing).toEqual([
      `commit bbbbbbbbbb, where the work began, ${words}: no commits are counted`,
    ]);
  });

  it('are asked for by time before the first commit only where there is one that files do not show', async () => {
    const without = gitThat({ 'rev-parse': 'exit 1' }, '');
    await without.repository.changesSince(undefined, '2026-01-01');
    expect(without.asked().filter((line) => !line.startsWith('status'))).toEqual(['rev-parse --verify --quiet HEAD^{commit}']);
    const reftable = gitThat({}, '');
    await reftable.repository.changesSince(undefined, '2026-01-01');
    expect(reftable.asked()).toContain('log -z --reverse --format=%H %ct %s --since=2026-01-01 HEAD --');
  });
});

describe('settings of the repository', () => {
  const line = 'git config --local --get merge.stint-ledger.driver';
  it.each([
    ["printf ' \\n why\\n more' >&2; exit 4", `\`${line}\` failed: why`],
    ['exit 4', `\`${line}\` failed: exit code 4`],
    ['head -c 67108865 /dev/zero', `\`${line}\` failed: it took too long or said too much`],
  ])('cannot be read where git does %s', async (script, message) => {
    await expect(gitThat({ config: script }).config().driver()).rejects.toMatchObject({
      code: 'E_BACKEND',
      message,
      details: { command: line },
    });
  });

  it('cannot be read without git', async () => {
    const { folder } = gitThat({});
    await expect(openTrackConfig(folder, { PATH: '/nowhere' })?.driver()).rejects.toMatchObject({
      code: 'E_BACKEND',
      message: `git could not be started, and \`${line}\` has to be run: install git, or put it on the PATH`,
      details: { command: line },
    });
  });

  it('are read to the letter', async () => {
    expect(await gitThat({ config: "printf 'a\\nb\\n'" }).config().driver()).toBe('a\nb');
    expect(await gitThat({ config: 'exit 1' }).config().driver()).toBeUndefined();
  });
});
