import { findNewest } from './journal/newest';
import { commitBegan, type KernelLock, showCommit, takeKernelLock } from './kernel-lock';
import type { Journal } from './layout';
import { monotonicMs } from './monotonic';

/** In a line that moves one's turn comes, so that waiting there may take this many times as long. */
export const patienceInLine = 3;

const firstQuietMs = 500;
const longestQuietMs = 3_000;
/** A commit that began earlier was given up without a word, or is very slow. */
const longCommitMs = 2_000;

/** How many times longer things take here than they would with a processor of one's own. */
const slowness = (): number => {
  const { user, system } = process.cpuUsage();
  return Math.max(1, (process.uptime() * 1_000_000) / (user + system));
};

const newestOf = (journal: Journal): number | undefined => {
  try {
    return findNewest(journal)?.generation;
  } catch {
    // Whoever comes to the front will see what is wrong there, and say it.
    return undefined;
  }
};

export type CommitLine = {
  /** To be called before the first try: stands in line where somebody is making a commit, else tells others of this one. */
  enter(): Promise<void>;
  /** After a lost race. Whether we are in front; if not, the caller pauses before it tries again. */
  wait(): Promise<boolean>;
  /** false: there is no lock here to stand in line by. */
  hasPlaces(): boolean;
  leave(): void;
};

/**
 * A crowd stands in line by the kernel lock. As long as the line moves, waiting is cheaper for all than trying; when
 * nobody has moved for half a second, the one in front is stopped or slow, and each tries once without before it waits
 * again, longer. One that only looks (`isLook`) does not show, in front, that it commits.
 */
export const standInLine = (journal: Journal, isLate: () => boolean, isLook = false): CommitLine => {
  const { project } = journal;
  let lock: KernelLock | undefined;
  let hasPlaces = true;
  let isShown = false;
  let quietMs: number | undefined;
  const show = (): void => {
    if (isLook) return;
    showCommit(project, true);
    isShown = true;
  };
  const take = async (): Promise<void> => {
    const mostQuietMs = quietMs ?? firstQuietMs * slowness();
    let began = commitBegan(project);
    let newest = newestOf(journal);
    let since = monotonicMs();
    const hasMoved = (): boolean => {
      const before = { began, newest };
      began = commitBegan(project);
      // Somebody new in front is told by one look; those who commit without a place in line, only by the journal.
      if (began === before.began) newest = newestOf(journal);
      return began !== before.began || newest !== before.newest;
    };
    const taken = await takeKernelLock(project, () => {
      if (hasMoved()) since = monotonicMs();
      return !isLate() && monotonicMs() - since < Math.min(mostQuietMs, longestQuietMs);
    });
    quietMs = 2 * mostQuietMs;
    if (taken === 'none') hasPlaces = false;
    else if (taken !== undefined) {
      lock = taken;
      show();
    }
  };
  const wait = async (): Promise<boolean> => {
    if (lock === undefined && hasPlaces) await take();
    return lock !== undefined;
  };
  return {
    enter: async () => {
      if (Math.abs(Date.now() - commitBegan(project)) < longCommitMs) await wait();
      else show();
    },
    wait,
    hasPlaces: () => hasPlaces,
    leave: () => {
      if (isShown) showCommit(project, false);
      lock?.release();
    },
  };
};
