import { afterEach, beforeEach } from 'vitest';
import { type FilesStoreOptions, openFilesStore } from '../../../../src/store/files/open-store';
import { type WatchedFileCalls, watchFileCalls } from '../../../support/watched-file-calls';
import { at, task } from '../fixtures';
import { recordText, type ScratchJournal, scratchJournal } from '../scratch-journal';

/** Longer ones are those of the test runner. */
const longestPauseMs = 5_000;

/** Time that passes only where the store pauses; every lot is one half. */
const pausing = () => {
  const { random } = Math;
  const { uptime } = process;
  const { setTimeout } = globalThis;
  const time = { nowMs: 1_000_000, pauses: [] as number[] };
  Math.random = () => 0.5;
  process.uptime = () => time.nowMs / 1_000;
  globalThis.setTimeout = ((work: () => void, ms: number) => {
    if (ms > longestPauseMs) return setTimeout(work, ms);
    time.pauses.push(ms);
    time.nowMs += ms;
    return setTimeout(work, 0);
  }) as typeof setTimeout;
  return {
    time,
    restore: (): void => {
      Math.random = random;
      process.uptime = uptime;
      globalThis.setTimeout = setTimeout;
    },
  };
};

export const files = {
  'config.json': '{"version":1}',
  'todo.json': `${JSON.stringify({ version: 1, _meta: { lastTaskNumber: 1 }, focus: {}, tasks: [task('T1')] })}\n`,
  'sessions.json': '{"version":1,"sessions":[]}\n',
};

/** A project at generation 1, its store, and time that passes only in pauses; in each test of a file anew. */
export const openedStores = () => {
  let scratch: ScratchJournal;
  let watched: WatchedFileCalls;
  let pauses: ReturnType<typeof pausing>;
  let committed: number;
  beforeEach(() => {
    scratch = scratchJournal();
    scratch.make({ ...files, 'journal/0/1.json': recordText(1), 'journal/0/1.done': '' });
    watched = watchFileCalls(scratch.project);
    pauses = pausing();
    committed = 1;
  });
  afterEach(() => {
    pauses.restore();
    watched.restore();
    scratch.remove();
  });
  return {
    scratch: () => scratch,
    watched: () => watched,
    time: () => pauses.time,
    store: (more: Partial<FilesStoreOptions> = {}) =>
      openFilesStore({ dir: scratch.project, clock: () => at, lockTimeoutMs: 100, epochSize: 4, useLock: false, ...more }),
    /** Somebody else commits. */
    overtake: (): void => {
      const name = `journal/${Math.floor(++committed / 4)}/${committed}`;
      scratch.make({ [`${name}.json`]: recordText(committed), [`${name}.done`]: '' });
    },
  };
};

export const by = { pid: 4711, host: 'elsewhere', at };
