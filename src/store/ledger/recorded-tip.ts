import type { RecordedTip } from '../../domain/ledger/reader';
import type { SessionsFile } from '../../domain/session/schema';
import { expectedHere } from '../ledger-memory';

export type RecordedInSessions = NonNullable<NonNullable<SessionsFile['_meta']>['ledger']>;

/** What readers and `ledger verify` need of the memory that `sessions.json` keeps; `branch` is the one checked out now. */
export const recordedTip = (recorded: RecordedInSessions, branch: string | undefined): RecordedTip => ({
  count: recorded.count,
  size: recorded.size,
  expected: [...new Set([...expectedHere(recorded, branch), ...(recorded.missed ?? [])])],
  completions: recorded.completions,
  maxAt: recorded.maxAt,
  lagMs: recorded.lagMs,
});
