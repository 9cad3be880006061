import { type Completion, foldCompletion } from '../../domain/ledger/fold';
import type { LedgerLine, LedgerReader, Wanted } from '../../domain/ledger/reader';
import type { LedgerEntry } from '../../domain/ledger/schema';

/** Where the lines lie that amend, reopen or void others, by what they refer to. A few bytes a line. */
export type Marks = {
  readonly wanted: Wanted;
  readonly note: (line: LedgerLine) => void;
  /** The completion with everything that was recorded about it. */
  readonly fold: (entry: LedgerEntry) => Completion;
};

export const collectMarks = (ledger: LedgerReader): Marks => {
  const places = new Map<string, number[]>();
  const note = (line: LedgerLine): void => {
    const ref = line.field('ref');
    if (ref === undefined) return;
    const known = places.get(ref);
    if (known === undefined) places.set(ref, [line.offset, line.length]);
    else known.push(line.offset, line.length);
  };
  const marksOf = (id: string): LedgerEntry[] => {
    const found: LedgerEntry[] = [];
    const list = places.get(id) ?? [];
    for (let at = 0; at < list.length; at += 2) {
      const entry = ledger.entryAt(list[at] ?? 0, list[at + 1] ?? 0);
      if (entry?.ref === id) found.push(entry);
    }
    return found;
  };
  return {
    wanted: { piece: '"ref":"', look: note },
    note,
    fold: (entry) => {
      const direct = marksOf(entry.id);
      return foldCompletion(entry, [...direct, ...direct.flatMap((mark) => (mark.type === 'amended' ? marksOf(mark.id) : []))]);
    },
  };
};
