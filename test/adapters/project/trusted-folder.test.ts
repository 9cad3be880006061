import { chownSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findProject } from '../../../src/adapters/project/find-project';
import { thrown } from '../../store/files/scratch-files';
import { fileError, replaceFileCalls } from '../../support/file-calls';
import { git, repository, scratch, write } from '../scratch';

const find = (cwd: string, env = {}) => findProject({ cwd, env });
const folderIn = (root: string, path: string): string => {
  mkdirSync(join(root, path), { recursive: true });
  return join(root, path);
};

describe('STINT_DIR', () => {
  it.each([
    ['.stint', 'state'],
    ['.', '.'],
    ['.stint/', 'state'],
    ['./sub', 'sub'],
    ['sub/.stint', 'sub'],
  ])('names %s', (named) => {
    const root = scratch();
    folderIn(root, '.stint');
    folderIn(root, 'sub/.stint');
    const dir = named.startsWith('sub') || named === './sub' ? join(root, 'sub/.stint') : join(root, '.stint');
    expect(find(root, { STINT_DIR: named })?.stintDir).toBe(dir);
  });

  it.each(['config.json', 'todo.json'])('names a folder of another name by its %s', (name) => {
    const root = scratch();
    write(root, `state/${name}`);
    expect(find(scratch(), { STINT_DIR: join(root, 'state') })?.stintDir).toBe(join(root, 'state'));
  });

  it('names a folder called .stint though there is one in it', () => {
    const inner = folderIn(scratch(), '.stint/.stint');
    expect(find('/', { STINT_DIR: join(inner, '..') })?.stintDir).toBe(join(inner, '..'));
  });

  it.each(['none', 'empty', 'plain', 'plain/.stint', 'file/.stint', '.stint'])('%s holds no project', (named) => {
    const root = scratch();
    folderIn(root, 'empty/other.json');
    write(root, 'plain');
    write(root, 'file/.stint');
    const error = thrown(() => find(root, { STINT_DIR: named }));
    expect(error).toMatchObject({
      code: 'E_NO_PROJECT',
      message: `STINT_DIR is "${named}", and there is no project in it`,
      details: { stintDir: join(root, named) },
      fix: ['unset STINT_DIR', 'stint init'],
    });
  });
});

describe('a folder that is not to be trusted', () => {
  it.each([
    ['plain', ''],
    ['with space', "'"],
    ["it's", "'"],
    ['a$b', "'"],
    ['a;b', "'"],
  ])('is one that leads out, to %j', (name, quote) => {
    const outside = folderIn(scratch(), name);
    const root = scratch();
    symlinkSync(outside, join(root, '.stint'));
    expect(thrown(() => find(root))).toMatchObject({
      code: 'E_STORE_IO',
      message: `${join(root, '.stint')} is a symbolic link to ${outside}, outside the project: not used. Name that folder with STINT_DIR, or remove the link`,
      details: { path: join(root, '.stint') },
      fix: [`STINT_DIR=${quote}${outside.replaceAll("'", `'\\''`)}${quote} stint status`],
    });
  });

  it('is one beside a folder whose name begins alike', () => {
    const root = scratch();
    folderIn(root, 'project');
    folderIn(root, 'project-other');
    symlinkSync('../project-other', join(root, 'project/.stint'));
    expect(thrown(() => find(join(root, 'project')))).toMatchObject({ code: 'E_STORE_IO' });
  });

  it('is not one that leads to a folder inside, however deep', () => {
    const root = scratch();
    folderIn(root, 'deep/er');
    symlinkSync('deep/er', join(root, '.stint'));
    expect(find(root)?.stintDir).toBe(join(root, '.stint'));
  });

  it.skipIf(process.getuid?.() !== 0)('is one of another user, but not of the one who called sudo', () => {
    const root = scratch();
    chownSync(folderIn(root, '.stint'), 12345, 0);
    const refused = () => thrown(() => find(root));
    expect(refused()).toMatchObject({
      code: 'E_STORE_IO',
      message: `${join(root, '.stint')} belongs to another user (uid 12345): not used. Run as that user, or say that the folder may be used`,
      details: { path: join(root, '.stint'), uid: 12345 },
      fix: [`export STINT_SAFE_DIRECTORY=${root}`],
    });
    const { geteuid } = process;
    try {
      expect(thrown(() => find(root, { SUDO_UID: '12346' }))).toMatchObject({ code: 'E_STORE_IO' });
      expect(find(root, { SUDO_UID: '12345' })?.root).toBe(root);
      process.geteuid = () => 7;
      expect(thrown(() => find(root, { SUDO_UID: '12345' }))).toMatchObject({ code: 'E_STORE_IO' });
      process.geteuid = () => 12345;
      expect(find(root)?.root).toBe(root);
      Object.assign(process, { geteuid: undefined });
      expect(find(root)?.root).toBe(root);
    } finally {
      Object.assign(process, { geteuid });
    }
  });

  it('that cannot be looked at is an error of the system', () => {
    const root = scratch();
    const fault = fileError('EACCES', 'stat');
    const restore = replaceFileCalls(({ statSync }) => ({
      statSync: ((path: string, options: object) => {
        if (path === join(root, '.stint')) throw fault;
        return statSync(path, options);
      }) as typeof statSync,
    }));
    try {
      expect(thrown(() => find(root))).toBe(fault);
    } finally {
      restore();
    }
  });
});

describe('a linked working tree', () => {
  const linkedOf = (main: string): string => {
    const linked = join(scratch(), 'linked');
    git(main, 'worktree', 'add', '-q', linked);
    return linked;
  };

  it.each([
    ['{"worktrees":"own"}', true],
    ['{ "worktrees" \n:\t "own" }', true],
    ['{"worktrees":"shared"}', false],
    ['{"worktree":"own"}', false],
    ['no JSON', false],
  ])('with the main config %j keeps to itself: %s', (config, isOwn) => {
    const main = repository();
    write(main, '.stint/config.json', config);
    const linked = linkedOf(main);
    const own = folderIn(linked, '.stint');
    write(own, 'todo.json', '{}');
    expect(find(linked)).toMatchObject({
      stintDir: isOwn ? own : join(main, '.stint'),
      linkedWorktree: true,
      pointerFile: isOwn ? join(own, '.current-session') : join(main, '.git/worktrees/linked/stint/.current-session'),
    });
  });

  it('finds no project above the working tree', () => {
    const linked = linkedOf(repository());
    folderIn(linked, '../.stint');
    expect(find(linked)).toBeUndefined();
  });
});
