import { epochFolder, epochOf, type Journal, mostEpoch, recordPath } from '../layout';
import { entriesIn, exists } from '../own-folder';
import { isForeign } from './record';

/** The newest generation, as one look at the journal shows it. */
export type Tip = {
  readonly generation: number;
  /** Its effects are all in the files, or there are none: a record that no commit made has its number and nothing more. */
  readonly done: boolean;
  /** false: the generation that a journal begins with, which has no record. */
  readonly hasRecord: boolean;
  /** There is a mark that the next generation is finished, and no record of it: somebody removed that by hand. */
  readonly strayDone: boolean;
  readonly epochs: readonly number[];
  readonly trash: readonly string[];
};

/** As a number is written: what has the name `007` was made by nobody. */
const numberPattern = /^(?:0|[1-9]\d{0,15})$/;
const recordPattern = /^(0|[1-9]\d{0,15})\.json$/;

/** The epoch that a name in the journal stands for; undefined where it stands for none. */
export const epochNamed = (name: string): number | undefined =>
  numberPattern.test(name) && Number(name) <= mostEpoch ? Number(name) : undefined;

/** The generation whose record has this name in the folder of `epoch`; undefined where no record of that epoch has it. */
export const generationNamed = (journal: Journal, epoch: number, name: string): number | undefined => {
  const number = recordPattern.exec(name)?.[1];
  return number !== undefined && epochOf(journal, Number(number)) === epoch ? Number(number) : undefined;
};

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
  const epochs: number[] = [];
  const trash: string[] = [];
  for (const entry of entriesIn(journal.files, journal.folder) ?? []) {
    // Links and files of such a name are nobody's: `stint doctor` tells of them.
    if (!entry.isDirectory()) continue;
    const epoch = epochNamed(entry.name);
    if (epoch !== undefined) epochs.push(epoch);
    else if (entry.name.startsWith('trash-')) trash.push(entry.name);
  }
  if (epochs.length === 0) return undefined;
  epochs.sort((a, b) => b - a);
  const above: string[] = [];
  for (const epoch of epochs) {
    const inside = entriesIn(journal.files, epochFolder(journal, epoch))?.map(({ name }) => name);
    if (inside === undefined) return 'disturbed';
    let newest = -1;
    for (const name of inside) newest = Math.max(newest, generationNamed(journal, epoch, name) ?? -1);
    if (newest >= 0) {
      const strayDone = [inside, above].some((each) => each.includes(`${newest + 1}.done`));
      const done = inside.includes(`${newest}.done`) || isForeign(journal, newest);
      return { generation: newest, done, hasRecord: true, strayDone, epochs, trash };
    }
    for (const each of inside) above.push(each);
  }
  // A record-less epoch is the first of a journal: later ones are made while the one below still holds its records.
  const first = epochs[epochs.length - 1] ?? 0;
  const generation = first * journal.epochSize;
  return { generation, done: true, hasRecord: false, strayDone: above.includes(`${generation + 1}.done`), epochs, trash };
};

/**
 * Whether `tip` was the newest generation until now. The order counts: the next record absent, and then this one
 * still present, so that its epoch, and the next one's, had not been removed when the next record was looked for.
 */
export const isStillNewest = (journal: Journal, tip: Tip | undefined): boolean => {
  if (tip === undefined) return findNewest(journal) === undefined;
  if (exists(journal.files, recordPath(journal, tip.generation + 1))) return false;
  return exists(
    journal.files,
    tip.hasRecord ? recordPath(journal, tip.generation) : epochFolder(journal, epochOf(journal, tip.generation)),
  );
};
