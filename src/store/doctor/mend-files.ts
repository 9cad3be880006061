import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import type { Mended } from '../../domain/doctor/answer';
import type { Instant } from '../../domain/time/instant';
import { sha256 } from '../digest';
import { readIfThere, removeIfThere } from '../disk';
import { epochForReseeding, seedJournal } from '../journal/epoch';
import { findNewest, type Tip } from '../journal/newest';
import { decodeRecord } from '../journal/record';
import { type Journal, recordPath } from '../layout';
import type { Put } from '../pack-change';
import { stageFile } from '../stage-file';
import { StoreError } from '../store-error';
import { beginAgain, commitEffects, finishPending } from '../transaction';
import { examineFiles, type FileMend } from './examine-files';
import { plainText } from './json-variants';
import { leftovers } from './look-at-journal';
import { putAside } from './put-aside';

const mostTries = 50;

/**
 * Puts right what is proven, as one commit like any other: a command that runs at the same time comes before it, and then
 * the files are looked at anew, or after it, and then it sees them mended. What was there goes to `.stint/backup/` first.
 */
export const mendFiles = async (journal: Journal, clock: () => Instant): Promise<Mended[]> => {
  const mended: Mended[] = [];
  mended.push(...removeLeftovers(journal));
  for (let turn = 0; turn < mostTries; turn++) {
    const tip = newestToMend(journal, clock, mended);
    if (tip === undefined) return mended;
    const { mends, tip: seen } = await examineFiles(journal);
    if (mends.length === 0) return mended;
    if (seen?.generation !== tip.generation || !seen.done) continue;
    const backups = mends.map(({ file, before }) =>
      before === null ? undefined : putAside(journal.project, file, before, clock()),
    );
    const puts = mends.map(putOf);
    for (const { file } of mends) fs.mkdirSync(dirname(join(journal.project, file)), { recursive: true, mode: 0o700 });
    const committed = commitEffects({ journal, clock, stageFile }, seen, () => ({ put: puts, append: [] }));
    if (committed === beginAgain) continue;
    return [...mended, ...mends.map((mend, at) => mendedOf(mend, backups[at]))];
  }
  throw new StoreError('E_STORE_BUSY', `others commit all the time: gave up after ${mostTries} tries. Nothing was changed.`);
};

const mendedOf = ({ code, what, file }: FileMend, backup: string | undefined): Mended => ({
  code,
  what,
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
  const status = fs.lstatSync(journal.folder, { throwIfNoEntry: false });
  if (status === undefined) seedJournal(journal, epochForReseeding(Date.parse(clock())));
  else if (!status.isDirectory()) return undefined;
  const tip = findNewest(journal);
  if (tip === undefined) return undefined;
  if (tip.done) return tip;
  const path = recordPath(journal, tip.generation);
  const bytes = readIfThere(path);
  if (bytes === null) return findNewest(journal);
  if (decodeRecord(bytes.toString('utf8'))?.generation !== tip.generation) {
    // A record never changes, so nobody else is writing it: its own checksum proves the text without what an editor added.
    const plain = plainText(bytes.toString('utf8'));
    if (decodeRecord(plain)?.generation !== tip.generation) return undefined;
    const backup = putAside(journal.project, path.slice(journal.project.length + 1), bytes, clock());
    const staged = `${path}.mended`;
    stageFile(staged, Buffer.from(plain));
    fs.renameSync(staged, path);
    mended.push({
      code: 'commit-damaged',
      what: 'took the mark and the line ends out of the record',
      file: shownPath(journal, path),
      backup,
    });
  }
  const warnings = finishPending(journal, tip);
  mended.push({ code: 'commit-pending', what: ['finished the commit', ...warnings.map(({ message }) => message)].join('; ') });
  return findNewest(journal);
};

const shownPath = (journal: Journal, path: string): string => `.stint/${path.slice(journal.project.length + 1)}`;

const removeLeftovers = (journal: Journal): Mended[] => {
  if (!fs.lstatSync(journal.folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const left = leftovers(journal);
  for (const path of left) removeIfThere(path);
  return left.length === 0
    ? []
    : [{ code: 'journal-leftovers', what: `removed ${left.length} left names`, file: '.stint/journal' }];
};
