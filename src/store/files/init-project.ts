import { dirname, join } from 'node:path';
import type { ConfigFile } from '../../domain/config/schema';
import { linkFile, makeNewFolder, removeFile, removeIfThere, removeTree, renameFile } from './change-own-folder';
import { freshName } from './digest';
import { errnoOf, isTaken } from './disk';
import { formatConfig } from './image/config-image';
import { formatRecordLines } from './image/record-lines';
import { emptySessions } from './image/sessions-image';
import { emptyTodo } from './image/todo-image';
import { ioErrorAt } from './io-fault';
import { makeLock } from './kernel-lock';
import { storeFiles } from './layout';
import { explainLinkFault } from './link-fault';
import { exists, type OwnFolder, ownFolder, syncFolder } from './own-folder';
import { stageFile } from './stage-file';

export const gitignore = ['*', '!.gitignore', '!config.json', ''].join('\n');

/** What a project has from its first moment. */
const firstFiles = ({ config = {}, projectId }: NewProject): readonly (readonly [string, Buffer])[] => [
  ['.gitignore', Buffer.from(gitignore)],
  [storeFiles.config, formatConfig({ version: 1, ...config })],
  [storeFiles.todo, formatRecordLines(projectId === undefined ? emptyTodo.head : headWith(projectId), 'tasks', [])],
  [storeFiles.sessions, formatRecordLines(emptySessions.head, 'sessions', [])],
];

const headWith = (projectId: string) => ({ ...emptyTodo.head, _meta: { ...emptyTodo.head._meta, projectId } });

export type NewProject = {
  readonly config?: Omit<ConfigFile, 'version'>;
  /** Which project it is; kept for as long as it lives. */
  readonly projectId?: string;
};

export type Initialised = {
  /** Names of the files that were made; empty where the project was there already. */
  readonly created: readonly string[];
};

/**
 * Makes the `.stint` folder `dir`, or what a fresh clone lacks of it. Never touches a file that is there; tasks and
 * sessions are made only where nothing was ever committed. Several at once: one makes each file.
 */
export const initProject = (dir: string, project: NewProject = {}): Initialised => {
  const files = firstFiles(project);
  // What comes to lie beside other things of the user's, before it has its name.
  const around = ownFolder(dirname(dir));
  try {
    if (!exists(around, dir) && makeWhole(around, dir, files)) return { created: files.map(([name]) => name) };
    return { created: addMissing(ownFolder(dir), files) };
  } catch (error) {
    throw ioErrorAt('write', dir, error);
  }
};

/** The folder appears with all that is in it. False: somebody else has made it meanwhile. */
const makeWhole = (around: OwnFolder, dir: string, files: readonly (readonly [string, Buffer])[]): boolean => {
  const fresh = `${dir}.new-${freshName()}`;
  makeNewFolder(around, fresh);
  try {
    for (const [name, bytes] of files) stageFile(around, join(fresh, name), bytes);
    refuseWithoutLinks(around, fresh);
    const journal = join(fresh, 'journal');
    makeNewFolder(around, journal);
    makeNewFolder(around, join(journal, '0'));
    syncFolder(around, journal);
    syncFolder(around, fresh);
    renameFile(around, fresh, dir);
  } catch (error) {
    removeTree(around, fresh);
    if (!isTaken(error) || !exists(around, dir)) throw error;
    return false;
  }
  makeLock(dir);
  syncFolder(around, around.path);
  return true;
};

/** A file system without hard links is told before there is a project on it in which nothing can ever be committed. */
const refuseWithoutLinks = (around: OwnFolder, fresh: string): void => {
  const linked = join(fresh, '.link');
  try {
    linkFile(around, join(fresh, '.gitignore'), linked);
  } catch (error) {
    throw explainLinkFault(error, around.path);
  }
  removeFile(around, linked);
};

const addMissing = (folder: OwnFolder, files: readonly (readonly [string, Buffer])[]): string[] => {
  const dir = folder.path;
  const state: readonly string[] = [storeFiles.todo, storeFiles.sessions];
  const isBlank = !exists(folder, join(dir, 'journal')) && !state.some((name) => exists(folder, join(dir, name)));
  const created: string[] = [];
  for (const [name, bytes] of files) {
    if (exists(folder, join(dir, name)) || (state.includes(name) && !isBlank)) continue;
    const staged = join(dir, `${name}.new-${freshName()}`);
    try {
      stageFile(folder, staged, bytes);
      linkFile(folder, staged, join(dir, name));
      created.push(name);
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw explainLinkFault(error, dir);
    } finally {
      removeIfThere(folder, staged);
    }
  }
  if (created.length > 0) syncFolder(folder, dir);
  return created;
};
