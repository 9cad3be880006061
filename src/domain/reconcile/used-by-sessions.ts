import type { LedgerFilter } from '../ledger/filter';
import type { Session } from '../session/schema';
import type { UnattributedShare } from './answer';
import { totalAnswer } from './session-sums';
import { sumUsage } from './usage-view';

export type UsedBySessions = {
  readonly tokens: number | null;
  readonly costUsd: number | null;
  readonly unattributed: UnattributedShare;
};

/**
 * What the sessions used that a question to the ledger is about. undefined where nothing was counted, and where the
 * question is about tasks: what belongs to no task belongs to no phase or epic either.
 */
export const usedBySessions = (sessions: readonly Session[], filter: LedgerFilter): UsedBySessions | undefined => {
  const {
    text,
    taskUid,
    within,
    phase,
    labels,
    source,
    file,
    sinceMs = Number.NEGATIVE_INFINITY,
    untilMs = Number.POSITIVE_INFINITY,
  } = filter;
  if ([text, taskUid, within, phase, labels, source, file].some((part) => part !== undefined)) return undefined;
  const meant = sessions.filter(
    ({ id, agent, usage, startedAt, lastActivityAt }) =>
      usage !== undefined &&
      (filter.session === undefined || id === filter.session) &&
      (filter.agent === undefined || agent === filter.agent) &&
      Date.parse(lastActivityAt) >= sinceMs &&
      Date.parse(startedAt) < untilMs,
  );
  const used = totalAnswer(meant.map(({ usage = [] }) => sumUsage(usage)));
  return used.tokens === null ? undefined : used;
};
