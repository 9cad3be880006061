import { chmodSync, chownSync, cpSync, lchownSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Kind } from './kinds';
import { git, makeWorld, put, type World } from './world';

/** How a hostile `.stint` gets to somebody: gives the world and the folder in which the lines are typed. */
export type Way = {
  readonly name: string;
  /** A project was made or adopted here; its keys in the repository's settings and its copies may change. */
  readonly isKnown: boolean;
  readonly needsRoot?: boolean;
  readonly build: (root: string, kind: Kind) => Promise<{ readonly world: World; readonly cwd: string }>;
};

const stintOf = (folder: string): string => join(folder, '.stint');

const place = (world: World, kind: Kind): { readonly world: World; readonly cwd: string } => ({
  world,
  cwd: join(world.repo, kind.cwd ?? ''),
});

/** Files that are committed as they lie there, `.stint` too. */
const commitAll = (world: World, folder: string): void => {
  git(world.root, folder, 'add', '-A', '-f');
  git(world.root, folder, 'commit', '-q', '--allow-empty', '-m', 'Fix a typo');
};

export const clone: Way = {
  name: 'clone',
  isKnown: false,
  build: async (root, kind) => {
    const world = await makeWorld(root, 'clone');
    kind.apply(stintOf(world.repo), world);
    if (kind.carried) commitAll(world, world.repo);
    return place(world, kind);
  },
};

export const known: Way = {
  name: 'known',
  isKnown: true,
  build: async (root, kind) => {
    const world = await makeWorld(root, 'known');
    kind.apply(stintOf(world.repo), world);
    return place(world, kind);
  },
};

const aside = async (root: string): Promise<{ readonly world: World; readonly stint: string; readonly done: () => void }> => {
  const world = await makeWorld(root, 'known');
  // Somebody else's project, made in another world and brought here.
  const other = await makeWorld(join(root, 'other'), 'clone');
  const stint = stintOf(other.repo);
  return {
    world: { ...world, session: other.session, spool: other.spool, alive: other.alive },
    stint,
    done: () => rmSync(join(root, 'other'), { recursive: true }),
  };
};

/** Brings the hostile folder to its place and only there makes it what it is, so that its links fit. */
const bring = (kind: Kind, stint: string, to: string, world: World): void => {
  mkdirSync(to, { recursive: true });
  rmSync(stintOf(to), { recursive: true, force: true });
  renameSync(stint, stintOf(to));
  kind.apply(stintOf(to), world);
};

/** What git cannot carry is put in behind the checkout: git would read a hole of 1 TB to its end. */
const harmless: Kind = { name: 'nothing', carried: true, apply: () => {} };

const branch: Way = {
  name: 'branch that is checked out',
  isKnown: true,
  build: async (root, kind) => {
    const { world, stint, done } = await aside(root);
    const { repo } = world;
    const own = join(root, 'own-stint');
    cpSync(stintOf(repo), own, { recursive: true, verbatimSymlinks: true });
    git(root, repo, 'checkout', '-q', '-b', 'fix-typo');
    bring(kind.carried ? kind : harmless, stint, repo, world);
    git(root, repo, 'add', '-A', '-f');
    git(root, repo, 'commit', '-q', '--allow-empty', '-m', 'Fix a typo');
    git(root, repo, 'checkout', '-q', '-f', 'main');
    rmSync(stintOf(repo), { recursive: true, force: true });
    renameSync(own, stintOf(repo));
    git(root, repo, 'checkout', '-q', '-f', 'fix-typo');
    if (!kind.carried) kind.apply(stintOf(repo), world);
    done();
    return place(world, kind);
  },
};

const packaged: Way = {
  name: 'package in node_modules',
  isKnown: true,
  build: async (root, kind) => {
    const { world, stint, done } = await aside(root);
    const folder = join(world.repo, 'node_modules/left-pad');
    put(join(folder, 'index.js'), '');
    bring(kind, stint, folder, world);
    done();
    return { world, cwd: folder };
  },
};

const forgetProject = (root: string, repo: string): void => {
  try {
    git(root, repo, 'config', '--local', '--remove-section', 'stint');
  } catch {
    // The settings never knew of it.
  }
  rmSync(join(repo, '.git/stint'), { recursive: true, force: true });
};

const packagedAlone: Way = {
  name: 'package in a repository without a project',
  isKnown: false,
  build: async (root, kind) => {
    const { world, stint, done } = await aside(root);
    rmSync(stintOf(world.repo), { recursive: true });
    forgetProject(root, world.repo);
    const folder = join(world.repo, 'node_modules/left-pad');
    put(join(folder, 'index.js'), '');
    bring(kind, stint, folder, world);
    done();
    return { world, cwd: folder };
  },
};

const unpacked: Way = {
  name: 'archive without git',
  isKnown: true,
  build: async (root, kind) => {
    const world = await makeWorld(root, 'without-git');
    kind.apply(stintOf(world.repo), world);
    return place(world, kind);
  },
};

const submodule: Way = {
  name: 'submodule',
  isKnown: true,
  build: async (root, kind) => {
    const { world, stint, done } = await aside(root);
    const library = join(root, 'library');
    git(root, root, 'init', '-q', '-b', 'main', 'library');
    put(join(library, 'x.txt'), 'x\n');
    bring(kind, stint, library, world);
    git(root, library, 'add', '-f', 'x.txt', ...(kind.carried ? ['.stint'] : []));
    git(root, library, 'commit', '-q', '-m', 'Begin');
    git(root, world.repo, 'submodule', 'add', '-q', library, 'lib');
    if (!kind.carried) renameSync(stintOf(library), stintOf(join(world.repo, 'lib')));
    rmSync(library, { recursive: true });
    done();
    return { world, cwd: join(world.repo, 'lib') };
  },
};

const worktree: Way = {
  name: 'linked working tree',
  isKnown: true,
  build: async (root, kind) => {
    const { world, stint, done } = await aside(root);
    const tree = join(root, 'tree');
    git(root, world.repo, 'worktree', 'add', '-q', '-b', 'fix-typo', tree);
    bring(kind, stint, tree, world);
    if (kind.carried) commitAll(world, tree);
    done();
    return { world, cwd: tree };
  },
};

const above: Way = {
  name: 'folder above, of another user, that anybody can write to',
  isKnown: false,
  needsRoot: true,
  build: async (root, kind) => {
    const { world, stint, done } = await aside(root);
    const shared = join(root, 'shared');
    bring(kind, stint, shared, world);
    own(stintOf(shared), 12_345);
    chownSync(shared, 12_345, 12_345);
    chmodSync(shared, 0o1777);
    mkdirSync(join(shared, 'ann'));
    done();
    return { world, cwd: join(shared, 'ann') };
  },
};

const foreignOwner: Way = {
  name: 'files of another user',
  isKnown: false,
  needsRoot: true,
  build: async (root, kind) => {
    const world = await makeWorld(root, 'clone');
    kind.apply(stintOf(world.repo), world);
    own(world.repo, 12_345);
    return place(world, kind);
  },
};

const groupWritable: Way = {
  name: 'folder that a group can write to',
  isKnown: true,
  needsRoot: true,
  build: async (root, kind) => {
    const world = await makeWorld(root, 'known');
    const stint = stintOf(world.repo);
    kind.apply(stint, world);
    if (!lstatSync(stint).isDirectory()) return place(world, kind);
    chmodSync(stint, 0o2770);
    // What somebody of the group put in belongs to that one.
    for (const name of readdirSync(stint))
      if (lstatSync(join(stint, name)).isSymbolicLink()) lchownSync(join(stint, name), 12_345, 0);
    for (const name of ['journal', 'events', 'spool'].map((each) => join(stint, each)))
      if (lstatSync(name, { throwIfNoEntry: false })?.isDirectory()) own(name, 12_345);
    return place(world, kind);
  },
};

const own = (path: string, uid: number): void => {
  lchownSync(path, uid, uid);
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) own(join(path, name), uid);
};

/** Beside these two, which are tried with every kind. */
export const otherWays: readonly Way[] = [
  branch,
  packaged,
  packagedAlone,
  unpacked,
  submodule,
  worktree,
  above,
  foreignOwner,
  groupWritable,
];
