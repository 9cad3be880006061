import type { LedgerListAnswer, LedgerShowAnswer } from '../../domain/ledger/answer';
import { chooseEntry, completionsOf } from '../../domain/ledger/choose-entry';
import type { LedgerReader, Progress } from '../../domain/ledger/reader';
import { type FilterRequest, resolveFilter } from '../../domain/ledger/resolve-filter';
import { detailOf, itemOf } from '../../domain/ledger/view';
import type { Context } from '../context';

import { findCompletions, type Matches } from './find-completions';
import { newestCompletions } from './newest-completions';
import { entriesAbout, subjectOf } from './task-entries';
import { type LedgerAnswer, resultOf, withLedger } from './with-ledger';

export type SearchRequest = FilterRequest & { readonly limit: number };

/** Completions that a filter lets through, newest first. */
export const searchLedger = (
  context: Context,
  request: SearchRequest,
  progress?: Progress,
): Promise<LedgerAnswer<LedgerListAnswer>> =>
  withLedger(
    context,
    (world) => resultOf(resolveFilter(world, request)),
    (ledger, filter) => listOf(findCompletions(ledger, filter), request.limit),
    progress,
  );

/** The newest completions. */
export const listLedger = (context: Context, limit: number, progress?: Progress): Promise<LedgerAnswer<LedgerListAnswer>> =>
  withLedger(
    context,
    () => undefined,
    (ledger) => newestOf(ledger, limit),
    progress,
  );

const newestOf = (ledger: LedgerReader, limit: number): LedgerListAnswer => {
  const newest = newestCompletions(ledger, limit);
  if (newest === undefined) return listOf(findCompletions(ledger, {}), limit);
  const { items, total } = newest;
  return { items: items.map(itemOf), total, truncated: total > items.length };
};

const listOf = ({ total, read }: Matches, limit: number): LedgerListAnswer => ({
  items: Array.from(read(limit), itemOf),
  total,
  truncated: total > limit,
});

/** An entry with everything that was recorded about it, or all completions of a task, oldest first. */
export const showEntry = (context: Context, typed: string, progress?: Progress): Promise<LedgerAnswer<LedgerShowAnswer>> =>
  withLedger(
    context,
    (world) => subjectOf(world, typed),
    (ledger, subject) => {
      const { lines, line } = entriesAbout(ledger, subject);
      if (line === undefined) return { items: completionsOf(lines).map(detailOf) };
      const chosen = chooseEntry(lines, line.id);
      return { items: [detailOf(resultOf(chosen.ok ? { ok: true, result: chosen.completion } : chosen))] };
    },
    progress,
  );
