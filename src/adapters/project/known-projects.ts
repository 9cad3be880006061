import * as fs from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { isProjectId } from '../../domain/project/trust';
import { AdapterError } from '../adapter-error';
import { readPlainFile } from '../files/read-plain-file';
import { findCheckout, type GitCheckout } from '../git/find-checkout';
import { readSettings } from '../git/read-settings';
import { runGit } from '../git/run-git';
import { homeOfCaller, isMine, isRepositoryAccepted } from './owner';
import { isSamePlace, statusOf } from './place-status';

type Environment = Readonly<Record<string, string | undefined>>;

/** A project that is known, and where it lay when it became so. */
export type KnownProject = { readonly id: string; readonly stintDir: string };

/** `isFirst`: it is the one that `stint.project` names. */
type KnownToGit = KnownProject & { readonly isFirst: boolean };

/**
 * The projects that a repository's own config names, which no clone carries: `stint.project` and `stint.dir`, and
 * `stint.<id>.dir` for further ones. Read without starting git.
 */
export const knownIn = (repository: GitCheckout, env: Environment): readonly KnownToGit[] => {
  const { commonDir, home } = repository;
  let id: string | undefined;
  let dir: string | undefined;
  const further = new Map<string, string>();
  const settings = readSettings(join(commonDir, 'config'), (uid) => isRepositoryAccepted(uid, repository, env));
  for (const { section, subsection, key, value } of settings ?? []) {
    if (section !== 'stint') continue;
    if (subsection === undefined) {
      if (key === 'project') id = value;
      if (key === 'dir') dir = value;
    } else if (key === 'dir' && isProjectId(subsection)) further.set(subsection, value);
  }
  const first = dir === undefined ? join(home, '.stint') : resolve(commonDir, dir);
  return [
    ...(isProjectId(id) ? [{ id, stintDir: first, isFirst: true }] : []),
    ...[...further].map(([each, value]) => ({ id: each, stintDir: resolve(commonDir, value), isFirst: false })),
  ];
};

const stateFile = (env: Environment): string =>
  join(env.XDG_STATE_HOME || join(homeOfCaller(env) ?? (env.HOME || homedir()), '.local/state'), 'stint', 'projects');

const mostBytes = 16 * 1024 * 1024;

/** The projects that this person's state folder names: those outside of repositories, and where git's folder could not be written. */
export const knownToPerson = (env: Environment): readonly KnownProject[] => {
  const file = readPlainFile(stateFile(env), { most: mostBytes });
  if (file === undefined || !isMine(file.uid, env)) return [];
  const known = new Map<string, KnownProject>();
  for (const line of file.text.split('\n')) {
    const project = projectIn(line);
    // The newest line of a place counts.
    if (project !== undefined) known.set(project.stintDir, project);
  }
  return [...known.values()];
};

const projectIn = (line: string): KnownProject | undefined => {
  if (line === '') return undefined;
  try {
    const { id, dir } = JSON.parse(line) as { readonly id?: unknown; readonly dir?: unknown };
    return isProjectId(id) && typeof dir === 'string' ? { id, stintDir: dir } : undefined;
  } catch {
    // Torn by a full disk, or edited.
    return undefined;
  }
};

/** What is known of the project in this place; `gitFolder` where git knows it. */
export const knownHere = (
  stintDir: string,
  repository: GitCheckout | undefined,
  env: Environment,
): { readonly id: string; readonly gitFolder?: string } | undefined => {
  const ofGit =
    repository === undefined ? undefined : knownIn(repository, env).find((known) => isSamePlace(known.stintDir, stintDir));
  if (ofGit !== undefined && repository !== undefined) return { id: ofGit.id, gitFolder: repository.commonDir };
  const ofPerson = knownToPerson(env).find((known) => isSamePlace(known.stintDir, stintDir));
  return ofPerson && { id: ofPerson.id };
};

/**
 * Makes a project known: in the git folder, which is given then, or where that cannot be written, or there is none, in the
 * person's state folder.
 */
export const makeKnown = async (
  project: KnownProject,
  repository: GitCheckout | undefined,
  env: Environment,
  isKnownToPerson = false,
): Promise<string | undefined> => {
  const gitFolder = repository !== undefined && (await writeToGit(project, repository, env)) ? repository.commonDir : undefined;
  // From the folder beside a bare repository nothing leads to its config.
  if (isKnownToPerson || (gitFolder !== undefined && findCheckout(dirname(project.stintDir))?.commonDir === gitFolder))
    return gitFolder;
  try {
    appendToState(stateFile(env), project);
  } catch (error) {
    if (gitFolder !== undefined) return gitFolder;
    const errno = (error as NodeJS.ErrnoException).code ?? 'unknown';
    const places = [...(repository === undefined ? [] : [join(repository.commonDir, 'config')]), stateFile(env)];
    throw new AdapterError(
      'E_STORE_IO',
      `nothing can be written to ${places.join(' or to ')} (${errno}), and one of them has to say that this project is known here. Run it once where that is allowed, outside of a sandbox`,
      { files: places, errno },
      ['stint init'],
    );
  }
  return gitFolder;
};

const timeLimitMs = 10_000;

const writeToGit = async ({ id, stintDir }: KnownProject, repository: GitCheckout, env: Environment): Promise<boolean> => {
  const { commonDir } = repository;
  const dir = relative(commonDir, stintDir).split(sep).join('/');
  const known = knownIn(repository, env);
  const first = known.find(({ isFirst }) => isFirst);
  const isTaken = first !== undefined && first.stintDir !== stintDir && statusOf(first.stintDir) !== undefined;
  const isFurther = isTaken || stintDir !== join(repository.home, '.stint');
  const change = async (...args: readonly string[]): Promise<boolean> => {
    const file = ['config', '--file', join(commonDir, 'config')];
    const answer = await runGit([...file, ...args], { cwd: commonDir, env, timeLimitMs });
    return answer.kind === 'exit' && answer.code === 0;
  };
  for (const other of known)
    if (!other.isFirst && other.id !== id && isSamePlace(other.stintDir, stintDir))
      await change('--remove-section', `stint.${other.id}`);
  if (isFurther) return change('--replace-all', `stint.${id}.dir`, dir);
  // A project without its folder would be looked for in the usual place.
  return (await change('--replace-all', 'stint.dir', dir)) && change('--replace-all', 'stint.project', id);
};

/** One write of one line: several processes lose nothing of each other. */
const appendToState = (path: string, { id, stintDir }: KnownProject): void => {
  fs.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
  const fd = fs.openSync(path, O_RDWR | O_APPEND | O_CREAT | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0), 0o600);
  try {
    const status = fs.fstatSync(fd);
    if (!status.isFile()) throw Object.assign(new Error('no plain file'), { code: 'EINVAL' });
    const last = Buffer.alloc(1);
    const isTorn = status.size > 0 && fs.readSync(fd, last, 0, 1, status.size - 1) === 1 && last[0] !== 10;
    const line = Buffer.from(`${isTorn ? '\n' : ''}${JSON.stringify({ id, dir: stintDir })}\n`);
    if (fs.writeSync(fd, line) !== line.length) throw Object.assign(new Error('cut off'), { code: 'ENOSPC' });
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
};
