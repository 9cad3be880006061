import type { RecordedTip } from '../../../domain/ledger/reader';
import type { SessionsFile } from '../../../domain/session/schema';
import { expectedHere } from '../ledger-memory';

export type RecordedInSessions = NonNullable<NonNullable<SessionsFile['_meta']>['ledger']>;

/** What readers and `ledger verify` need of the memory that `sessions.json` keeps; `branch` is the one checked out now. */
export const recordedTip = (recorded: RecordedInSessions, branch: string | undefined): RecordedTip => {
  const remembered = [...new Set([...expectedHere(recorded, branch), ...(recorded.missed ?? [])])];
  // git may take lines away by right (reset, checkout, stash): that is worth a notice, and no damage.
  const tracked = branch !== undefined || recorded.branches !== undefined;
  return {
    expected: tracked ? [] : remembered,
    awaited: tracked ? remembered : [],
    count: recorded.count,
    size: recorded.size,
    completions: recorded.completions,
    maxAt: recorded.maxAt,
    lagMs: recorded.lagMs,
  };
};
