import { dirname, join } from 'node:path';
import type { Mended } from '../../../domain/doctor/answer';
import { visibleLine } from '../../../domain/text/visible';
import type { Instant } from '../../../domain/time/instant';
import { StoreError } from '../../store-error';
import { makeFolder, removeIfThere, renameFile } from '../change-own-folder';
import { bringBack } from '../copies/bring-back';
import { epochAfterCopies } from '../copies/copies-folder';
import { sha256 } from '../digest';
import { epochForReseeding, seedJournal } from '../journal/epoch';
import { foreignNames } from '../journal/foreign-names';
import { findNewest, type Tip } from '../journal/newest';
import { type CommitRecord, decodeRecord } from '../journal/record';
import { type Journal, recordPath, stagedPath } from '../layout';
import { exists, isPlainFile, readIfThere, statusOf } from '../own-folder';
import type { Put } from '../pack-change';
import { stageFile } from '../stage-file';
import { beginAgain, commitEffects, finishPending } from '../transaction';
import { examineFiles, type FileMend } from './examine-files';
import { plainText } from './json-variants';
import { imageVariant, leftovers, lookAtJournal } from './look-at-journal';
import { moveAside, putAside } from './put-aside';

const mostTries = 50;

/**
 * Puts right what is proven, as one commit like any other: a command that runs at the same time comes before it, and then
 * the files are looked at anew, or after it, and then it sees them mended. What was there goes to `.stint/backup/` first.
 */
export const mendFiles = async (journal: Journal, clock: () => Instant): Promise<Mended[]> => {
  if (lookAtJournal(journal).some(({ code }) => code === 'journal-unusable')) return [];
  const back = await bringBack(journal, clock);
  const mended = [...back, ...(await commitMends(journal, clock))];
  return [...mended, ...moveForeign(journal, clock), ...removeLeftovers(journal)];
};

const commitMends = async (journal: Journal, clock: () => Instant): Promise<Mended[]> => {
  const mended: Mended[] = [];
  for (let turn = 0; turn < mostTries; turn++) {
    const tip = newestToMend(journal, clock, mended);
    if (tip === undefined) return mended;
    const { mends, tip: seen } = await examineFiles(journal);
    if (mends.length === 0) return mended;
    if (seen?.done !== true) continue;
    const backups = mends.map(({ file, before }) =>
      before === null ? undefined : putAside(journal.files, file, before, clock()),
    );
    const asides = mends.map(({ file, aside }) =>
      aside === undefined ? undefined : putAside(journal.files, `${file}.aside`, aside, clock()),
    );
    const puts = mends.map(putOf);
    for (const { file } of mends) makeFolder(journal.files, dirname(join(journal.project, file)));
    const committed = commitEffects({ journal, clock, stageFile }, seen, () => ({ put: puts, append: [] }));
    if (committed === beginAgain) continue;
    return [...mended, ...mends.map((mend, at) => mendedOf(mend, backups[at], asides[at]))];
  }
  throw new StoreError('E_STORE_BUSY', `others commit all the time: gave up after ${mostTries} tries. Nothing was changed.`);
};

const mendedOf = ({ code, what, file }: FileMend, backup: string | undefined, aside: string | undefined): Mended => ({
  code,
  what: aside === undefined ? what : `${what}; kept in ${aside}`,
  file: `.stint/${file}`,
  ...(backup === undefined ? {} : { backup }),
});

const putOf = ({ file, bytes, before }: FileMend): Put => ({
  file,
  image: bytes,
  sha256: sha256(bytes),
  size: bytes.length,
  base: before === null ? null : sha256(before),
});

/** The newest generation, done; undefined where the journal cannot be committed to. */
const newestToMend = (journal: Journal, clock: () => Instant, mended: Mended[]): Tip | undefined => {
  if (!exists(journal.files, journal.folder))
    seedJournal(journal, epochForReseeding(Date.parse(clock()), epochAfterCopies(journal)));
  const tip = findNewest(journal);
  if (tip === undefined) return undefined;
  if (tip.done) return tip;
  const record = readOrMend(journal, tip.generation, clock, mended);
  if (record === undefined || !mendImages(journal, record, clock, mended)) return undefined;
  if ([...record.put, ...record.append].some(({ file }) => isNoFile(journal, file))) return undefined;
  const warnings = finishPending(journal, tip);
  mended.push({ code: 'commit-pending', what: ['finished the commit', ...warnings.map(({ message }) => message)].join('; ') });
  return findNewest(journal);
};

const isNoFile = (journal: Journal, file: string): boolean =>
  exists(journal.files, join(journal.project, file)) && !isPlainFile(journal.files, join(journal.project, file));

/** A record never changes, so nobody else is writing it: its own checksum proves the text without what an editor added. */
const readOrMend = (journal: Journal, generation: number, clock: () => Instant, mended: Mended[]): CommitRecord | undefined => {
  const path = recordPath(journal, generation);
  const bytes = isPlainFile(journal.files, path) ? readIfThere(journal.files, path) : null;
  if (bytes === null) return undefined;
  const record = decodeRecord(bytes.toString('utf8'), generation);
  if (record !== undefined) return record;
  const plain = plainText(bytes.toString('utf8'));
  const proven = decodeRecord(plain, generation);
  if (proven === undefined) return undefined;
  const what = 'took the mark and the line ends out of the record';
  mended.push({ code: 'commit-damaged', what, ...replaceInJournal(journal, path, bytes, Buffer.from(plain), clock) });
  return proven;
};

/** False: an image was changed and cannot be proven any more. */
const mendImages = (journal: Journal, record: CommitRecord, clock: () => Instant, mended: Mended[]): boolean => {
  for (const step of record.put) {
    const path = stagedPath(journal, record.generation, step.staged);
    if (statusOf(journal.files, path) === undefined) continue;
    const bytes = isPlainFile(journal.files, path) ? readIfThere(journal.files, path) : null;
    if (bytes === null) return false;
    if (sha256(bytes) === step.sha256) continue;
    const image = imageVariant(bytes, step.sha256);
    if (image === undefined) return false;
    const what = `made the image of ${step.file} again what its record says`;
    mended.push({ code: 'commit-image-damaged', what, ...replaceInJournal(journal, path, bytes, image, clock) });
  }
  return true;
};

const replaceInJournal = (journal: Journal, path: string, before: Buffer, after: Buffer, clock: () => Instant) => {
  const file = path.slice(journal.project.length + 1);
  const backup = putAside(journal.files, file, before, clock());
  stageFile(journal.files, `${path}.mended`, after);
  renameFile(journal.files, `${path}.mended`, path);
  return { file: `.stint/${file}`, backup };
};

/**
 * What no commit made goes to `.stint/backup/`. Its number stays used up: a record that is the newest one gets a commit that
 * does nothing after it first, so that no process which still sees it takes its number for the next one.
 */
const moveForeign = (journal: Journal, clock: () => Instant): Mended[] =>
  foreignNames(journal).flatMap(({ name, generation }) => {
    const tip = findNewest(journal);
    if (tip?.generation === generation && !passBy(journal, clock, tip)) return [];
    const backup = moveAside(journal.files, name, clock());
    return [
      {
        code: 'journal-foreign' as const,
        what: 'put aside what is not of stint',
        file: `.stint/${visibleLine(name)}`,
        backup: visibleLine(backup),
      },
    ];
  });

const passBy = (journal: Journal, clock: () => Instant, tip: Tip | undefined): boolean =>
  tip?.done === true && commitEffects({ journal, clock, stageFile }, tip, () => ({ put: [], append: [] })) !== beginAgain;

const removeLeftovers = (journal: Journal): Mended[] => {
  const left = leftovers(journal);
  for (const path of left) removeIfThere(journal.files, path);
  return left.length === 0
    ? []
    : [{ code: 'journal-leftovers', what: `removed ${left.length} left names`, file: '.stint/journal' }];
};
