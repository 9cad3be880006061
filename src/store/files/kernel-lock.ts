import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { programPaths } from '../../domain/process/program-paths';
import { openToLock, setModified } from './change-own-folder';
import { closeFile } from './disk';
import { isProgram } from './is-program';
import { ownFolder, statusOf } from './own-folder';

/** Nobody loses anything without this lock: it only makes a crowd stand in line. */
export type KernelLock = { release(): void };

const darwinExclusive = 0x20;
const pollMs = 10;
const lookMs = 200;

const lockPath = (project: string): string => join(project, '.lock');

/** When the commit that is being made began, in ms since 1970; 0 where none is, or none that says so. */
export const commitBegan = (project: string): number => {
  try {
    return statusOf(ownFolder(project), lockPath(project))?.mtimeMs ?? 0;
  } catch {
    return 0;
  }
};

/** Tells others that a commit is being made (`true`) or not any more. Only the order of a crowd hangs on it. */
export const showCommit = (project: string, begins: boolean): void => {
  const at = begins ? Date.now() / 1_000 : 0;
  try {
    setModified(ownFolder(project), lockPath(project), at);
  } catch {
    // Who is not seen is not waited for.
  }
};

/** Makes the file that commits show themselves by, in a project that never had one. */
export const makeLock = (project: string): void => {
  try {
    closeFile(openLock(project));
    showCommit(project, false);
  } catch {
    // A crowd that stands in line makes it too.
  }
};

const openLock = (project: string, more?: number): number => openToLock(ownFolder(project), lockPath(project), more);

/**
 * Waits for the lock as long as `goOn` says so, asked five times a second. undefined: it was not got; 'none': there is no
 * such lock here.
 */
export const takeKernelLock = async (project: string, goOn: () => boolean): Promise<KernelLock | undefined | 'none'> => {
  const take = process.platform === 'darwin' ? pollExclusiveOpen : lockByFlock;
  const fd = await take(project, goOn);
  return typeof fd === 'number' ? { release: () => closeFile(fd) } : fd;
};

/** flock(1) locks a descriptor that it inherits; the lock stays with the descriptor and dies with this process. */
const lockByFlock = async (project: string, goOn: () => boolean): Promise<number | undefined | 'none'> => {
  const program = programPaths('flock', process.env.PATH, process.platform).find(isProgram);
  if (program === undefined) return 'none';
  const { spawn } = await import('node:child_process');
  let fd: number | undefined;
  let end: 'locked' | 'given up' | 'none' = 'none';
  try {
    fd = openLock(project);
    const flock = spawn(program, ['-x', '3'], { stdio: ['ignore', 'ignore', 'ignore', fd] });
    // A commit hashes: what that needs is loaded while it waits, not in front of the others.
    process.getBuiltinModule('node:crypto');
    end = await endOf(flock, goOn);
  } catch {
    // No place in line then; the claim by link decides as well without.
  }
  if (end === 'locked') return fd;
  if (fd !== undefined) closeFile(fd);
  return end === 'none' ? 'none' : undefined;
};

const endOf = (flock: ChildProcess, goOn: () => boolean): Promise<'locked' | 'given up' | 'none'> =>
  new Promise((resolve) => {
    let isGivenUp = false;
    const look = setInterval(() => {
      if (isGivenUp || goOn()) return;
      isGivenUp = true;
      // One that is stopped must not stop us.
      flock.kill('SIGKILL');
    }, lookMs);
    const end = (how: 'locked' | 'given up' | 'none'): void => {
      clearInterval(look);
      resolve(how);
    };
    flock.once('error', () => end('none'));
    flock.once('exit', (code) => end(code === 0 ? 'locked' : isGivenUp ? 'given up' : 'none'));
  });

const pollExclusiveOpen = async (project: string, goOn: () => boolean): Promise<number | undefined> => {
  for (;;) {
    try {
      return openLock(project, darwinExclusive);
    } catch {
      // Held by somebody (EAGAIN), or no lock to be had: wait, and go on without at the end.
      if (!goOn()) return undefined;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }
};
