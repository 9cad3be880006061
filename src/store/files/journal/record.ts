import { StoreError } from '../../store-error';
import { sha256 } from '../digest';
import { closeFile, errnoOf, isGone, readAt } from '../disk';
import { type Journal, recordPath } from '../layout';
import { openIfThere, readIfThere, statusOf } from '../own-folder';
import { RefusedFile } from '../refused-file';
import { fitsSchema } from './record-schema';

/**
 * `journal/<epoch>/<generation>.json`: what one commit does, in full; written once and never changed.
 * `{"sha256":"<of the record's text>","record":{…}}` and a newline.
 */
export type CommitRecord = {
  readonly v: 1;
  readonly generation: number;
  readonly txid: string;
  /** Who committed and when, for people. */
  readonly by: { readonly pid: number; readonly host: string; readonly at: string };
  readonly put: readonly PutStep[];
  readonly append: readonly AppendStep[];
};

/** Replaces a whole file by a staged image; the image's name is used up by that. */
export type PutStep = {
  readonly file: string;
  readonly staged: string;
  readonly size: number;
  readonly sha256: string;
  /** Hash of the file that the decision saw; null where there was none. */
  readonly base: string | null;
};

/** Adds whole lines to a file. */
export type AppendStep = {
  readonly file: string;
  /** Size of the file that the decision saw. */
  readonly offset: number;
  readonly bytes: string;
};

const opening = '{"sha256":"';
const middle = '","record":';
const bodyAt = opening.length + 64 + middle.length;

export const encodeRecord = (record: CommitRecord): string => {
  const body = JSON.stringify(record);
  return `${opening}${sha256(body)}${middle}${body}}\n`;
};

/**
 * What lies under the name of a record. `damaged`: its checksum does not match, so that it may be what is left of a commit.
 * `foreign`: it is whole, or no file at all, and no commit of stint made it. `newer`: a later version of stint did.
 */
export type RecordLook =
  | { readonly kind: 'fine'; readonly record: CommitRecord }
  | { readonly kind: 'damaged' | 'foreign' | 'newer' | 'absent' };

export const lookAtRecord = (journal: Journal, generation: number): RecordLook => {
  const path = recordPath(journal, generation);
  try {
    if (isLargeAndForeign(journal, path)) return { kind: 'foreign' };
    const bytes = readIfThere(journal.files, path);
    return bytes === null ? { kind: 'absent' } : judgeRecord(bytes.toString('utf8'), generation);
  } catch (error) {
    if (error instanceof RefusedFile) return { kind: error.code === 'EISDIR' ? 'damaged' : 'foreign' };
    if (errnoOf(error) === 'ELOOP' || errnoOf(error) === 'ENXIO') return { kind: 'foreign' };
    throw error;
  }
};

const largeBytes = 1024 * 1024;
const beginning = /^\{"sha256":"[0-9a-f]{64}","record":\{"v":1,/;
const wholeBeginning = /^.{93}"generation":\d{1,16},"txid":"[0-9A-Za-z]{12}","by":\{"pid":\d{1,10},"host":"/;

/** Told by its first bytes: what is no record is not taken in whole to find that out. */
const isLargeAndForeign = ({ files }: Journal, path: string): boolean => {
  if ((statusOf(files, path)?.size ?? 0) <= largeBytes) return false;
  const file = openIfThere(files, path);
  if (file === undefined) return false;
  try {
    const first = readAt(file.fd, 0, 256).toString('latin1');
    return beginning.test(first) && !wholeBeginning.test(first);
  } finally {
    closeFile(file.fd);
  }
};

/** Whether the record is there, and is none that a commit made: then it is never applied, and stands for nothing but its number. */
export const isForeign = (journal: Journal, generation: number): boolean => {
  try {
    return lookAtRecord(journal, generation).kind === 'foreign';
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
};

/** Throws ENOENT where the record is not there (any more). */
export const readRecord = (journal: Journal, generation: number): CommitRecord => {
  const look = lookAtRecord(journal, generation);
  const path = recordPath(journal, generation);
  switch (look.kind) {
    case 'fine':
      return look.record;
    case 'absent':
      throw Object.assign(new Error(`${path} is not there`), { code: 'ENOENT', syscall: 'open', path });
    case 'newer':
      throw new StoreError(
        'E_STORE_VERSION',
        `${path} was written by a newer stint, and holds a commit that is not finished. Update stint. Nothing was changed.`,
        { file: path },
      );
    case 'foreign':
      throw new StoreError('E_STORE_CORRUPT', `${path} was made by no commit of stint. Nothing was changed.`, { file: path }, [
        'stint doctor',
      ]);
    case 'damaged':
      throw new StoreError(
        'E_STORE_CORRUPT',
        `${path} is damaged: its checksum does not match. It holds a commit that is not finished. Nothing was changed; put the folder .stint back from a backup.`,
        { file: path },
      );
  }
};

/** The text of a record without its checksum; undefined where the two do not fit. */
const bodyOf = (text: string): string | undefined => {
  const body = text.slice(bodyAt, -2);
  const isWhole = text.slice(0, bodyAt) === `${opening}${sha256(body)}${middle}` && text.endsWith('}\n');
  return isWhole ? body : undefined;
};

const judgeRecord = (text: string, generation: number): RecordLook => {
  const body = bodyOf(text);
  if (body === undefined) return { kind: 'damaged' };
  const record = parseBody(body);
  if (isNewer(record)) return { kind: 'newer' };
  // Written anew it has to be the same text: no key is there twice, and none stands where another reader would see it differently.
  return fitsSchema(record, generation) && JSON.stringify(record) === body ? { kind: 'fine', record } : { kind: 'foreign' };
};

const parseBody = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    // No JSON, or nested so deeply that nothing can read it.
    return undefined;
  }
};

const isNewer = (record: unknown): boolean =>
  typeof record === 'object' && record !== null && 'v' in record && Number.isSafeInteger(record.v) && Number(record.v) > 1;

/** undefined: the text is not what `encodeRecord` made of a record of this generation. */
export const decodeRecord = (text: string, generation: number): CommitRecord | undefined => {
  const look = judgeRecord(text, generation);
  return look.kind === 'fine' ? look.record : undefined;
};
