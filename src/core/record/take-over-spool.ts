import { foldArrivals } from '../../domain/event/fold-arrivals';
import { spoolFileName } from '../../domain/event/spool-line';
import type { Warning } from '../../domain/outcome';
import type { Change } from '../../domain/state/change';
import type { State } from '../../domain/state/state';
import type { Context } from '../context';

/** What waits in the spool, as a part of the change that is to be committed. */
export type SpoolTakeOver = {
  /** null: there is no news. */
  readonly change: Pick<Change, 'events' | 'sessions' | 'spool'> | null;
  readonly events: number;
  readonly skipped: number;
  readonly warnings: readonly Warning[];
  /** More waits than one change should carry. */
  readonly more: boolean;
  /** To be called once the change is committed. */
  readonly settle: () => void;
};

export const takeOverSpool = (context: Context, state: State): SpoolTakeOver => {
  const { arrivals, taken, isNews, skipped, unreadable, more, idle } = state.spool.pending();
  const { change, heard } = foldArrivals(state.sessions, arrivals, context.locateWrite);
  return {
    change: isNews ? { ...change, spool: taken } : null,
    events: change?.events?.length ?? 0,
    skipped,
    warnings: unreadable.map((fault) => ({
      code: 'W_SPOOL_UNREADABLE',
      message: `what hooks reported is not taken over: ${fault}`,
    })),
    more,
    settle: () => {
      for (const [session, at] of heard) {
        const aliveAt = context.sidecar.aliveAt(session);
        if (aliveAt === undefined || Date.parse(aliveAt) < Date.parse(at)) context.sidecar.touch(session, at);
      }
      if (idle.length === 0) return;
      const live = new Set(state.sessions.flatMap((each) => (each.status === 'active' ? spoolFilesOf(context, each) : [])));
      context.sidecar.sweepSpool(
        idle.filter((name) => !live.has(name)),
        taken,
      );
    },
  };
};

const spoolFilesOf = ({ sha256 }: Context, { conversation }: State['sessions'][number]): readonly string[] =>
  conversation === undefined ? [] : [spoolFileName(conversation, sha256)];
