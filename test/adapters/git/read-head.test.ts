import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCheckout } from '../../../src/adapters/git/find-checkout';
import { readHead } from '../../../src/adapters/git/read-head';
import { commit, git, repository, scratch, write } from '../scratch';

const headOf = (folder: string) => {
  const checkout = findCheckout(folder);
  return checkout === undefined ? undefined : readHead(checkout);
};

describe('readHead', () => {
  it('reads a loose ref, a packed one and a loose one above a packed one', () => {
    const folder = repository();
    const first = git(folder, 'rev-parse', 'HEAD');
    expect(headOf(folder)).toEqual({ branch: 'main', head: first });
    git(folder, 'pack-refs', '--all');
    expect(headOf(folder)).toEqual({ branch: 'main', head: first });
    expect(headOf(folder)).toEqual({ branch: 'main', head: first });
    const second = commit(folder, 'Go on');
    expect(headOf(folder)).toEqual({ branch: 'main', head: second });
  });

  it('does not take one branch for another whose name it ends', () => {
    const folder = repository();
    const first = git(folder, 'rev-parse', 'HEAD');
    git(folder, 'branch', 'feature/main');
    const second = commit(folder, 'Go on');
    git(folder, 'pack-refs', '--all');
    expect(headOf(folder)?.head).toBe(second);
    git(folder, 'switch', '-q', 'feature/main');
    expect(headOf(folder)).toEqual({ branch: 'feature/main', head: first });
  });

  it('reads a detached HEAD, an unborn branch and a linked working tree', () => {
    const folder = repository();
    const first = git(folder, 'rev-parse', 'HEAD');
    const linked = join(scratch(), 'linked');
    git(folder, 'worktree', 'add', '-q', '-b', 'side', linked);
    const second = commit(linked, 'Aside');
    expect(headOf(linked)).toEqual({ branch: 'side', head: second });
    git(folder, 'switch', '-q', '--detach');
    expect(headOf(folder)).toEqual({ head: first });
    git(folder, 'switch', '-q', '--orphan', 'new');
    expect(headOf(folder)).toEqual({ branch: 'new' });
  });

  it('says nothing of what it cannot know', () => {
    const folder = repository();
    write(folder, '.git/HEAD', 'ref: refs/heads/.invalid\n');
    expect(headOf(folder)).toEqual({});
    write(folder, '.git/HEAD', 'ref: refs/heads/../../../etc/passwd\n');
    expect(headOf(folder)).toEqual({});
    expect(headOf(scratch())).toBeUndefined();
  });
});
