import { chownSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findProject } from '../../../src/adapters/project/find-project';
import { git, repository, scratch, write } from '../scratch';

const find = (cwd: string, env = {}) => findProject({ cwd, env });
const withProject = (folder: string): string => {
  mkdirSync(join(folder, '.stint'), { recursive: true });
  return folder;
};

const notYetKnown = (stintDir: string) => ({
  owner: statSync(stintDir).uid,
  trust: { kind: 'foreign', because: 'no-id', mayBecomeKnown: true },
});

describe('findProject', () => {
  it('walks up to the folder that holds .stint', () => {
    const root = withProject(scratch());
    mkdirSync(join(root, 'a/b'), { recursive: true });
    expect(find(join(root, 'a/b'))).toEqual({
      root,
      stintDir: join(root, '.stint'),
      ...notYetKnown(join(root, '.stint')),
      worktree: root,
      pointerFile: join(root, '.stint/.current-session'),
      linkedWorktree: false,
    });
    expect(find(join(root, '.stint'))?.root).toBe(root);
  });

  it('finds nothing where there is nothing, and takes no file for a project', () => {
    const folder = scratch();
    write(folder, '.stint');
    expect(find(folder)).toBeUndefined();
  });

  it('knows the working tree above a project in a subfolder', () => {
    const top = repository();
    const root = withProject(join(top, 'packages/app'));
    expect(find(root)).toMatchObject({ root, worktree: top, gitDir: join(top, '.git'), commonDir: join(top, '.git') });
  });

  it('uses the main working tree from a linked one, with a pointer of its own', () => {
    const main = withProject(repository());
    const linked = join(scratch(), 'linked');
    git(main, 'worktree', 'add', '-q', linked);
    // The tracked config is checked out there too.
    write(linked, '.stint/config.json', '{"version":1}');
    mkdirSync(join(linked, 'src'));
    expect(find(join(linked, 'src'))).toEqual({
      root: main,
      stintDir: join(main, '.stint'),
      ...notYetKnown(join(main, '.stint')),
      worktree: linked,
      gitDir: join(main, '.git/worktrees/linked'),
      commonDir: join(main, '.git'),
      pointerFile: join(main, '.git/worktrees/linked/stint/.current-session'),
      linkedWorktree: true,
    });
  });

  it('finds a project in the same subfolder of the main working tree', () => {
    const main = repository();
    const root = withProject(join(main, 'app'));
    const linked = join(scratch(), 'linked');
    git(main, 'worktree', 'add', '-q', linked);
    mkdirSync(join(linked, 'app'));
    expect(find(join(linked, 'app'))).toMatchObject({ root, worktree: linked });
  });

  it('keeps to the linked working tree where the main config says so', () => {
    const main = repository();
    write(main, '.stint/config.json', '{"version":1,"worktrees":"own"}');
    const linked = join(scratch(), 'linked');
    git(main, 'worktree', 'add', '-q', linked);
    expect(find(linked)).toBeUndefined();
    // The settings of this checkout, as git tracks them.
    write(linked, '.stint/config.json', '{"version":1,"worktrees":"own"}');
    expect(find(linked)).toBeUndefined();
    write(linked, '.stint/todo.json', '{}');
    expect(find(linked)).toMatchObject({
      root: linked,
      pointerFile: join(linked, '.stint/.current-session'),
      linkedWorktree: true,
    });
  });

  it.each(['repo.git', '.git'])('uses the folder beside a bare repository (%s)', (name) => {
    const folder = withProject(scratch());
    git(scratch(), 'clone', '-q', '--bare', repository(), join(folder, name));
    const linked = join(scratch(), 'linked');
    git(join(folder, name), 'worktree', 'add', '-q', linked);
    expect(find(linked)).toMatchObject({ root: folder, worktree: linked, commonDir: join(folder, name) });
  });

  it('takes a submodule as a checkout of its own, below the project of its parent', () => {
    const parent = withProject(repository());
    git(parent, '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', repository(), 'sub');
    const sub = join(parent, 'sub');
    expect(find(sub)).toMatchObject({ root: parent, worktree: sub, linkedWorktree: false });
    expect(find(withProject(sub))).toMatchObject({ root: sub, worktree: sub });
    const linked = join(scratch(), 'linked');
    git(sub, 'worktree', 'add', '-q', linked);
    expect(find(linked)).toMatchObject({ root: sub, worktree: linked });
  });

  it('obeys STINT_DIR, which names .stint or the folder around it', () => {
    const root = withProject(scratch());
    const elsewhere = withProject(scratch());
    expect(find(elsewhere, { STINT_DIR: root })?.root).toBe(root);
    expect(find(elsewhere, { STINT_DIR: join(root, '.stint') })?.root).toBe(root);
    expect(find(elsewhere, { STINT_DIR: '' })?.root).toBe(elsewhere);
    write(elsewhere, 'state/todo.json', '{}');
    expect(find(elsewhere, { STINT_DIR: 'state' })?.stintDir).toBe(join(elsewhere, 'state'));
    expect(() => find(elsewhere, { STINT_DIR: '/nowhere' })).toThrow(expect.objectContaining({ code: 'E_NO_PROJECT' }));
  });

  it('refuses a .stint that leads out of the project, and takes one that stays inside', () => {
    const outside = scratch();
    const root = scratch();
    symlinkSync(outside, join(root, '.stint'));
    expect(() => find(root)).toThrow(expect.objectContaining({ code: 'E_STORE_IO' }));
    const other = scratch();
    mkdirSync(join(other, 'state'));
    symlinkSync('state', join(other, '.stint'));
    expect(find(other)?.root).toBe(other);
  });

  it.skipIf(process.getuid?.() !== 0)('refuses a .stint that belongs to another user', () => {
    const root = withProject(scratch());
    chownSync(join(root, '.stint'), 12345, 12345);
    expect(() => find(root)).toThrow(
      expect.objectContaining({ code: 'E_STORE_IO', message: expect.stringContaining('uid 12345') }),
    );
  });
});
