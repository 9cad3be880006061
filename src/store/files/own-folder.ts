import * as fs from 'node:fs';
import { dirname, sep } from 'node:path';
import { isGone, namingFile } from './disk';
import { RefusedFile } from './refused-file';
import { mostBytesOf } from './size-limits';

/**
 * A folder whose inside may have come from anywhere (a clone, an archive, another user), and the only way in. Whatever is
 * read or written there is named by its path and goes through the functions of this module and of change-own-folder: no
 * symbolic link is followed at any level below `path`, files are plain ones, and all belongs to this user, to root or to
 * whoever the folder itself belongs to. Whether the folder itself is to be trusted is decided by those who find it.
 */
export type OwnFolder = {
  /** Absolute. */
  readonly path: string;
  /** Folders below that were looked at. */
  readonly known: Set<string>;
};

export const ownFolder = (path: string): OwnFolder => ({ path, known: new Set() });

/** What is opened; whoever gets it closes it. */
export type OpenFile = { readonly fd: number; readonly status: fs.Stats };

const { O_RDONLY, O_DIRECTORY = 0, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_NOCTTY = 0 } = fs.constants;

const stepAside = sep === '\\' ? /(?:^|[\\/])\.{0,2}(?:[\\/]|$)|\0/ : /(?:^|\/)\.{0,2}(?:\/|$)|\0/;

/** The name of `path` inside the folder. One that lies elsewhere is a fault of the program. */
export const nameIn = (folder: OwnFolder, path: string): string => {
  const start = folder.path.endsWith(sep) ? folder.path : `${folder.path}${sep}`;
  const name = path.slice(start.length);
  if (!path.startsWith(start) || stepAside.test(name))
    throw new TypeError(`${JSON.stringify(path)} does not lie in ${folder.path}`);
  return name;
};

/** Looks at each folder between the own one and `path`, once. Throws ENOENT where one is not there. */
export const enter = (folder: OwnFolder, path: string): void => {
  nameIn(folder, path);
  enterFolder(folder, dirname(path));
};

const enterFolder = (folder: OwnFolder, path: string): void => {
  if (path === folder.path || folder.known.has(path)) return;
  enterFolder(folder, dirname(path));
  const status = fs.lstatSync(path);
  if (status.isSymbolicLink()) throw new RefusedFile('ELOOP', path, 'it is a symbolic link, and those are not followed here');
  if (!status.isDirectory()) throw new RefusedFile('ENOTDIR', path, 'it is not a folder');
  refuseOwner(folder, path, status);
  folder.known.add(path);
};

const refuseOwner = (folder: OwnFolder, path: string, { uid }: fs.Stats): void => {
  const own = process.geteuid?.();
  if (own === undefined || uid === own || uid === 0 || uid === fs.statSync(folder.path).uid) return;
  throw new RefusedFile('EOWNER', path, `it belongs to another user (uid ${uid})`, { owner: uid });
};

const kindOf = (status: fs.Stats): string => {
  if (status.isFIFO()) return 'a pipe';
  if (status.isSocket()) return 'a socket';
  return status.isCharacterDevice() || status.isBlockDevice() ? 'a device' : 'something else';
};

/** Throws a RefusedFile for what is no plain file of this user. */
const refuseStrange = (folder: OwnFolder, path: string, status: fs.Stats): void => {
  if (status.isDirectory()) throw new RefusedFile('EISDIR', path, 'it is a folder');
  if (!status.isFile()) throw new RefusedFile('EFTYPE', path, `it is ${kindOf(status)}, not a plain file`);
  refuseOwner(folder, path, status);
};

/** Opens a plain file and nothing else: it neither follows a link nor waits for the other end of a pipe. */
export const openPlain = (folder: OwnFolder, path: string, flags: number, mode?: number): OpenFile => {
  enter(folder, path);
  let fd: number | undefined;
  try {
    fd = fs.openSync(path, flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, mode);
    const status = fs.fstatSync(fd);
    refuseStrange(folder, path, status);
    return { fd, status };
  } catch (error) {
    if (fd !== undefined) fs.closeSync(fd);
    throw error;
  }
};

/** Opens a file to read it in pieces; undefined where there is none. */
export const openIfThere = (folder: OwnFolder, path: string): OpenFile | undefined => {
  try {
    return openPlain(folder, path, O_RDONLY);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
};

const piece = 1024 * 1024;

/**
 * The bytes of a file, `like` itself where they are the same; null where there is no file. One that is larger than a file
 * of that name may be is refused before a byte of it is read.
 */
export const readIfThere = (
  folder: OwnFolder,
  path: string,
  like?: Buffer,
  most = mostBytesOf(nameIn(folder, path)),
): Buffer | null => {
  let file: OpenFile | undefined;
  try {
    file = openIfThere(folder, path);
    if (file === undefined) return null;
    refuseSize(path, file.status.size, most);
    return like !== undefined && holds(file, like) ? like : fs.readFileSync(file.fd);
  } catch (error) {
    throw namingFile(path, error);
  } finally {
    if (file !== undefined) fs.closeSync(file.fd);
  }
};

export const refuseSize = (path: string, size: number, most: number): void => {
  if (size > most)
    throw new RefusedFile('EFBIG', path, `it is ${size} bytes long, and stint reads at most ${most}`, { size, most });
};

/**
 * Whether a file holds just these bytes. A large one is compared piece by piece: pages for a second copy cost more than
 * reading it does. A small one is read at once by the caller.
 */
const holds = ({ fd, status }: OpenFile, bytes: Buffer): boolean => {
  if (bytes.length < 2 * piece || status.size !== bytes.length) return false;
  const read = Buffer.allocUnsafe(piece);
  for (let at = 0; ; ) {
    const count = fs.readSync(fd, read, 0, piece, at);
    if (count === 0) return at === bytes.length;
    if (!read.subarray(0, count).equals(bytes.subarray(at, at + count))) return false;
    at += count;
  }
};

/** What has the name, without following a link; undefined where nothing has it. */
export const statusOf = (folder: OwnFolder, path: string): fs.Stats | undefined => {
  try {
    if (path !== folder.path) enter(folder, path);
    return fs.lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
};

/** Whether anything has the name, be it a link that leads nowhere. */
export const exists = (folder: OwnFolder, path: string): boolean => statusOf(folder, path) !== undefined;

/** Whether it is a plain file of this user. */
export const isPlainFile = (folder: OwnFolder, path: string): boolean => {
  const status = statusOf(folder, path);
  try {
    if (status !== undefined) refuseStrange(folder, path, status);
    return status !== undefined;
  } catch {
    // Whatever else it is, it is none.
    return false;
  }
};

/** What lies in a folder, with its kind; undefined where it is not there. */
export const entriesIn = (folder: OwnFolder, path: string): fs.Dirent[] | undefined => {
  try {
    if (path !== folder.path) enter(folder, `${path}${sep}x`);
    return fs.readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
};

/** The names in a folder; none where it is not there. */
export const namesIn = (folder: OwnFolder, path: string): string[] => entriesIn(folder, path)?.map(({ name }) => name) ?? [];

/** Makes the names in a folder survive a power cut. */
export const syncFolder = (folder: OwnFolder, path: string): void => {
  if (path !== folder.path) enter(folder, `${path}${sep}x`);
  const fd = fs.openSync(path, O_RDONLY | O_DIRECTORY | (path === folder.path ? 0 : O_NOFOLLOW));
  try {
    fs.fsyncSync(fd);
  } catch (error) {
    throw namingFile(path, error);
  } finally {
    fs.closeSync(fd);
  }
};
