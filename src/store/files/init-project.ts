import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import type { ConfigFile } from '../../domain/config/schema';
import { freshName } from './digest';
import { errnoOf, exists, isTaken, removeIfThere, syncFolder } from './disk';
import { formatConfig } from './image/config-image';
import { formatRecordLines } from './image/record-lines';
import { emptySessions } from './image/sessions-image';
import { emptyTodo } from './image/todo-image';
import { ioErrorAt } from './io-fault';
import { makeLock } from './kernel-lock';
import { storeFiles } from './layout';
import { explainLinkFault } from './link-fault';
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
  try {
    if (!exists(dir) && makeWhole(dir, files)) return { created: files.map(([name]) => name) };
    return { created: addMissing(dir, files) };
  } catch (error) {
    throw ioErrorAt('write', dir, error);
  }
};

/** The folder appears with all that is in it. False: somebody else has made it meanwhile. */
const makeWhole = (dir: string, files: readonly (readonly [string, Buffer])[]): boolean => {
  const fresh = `${dir}.new-${freshName()}`;
  fs.mkdirSync(fresh, { mode: 0o700 });
  try {
    for (const [name, bytes] of files) stageFile(join(fresh, name), bytes);
    refuseWithoutLinks(fresh, dirname(dir));
    const journal = join(fresh, 'journal');
    fs.mkdirSync(journal, { mode: 0o700 });
    fs.mkdirSync(join(journal, '0'), { mode: 0o700 });
    syncFolder(journal);
    syncFolder(fresh);
    fs.renameSync(fresh, dir);
  } catch (error) {
    fs.rmSync(fresh, { recursive: true, force: true });
    if (!isTaken(error) || !exists(dir)) throw error;
    return false;
  }
  makeLock(dir);
  syncFolder(join(dir, '..'));
  return true;
};

/** A file system without hard links is told before there is a project on it in which nothing can ever be committed. */
const refuseWithoutLinks = (fresh: string, place: string): void => {
  const linked = join(fresh, '.link');
  try {
    fs.linkSync(join(fresh, '.gitignore'), linked);
  } catch (error) {
    throw explainLinkFault(error, place);
  }
  fs.unlinkSync(linked);
};

const addMissing = (dir: string, files: readonly (readonly [string, Buffer])[]): string[] => {
  const state: readonly string[] = [storeFiles.todo, storeFiles.sessions];
  const isBlank = !exists(join(dir, 'journal')) && !state.some((name) => exists(join(dir, name)));
  const created: string[] = [];
  for (const [name, bytes] of files) {
    if (exists(join(dir, name)) || (state.includes(name) && !isBlank)) continue;
    const staged = join(dir, `${name}.new-${freshName()}`);
    try {
      stageFile(staged, bytes);
      fs.linkSync(staged, join(dir, name));
      created.push(name);
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw explainLinkFault(error, dir);
    } finally {
      removeIfThere(staged);
    }
  }
  if (created.length > 0) syncFolder(dir);
  return created;
};
