import { type Completion, finishedAt } from '../../domain/ledger/fold';
import type { LedgerReader } from '../../domain/ledger/reader';
import type { LedgerEntry } from '../../domain/ledger/schema';
import { collectMarks } from './marks';

export type Newest = { readonly items: readonly Completion[]; readonly total: number };

/**
 * The newest completions, read from the end of the file; undefined where it is not known how far from the end a newest
 * one can lie.
 */
export const newestCompletions = (ledger: LedgerReader, limit: number): Newest | undefined => {
  const { recorded } = ledger;
  if (recorded?.lagMs === undefined || recorded.completions === undefined || recorded.size !== ledger.sizeBytes) return undefined;
  const { lagMs } = recorded;
  const marks = collectMarks(ledger);
  const entries: { readonly atMs: number; readonly entry: LedgerEntry }[] = [];
  let oldestMs = Number.POSITIVE_INFINITY;
  ledger.backwards((line) => {
    const entry = line.entry();
    if (entry === undefined) return true;
    // No line before this one is later than this by more than the lag.
    if (entries.length >= limit && Date.parse(entry.at) + lagMs < oldestMs) return false;
    if (entry.type !== 'completed') marks.note(line);
    else {
      entries.push({ atMs: Date.parse(finishedAt(entry)), entry });
      entries.sort((a, b) => b.atMs - a.atMs);
      if (entries.length > limit) entries.pop();
      oldestMs = entries.at(-1)?.atMs ?? oldestMs;
    }
    return true;
  });
  return { items: entries.map(({ entry }) => marks.fold(entry)), total: recorded.completions };
};
