import * as fs from 'node:fs';
import { dirname } from 'node:path';
import { shellWord } from '../../domain/text/shell-word';
import { isGone, isTaken, namingFile, writeAt } from './disk';
import { enter, exists, nameIn, type OpenFile, type OwnFolder, openPlain } from './own-folder';
import { RefusedFile } from './refused-file';

const { O_RDWR, O_WRONLY, O_CREAT, O_EXCL, O_APPEND } = fs.constants;

const folderMode = 0o700;
const fileMode = 0o600;

/** Makes a folder with those above it; one that is there stays as it is. */
export const makeFolder = (folder: OwnFolder, path: string): void => {
  if (path === folder.path) return;
  nameIn(folder, path);
  makeFolder(folder, dirname(path));
  try {
    makeNewFolder(folder, path);
  } catch (error) {
    if (!isTaken(error)) throw error;
  }
};

/** Throws EEXIST where something has the name, ENOENT where the folder above is not there. */
export const makeNewFolder = (folder: OwnFolder, path: string): void => {
  enter(folder, path);
  fs.mkdirSync(path, { mode: folderMode });
};

/** Opens, and with its folder makes, what is not there. */
const openOrMake = (folder: OwnFolder, path: string, flags: number): OpenFile => {
  const open = (): OpenFile => openPlain(folder, path, flags | O_CREAT, fileMode);
  try {
    return open();
  } catch (error) {
    if (!isGone(error) || exists(folder, dirname(path))) throw error;
    makeFolder(folder, dirname(path));
    return open();
  }
};

/**
 * Opens a file to write into it where it lies, and makes it if need be. What has other names than `ownLinks` accounts for
 * is refused: it would be changed under those names too, wherever they are.
 */
export const openToWriteInto = (folder: OwnFolder, path: string, ownLinks: (status: fs.Stats) => number = () => 0): OpenFile => {
  const file = openOrMake(folder, path, O_RDWR);
  const { nlink } = file.status;
  if (nlink < 2 || nlink - 1 <= ownLinks(file.status)) return file;
  fs.closeSync(file.fd);
  throw manyNames(path, nlink);
};

/** What somebody links from elsewhere is theirs too: a file of its own has to come in its place first. */
const manyNames = (path: string, links: number): RefusedFile =>
  new RefusedFile('EMLINK', path, `it has ${links} names (hard links), and would be changed under all of them`, { links }, [
    `cp -p ${shellWord(path)} ${shellWord(`${path}.own`)} && mv ${shellWord(`${path}.own`)} ${shellWord(path)}`,
  ]);

/** Adds bytes to the end of a file with one write, and makes it if need be. Throws ENOSPC where not all of them went in. */
export const appendAtOnce = (folder: OwnFolder, path: string, bytes: Buffer): void => {
  const { fd, status } = openOrMake(folder, path, O_WRONLY | O_APPEND);
  try {
    if (status.nlink > 1) throw manyNames(path, status.nlink);
    if (fs.writeSync(fd, bytes) < bytes.length)
      throw Object.assign(new Error(`no room for a line in ${path}`), { code: 'ENOSPC', syscall: 'write', path });
  } catch (error) {
    throw namingFile(path, error);
  } finally {
    fs.closeSync(fd);
  }
};

/** Opens a file for a kernel lock on it, and makes it if need be. `more`: flags of the system. */
export const openToLock = (folder: OwnFolder, path: string, more = 0): number =>
  openPlain(folder, path, O_RDWR | O_CREAT | more, fileMode).fd;

/** Makes a file that nothing has the name of; else EEXIST. Not flushed. */
export const createFile = (folder: OwnFolder, path: string, bytes?: Buffer): void => {
  const { fd } = openPlain(folder, path, O_WRONLY | O_CREAT | O_EXCL, fileMode);
  try {
    if (bytes !== undefined) writeAt(fd, bytes, 0);
  } catch (error) {
    throw namingFile(path, error);
  } finally {
    fs.closeSync(fd);
  }
};

export const linkFile = (folder: OwnFolder, from: string, to: string): void => {
  enter(folder, from);
  enter(folder, to);
  fs.linkSync(from, to);
};

export const renameFile = (folder: OwnFolder, from: string, to: string): void => {
  enter(folder, from);
  enter(folder, to);
  fs.renameSync(from, to);
};

/** Of a link, the link itself. */
export const removeFile = (folder: OwnFolder, path: string): void => {
  enter(folder, path);
  fs.unlinkSync(path);
};

export const removeIfThere = (folder: OwnFolder, path: string): void => {
  try {
    removeFile(folder, path);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
};

/** Of an empty one. */
export const removeFolder = (folder: OwnFolder, path: string): void => {
  enter(folder, path);
  fs.rmdirSync(path);
};

/** Whatever it is, with all that is in it; links go, and what they lead to stays. */
export const removeTree = (folder: OwnFolder, path: string): void => {
  enter(folder, path);
  fs.rmSync(path, { recursive: true, force: true });
};

/**
 * Sets the time of modification, of a link its own, of a file with other names not at all. Throws ENOENT where nothing has
 * the name.
 */
export const setModified = (folder: OwnFolder, path: string, seconds: number): void => {
  enter(folder, path);
  const { nlink } = fs.lstatSync(path, { throwIfNoEntry: true });
  if (nlink > 1) throw manyNames(path, nlink);
  fs.lutimesSync(path, seconds, seconds);
};
