import { afterEach, beforeEach } from 'vitest';
import { type WatchedFileCalls, watchFileCalls } from '../../support/watched-file-calls';
import { type ScratchJournal, scratchJournal } from './scratch-journal';

/** A `.stint` folder that holds these files, and the calls of node:fs on it; in each test of a file anew. */
export const watchedJournal = (files: Readonly<Record<string, string>> = {}) => {
  let scratch: ScratchJournal;
  let watched: WatchedFileCalls;
  beforeEach(() => {
    scratch = scratchJournal();
    scratch.make(files);
    watched = watchFileCalls(scratch.project);
  });
  afterEach(() => {
    watched.restore();
    scratch.remove();
  });
  return { scratch: () => scratch, watched: () => watched };
};
