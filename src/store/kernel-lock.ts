import * as fs from 'node:fs';
import { join } from 'node:path';

/** Nobody loses anything without this lock: it only makes a crowd stand in line. */
export type KernelLock = { release(): void };

/** A stopped flock(1) must not stop us. */
const flockGraceMs = 2_000;
const darwinExclusive = 0x20;
const darwinPollMs = 10;

/** undefined: not got in time, or there is no such lock here. */
export const takeKernelLock = async (project: string, waitMs: number): Promise<KernelLock | undefined> => {
  const path = join(project, '.lock');
  return process.platform === 'darwin' ? pollExclusiveOpen(path, waitMs) : lockByFlock(path, waitMs);
};

/** flock(1) locks a descriptor that it inherits; the lock stays with the descriptor and dies with this process. */
const lockByFlock = async (path: string, waitMs: number): Promise<KernelLock | undefined> => {
  const { spawnSync } = await import('node:child_process');
  let fd: number | undefined;
  try {
    fd = fs.openSync(path, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600);
    const run = spawnSync('flock', ['-x', '-w', String(waitMs / 1000), '3'], {
      stdio: ['ignore', 'ignore', 'ignore', fd],
      timeout: waitMs + flockGraceMs,
      killSignal: 'SIGKILL',
    });
    if (run.status === 0) return releasing(fd);
  } catch {
    // No place in line then; the claim by link decides as well without.
  }
  if (fd !== undefined) fs.closeSync(fd);
  return undefined;
};

const pollExclusiveOpen = async (path: string, waitMs: number): Promise<KernelLock | undefined> => {
  const flags = fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_NONBLOCK | darwinExclusive;
  for (let waitedMs = 0; waitedMs <= waitMs; waitedMs += darwinPollMs) {
    try {
      return releasing(fs.openSync(path, flags, 0o600));
    } catch {
      // Held by somebody (EAGAIN), or no lock to be had: wait, and go on without at the end.
      await new Promise((resolve) => setTimeout(resolve, darwinPollMs));
    }
  }
  return undefined;
};

const releasing = (fd: number): KernelLock => ({ release: () => fs.closeSync(fd) });
