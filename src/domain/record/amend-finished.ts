import type { LedgerEntry } from '../ledger/schema';
import { accept, type Outcome, type Warning } from '../outcome';
import { isStored, storedForm } from '../secret/is-stored';
import { finishedRefusal } from '../session/choose-focus';
import type { Session } from '../session/schema';
import { startDraft } from '../state/draft';
import type { World } from '../world';
import { completedEntry, completionId, entryHeader } from './complete-task';
import type { Done, DoneRequest } from './decide-done';
import type { KnownTask } from './known-task';

/**
 * `done` on a task that is finished already. Its last completion has an entry: nothing changes, but a new reason or new
 * files become an amendment. It was finished without one: the missing entry is written. Cancelled: 40.
 */
export const amendFinished = (
  world: World,
  { task, archived }: KnownTask,
  request: DoneRequest,
  session: Session | undefined,
  warnings: readonly Warning[],
): Outcome<Done> => {
  if (task.status !== 'done') return { ok: false, refusals: [finishedRefusal(task)] };
  const bound = session === undefined ? {} : { session: session.id };
  const same: Done = { task, changed: false, children: [], closable: false, ...bound };
  if (!request.recorded) return accept(task.entryId === undefined ? same : { ...same, entry: task.entryId }, null, warnings);
  const draft = startDraft(world);
  if (task.entryId === undefined) {
    const id = completionId(task, Math.max(1, task.completions ?? 0));
    const facts = request.facts === undefined ? {} : { facts: request.facts };
    const reason = request.reason === undefined ? {} : { reason: request.reason };
    draft.entry(
      completedEntry(world, task, id, { session, ...facts, ...reason, flags: [], recorded: true }, task.completedAt ?? world.now),
    );
    const recorded = { ...task, entryId: id, completions: Math.max(1, task.completions ?? 0), updatedAt: world.now };
    if (archived) draft.putArchivedTask(recorded);
    else draft.putTask(recorded);
    return accept({ ...same, task: recorded, changed: true, entry: id }, draft.change(), warnings);
  }
  const entry = task.entryId;
  const known = world.state.ledger.entriesOf(task.uid).filter((line) => line.id === entry || line.ref === entry);
  const noted = [
    ...warnings,
    ...(known.some((line) => line.id === entry) ? [] : [entryNotHere(world, task.id, entry)]),
    ...(known.some((line) => line.type === 'voided' && line.ref === entry) ? [entryVoided(task.id, entry)] : []),
  ];
  const news = newFacts(world, known, request);
  if (news === undefined) return accept({ ...same, entry }, null, noted);
  const amendment = `${entry}-a${known.filter((line) => line.type === 'amended').length + 1}`;
  draft.entry({ id: amendment, type: 'amended', ref: entry, ...entryHeader(world, task, session), ...news, flags: [] });
  return accept({ ...same, entry, amendment }, draft.change(), noted);
};

/** Tasks are known in every branch, the lines of a ledger that is kept in git only where they were written or merged. */
const entryNotHere = (world: World, task: string, entry: string): Warning => {
  const branches = world.state.ledger.gap?.elsewhere.map(({ branch }) => branch) ?? [];
  const where = branches.length === 0 ? 'it was taken out of the file' : `it may be on branch ${branches.join(' or ')}`;
  return {
    code: 'W_ENTRY_NOT_HERE',
    message: `${task} is finished, but its entry ${entry} is not in the ledger as it lies here: ${where}`,
  };
};

const entryVoided = (task: string, entry: string): Warning => ({
  code: 'W_ENTRY_VOIDED',
  message: `the entry ${entry} of ${task} is voided and does not count: \`stint task reopen ${task}\` first, if the task was finished again`,
});

type News = { readonly reason?: string; readonly files?: { path: string; origin: 'flag' }[] };

/** The reason and the files given by hand that the entry and its amendments do not hold yet. */
const newFacts = (world: World, known: readonly LedgerEntry[], request: DoneRequest): News | undefined => {
  const paths = new Set(known.flatMap((line) => (line.files ?? []).map((file) => file.path)));
  const isKnown = (typed: string): boolean => known.some((line) => isStored(world, typed, line.reason));
  const reason = request.reason !== undefined && !isKnown(request.reason) ? request.reason : undefined;
  const files = (request.facts?.files ?? []).flatMap((file) =>
    file.origin === 'flag' && !paths.has(storedForm(world, file.path)) ? [{ path: file.path, origin: 'flag' as const }] : [],
  );
  if (reason === undefined && files.length === 0) return undefined;
  return { ...(reason === undefined ? {} : { reason }), ...(files.length === 0 ? {} : { files }) };
};
