import type { LedgerStatsAnswer } from '../../domain/ledger/answer';
import type { Completion } from '../../domain/ledger/fold';
import type { Progress } from '../../domain/ledger/reader';
import { type FilterRequest, resolveFilter } from '../../domain/ledger/resolve-filter';
import { createStats, type StatsBy } from '../../domain/ledger/stats';
import { usedBySessions } from '../../domain/reconcile/used-by-sessions';
import type { Context } from '../context';

import { eachCompletion } from './each-completion';
import { type LedgerAnswer, resultOf, withLedger } from './with-ledger';

export type StatsRequest = FilterRequest & { readonly by: StatsBy };

/** Counts, cycle times, tokens and cost of the completions that a filter lets through. */
export const countLedger = (
  context: Context,
  request: StatsRequest,
  progress?: Progress,
): Promise<LedgerAnswer<LedgerStatsAnswer>> =>
  withLedger(
    context,
    (world) => {
      const titles = new Map([...world.state.archive.tasks(), ...world.state.tasks].map((task) => [task.id, task.title]));
      const filter = resultOf(resolveFilter(world, request));
      const sessions = usedBySessions([...world.state.sessions, ...world.state.archive.sessions()], filter);
      return { filter, titles, sessions };
    },
    (ledger, { filter, titles, sessions }) => {
      const stats = createStats(request.by, (epic) => titles.get(epic), context.zone);
      eachCompletion(ledger, filter, stats.add);
      return { ...stats.answer(), ...(sessions === undefined ? {} : { sessions }) };
    },
    progress,
  );

/** Hands over the completions that a filter lets through, for an export; gives their number. */
export const readCompletions = (
  context: Context,
  request: FilterRequest,
  look: (completion: Completion) => void,
  progress?: Progress,
): Promise<LedgerAnswer<number>> =>
  withLedger(
    context,
    (world) => resultOf(resolveFilter(world, request)),
    (ledger, filter) => {
      let count = 0;
      eachCompletion(ledger, filter, (completion) => {
        count += 1;
        look(completion);
      });
      return count;
    },
    progress,
  );
