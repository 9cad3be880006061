import { type Finding, finding, repairLine } from '../../../domain/doctor/finding';
import type { Damage } from '../../../domain/ledger/audit';
import type { RecordedTip } from '../../../domain/ledger/reader';
import { storeFiles } from '../layout';
import { auditLines } from '../ledger/audit-lines';
import { type ByteSource, inMemory, openBytes } from '../ledger/byte-source';
import { type RecordedInSessions, recordedTip } from '../ledger/recorded-tip';
import type { FilesView } from '../store-files-view';
import type { FileMemory } from './journal-memory';
import { judgeLines } from './judge-lines';
import type { Judgement } from './judgement';

const silent = (): void => {};
const where = { file: `.stint/${storeFiles.ledger}` };

/** As `ledger verify`, and what can be mended of it. Lines are held against the journal only where something is wrong. */
export const judgeLedger = (
  files: FilesView,
  recorded: RecordedInSessions | undefined,
  memory: FileMemory,
  mayRestore: boolean,
): Judgement & { readonly before?: Buffer | null } => {
  const tip = recorded === undefined ? undefined : recordedTip(recorded, files.ledgerBranch());
  const whole = (): Buffer | null => files.bytes(storeFiles.ledger);
  const source = openBytes(files.place(storeFiles.ledger), () => whole() ?? Buffer.alloc(0));
  const { audit, end } = auditAndEnd(source, tip);
  const notices = (audit.notices ?? []).map((notice) => finding('ledger-notice', notice, where));
  const isSuspect = audit.damageCount > 0 || !audit.tipKnown || end === '\r\n';
  if (!isSuspect) return { findings: notices };
  const bytes = whole();
  const { findings, mend } = judgeLines(storeFiles.ledger, bytes, memory, mayRestore);
  const left = mend === undefined ? audit : auditLines(inMemory(mend.bytes), tip, silent);
  const remaining = new Set(left.damages.map(keyOf));
  const others = findings.filter(({ code }) => code === 'lines-missing' || code === 'not-plain');
  const damages = audit.damages.map((damage) => wordsOf(damage, !remaining.has(keyOf(damage))));
  const more = audit.damageCount - audit.damages.length;
  const rest = more > 0 ? [finding('ledger-damaged', `and ${more} more`, { ...where, fix: 'stint ledger verify' })] : [];
  const wrong = [...damages, ...rest, ...others];
  const all = [...notices, ...wrong];
  return mend === undefined
    ? { findings: all }
    : { findings: all, mend: { ...mend, code: wrong[0]?.code ?? mend.code }, before: bytes };
};

const auditAndEnd = (source: ByteSource, tip: RecordedTip | undefined) => {
  try {
    const last = Buffer.alloc(Math.min(2, source.size));
    source.read(last, source.size - last.length);
    return { audit: auditLines(source, tip, silent), end: last.toString('latin1') };
  } finally {
    source.close();
  }
};

/** Damages keep their words when others are mended, and not their lines. */
const keyOf = ({ kind, id, message }: Damage): string => `${kind} ${id ?? ''} ${message}`;

const wordsOf = ({ kind, line, id, message }: Damage, isMendable: boolean): Finding =>
  finding('ledger-damaged', `${kind}${id === undefined ? '' : ` (${id})`}: ${message}`, {
    ...where,
    ...(line === undefined ? {} : { line }),
    fix: isMendable ? repairLine : 'stint ledger verify',
  });
