import { join } from 'node:path';
import { shellWord } from '../../../domain/text/shell-word';
import { StoreError } from '../../store-error';
import { isStillNewest, type Tip } from '../journal/newest';
import { type Journal, recordPath, storeFiles } from '../layout';
import { isSameInode, statusOfFile, usableCopies } from './copies-folder';

/** A live file that is not the one that the last commit left. */
export type Displaced = { readonly file: string; readonly how: 'missing' | 'replaced' };

/** Files without which a project would look like another one. */
const guarded = [
  storeFiles.todo,
  storeFiles.sessions,
  storeFiles.ledger,
  storeFiles.archivedTasks,
  storeFiles.archivedSessions,
] as const;

/**
 * Refuses a project that somebody has taken files of away, or in which git has put its own in their place. What a person
 * edits is no such thing: it is not in git.
 */
export const refuseDisplaced = async (journal: Journal, tip: Tip | undefined): Promise<void> => {
  // What came with a clone was never ours: git cannot have put anything in its place.
  if (journal.reach.isKnown === false) return;
  const odd = oddFiles(journal, tip, guarded);
  if (odd.length === 0) return;
  const displaced = await displacedOf(journal, odd);
  // A commit in between replaces files as well.
  if (displaced.length > 0 && isStillNewest(journal, tip)) throw refusal(journal, displaced, await trackedBy(journal));
};

/** Of `files` those that git has replaced, or that are gone while there is a copy of them. */
export const displacedFiles = (journal: Journal, tip: Tip | undefined, files: readonly string[]): Promise<Displaced[]> =>
  displacedOf(journal, oddFiles(journal, tip, files));

const displacedOf = async (journal: Journal, odd: readonly Displaced[]): Promise<Displaced[]> => {
  // The ledger that is kept in git on purpose comes and goes with the branch.
  const ours = odd.filter(({ file }) => file !== storeFiles.ledger || journal.reach.isLedgerTracked?.() !== true);
  if (!ours.some(({ how }) => how === 'replaced')) return ours;
  const tracked = await trackedBy(journal);
  return ours.filter(({ file, how }) => how === 'missing' || tracked.includes(file));
};

const trackedBy = async (journal: Journal): Promise<readonly string[]> => (await journal.reach.trackedFiles?.()) ?? [];

/** Files with another inode than their copy, or none; without copies, those that are younger than the newest record. */
const oddFiles = (journal: Journal, tip: Tip | undefined, files: readonly string[]): Displaced[] => {
  if (journal.reach.copies === undefined && journal.reach.trackedFiles === undefined) return [];
  const copies = usableCopies(journal);
  let recordAtMs: number | undefined;
  return files.flatMap((file): Displaced[] => {
    const live = statusOfFile(join(journal.project, file));
    const copy = copies === undefined ? undefined : statusOfFile(join(copies, file));
    if (live === undefined) return copy === undefined ? [] : [{ file, how: 'missing' }];
    if (copy !== undefined) return isSameInode(live, copy) ? [] : [{ file, how: 'replaced' }];
    // Lines are appended after the record was written.
    if (tip?.hasRecord !== true || file.endsWith('.jsonl')) return [];
    recordAtMs ??= statusOfFile(recordPath(journal, tip.generation))?.mtimeMs ?? Number.POSITIVE_INFINITY;
    return live.mtimeMs > recordAtMs ? [{ file, how: 'replaced' }] : [];
  });
};

const refusal = (journal: Journal, displaced: readonly Displaced[], tracked: readonly string[]): StoreError => {
  const named = displaced.map(({ file }) => `.stint/${file}`).join(', ');
  const file = join(journal.project, displaced[0]?.file ?? '');
  if (displaced.some(({ how }) => how === 'replaced'))
    return new StoreError(
      'E_STORE_CORRUPT',
      `git has put other files in the place of ${named}: this branch tracks them. Nothing was changed. ` +
        '`stint doctor --repair` brings back what the last command left; then take them out of git.',
      { file },
      ['stint doctor --repair', untrackLine(tracked)],
    );
  const verb = displaced.length === 1 ? 'is' : 'are';
  return new StoreError(
    'E_STORE_CORRUPT',
    `${named} ${verb} gone (git clean, git stash -a and a change of branches can do that). Nothing was changed, and nothing begins anew: ` +
      `\`stint doctor --repair\` brings the project back from the copies in ${journal.reach.copies}.`,
    { file },
    ['stint doctor --repair'],
  );
};

/** Takes live files out of git's index; the files themselves stay. To be typed at the project's root. */
export const untrackLine = (tracked: readonly string[]): string =>
  `git rm -r --cached ${[...new Set(tracked.map((file) => file.split('/')[0] ?? file))].map((name) => shellWord(`.stint/${name}`)).join(' ')}`;

/** A project that git knows has its files from its first moment: one without is not new. */
export const refuseToBeginAnew = (journal: Journal): void => {
  if (journal.reach.isKnown !== true) return;
  throw new StoreError(
    'E_STORE_CORRUPT',
    `git knows a project in ${journal.project}, and its files are gone. Nothing was changed, and nothing begins anew: put .stint back from a backup.`,
    { file: join(journal.project, storeFiles.todo) },
    ['stint doctor'],
  );
};
