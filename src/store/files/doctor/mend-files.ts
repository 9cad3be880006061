import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import type { Mended } from '../../../domain/doctor/answer';
import type { Instant } from '../../../domain/time/instant';
import { StoreError } from '../../store-error';
import { bringBack } from '../copies/bring-back';
import { epochAfterCopies } from '../copies/copies-folder';
import { sha256 } from '../digest';
import { exists, removeIfThere } from '../disk';
import { epochForReseeding, seedJournal } from '../journal/epoch';
import { findNewest, type Tip } from '../journal/newest';
import { type CommitRecord, decodeRecord } from '../journal/record';
import { type Journal, recordPath, stagedPath } from '../layout';
import type { Put } from '../pack-change';
import { stageFile } from '../stage-file';
import { beginAgain, commitEffects, finishPending } from '../transaction';
import { examineFiles, type FileMend } from './examine-files';
import { plainText } from './json-variants';
import { imageVariant, leftovers, lookAtJournal } from './look-at-journal';
import { putAside } from './put-aside';

const mostTries = 50;

/**
 * Puts right what is proven, as one commit like any other: a command that runs at the same time comes before it, and then
 * the files are looked at anew, or after it, and then it sees them mended. What was there goes to `.stint/backup/` first.
 */
export const mendFiles = async (journal: Journal, clock: () => Instant): Promise<Mended[]> => {
  if (lookAtJournal(journal).some(({ code }) => code === 'journal-unusable')) return [];
  const back = await bringBack(journal, clock);
  const mended = [...back, ...(await commitMends(journal, clock))];
  return [...mended, ...removeLeftovers(journal)];
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
      before === null ? undefined : putAside(journal.project, file, before, clock()),
    );
    const asides = mends.map(({ file, aside }) =>
      aside === undefined ? undefined : putAside(journal.project, `${file}.aside`, aside, clock()),
    );
    const puts = mends.map(putOf);
    for (const { file } of mends) fs.mkdirSync(dirname(join(journal.project, file)), { recursive: true, mode: 0o700 });
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
  if (!exists(journal.folder)) seedJournal(journal, epochForReseeding(Date.parse(clock()), epochAfterCopies(journal)));
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
  fs.lstatSync(join(journal.project, file), { throwIfNoEntry: false })?.isFile() === false;

/** A record never changes, so nobody else is writing it: its own checksum proves the text without what an editor added. */
const readOrMend = (journal: Journal, generation: number, clock: () => Instant, mended: Mended[]): CommitRecord | undefined => {
  const path = recordPath(journal, generation);
  if (!fs.lstatSync(path).isFile()) return undefined;
  const bytes = fs.readFileSync(path);
  const record = decodeRecord(bytes.toString('utf8'));
  if (record?.generation === generation) return record;
  const plain = plainText(bytes.toString('utf8'));
  const proven = decodeRecord(plain);
  if (proven?.generation !== generation) return undefined;
  const what = 'took the mark and the line ends out of the record';
  mended.push({ code: 'commit-damaged', what, ...replaceInJournal(journal, path, bytes, Buffer.from(plain), clock) });
  return proven;
};

/** False: an image was changed and cannot be proven any more. */
const mendImages = (journal: Journal, record: CommitRecord, clock: () => Instant, mended: Mended[]): boolean => {
  for (const step of record.put) {
    const path = stagedPath(journal, record.generation, step.staged);
    const status = fs.lstatSync(path, { throwIfNoEntry: false });
    if (status === undefined) continue;
    if (!status.isFile()) return false;
    const bytes = fs.readFileSync(path);
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
  const backup = putAside(journal.project, file, before, clock());
  stageFile(`${path}.mended`, after);
  fs.renameSync(`${path}.mended`, path);
  return { file: `.stint/${file}`, backup };
};

const removeLeftovers = (journal: Journal): Mended[] => {
  const left = leftovers(journal);
  for (const path of left) removeIfThere(path);
  return left.length === 0
    ? []
    : [{ code: 'journal-leftovers', what: `removed ${left.length} left names`, file: '.stint/journal' }];
};
