import { type LedgerFilter, looksAtContent, matchesFacts, pieceOf } from '../../domain/ledger/filter';
import type { Completion } from '../../domain/ledger/fold';
import type { LedgerReader } from '../../domain/ledger/reader';
import { instantAt } from '../../domain/time/instant';
import { findCompletions } from './find-completions';
import { collectMarks } from './marks';

/**
 * Hands over every completion that a filter lets through, one by one: in file order, or newest first where the words or
 * files of amendments have to be looked at. Two passes: what was recorded later is known before the first is handed over.
 */
export const eachCompletion = (ledger: LedgerReader, filter: LedgerFilter, look: (completion: Completion) => void): void => {
  if (looksAtContent(filter)) {
    for (const completion of findCompletions(ledger, filter).read()) look(completion);
    return;
  }
  const from = filter.sinceMs === undefined ? 0 : ledger.startOf(instantAt(filter.sinceMs));
  const marks = collectMarks(ledger);
  ledger.scan([marks.wanted], from);
  ledger.scan(
    [
      {
        ...(pieceOf(filter) ?? { piece: '"type":"completed"' }),
        look: (line) => {
          const entry = line.entry();
          if (entry?.type === 'completed' && matchesFacts(filter, entry)) look(marks.fold(entry));
        },
      },
    ],
    from,
  );
};
