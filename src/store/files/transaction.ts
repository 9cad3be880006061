import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Warning } from '../../domain/outcome';
import type { Instant } from '../../domain/time/instant';
import type { Committed, Decided } from '../store';
import { StoreError } from '../store-error';
import { linkFile, removeFile, removeIfThere } from './change-own-folder';
import { refuseToBeginAnew } from './copies/displaced-files';
import { freshName } from './digest';
import { errnoOf, isGone } from './disk';
import { hashFile, hashImage } from './hash-file';
import { describeIoFault, isIoFault } from './io-fault';
import { ensureEpoch, sweepEpochs } from './journal/epoch';
import { isStillNewest, type Tip } from './journal/newest';
import { type CommitRecord, encodeRecord, type PutStep, readRecord } from './journal/record';
import { fitsSchema, hostInRecord, stagedName } from './journal/record-schema';
import { donePath, epochFolder, epochOf, type Journal, recordPath, stagedPath } from './layout';
import { explainLinkFault } from './link-fault';
import { exists, statusOf, syncFolder } from './own-folder';
import { type Effects, isEmptyChange, type Put, packChange } from './pack-change';
import { isRecordOpen } from './redo/open-record';
import { redoRecord } from './redo/redo-record';
import { mostRecordBytes } from './size-limits';
import { readSnapshot } from './snapshot';
import type { stageFile } from './stage-file';
import { viewFiles } from './store-files-view';

/** Somebody else has committed, or this process slept too long: begin again from the newest generation. */
export const beginAgain = Symbol('begin again');

export type Tools = {
  readonly journal: Journal;
  readonly clock: () => Instant;
  readonly stageFile: typeof stageFile;
};

/**
 * Finishes what the newest record asks for, whoever wrote it. Its folder is made durable first: its effects must not
 * outlive it.
 */
export const finishPending = (journal: Journal, tip: Tip): readonly Warning[] => {
  try {
    syncFolder(journal.files, epochFolder(journal, epochOf(journal, tip.generation)));
    if (isFirstOfEpoch(journal, tip.generation)) syncFolder(journal.files, journal.folder);
    const record = readRecord(journal, tip.generation);
    refuseChangedImages(journal, record);
    return redoRecord(journal, record);
  } catch (error) {
    // The record is gone: it was finished long ago. A name that is gone elsewhere shows again at the next look.
    if (isGone(error) && !isStillNewest(journal, tip)) return [];
    throw error;
  }
};

/** An image that was changed by hand must not go over the good file that it was to replace. */
const refuseChangedImages = (journal: Journal, record: CommitRecord): void => {
  for (const step of record.put) {
    const path = stagedPath(journal, record.generation, step.staged);
    const size = statusOf(journal.files, path)?.size;
    if (size === undefined) continue;
    const hash = size === step.size ? hashImage(journal.files, path, step.file) : undefined;
    if (hash === null || hash === step.sha256 || !isRecordOpen(journal, record.generation)) continue;
    throw new StoreError(
      'E_STORE_CORRUPT',
      `${path} was changed by hand: it is the ${step.file} of a commit that is not finished. Nothing was changed; \`stint doctor\` says more.`,
      { file: path },
      ['stint doctor'],
    );
  }
};

const isFirstOfEpoch = (journal: Journal, generation: number): boolean => {
  const place = generation % journal.epochSize;
  // The first epoch of a journal begins with the generation after its multiple: that one is the state before all commits.
  return place === 0 || place === 1;
};

/** One try to decide and commit on top of `tip`, which is done. */
export const tryCommit = <R>(tools: Tools, tip: Tip, decide: (state: Snap) => Decided<R>): Committed<R> | typeof beginAgain => {
  const { journal } = tools;
  const decided = decideOn(journal, tip, decide);
  if (decided === beginAgain) return beginAgain;
  const { snapshot, change, result, warnings = [] } = decided;
  if (change === null || isEmptyChange(change)) return { result, generation: tip.generation, warnings };
  const committed = commitEffects(tools, tip, (txid, now) => packChange(journal, snapshot, change, txid, now));
  return committed === beginAgain ? beginAgain : { result, ...committed, warnings: [...warnings, ...committed.warnings] };
};

/** Makes the effects that `pack` gives the next generation after `tip`, which is done and must be the one that they are made for. */
export const commitEffects = (
  tools: Tools,
  tip: Tip,
  pack: (txid: string, now: Instant) => Effects,
): Omit<Committed<unknown>, 'result'> | typeof beginAgain => {
  const { journal } = tools;
  const generation = tip.generation + 1;
  const txid = freshName();
  const now = tools.clock();
  const effects = pack(txid, now);
  const epoch = epochOf(journal, generation);
  const source = stagedPath(journal, generation, `${generation}.${txid}.record`);
  const staged: string[] = [];
  let record: CommitRecord;
  try {
    if (epoch !== epochOf(journal, tip.generation)) ensureEpoch(journal, epoch);
    if (tip.strayDone) removeStrayDone(journal, generation);
    const put: PutStep[] = [];
    for (const image of effects.put) {
      // Two looks cost less than one image: in a crowd most of those who lose see it here.
      if (!isStillNewest(journal, tip)) return giveUp(journal, staged);
      put.push(stageImage(tools, generation, txid, image, staged));
    }
    if (!isStillNewest(journal, tip)) return giveUp(journal, staged);
    const by = { pid: process.pid, host: hostInRecord(hostname()), at: now };
    record = { v: 1, generation, txid, by, put, append: effects.append };
    if (!fitsSchema(record, generation)) throw new Error(`no record may say this: ${JSON.stringify(record).slice(0, 1000)}`);
    const text = Buffer.from(encodeRecord(record), 'utf8');
    if (text.length > mostRecordBytes) throw tooLarge(text.length);
    staged.push(source);
    tools.stageFile(journal.files, source, text);
  } catch (error) {
    discard(journal, staged);
    if (isGone(error) && !isStillNewest(journal, tip)) return beginAgain;
    throw error;
  }
  if (!claim(journal, tip, source, recordPath(journal, generation), staged)) return beginAgain;
  return { generation, warnings: apply(journal, tip, record) };
};

/** Nobody could read it again. */
const tooLarge = (size: number): StoreError =>
  new StoreError(
    'E_STORE_IO',
    `the change is too large for one commit: its lines make ${size} bytes, and ${mostRecordBytes} are the most. Nothing was changed; do it in parts.`,
    { size, most: mostRecordBytes },
  );

/**
 * A mark without its record was left by hand, and would make the next record of that number look finished. Where a
 * commit came in between and its own mark goes, that record is only done once more.
 */
const removeStrayDone = (journal: Journal, generation: number): void => {
  if (!exists(journal.files, recordPath(journal, generation))) removeIfThere(journal.files, donePath(journal, generation));
};

type Snap = ReturnType<typeof readSnapshot>['state'];

const decideOn = <R>(journal: Journal, tip: Tip, decide: (state: Snap) => Decided<R>) => {
  try {
    const snapshot = readSnapshot(viewFiles(journal, undefined), tip.generation, !tip.hasRecord);
    if (snapshot.isBlank) refuseToBeginAnew(journal);
    const decided = decide(snapshot.state);
    return isStillNewest(journal, tip) ? { snapshot, ...decided } : beginAgain;
  } catch (error) {
    // An error from a torn snapshot is no answer.
    if (!isStillNewest(journal, tip)) return beginAgain;
    throw error;
  }
};

const stageImage = (tools: Tools, generation: number, txid: string, put: Put, staged: string[]): PutStep => {
  const name = stagedName(generation, txid, put.file);
  const path = stagedPath(tools.journal, generation, name);
  staged.push(path);
  if (Buffer.isBuffer(put.image)) tools.stageFile(tools.journal.files, path, put.image);
  else {
    const { files, project } = tools.journal;
    linkFile(files, join(project, put.image.linkOf), path);
    if (hashFile(files, path)?.sha256 !== put.sha256)
      throw Object.assign(new Error('edited meanwhile'), { code: 'EBUSY', syscall: 'link', path: put.image.linkOf });
  }
  return { file: put.file, staged: name, size: put.size, sha256: put.sha256, base: put.base };
};

const discard = (journal: Journal, staged: readonly string[]): void => {
  for (const path of staged) {
    try {
      removeFile(journal.files, path);
    } catch {
      // Names in the journal that nothing refers to are swept with their epoch.
    }
  }
};

const giveUp = (journal: Journal, staged: readonly string[]): typeof beginAgain => {
  discard(journal, staged);
  return beginAgain;
};

/** The commit point. False: somebody was faster, or this process slept too long; the own staging is removed then. */
const claim = (journal: Journal, tip: Tip, source: string, target: string, staged: readonly string[]): boolean => {
  try {
    linkFile(journal.files, source, target);
    return true;
  } catch (error) {
    // Over a network the answer to a link that was made can be lost.
    if (isSameFile(journal, source, target)) return true;
    discard(journal, staged);
    if (errnoOf(error) === 'EEXIST' || (isGone(error) && !isStillNewest(journal, tip))) return false;
    throw explainLinkFault(error);
  }
};

const isSameFile = ({ files }: Journal, one: string, other: string): boolean => {
  try {
    const inode = statusOf(files, one)?.ino;
    return inode !== undefined && inode === statusOf(files, other)?.ino;
  } catch {
    // What cannot be looked at is not known to be the same.
    return false;
  }
};

/** After the commit point: whatever fails here is finished by the next command, and is no failure of this one. */
const apply = (journal: Journal, tip: Tip, record: CommitRecord): readonly Warning[] => {
  const { generation } = record;
  const epoch = epochOf(journal, generation);
  const warnings: Warning[] = [];
  const attempt = (step: () => void): void => {
    try {
      step();
    } catch (error) {
      // Gone: others have finished this record and gone on by two epochs meanwhile.
      if (!isGone(error) || isStillNewest(journal, { ...tip, generation, hasRecord: true })) warnings.push(pendingWarning(error));
    }
  };
  attempt(() => {
    syncFolder(journal.files, epochFolder(journal, epoch));
    if (isFirstOfEpoch(journal, generation)) syncFolder(journal.files, journal.folder);
    for (const each of redoRecord(journal, record)) warnings.push(each);
  });
  attempt(() => {
    if ((generation + 1) % journal.epochSize === 0) ensureEpoch(journal, epoch + 1);
    sweepEpochs(journal, tip, generation);
  });
  return warnings;
};

const pendingWarning = (error: unknown): Warning => ({
  code: 'W_APPLY_PENDING',
  message: `committed, but not yet in every file: ${isIoFault(error) ? describeIoFault(error) : String(error)}; the next command finishes it`,
});
