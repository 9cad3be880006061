import { boundSession } from '../binding/bound-session';
import { accept, type Outcome, refuse } from '../outcome';
import { startDraft } from '../state/draft';
import type { World } from '../world';
import type { LedgerChangedAnswer } from './answer';
import { chooseEntry } from './choose-entry';
import { type EntryRequest, markHeader } from './decide-amend';

export type VoidRequest = EntryRequest & { readonly reason: string };

/** Says that a completion or an amendment is not to be counted. Its line stays; the task is left as it is. */
export const decideVoid = (world: World, request: VoidRequest): Outcome<LedgerChangedAnswer> => {
  const bound = boundSession(world);
  if (!bound.ok) return bound;
  const lines = world.state.ledger.entriesOf(request.uid);
  const chosen = chooseEntry(lines, request.entry);
  if (!chosen.ok) return chosen;
  const { line } = chosen;
  if (line.type !== 'completed' && line.type !== 'amended')
    return refuse('E_USAGE', `${line.id} is a ${line.type} line: only completions and amendments can be voided`, {
      details: { entry: line.id, type: line.type },
      fix: [`stint ledger show ${line.id}`],
    });
  const same = { ref: line.id, task: { id: line.task.id, title: line.task.title } };
  const earlier = lines.find((each) => each.type === 'voided' && each.ref === line.id);
  if (earlier !== undefined) return accept({ id: earlier.id, ...same, changed: false }, null, bound.warnings);
  const id = `${line.id}-voided`;
  const draft = startDraft(world);
  draft.entry({
    id,
    type: 'voided',
    ref: line.id,
    ...markHeader(world, line, bound.session?.id),
    reason: request.reason,
    flags: [],
  });
  return accept({ id, ...same, changed: true }, draft.change(), bound.warnings);
};
