import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

/** A fresh folder that goes away with the test file. */
export const scratch = (): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'stint-adapters-')));
  folders.push(folder);
  return folder;
};
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const identity = {
  GIT_AUTHOR_NAME: 'Ann Example',
  GIT_AUTHOR_EMAIL: 'ann@example.org',
  GIT_COMMITTER_NAME: 'Ann Example',
  GIT_COMMITTER_EMAIL: 'ann@example.org',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
};

/** Runs git and gives what it prints, trimmed. */
export const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...identity },
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();

export const write = (folder: string, path: string, text = `${path}\n`): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

/** A repository on branch main with one commit that holds `README.md`. */
export const repository = (folder = scratch()): string => {
  git(folder, 'init', '-q', '-b', 'main');
  write(folder, 'README.md');
  return commit(folder, 'Begin') && folder;
};

/** Commits everything and gives the commit's id. */
export const commit = (folder: string, subject: string): string => {
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '--allow-empty', '-m', subject);
  return git(folder, 'rev-parse', 'HEAD');
};
