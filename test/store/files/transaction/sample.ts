import { createHash } from 'node:crypto';
import { afterEach, beforeEach } from 'vitest';
import type { State } from '../../../../src/domain/state/state';
import { findNewest, type Tip } from '../../../../src/store/files/journal/newest';
import type { Effects, Put } from '../../../../src/store/files/pack-change';
import { stageFile } from '../../../../src/store/files/stage-file';
import { commitEffects, tryCommit } from '../../../../src/store/files/transaction';
import type { Decided } from '../../../../src/store/store';
import { fileError } from '../../../support/file-calls';
import { type WatchedFileCalls, watchFileCalls } from '../../../support/watched-file-calls';
import { at } from '../fixtures';
import { recordText, type ScratchJournal, scratchJournal } from '../scratch-journal';

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export const putOf = (file: string, text: string, before: string | null): Put => ({
  file,
  image: Buffer.from(text),
  sha256: sha256(text),
  size: Buffer.byteLength(text),
  base: before === null ? null : sha256(before),
});

/** A line of the log and a new config.json. */
export const effects: Effects = {
  put: [putOf('config.json', 'new', 'old')],
  append: [{ file: 'session.log', offset: 0, bytes: 'line\n' }],
};

/** Records from the first generation to this one, all done, where their epochs still are. */
export const doneRecords = (newest: number): Record<string, string> => {
  const files: Record<string, string> = {};
  for (let generation = Math.max(1, newest - 5); generation <= newest; generation++) {
    const name = `journal/${Math.floor(generation / 4)}/${generation}`;
    files[`${name}.json`] = recordText(generation);
    files[`${name}.done`] = '';
  }
  return files;
};

/** The calls that change something or make it durable. */
export const moves = ['write', 'fsync', 'link', 'rename', 'unlink', 'mkdir', 'rmdir', 'rm'] as const;

/** A project at generation 1, and short words for committing to it; in each test of a file anew. */
export const transactions = () => {
  let scratch: ScratchJournal;
  let watched: WatchedFileCalls;
  beforeEach(() => {
    scratch = scratchJournal();
    scratch.make({ ...doneRecords(1), 'config.json': 'old' });
    watched = watchFileCalls(scratch.project);
  });
  afterEach(() => {
    watched.restore();
    scratch.remove();
  });
  const tools = () => ({ journal: scratch.journal, clock: () => at, stageFile });
  const tip = (): Tip => {
    const found = findNewest(scratch.journal);
    if (found === undefined) throw new Error('no journal');
    watched.forget();
    return found;
  };
  return {
    scratch: () => scratch,
    watched: () => watched,
    tools,
    tip,
    commit: (wanted: Effects = effects, on: Tip = tip()) => commitEffects(tools(), on, () => wanted),
    decide: <R>(decision: (state: State) => Decided<R>, on: Tip = tip()) => tryCommit(tools(), on, decision),
    failing: (call: string | RegExp, code: string, nth?: number): NodeJS.ErrnoException => {
      const fault = fileError(code, 'call');
      watched.before(
        call,
        () => {
          throw fault;
        },
        nth,
      );
      return fault;
    },
    /** Somebody else commits, or has committed so often that the journal of before is gone. */
    overtake: (): void => scratch.make({ 'journal/0/2.json': recordText(2), 'journal/0/2.done': '' }),
    overtakeByFar: (): void => {
      scratch.make({ 'journal/9/37.json': recordText(37), 'journal/9/37.done': '' });
      for (const name of ['0', '1', '2']) scratch.removeFolder(`journal/${name}`);
    },
  };
};
