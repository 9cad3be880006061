import type { Session, SessionsFile } from '../../../domain/session/schema';
import type { SpoolMarks } from '../../../domain/state/state';
import { validateSessionsFile } from '../../../generated/validators';
import { UnfitRecord } from '../../check-change';
import { ContentFault } from '../content-fault';
import { storeFiles } from '../layout';
import type { LedgerMemory } from '../ledger-memory';
import { decodeText } from './decode-text';
import { isAnyTooDeep, isTooDeep } from './json-depth';
import { parseOnce } from './parse-once';
import { editRecordLines, hasDuplicateIds, parseRecordLines, type RecordLines } from './record-lines';
import { asOwnVersion, isNewer } from './version';

export type SessionsImage = Omit<RecordLines, 'head' | 'records'> & {
  readonly head: Pick<SessionsFile, 'version' | 'minReader' | '_meta'>;
  readonly records: readonly Session[];
};

/** What `_meta.ledger` remembers of the ledger. */
export type RecordedLedger = LedgerMemory & { readonly size: number };

export const emptySessions: SessionsImage = { head: { version: 1, _meta: {} }, records: [], written: undefined };

export const parseSessions = parseOnce((bytes: Buffer): SessionsImage => {
  const text = decodeText('sessions', storeFiles.sessions, bytes);
  const image = parseRecordLines(bytes, text, 'sessions');
  if (image === undefined || (image.written === undefined ? isTooDeep(text) : isAnyTooDeep(text)))
    throw new ContentFault('sessions', storeFiles.sessions, bytes);
  const newer = isNewer(storeFiles.sessions, image.head);
  const file = { ...asOwnVersion(image.head, newer), sessions: image.records };
  if (!validateSessionsFile(file) || hasDuplicateIds(file.sessions))
    throw new ContentFault('sessions', storeFiles.sessions, bytes);
  return image as unknown as SessionsImage;
});

export type SessionsEdit = {
  readonly put: readonly Session[];
  readonly remove: readonly string[];
  /** undefined: nothing was appended to the ledger. */
  readonly ledger: RecordedLedger | undefined;
  /** undefined: nothing was taken over from the spool. */
  readonly spool?: SpoolMarks | undefined;
};

export const editSessions = (image: SessionsImage, edit: SessionsEdit): Buffer => {
  const meta = image.head._meta;
  const ledger = edit.ledger === undefined ? {} : { ledger: { ...meta?.ledger, ...edit.ledger } };
  const spool = edit.spool === undefined ? {} : { spool: edit.spool };
  const isOld = edit.ledger === undefined && edit.spool === undefined;
  const head = isOld ? image.head : { ...image.head, _meta: { ...meta, ...ledger, ...spool } };
  if (!validateSessionsFile({ ...asOwnVersion(head, isNewer(storeFiles.sessions, head)), sessions: [] }))
    throw new UnfitRecord('head', head);
  return editRecordLines(image, head, 'sessions', edit);
};
