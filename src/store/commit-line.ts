import { findNewest } from './journal/newest';
import { type KernelLock, takeKernelLock } from './kernel-lock';
import type { Journal } from './layout';

/** In a line that moves one's turn comes, so that waiting there may take this many times as long. */
export const patienceInLine = 3;

const firstWaitMs = 500;
const longestWaitMs = 2_000;
const triesBetweenWaits = 5;

export type CommitLine = {
  /** After the `lost`th lost race. Whether we are in front; if not, the caller pauses before it tries again. */
  wait(lost: number): Promise<boolean>;
  isInFront(): boolean;
  leave(): void;
};

/**
 * A crowd stands in line by the kernel lock. As long as the line moves, waiting is cheaper for all than trying; when
 * nobody has committed for half a second, the one in front is stopped or the lock lies, and trying goes on without.
 */
export const standInLine = (journal: Journal, isLate: () => boolean): CommitLine => {
  let lock: KernelLock | undefined;
  const take = async (): Promise<void> => {
    let before = findNewest(journal)?.generation;
    for (let waitMs = firstWaitMs; !isLate(); waitMs = Math.min(2 * waitMs, longestWaitMs)) {
      lock = await takeKernelLock(journal.project, waitMs);
      const now = findNewest(journal)?.generation;
      if (lock !== undefined || now === before) return;
      before = now;
    }
  };
  return {
    wait: async (lost) => {
      if (lock === undefined && lost % triesBetweenWaits === 0) await take();
      return lock !== undefined;
    },
    isInFront: () => lock !== undefined,
    leave: () => lock?.release(),
  };
};
