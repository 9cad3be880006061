import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AdapterError } from '../../src/adapters/adapter-error';
import { ledgerBranch } from '../../src/adapters/git/track-branch';
import { openTrackConfig, type TrackConfig } from '../../src/adapters/git/track-config';
import { commit, git, repository, scratch, write } from './scratch';

const opened = (folder: string, env: Record<string, string | undefined> = process.env): TrackConfig => {
  const config = openTrackConfig(folder, env);
  if (config === undefined) throw new Error('no repository');
  return config;
};

describe('ledgerBranch', () => {
  const attributes = '.stint/.gitattributes';

  it('is that of the working tree that holds .stint, only where the ledger is tracked', () => {
    const folder = repository();
    const stintDir = join(folder, '.stint');
    expect(ledgerBranch(stintDir)).toBeUndefined();
    write(folder, attributes, '# ledger.jsonl merge=stint-ledger\nother.jsonl merge=stint-ledger\n');
    expect(ledgerBranch(stintDir)).toBeUndefined();
    write(folder, attributes, '*.md text\n/ledger.jsonl -text merge=stint-ledger\n');
    expect(ledgerBranch(stintDir)).toBe('main');
    git(folder, 'checkout', '-q', '-b', 'feature/x');
    expect(ledgerBranch(stintDir)).toBe('feature/x');
    git(folder, 'checkout', '-q', '--detach');
    expect(ledgerBranch(stintDir)).toBeUndefined();
  });

  it('is none outside of a repository', () => {
    const folder = scratch();
    write(folder, attributes, 'ledger.jsonl merge=stint-ledger\n');
    expect(ledgerBranch(join(folder, '.stint'))).toBeUndefined();
  });
});

describe('openTrackConfig', () => {
  it('is nothing outside of a repository, and writes to the config that all working trees share', async () => {
    expect(openTrackConfig(scratch(), process.env)).toBeUndefined();
    const folder = repository();
    const other = join(scratch(), 'other');
    git(folder, 'worktree', 'add', '-q', '-b', 'other', other);
    const config = opened(other);
    expect(await config.driver()).toBeUndefined();
    await config.setDriver('a "name"', 'stint merge-ledger %O %A %B');
    expect(await opened(folder).driver()).toBe('stint merge-ledger %O %A %B');
    expect(git(folder, 'config', 'merge.stint-ledger.name')).toBe('a "name"');
    await config.removeDriver();
    expect(await opened(folder).driver()).toBeUndefined();
    await config.removeDriver();
  });

  it('names the rule that ignores a file, and no rule that lets it in again', async () => {
    const folder = repository();
    const config = opened(folder);
    expect(await config.ignoredBy('.stint/ledger.jsonl')).toBeUndefined();
    write(folder, '.stint/.gitignore', '*\n!ledger.jsonl\n');
    expect(await config.ignoredBy('.stint/ledger.jsonl')).toBeUndefined();
    expect(await config.ignoredBy('.stint/todo.json')).toBe('.stint/.gitignore:1:*');
    write(folder, '.gitignore', '.stint\n');
    expect(await config.ignoredBy('.stint/ledger.jsonl')).toBe('.gitignore:1:.stint');
  });

  it('knows what is in the index and which programs are on the PATH', async () => {
    const folder = repository();
    write(folder, 'kept.txt');
    commit(folder, 'Keep');
    const bin = join(scratch(), 'bin');
    mkdirSync(bin);
    write(bin, 'tool');
    const config = opened(folder, { PATH: `/nowhere::${bin}:${process.env.PATH}` });
    expect(await config.isInIndex('kept.txt')).toBe(true);
    expect(await config.isInIndex('other.txt')).toBe(false);
    expect(config.findsProgram('tool')).toBe(false);
    chmodSync(join(bin, 'tool'), 0o755);
    expect(config.findsProgram('tool')).toBe(true);
    expect(config.findsProgram('bin')).toBe(false);
  });

  it('says that git is missing, or what it answered', async () => {
    const folder = repository();
    const failure = await opened(folder, { PATH: '/nowhere' })
      .driver()
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AdapterError);
    expect(failure).toMatchObject({ code: 'E_BACKEND', message: expect.stringContaining('git could not be started') });
    write(folder, '.git/config.lock');
    await expect(opened(folder).setDriver('x', 'y')).rejects.toMatchObject({
      code: 'E_BACKEND',
      message: expect.stringContaining('could not lock config file'),
    });
  });
});
