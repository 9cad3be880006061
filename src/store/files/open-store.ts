import { join } from 'node:path';
import type { LedgerReader, Progress } from '../../domain/ledger/reader';
import { foreignRefusal, type ProjectTrust } from '../../domain/project/trust';
import type { State } from '../../domain/state/state';
import type { Instant } from '../../domain/time/instant';
import { checkChange, UnfitRecord } from '../check-change';
import type { Committed, Decided, Store } from '../store';
import { StoreError } from '../store-error';
import { withoutSecrets } from '../without-secrets';
import { patienceInLine, standInLine } from './commit-line';
import { ContentFault } from './content-fault';
import { epochAfterCopies } from './copies/copies-folder';
import { refuseDisplaced, refuseToBeginAnew } from './copies/displaced-files';
import { entrySha256 } from './digest';
import { isGone } from './disk';
import { forgetCommits } from './forget-commits';
import { ioError, isIoFault } from './io-fault';
import { epochForReseeding, seedJournal } from './journal/epoch';
import { findNewest, isStillNewest, type Tip } from './journal/newest';
import { readRecord } from './journal/record';
import { makeLock } from './kernel-lock';
import { type GitReach, type Journal, journalOf, storeFiles } from './layout';
import type { ByteSource } from './ledger/byte-source';
import { type RecordedInSessions, recordedTip } from './ledger/recorded-tip';
import { monotonicMs } from './monotonic';
import { exists } from './own-folder';
import { refuseForeignFolder } from './refuse-foreign-folder';
import { readSnapshot } from './snapshot';
import { type FilesView, viewFiles } from './store-files-view';
import { beginAgain, finishPending, tryCommit } from './transaction';

export type FilesStoreOptions = {
  /** Absolute path of the `.stint` folder. */
  readonly dir: string;
  readonly clock: () => Instant;
  /**
   * How long a command may be delayed by others before it fails with E_STORE_BUSY. A commit in a line that moves, so that
   * its turn comes, up to three times as long.
   */
  readonly lockTimeoutMs: number;
  /** false: no kernel lock under contention. Commits are as safe without it, only less orderly. */
  readonly useLock?: boolean;
  /** Generations in one epoch of the journal, at least 2; the same in all processes of a project. */
  readonly epochSize?: number;
  /** The branch that the ledger belongs to just now; asked only where the ledger is looked at. */
  readonly ledgerBranch?: () => string | undefined;
  /** Told how many bytes are going to be parsed at once. */
  readonly beforeParsing?: ((bytes: number) => void) | undefined;
  readonly reach?: GitReach;
  /** Of a foreign project the files alone are read, and nothing is written. Absent: it is known. */
  readonly trust?: ProjectTrust;
};

export const defaultEpochSize = 64;

/** The store that keeps a project in the files of its `.stint` folder. */
export const openFilesStore = (options: FilesStoreOptions): Store => {
  const { dir, epochSize = defaultEpochSize, ledgerBranch, beforeParsing, reach } = options;
  const journal = journalOf(dir, epochSize, ledgerBranch, beforeParsing, reach);
  return {
    read: (look) => storeFaults('read', () => readStable(options, journal, look)),
    openLedger: (look, progress) => storeFaults('read', () => readWithLedger(options, journal, look, progress)),
    commit: async (decide, asked = {}) => {
      const { dryRun = false } = asked;
      // Ours, in whose place git has put another one, is brought back and not adopted.
      if (options.trust?.kind === 'foreign' && reach?.isKnown !== false)
        await storeFaults('read', () => refuseDisplaced(journal, findNewest(journal)));
      refuseForeign(options, dryRun);
      const decideClean = withoutSecrets(decide, entrySha256, asked);
      return dryRun
        ? storeFaults('read', () => decideOnly(options, journal, decideClean))
        : storeFaults('write', () => commitInTurn(options, journal, decideClean));
    },
  };
};

/** Runs `work`, and words what goes wrong in it as StoreError. */
export const storeFaults = async <T>(doing: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ContentFault) throw (await import('./explain-invalid')).explainInvalid(error);
    if (error instanceof UnfitRecord) throw (await import('./explain-invalid')).explainUnfit(error);
    throw isIoFault(error) ? ioError(doing, error) : error;
  }
};

/** A dry run says what the command itself would say. */
const refuseForeign = ({ trust, dir }: FilesStoreOptions, dryRun: boolean): void => {
  if (trust?.kind !== 'foreign' || (dryRun && trust.mayBecomeKnown)) return;
  const { message, details, fix } = foreignRefusal(trust, dir);
  throw new StoreError('E_UNTRUSTED', message, details, fix);
};

const pauseMs = (turn: number): number => 1 + Math.random() * (4 << Math.min(turn, 8));

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const readStable = async <R>(options: FilesStoreOptions, journal: Journal, look: (state: State) => R): Promise<R> =>
  (await lookAtNewest(options, journal, look)).result;

const readWithLedger = async <R>(
  options: FilesStoreOptions,
  journal: Journal,
  look: (state: State) => R,
  progress: Progress | undefined,
): Promise<{ result: R; ledger: LedgerReader }> => {
  const { openBytes } = await import('./ledger/byte-source');
  const { openReader } = await import('./ledger/open-reader');
  let source: ByteSource | undefined;
  try {
    const { result } = await lookAtNewest(options, journal, (state, files, recorded) => {
      source?.close();
      source = openBytes(files.place(storeFiles.ledger), () => files.bytes(storeFiles.ledger) ?? Buffer.alloc(0));
      return { seen: look(state), recorded: recorded && recordedTip(recorded, files.ledgerBranch()) };
    });
    if (source === undefined) throw new Error('the ledger was not opened');
    return { result: result.seen, ledger: openReader(source, result.recorded, progress) };
  } catch (error) {
    source?.close();
    throw error;
  }
};

const lookAtNewest = async <R>(
  options: FilesStoreOptions,
  journal: Journal,
  look: (state: State, files: FilesView, recorded: RecordedInSessions | undefined) => R,
): Promise<{ result: R; generation: number }> => {
  refuseForeignFolder(options.dir);
  if (options.trust?.kind === 'foreign') {
    await refuseDisplaced(journal, findNewest(journal));
    return lookAside(journal, look);
  }
  const turn = takeTurns(options, journal, 'read');
  try {
    for (let lost = 0; ; lost++) {
      const tip = findNewest(journal);
      if (tip?.done !== false) await refuseDisplaced(journal, tip);
      try {
        const pending = tip === undefined || tip.done ? undefined : readRecord(journal, tip.generation);
        const generation = tip?.generation ?? 0;
        const files = viewFiles(journal, pending);
        const { state, sessions, isBlank } = readSnapshot(files, generation, tip === undefined || !tip.hasRecord);
        if (isBlank) refuseToBeginAnew(journal);
        const result = look(state, files, sessions.head._meta?.ledger);
        if (isStillNewest(journal, tip)) return { result, generation };
      } catch (error) {
        // What is wrong in a torn snapshot need not be wrong at all.
        if (isStillNewest(journal, tip)) throw error;
      }
      await turn.next(lost);
    }
  } finally {
    turn.end();
  }
};

/** The files as they lie there. Whatever stands in a foreign journal, nobody here has committed it. */
const lookAside = <R>(
  journal: Journal,
  look: (state: State, files: FilesView, recorded: RecordedInSessions | undefined) => R,
): { result: R; generation: number } => {
  const files = viewFiles(journal, undefined);
  const { state, sessions } = readSnapshot(files, 0, true);
  return { result: look(state, files, sessions.head._meta?.ledger), generation: 0 };
};

const decideOnly = async <R>(
  options: FilesStoreOptions,
  journal: Journal,
  decide: (state: State) => Decided<R>,
): Promise<Committed<R>> => {
  const { result, generation } = await lookAtNewest(options, journal, (state) => {
    const decided = decide(state);
    if (decided.change !== null) checkChange(decided.change);
    return decided;
  });
  return { result: result.result, generation, warnings: result.warnings ?? [] };
};

const commitInTurn = async <R>(
  options: FilesStoreOptions,
  journal: Journal,
  decide: (state: State) => Decided<R>,
): Promise<Committed<R>> => {
  refuseForeignFolder(options.dir);
  const { stageFile } = await import('./stage-file');
  const tools = { journal, clock: options.clock, stageFile };
  const turn = takeTurns(options, journal, 'commit');
  let redacts = false;
  const decideSeen = (state: State): Decided<R> => {
    const decided = decide(state);
    redacts = (decided.change?.redact?.length ?? 0) > 0;
    return decided;
  };
  try {
    await turn.begin();
    for (let lost = 0; ; lost++) {
      const tip = await newestOrSeed(options, journal);
      const finished = tip.done ? [] : finishPending(journal, tip);
      await refuseDisplaced(journal, tip);
      const committed = tryCommit(tools, tip, decideSeen);
      if (committed !== beginAgain) {
        const forgotten = redacts ? forgetCommits(tools, committed.generation) : [];
        return { ...committed, warnings: [...finished, ...committed.warnings, ...forgotten] };
      }
      await turn.next(lost);
    }
  } finally {
    turn.end();
  }
};

/** A look that others spoil is soon done again; after so many it stands in line as well. */
const looksWithoutLine = 3;

/** How one command waits for its turn among others. */
const takeTurns = (options: FilesStoreOptions, journal: Journal, doing: 'read' | 'commit') => {
  const start = monotonicMs();
  const waitedMs = (): number => monotonicMs() - start;
  // A look is asked for by somebody who would rather go on without than wait longer than was said: a harness, for its hook.
  const mostInLineMs = (doing === 'commit' ? patienceInLine : 1) * options.lockTimeoutMs;
  const line = options.useLock === false ? undefined : standInLine(journal, () => waitedMs() > mostInLineMs, doing === 'read');
  return {
    begin: async (): Promise<void> => line?.enter(),
    /** After the `lost`th try was in vain, counted from 0; E_STORE_BUSY when it took too long. */
    next: async (lost: number): Promise<void> => {
      const mostMs = line?.hasPlaces() ? mostInLineMs : options.lockTimeoutMs;
      if (waitedMs() > mostMs) throw busy(journal, doing, mostMs);
      const standsInLine = doing === 'commit' || lost >= looksWithoutLine;
      if (!(standsInLine && (await line?.wait()))) await pause(pauseMs(doing === 'commit' ? lost : 0));
    },
    end: (): void => line?.leave(),
  };
};

const mostSeedings = 20;

const newestOrSeed = async (options: FilesStoreOptions, journal: Journal): Promise<Tip> => {
  for (let turn = 0; turn < mostSeedings; turn++) {
    const tip = findNewest(journal);
    if (tip !== undefined) {
      if (turn > 0) makeLock(journal.project);
      return tip;
    }
    await refuseDisplaced(journal, undefined);
    if (!exists(journal.files, join(journal.project, storeFiles.todo))) refuseToBeginAnew(journal);
    seedJournal(journal, epochForReseeding(Date.parse(options.clock()), epochAfterCopies(journal)));
  }
  throw new StoreError(
    'E_STORE_CORRUPT',
    `${journal.folder} holds no journal but other things. Move the folder away: the journal is made anew from the files. Nothing was changed.`,
    { file: journal.folder },
  );
};

/** Says what is known about those who commit. */
const busy = (journal: Journal, doing: string, waitedMs: number): StoreError => {
  const tip = findNewest(journal);
  const last = tip?.hasRecord === true ? readRecordIfThere(journal, tip.generation) : undefined;
  const who =
    last === undefined ? '' : `; the last commit was made by process ${last.by.pid} on ${last.by.host} at ${last.by.at}`;
  return new StoreError(
    'E_STORE_BUSY',
    `could not ${doing} within ${waitedMs} ms: other processes commit all the time${who}. Nothing was changed.`,
    { waitedMs, ...(last && { lastCommit: last.by }) },
  );
};

const readRecordIfThere = (journal: Journal, generation: number) => {
  try {
    return readRecord(journal, generation);
  } catch (error) {
    // Finished and swept meanwhile, or damaged: the refusal is true without it.
    if (isGone(error) || error instanceof StoreError) return undefined;
    throw error;
  }
};
