import type { LedgerAudit } from '../../domain/ledger/audit';
import type { Progress } from '../../domain/ledger/reader';
import type { Context } from '../context';
import { type LedgerAnswer, withLedger } from './with-ledger';

/** Holds every line of the ledger against its hash and against the others. */
export const verifyLedger = (context: Context, progress?: Progress): Promise<LedgerAnswer<LedgerAudit>> =>
  withLedger(
    context,
    () => undefined,
    (ledger) => ledger.audit(),
    progress,
  );
