import { type Refused, refuse } from '../outcome';
import { type Completion, foldCompletion } from './fold';
import type { LedgerEntry } from './schema';

export type ChosenEntry = { readonly ok: true; readonly completion: Completion; readonly line: LedgerEntry };

/** Each completion of one task, oldest first, with what was recorded about it. `lines` are all lines of the task. */
export const completionsOf = (lines: readonly LedgerEntry[]): Completion[] => {
  const marks = lines.filter((line) => line.type !== 'completed');
  return lines.filter((line) => line.type === 'completed').map((line) => foldCompletion(line, marks));
};

/** The completion that an entry id belongs to, or without one the task's last completion that was not voided. */
export const chooseEntry = (lines: readonly LedgerEntry[], id: string | undefined): ChosenEntry | Refused => {
  const all = completionsOf(lines);
  if (id === undefined) {
    const completion = all.findLast(({ state }) => state !== 'voided') ?? all.at(-1);
    if (completion !== undefined) return { ok: true, completion, line: completion.entry };
    return refuse('E_NOT_FOUND', 'the ledger has no completion of this task');
  }
  const line = lines.find((each) => each.id === id);
  const target = line?.type === 'completed' ? id : line?.ref;
  const completion = all.find(({ entry, amendments, dropped }) =>
    [entry, ...amendments, ...dropped].some((each) => each.id === target),
  );
  if (line !== undefined && completion !== undefined) return { ok: true, completion, line };
  return refuse('E_NOT_FOUND', `there is no ledger entry ${JSON.stringify(id)}`, {
    details: { entry: id },
    fix: ['stint ledger list'],
  });
};
