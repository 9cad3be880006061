import * as fs from 'node:fs';
import { StoreError } from '../../store-error';
import { sha256 } from '../digest';
import { errnoOf } from '../disk';
import { type Journal, recordPath } from '../layout';

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

/** Throws ENOENT where the record is not there (any more). */
export const readRecord = (journal: Journal, generation: number): CommitRecord => {
  const path = recordPath(journal, generation);
  const record = decodeRecord(readText(path));
  if (record?.generation !== generation)
    throw new StoreError(
      'E_STORE_CORRUPT',
      `${path} is damaged: its checksum does not match. It holds a commit that is not finished. Nothing was changed; put the folder .stint back from a backup.`,
      { file: path },
    );
  return record;
};

/** '' where something else than a file has the name. */
const readText = (path: string): string => {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'EISDIR') return '';
    throw error;
  }
};

/** undefined: the text is not what `encodeRecord` made. */
export const decodeRecord = (text: string): CommitRecord | undefined => {
  const body = text.slice(bodyAt, -2);
  const isWhole = text.slice(0, bodyAt) === `${opening}${sha256(body)}${middle}` && text.endsWith('}\n');
  return isWhole ? JSON.parse(body) : undefined;
};
