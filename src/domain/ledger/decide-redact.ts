import { accept, type Outcome, refuse } from '../outcome';
import type { World } from '../world';
import type { LedgerRedactAnswer } from './answer';
import { chooseEntry } from './choose-entry';
import type { EntryRequest } from './decide-amend';
import { type RedactableField, redactableTaskFields } from './vocabulary';

export type RedactRequest = EntryRequest & { readonly fields: readonly RedactableField[] };

/** Takes the text of fields out of one line. Its hash still verifies, since it covers digests. */
export const decideRedact = (world: World, request: RedactRequest): Outcome<LedgerRedactAnswer> => {
  const lines = world.state.ledger.entriesOf(request.uid);
  const chosen = chooseEntry(lines, request.entry);
  if (!chosen.ok) return chosen;
  const { line } = chosen;
  const gone: ReadonlySet<string> = new Set([...Object.keys(line.redacted ?? {}), ...(line.task.redacted ?? [])]);
  const isGone = (field: string): boolean => gone.has(field);
  const ofTask = Object.entries(line.task).filter(([name]) => isTaskField(name) && !isGone(name));
  const values = new Map<string, unknown>([...Object.entries(line), ...ofTask]);
  const unknown = request.fields.filter((field) => !values.has(field) && !isGone(field));
  if (unknown.length > 0)
    return refuse('E_NOT_FOUND', `${line.id} has no ${unknown.join(' and no ')}`, {
      details: { entry: line.id, fields: unknown },
      fix: [`stint ledger show ${line.id}`],
    });
  const fields = request.fields.filter((field) => values.has(field));
  const redact = fields.map((field) => ({ entryId: line.id, hash: line.hash, field }));
  const answer = { id: line.id, fields, changed: fields.length > 0, untouched: [...elsewhere(lines.length, line.type)] };
  return accept(answer, fields.length > 0 ? { redact } : null);
};

const isTaskField = (name: string): boolean => redactableTaskFields.some((field) => field === name);

/** Where the same text may stand besides. */
const elsewhere = (lines: number, type: string): string[] => [
  ...(type === 'completed' ? ['session.log and its rotated files (the line "Completed …")'] : []),
  ...(lines > 1 ? ['other ledger lines about the same task: stint ledger show'] : []),
  'events/*.jsonl, if the text was logged or noted as well',
  'the task itself (title, labels, phase, notes) and notes of the session',
  'git, backups and exports, if the file was ever kept there',
];
