import * as fs from 'node:fs';
import { exists, isGone } from '../disk';
import { epochFolder, epochOf, type Journal, recordPath } from '../layout';

/** The newest generation, as one look at the journal shows it. */
export type Tip = {
  readonly generation: number;
  /** Its effects are all in the files. */
  readonly done: boolean;
  /** false: the generation that a journal begins with, which has no record. */
  readonly hasRecord: boolean;
  /** There is a mark that the next generation is finished, and no record of it: somebody removed that by hand. */
  readonly strayDone: boolean;
  readonly epochs: readonly number[];
  readonly trash: readonly string[];
};

const numberPattern = /^\d{1,16}$/;
const recordPattern = /^(\d{1,16})\.json$/;

/** How often a look is repeated that others disturb: each time, somebody has committed dozens of generations. */
const mostLooks = 1_000;

/** undefined: there is no journal, or it has no epoch. */
export const findNewest = (journal: Journal): Tip | undefined => {
  for (let look = 0; look < mostLooks; look++) {
    const tip = lookForNewest(journal);
    if (tip !== 'disturbed') return tip;
  }
  throw Object.assign(new Error('the journal changes all the time'), { code: 'EBUSY', syscall: 'scandir', path: journal.folder });
};

const lookForNewest = (journal: Journal): Tip | undefined | 'disturbed' => {
  const names = listIfThere(journal.folder) ?? [];
  const epochs = names.filter((name) => numberPattern.test(name)).map(Number);
  if (epochs.length === 0) return undefined;
  epochs.sort((a, b) => b - a);
  const trash = names.filter((name) => name.startsWith('trash-'));
  const above: string[] = [];
  for (const epoch of epochs) {
    const inside = listIfThere(epochFolder(journal, epoch));
    if (inside === undefined) return 'disturbed';
    let newest = -1;
    for (const name of inside) newest = Math.max(newest, Number(recordPattern.exec(name)?.[1] ?? -1));
    if (newest >= 0) {
      const strayDone = [inside, above].some((each) => each.includes(`${newest + 1}.done`));
      return { generation: newest, done: inside.includes(`${newest}.done`), hasRecord: true, strayDone, epochs, trash };
    }
    for (const each of inside) above.push(each);
  }
  // A record-less epoch is the first of a journal: later ones are made while the one below still holds its records.
  const first = epochs[epochs.length - 1] ?? 0;
  const generation = first * journal.epochSize;
  return { generation, done: true, hasRecord: false, strayDone: above.includes(`${generation + 1}.done`), epochs, trash };
};

const listIfThere = (folder: string): string[] | undefined => {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
};

/**
 * Whether `tip` was the newest generation until now. The order counts: the next record absent, and then this one
 * still present, so that its epoch, and the next one's, had not been removed when the next record was looked for.
 */
export const isStillNewest = (journal: Journal, tip: Tip | undefined): boolean => {
  if (tip === undefined) return findNewest(journal) === undefined;
  if (exists(recordPath(journal, tip.generation + 1))) return false;
  return exists(tip.hasRecord ? recordPath(journal, tip.generation) : epochFolder(journal, epochOf(journal, tip.generation)));
};
