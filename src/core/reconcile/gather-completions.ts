import { type Completion, finishedAt } from '../../domain/ledger/fold';
import type { LedgerReader } from '../../domain/ledger/reader';
import { collectMarks } from '../ledger/marks';

export type LedgerFacts = {
  /** By task id, oldest first. */
  readonly completions: ReadonlyMap<string, readonly Completion[]>;
  /** Standing entries by the commits that they hold. */
  readonly commitsOf: ReadonlyMap<string, string>;
};

/** All completions of some tasks (by uid), and of any task those that hold one of some commits. */
export const gatherCompletions = (ledger: LedgerReader, uids: ReadonlySet<string>, shas: ReadonlySet<string>): LedgerFacts => {
  const marks = collectMarks(ledger);
  ledger.scan([marks.wanted]);
  const completions = new Map<string, Completion[]>();
  const commitsOf = new Map<string, string>();
  const seen = new Set<string>();
  const take = (id: string | undefined, isAsked: boolean, entryOf: () => Completion['entry'] | undefined): void => {
    if (id === undefined || seen.has(id)) return;
    const entry = entryOf();
    if (entry?.type !== 'completed') return;
    seen.add(id);
    const completion = marks.fold(entry);
    if (isAsked) {
      const own = completions.get(entry.task.id);
      if (own === undefined) completions.set(entry.task.id, [completion]);
      else own.push(completion);
    }
    if (completion.state !== 'voided')
      for (const { sha } of completion.commits) if (shas.has(sha) && !commitsOf.has(sha)) commitsOf.set(sha, entry.id);
  };
  ledger.scan([
    {
      piece: '"type":"completed"',
      look: (line) => {
        const id = line.field('id');
        const isAsked = id !== undefined && uids.has(id.slice(0, id.lastIndexOf('-')));
        if (isAsked) take(id, true, () => line.entry());
      },
    },
  ]);
  if (shas.size > 0)
    ledger.scan([
      {
        piece: '"sha":"',
        look: (line) => {
          const entry = line.entry();
          if (entry?.type === 'completed' && entry.commits?.some(({ sha }) => shas.has(sha)) === true)
            take(entry.id, false, () => entry);
        },
      },
    ]);
  for (const own of completions.values()) own.sort((a, b) => Date.parse(finishedAt(a.entry)) - Date.parse(finishedAt(b.entry)));
  return { completions, commitsOf };
};
