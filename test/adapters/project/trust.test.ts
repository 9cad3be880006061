import { chmodSync, chownSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { admitProject, nameProject } from '../../../src/adapters/project/admit-project';
import { findProject, searchProject } from '../../../src/adapters/project/find-project';
import { knownToPerson } from '../../../src/adapters/project/known-projects';
import { git, repository, scratch, write } from '../scratch';

const state = scratch();
const env = { PATH: process.env.PATH, XDG_STATE_HOME: state };
const idOf = (digit: string): string => digit.repeat(32);
const find = (cwd: string, more: object = {}) => findProject({ cwd, env: { ...env, ...more } });
const todo = (id?: string): string =>
  `${JSON.stringify({ version: 1, _meta: { lastTaskNumber: 0, ...(id === undefined ? {} : { projectId: id }) }, focus: {} }).slice(0, -1)},"tasks":[\n]}\n`;

/** `.stint/` with this id in `root`; `isKnown`: it was made here. */
const project = async (root: string, id: string | undefined, isKnown = false): Promise<string> => {
  write(root, '.stint/todo.json', todo(id));
  if (isKnown) await nameProject(join(root, '.stint'), id, { cwd: root, env });
  return join(root, '.stint');
};

describe('a project is known', () => {
  it('to the git folder that names it, and a clone does not carry that', async () => {
    const root = repository();
    await project(root, idOf('a'), true);
    expect(git(root, 'config', '--local', 'stint.project')).toBe(idOf('a'));
    expect(git(root, 'config', '--local', 'stint.dir')).toBe('../.stint');
    expect(find(root)?.trust).toEqual({ kind: 'known', id: idOf('a'), gitFolder: join(root, '.git') });
    git(root, 'add', '-Af');
    git(root, 'commit', '-qm', 'All of it');
    const clone = join(scratch(), 'clone');
    git(root, 'clone', '-q', root, clone);
    expect(find(clone)?.trust).toMatchObject({ kind: 'foreign', because: 'unknown-id', mayBecomeKnown: false });
  });

  it('to the state folder outside of repositories, also where it was moved or copied to', async () => {
    const root = join(scratch(), 'one');
    await project(root, idOf('b'), true);
    expect(find(root)?.trust).toEqual({ kind: 'known', id: idOf('b') });
    renameSync(root, `${root}-moved`);
    cpSync(`${root}-moved`, `${root}-copy`, { recursive: true });
    expect([find(`${root}-moved`)?.trust, find(`${root}-copy`)?.trust]).toMatchObject([{ kind: 'known' }, { kind: 'known' }]);
  });

  it('to the state folder where the git folder cannot be written', async () => {
    const root = repository();
    // As a sandbox that keeps .git read-only: also root cannot take the lock.
    write(root, '.git/config.lock', '');
    await project(root, idOf('c'), true);
    expect(git(root, 'config', '--list')).not.toContain('stint');
    expect(find(root)?.trust).toEqual({ kind: 'known', id: idOf('c') });
    // The id may have been published with the repository.
    const clone = join(scratch(), 'clone');
    cpSync(root, clone, { recursive: true });
    expect(find(clone)?.trust).toMatchObject({ kind: 'foreign', because: 'unknown-id' });
  });

  it('by its place where todo.json is lost or damaged, and not where another one stands there', async () => {
    const root = repository();
    const stintDir = await project(root, idOf('d'), true);
    for (const text of ['', '{"version":1', '[]']) {
      writeFileSync(join(stintDir, 'todo.json'), text);
      expect(find(root)?.trust, text).toMatchObject({ kind: 'known', id: idOf('d') });
    }
    rmSync(join(stintDir, 'todo.json'));
    expect(find(root)?.trust).toMatchObject({ kind: 'known', id: idOf('d') });
    writeFileSync(join(stintDir, 'todo.json'), todo(idOf('e')));
    expect(find(root)?.trust).toEqual({ kind: 'foreign', because: 'other-id', mayBecomeKnown: false });
    writeFileSync(join(stintDir, 'todo.json'), todo());
    expect(find(root)?.trust).toEqual({ kind: 'foreign', because: 'no-id', mayBecomeKnown: true });
    rmSync(stintDir, { recursive: true });
    expect(searchProject({ cwd: root, env })).toEqual({
      lost: expect.objectContaining({ stintDir, trust: { kind: 'known', id: idOf('d'), gitFolder: join(root, '.git') } }),
    });
  });

  it('however todo.json is laid out', async () => {
    const root = repository();
    const stintDir = await project(root, idOf('f'), true);
    writeFileSync(join(stintDir, 'todo.json'), JSON.stringify(JSON.parse(todo(idOf('f'))), null, 2));
    expect(find(root)?.trust.kind).toBe('known');
    const long = { version: 1, focus: { sessionNote: 'x'.repeat(300_000) }, _meta: { lastTaskNumber: 0, projectId: idOf('f') } };
    writeFileSync(join(stintDir, 'todo.json'), `${JSON.stringify(long).slice(0, -1)},"tasks":[\n]}\n`);
    expect(find(root)?.trust.kind).toBe('known');
  });

  it('and used instead of a foreign one below it', async () => {
    const root = repository();
    const stintDir = await project(root, idOf('1'), true);
    const packaged = join(root, 'node_modules/pkg');
    await project(packaged, idOf('2'));
    await project(join(root, 'vendor/lib'), undefined);
    for (const cwd of [packaged, join(root, 'vendor/lib')])
      expect(find(cwd)).toMatchObject({ stintDir, trust: { kind: 'known' } });
    // A package that brings a repository whose config knows its project.
    repository(packaged);
    git(packaged, 'config', 'stint.project', idOf('2'));
    expect(find(packaged)).toMatchObject({ stintDir, worktree: root });
  });

  it('from a submodule too, unless it has one of its own', async () => {
    const root = repository();
    const stintDir = await project(root, idOf('3'), true);
    git(root, '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', repository(), 'sub');
    const sub = join(root, 'sub');
    await project(sub, idOf('4'));
    expect(find(sub)).toMatchObject({ stintDir, worktree: sub });
    await nameProject(join(sub, '.stint'), idOf('4'), { cwd: sub, env });
    expect(find(sub)).toMatchObject({ stintDir: join(sub, '.stint'), trust: { kind: 'known', id: idOf('4') } });
    expect(find(root)?.stintDir).toBe(stintDir);
  });

  it('of several in a repository each in its own folder', async () => {
    const root = repository();
    const top = await project(root, idOf('5'), true);
    const app = await project(join(root, 'packages/app'), idOf('6'), true);
    expect(git(root, 'config', `stint.${idOf('6')}.dir`)).toBe('../packages/app/.stint');
    expect(find(dirname(app))).toMatchObject({ stintDir: app, trust: { kind: 'known', id: idOf('6') } });
    for (const cwd of [root, join(root, 'packages')]) expect(find(cwd)?.stintDir).toBe(top);
  });

  it('from the worktrees of a bare repository, and in the folder beside it', async () => {
    const folder = scratch();
    git(scratch(), 'clone', '-q', '--bare', repository(), join(folder, 'repo.git'));
    const linked = join(folder, 'trees/linked');
    git(join(folder, 'repo.git'), 'worktree', 'add', '-q', linked);
    write(folder, '.stint/todo.json', todo(idOf('7')));
    await nameProject(join(folder, '.stint'), idOf('7'), { cwd: linked, env });
    expect(find(linked)?.trust).toEqual({ kind: 'known', id: idOf('7'), gitFolder: join(folder, 'repo.git') });
    expect(find(folder)?.trust).toEqual({ kind: 'known', id: idOf('7') });
    expect(find('/', { STINT_DIR: folder })?.trust.kind).toBe('known');
  });

  it('not because STINT_DIR names it', async () => {
    const root = scratch();
    await project(root, idOf('8'));
    expect(find('/', { STINT_DIR: root })?.trust).toMatchObject({ kind: 'foreign', because: 'unknown-id' });
  });

  it('not to a config that git would not read, or a state file that is a link', async () => {
    const root = repository();
    await project(root, idOf('9'), true);
    const config = readFileSync(join(root, '.git/config'), 'utf8');
    write(root, '.git/config', `${config}[broken\n`);
    expect(find(root)?.trust.kind).toBe('foreign');
    const other = scratch();
    mkdirSync(join(other, 'stint'));
    symlinkSync(join(state, 'stint/projects'), join(other, 'stint/projects'));
    expect(knownToPerson({ XDG_STATE_HOME: other })).toEqual([]);
    await expect(
      nameProject(join(scratch(), '.stint'), undefined, { cwd: '/', env: { ...env, XDG_STATE_HOME: other } }),
    ).rejects.toThrow(expect.objectContaining({ code: 'E_STORE_IO' }));
  });
});

describe('a project without an id', () => {
  it('becomes known at the top of a repository whose index has none of its live files', async () => {
    const root = repository();
    const stintDir = await project(root, undefined);
    write(root, '.stint/config.json', '{"version":1}');
    git(root, 'add', '-f', '.stint/config.json');
    expect(find(root)?.trust).toMatchObject({ mayBecomeKnown: true });
    expect(await admitProject(stintDir, { cwd: root, env })).toMatchObject({ kind: 'known', gitFolder: join(root, '.git') });
  });

  it('stays foreign where git tracks live files of it, or where it lies in a subfolder', async () => {
    const root = repository();
    const stintDir = await project(root, undefined);
    git(root, 'add', '-f', '.stint/todo.json');
    await expect(admitProject(stintDir, { cwd: root, env })).rejects.toThrow(
      expect.objectContaining({ code: 'E_UNTRUSTED', message: expect.stringContaining('git tracks .stint/todo.json') }),
    );
    const other = repository();
    await project(join(other, 'vendor/lib'), undefined);
    expect(find(join(other, 'vendor/lib'))?.trust).toMatchObject({ kind: 'foreign', mayBecomeKnown: false });
  });
});

describe.skipIf(process.getuid?.() !== 0)('a folder of another user', () => {
  const foreign = async (root: string): Promise<string> => {
    const stintDir = await project(root, undefined);
    chownSync(stintDir, 12345, 12345);
    return stintDir;
  };

  it('is passed by where another one is above', async () => {
    const root = scratch();
    const mine = await project(root, idOf('a'), true);
    const below = join(root, 'below');
    await foreign(below);
    expect(find(below)?.stintDir).toBe(mine);
  });

  it.each([
    ['STINT_SAFE_DIRECTORY', (root: string) => ({ STINT_SAFE_DIRECTORY: `/nowhere:${root}` })],
    ['STINT_SAFE_DIRECTORY of a folder of checkouts', (root: string) => ({ STINT_SAFE_DIRECTORY: `${dirname(root)}/*` })],
    ['STINT_SAFE_DIRECTORY=*', () => ({ STINT_SAFE_DIRECTORY: '*' })],
    [
      "git's own safe.directory",
      (root: string) => {
        const home = scratch();
        write(home, '.gitconfig', `[safe]\n\tdirectory = ${root}\n`);
        return { HOME: home, XDG_CONFIG_HOME: undefined, GIT_CONFIG_SYSTEM: '/dev/null', GIT_CONFIG_GLOBAL: undefined };
      },
    ],
  ])('is used with %s, and is not one of this person', async (_name, more) => {
    const root = scratch();
    const stintDir = await foreign(root);
    expect(() => find(root)).toThrow(expect.objectContaining({ message: expect.stringContaining('uid 12345') }));
    expect(find(root, more(root))).toMatchObject({ stintDir, owner: 12345, trust: { kind: 'foreign', mayBecomeKnown: false } });
  });

  it('is not made safe by the configuration of the repository, nor where an empty value takes it back', async () => {
    const root = repository();
    await foreign(root);
    git(root, 'config', 'safe.directory', '*');
    const home = scratch();
    write(home, '.gitconfig', '[safe]\n\tdirectory = *\n\tdirectory =\n');
    expect(() => find(root, { HOME: home, GIT_CONFIG_SYSTEM: '/dev/null' })).toThrow(
      expect.objectContaining({ code: 'E_STORE_IO' }),
    );
  });

  it('with a git folder of its own says nothing about a project', async () => {
    const root = repository();
    await project(root, idOf('0'), true);
    chownSync(join(root, '.git'), 12345, 12345);
    expect(find(root)?.trust).toMatchObject({ kind: 'foreign' });
    chownSync(join(root, '.git'), 0, 0);
    chownSync(join(root, '.git/config'), 12345, 12345);
    expect(find(root)?.trust).toMatchObject({ kind: 'foreign' });
    chmodSync(join(root, '.git/config'), 0o644);
    chownSync(join(root, '.git/config'), 0, 0);
    expect(find(root)?.trust).toMatchObject({ kind: 'known' });
  });
});
