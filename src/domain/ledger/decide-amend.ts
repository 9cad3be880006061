import { boundSession } from '../binding/bound-session';
import { accept, type Outcome, refuse } from '../outcome';
import { isStored, storedForm } from '../secret/is-stored';
import { startDraft } from '../state/draft';
import type { World } from '../world';
import type { LedgerChangedAnswer } from './answer';
import { chooseEntry } from './choose-entry';
import type { LedgerEntry } from './schema';

/** `uid` is the task's; `entry` is absent where the task was named. */
export type EntryRequest = { readonly uid: string; readonly entry?: string };
export type AmendRequest = EntryRequest & {
  readonly reason?: string;
  readonly note?: string;
  /** Relative to the project. */
  readonly files: readonly string[];
};

/** Adds to what a completion says. What it says already is not said again. */
export const decideAmend = (world: World, request: AmendRequest): Outcome<LedgerChangedAnswer> => {
  const { reason, note } = request;
  if (reason === undefined && note === undefined && request.files.length === 0)
    return refuse('E_USAGE', 'nothing to amend: give --reason, --file or --note', {
      fix: ['stint ledger amend --help'],
    });
  const bound = boundSession(world);
  if (!bound.ok) return bound;
  const chosen = chooseEntry(world.state.ledger.entriesOf(request.uid), request.entry);
  if (!chosen.ok) return chosen;
  const { completion } = chosen;
  const { entry } = completion;
  const paths = new Set(completion.files.map(({ path }) => path));
  const files = [...new Set(request.files)].filter((path) => !paths.has(storedForm(world, path)));
  const news = {
    ...(reason === undefined || isStored(world, reason, completion.reason) ? {} : { reason }),
    ...(note === undefined || completion.notes.some(({ text }) => isStored(world, note, text)) ? {} : { note }),
    ...(files.length === 0 ? {} : { files: files.map((path) => ({ path, origin: 'flag' as const })) }),
  };
  const same = { ref: entry.id, task: { id: entry.task.id, title: entry.task.title } };
  if (Object.keys(news).length === 0) return accept({ ...same, changed: false }, null, bound.warnings);
  const number = completion.amendments.length + completion.dropped.length + 1;
  const id = `${entry.id}-a${number}`;
  const draft = startDraft(world);
  draft.entry({ id, type: 'amended', ref: entry.id, ...markHeader(world, entry, bound.session?.id), ...news, flags: [] });
  return accept({ id, ...same, changed: true }, draft.change(), bound.warnings);
};

/** When and by whom a line about an entry is written; what it says of the task is what the entry says. */
export const markHeader = (world: World, { task }: LedgerEntry, session: string | undefined) => {
  const { agent, conversation, harness } = world.caller;
  return {
    at: world.now,
    source: 'direct_session' as const,
    task,
    ...(session === undefined ? {} : { session }),
    ...(conversation === undefined ? {} : { conversation: conversation.id }),
    ...(agent === undefined ? {} : { agent }),
    ...(harness === undefined ? {} : { harness }),
  };
};
