import { lstatSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { ProjectTrust } from '../../domain/project/trust';
import { shellWord } from '../../domain/text/shell-word';
import { AdapterError } from '../adapter-error';
import { readPlainFile } from '../files/read-plain-file';
import { type BrokenLink, findCheckout, type GitCheckout, lookForCheckout } from '../git/find-checkout';
import { type KnownProject, knownIn, knownToPerson } from './known-projects';
import { isAccepted, isMine, isRepositoryAccepted } from './owner';
import { isSamePlace, statusOf } from './place-status';
import { readStoredId } from './project-id';

export type ProjectLocation = {
  /** Absolute path of the folder that holds `.stint/`. */
  readonly root: string;
  readonly stintDir: string;
  /** The user that `.stint/` belongs to: this one, or one whose folder may be used; absent where there are no users. */
  readonly owner?: number;
  readonly trust: ProjectTrust;
  /** The working tree that the command runs in; without git the same as `root`. */
  readonly worktree: string;
  readonly gitDir?: string;
  readonly commonDir?: string;
  /** Where this working tree remembers its session. */
  readonly pointerFile: string;
  readonly linkedWorktree: boolean;
};

export type Place = { readonly cwd: string; readonly env: Environment };

type Environment = Readonly<Record<string, string | undefined>>;

/** What a search for a project comes to. */
export type ProjectSearch = {
  readonly found?: ProjectLocation;
  /** Nothing was found, and the nearest folder that is not to be used says why. */
  readonly refused?: { readonly stintDir: string; readonly why: AdapterError };
  /** The git folder knows a project, and its `.stint/` is not there. */
  readonly lost?: ProjectLocation;
};

/**
 * The project that a command typed in `cwd` works on; undefined where there is none. `STINT_DIR` names it outright. Throws
 * an AdapterError where there is nothing but a folder that is not to be used.
 */
export const findProject = (place: Place): ProjectLocation | undefined => {
  const { found, lost, refused } = searchProject(place);
  // Never a foreign one in the place of the one that git knows.
  if (lost !== undefined && found?.trust.kind !== 'known') return undefined;
  if (found === undefined && refused !== undefined) throw refused.why;
  return found;
};

/**
 * In a repository it is the nearest known project, else the one at the top of the main working tree, else the nearest
 * foreign one; the search does not leave the repository, but from a submodule into the one around it. Elsewhere it is the
 * nearest known one above, else the nearest that belongs to this person.
 */
export const searchProject = ({ cwd, env }: Place): ProjectSearch => {
  const here = resolve(cwd);
  const { checkout: nearest, broken } = lookForCheckout(here);
  const checkout = usable(nearest && outerOf(nearest), env);
  if (env.STINT_DIR) {
    const stintDir = namedFolder(here, env.STINT_DIR, env);
    return { found: located({ stintDir, ...judge(stintDir, repositoryAround(stintDir, checkout, env), env) }, checkout) };
  }
  if (broken !== undefined) return { refused: { stintDir: join(broken.worktree, '.stint'), why: cutOff(broken) } };
  const candidates: Candidate[] = [];
  let refused: ProjectSearch['refused'];
  const seen = new Set<string>();
  const look = (stintDir: string, repository: GitCheckout | undefined): Candidate | undefined => {
    if (seen.has(stintDir)) return undefined;
    seen.add(stintDir);
    const why = refusalOf(stintDir, env);
    if (why === 'absent') return undefined;
    if (why !== undefined) {
      refused ??= { stintDir, why };
      return undefined;
    }
    const candidate = { stintDir, ...judge(stintDir, repository, env) };
    if (candidate.trust.kind === 'known') return candidate;
    candidates.push(candidate);
    return undefined;
  };
  let lost: Candidate | undefined;
  if (checkout === undefined) {
    for (const folder of upFrom(here)) {
      const known = look(join(folder, '.stint'), undefined);
      if (known !== undefined) return { found: located(known, undefined) };
    }
  } else {
    let from = here;
    for (const repository of repositoriesFrom(checkout, env)) {
      const ofGit = knownIn(repository, env);
      const isNamed = (stintDir: string): boolean => ofGit.some((each) => each.stintDir === stintDir);
      for (const stintDir of foldersIn(repository, from, isNamed)) {
        const known = look(stintDir, repository);
        if (known !== undefined) return { found: located(known, checkout) };
        const gone = statusOf(stintDir) === undefined ? ofGit.find((each) => each.stintDir === stintDir) : undefined;
        if (gone !== undefined) return { lost: located(goneFrom(gone, repository), checkout) };
      }
      const named = namedByGit(repository, env);
      if (named !== undefined) {
        const known = look(named.stintDir, repository);
        if (known !== undefined) return { found: located(known, checkout) };
        if (statusOf(named.stintDir) === undefined) lost ??= goneFrom(named, repository);
      }
      from = dirname(repository.worktree);
    }
  }
  const chosen = candidates.find(({ trust }) => trust.kind === 'foreign' && trust.mayBecomeKnown) ?? candidates[0];
  return {
    ...(chosen === undefined ? {} : { found: located(chosen, checkout) }),
    ...(chosen !== undefined || refused === undefined ? {} : { refused }),
    ...(lost === undefined ? {} : { lost: located(lost, checkout) }),
  };
};

const goneFrom = ({ id, stintDir }: KnownProject, { commonDir }: GitCheckout): Candidate => ({
  stintDir,
  trust: { kind: 'known', id, gitFolder: commonDir },
});

type Judged = { readonly owner?: number; readonly trust: ProjectTrust };
type Candidate = Judged & { readonly stintDir: string };

const located = ({ stintDir, owner, trust }: Candidate, checkout: GitCheckout | undefined): ProjectLocation => {
  const root = dirname(stintDir);
  const project = { root, stintDir, ...(owner === undefined ? {} : { owner }), trust };
  if (checkout === undefined)
    return { ...project, worktree: root, pointerFile: join(stintDir, '.current-session'), linkedWorktree: false };
  const { worktree, gitDir, commonDir, linked } = checkout;
  // A working tree that shares another one's project keeps its pointer in its private git folder: nothing untracked
  // appears among the user's files, and `git worktree remove` takes it away with the rest.
  const pointerFolder = linked && !isInside(stintDir, worktree) ? join(gitDir, 'stint') : stintDir;
  return {
    ...project,
    worktree,
    gitDir,
    commonDir,
    pointerFile: join(pointerFolder, '.current-session'),
    linkedWorktree: linked,
  };
};

/** The project may well be there: a new one here would be a second one. */
const cutOff = ({ worktree, gitDir }: BrokenLink): AdapterError =>
  new AdapterError(
    'E_NO_PROJECT',
    `no project: ${worktree} is a linked worktree, and its repository is not at ${gitDir} any more. Where the repository was moved to, run \`git worktree repair\``,
    { worktree, gitDir },
  );

/** A package that brings a repository along is part of what is around it. */
const outerOf = (checkout: GitCheckout): GitCheckout | undefined => {
  const [before = ''] = `${checkout.worktree}${sep}`.split(`${sep}node_modules${sep}`);
  return before === `${checkout.worktree}${sep}` ? checkout : findCheckout(before === '' ? sep : before);
};

/** undefined for a repository of somebody else: git does not work in it either, and its config says nothing. */
const usable = (checkout: GitCheckout | undefined, env: Environment): GitCheckout | undefined => {
  if (checkout === undefined) return undefined;
  const status = statusOf(checkout.commonDir);
  return status !== undefined && isRepositoryAccepted(status.uid, checkout, env) ? checkout : undefined;
};

/** This repository, and those around it that have it as a submodule. */
function* repositoriesFrom(checkout: GitCheckout, env: Environment): Generator<GitCheckout> {
  for (let repository: GitCheckout | undefined = checkout; repository !== undefined; ) {
    yield repository;
    const outer: GitCheckout | undefined = findCheckout(dirname(repository.home));
    const isSubmodule: boolean = outer !== undefined && isInside(repository.commonDir, join(outer.commonDir, 'modules'));
    repository = isSubmodule && outer !== undefined ? usable(outer, env) : undefined;
  }
}

/** Where a project of a repository may lie, the nearest first. */
function* foldersIn(
  { worktree, home, linked }: GitCheckout,
  from: string,
  isNamed: (stintDir: string) => boolean,
): Generator<string> {
  const shares = linked && home !== worktree;
  for (const folder of upFrom(isInside(from, worktree) ? from : worktree)) {
    const own = join(folder, '.stint');
    if (!shares) yield own;
    else {
      const shared = join(home, relative(worktree, folder), '.stint');
      if (!keepsToItself(shared)) yield shared;
      if (hasLiveFiles(own) || isNamed(own)) yield own;
    }
    if (folder === worktree) return;
  }
}

const liveFiles = ['todo.json', 'sessions.json', 'journal'] as const;

/** The project of the whole repository, as far as this working tree shares it. */
const namedByGit = (repository: GitCheckout, env: Environment): KnownProject | undefined => {
  const { linked, worktree } = repository;
  const named = knownIn(repository, env).find(({ isFirst }) => isFirst);
  const isShared = named === undefined || !linked || isInside(named.stintDir, worktree) || !keepsToItself(named.stintDir);
  return isShared ? named : undefined;
};

/** Without them it is what git tracks: the settings of this checkout, perhaps the ledger. */
const hasLiveFiles = (stintDir: string): boolean => liveFiles.some((name) => statusOf(join(stintDir, name)) !== undefined);

function* upFrom(cwd: string): Generator<string> {
  for (let folder = cwd; ; folder = dirname(folder)) {
    yield folder;
    if (folder === dirname(folder)) return;
  }
}

/** The repository that the project in `stintDir` belongs to, for a command that is typed in `place`. */
export const repositoryOf = (stintDir: string, { cwd, env }: Place): GitCheckout | undefined =>
  repositoryAround(stintDir, findCheckout(resolve(cwd)), env);

const repositoryAround = (stintDir: string, checkout: GitCheckout | undefined, env: Environment): GitCheckout | undefined => {
  // Beside a bare repository lies no `.git`.
  if (checkout !== undefined && join(checkout.home, '.stint') === stintDir) return usable(checkout, env);
  const own = findCheckout(dirname(stintDir));
  return usable(own && outerOf(own), env);
};

/** Of the project in `stintDir`; undefined where there is none. */
export const trustIn = (stintDir: string, place: Place): ProjectTrust | undefined => {
  const why = refusalOf(stintDir, place.env);
  if (why instanceof AdapterError) throw why;
  return why === 'absent' ? undefined : judge(stintDir, repositoryOf(stintDir, place), place.env).trust;
};

/** `stintDir` is there and may be used. */
const judge = (stintDir: string, repository: GitCheckout | undefined, env: Environment): Judged => {
  const uid = process.geteuid === undefined ? undefined : statSync(stintDir).uid;
  return { ...(uid === undefined ? {} : { owner: uid }), trust: trustOf(stintDir, uid, repository, env) };
};

const trustOf = (
  stintDir: string,
  uid: number | undefined,
  repository: GitCheckout | undefined,
  env: Environment,
): ProjectTrust => {
  const stored = readStoredId(stintDir);
  const isIt = (known: KnownProject): boolean => {
    const isHere = isSamePlace(known.stintDir, stintDir);
    // What git brings may bear any id that was ever published: in a repository it counts where the project lies, or where
    // nothing is left at its old place, because it was moved.
    const isIts = isHere || repository === undefined || statusOf(known.stintDir) === undefined;
    if (stored.kind === 'id') return known.id === stored.id && isIts;
    return stored.kind !== 'none' && isHere;
  };
  const ofGit = repository === undefined ? [] : knownIn(repository, env);
  const byGit = ofGit.find(isIt);
  if (byGit !== undefined && repository !== undefined) return { kind: 'known', id: byGit.id, gitFolder: repository.commonDir };
  const byPerson = knownToPerson(env).find(isIt);
  if (byPerson !== undefined) return { kind: 'known', id: byPerson.id };
  if (stored.kind === 'id') {
    const isOther = ofGit.some((known) => isSamePlace(known.stintDir, stintDir));
    return { kind: 'foreign', because: isOther ? 'other-id' : 'unknown-id', mayBecomeKnown: false };
  }
  const isItsTop = repository === undefined || isAtTop(stintDir, repository);
  return { kind: 'foreign', because: 'no-id', mayBecomeKnown: isItsTop && (uid === undefined || isMine(uid, env)) };
};

const isAtTop = (stintDir: string, { home, worktree }: GitCheckout): boolean =>
  stintDir === join(home, '.stint') || (stintDir === join(worktree, '.stint') && keepsToItself(join(home, '.stint')));

/** STINT_DIR may name the `.stint` folder or the folder that holds it. */
const namedFolder = (cwd: string, named: string, env: Environment): string => {
  const folder = resolve(cwd, named);
  const inner = join(folder, '.stint');
  for (const candidate of basename(folder) === '.stint' ? [folder] : [inner, folder]) {
    const why = refusalOf(candidate, env);
    if (why instanceof AdapterError && (candidate === inner || looksLikeProject(candidate))) throw why;
    if (why === undefined && (candidate === inner || looksLikeProject(candidate))) return candidate;
  }
  throw new AdapterError(
    'E_NO_PROJECT',
    `STINT_DIR is ${JSON.stringify(named)}, and there is no project in it`,
    { stintDir: folder },
    ['unset STINT_DIR', 'stint init'],
  );
};

const looksLikeProject = (folder: string): boolean =>
  basename(folder) === '.stint' || ['config.json', 'todo.json'].some((name) => statusOf(join(folder, name)) !== undefined);

/** Reads one key only: a config that cannot be read is reported by the store, with its place. */
const keepsToItself = (stintDir: string): boolean =>
  /"worktrees"\s*:\s*"own"/.test(readPlainFile(join(stintDir, 'config.json'), { most: mostConfigBytes })?.text ?? '');

const mostConfigBytes = 1024 * 1024;

/** Why a folder is not used: it leads out of the project, or belongs to another user; undefined where it may be. */
const refusalOf = (path: string, env: Environment): AdapterError | 'absent' | undefined => {
  const stat = statusOf(path);
  if (!stat?.isDirectory()) return 'absent';
  if (lstatSync(path).isSymbolicLink() && !isInside(realpathSync(path), realpathSync(dirname(path))))
    return new AdapterError(
      'E_STORE_IO',
      `${path} is a symbolic link to ${realpathSync(path)}, outside the project: not used. Name that folder with STINT_DIR, or remove the link`,
      { path },
      [`STINT_DIR=${shellWord(realpathSync(path))} stint status`],
    );
  if (!isAccepted(stat.uid, dirname(path), env))
    return new AdapterError(
      'E_STORE_IO',
      `${path} belongs to another user (uid ${stat.uid}): not used. Run as that user, or say that the folder may be used`,
      { path, uid: stat.uid },
      [`export STINT_SAFE_DIRECTORY=${shellWord(dirname(path))}`],
    );
  return undefined;
};

const isInside = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
