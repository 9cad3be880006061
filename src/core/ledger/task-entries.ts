import type { LedgerReader } from '../../domain/ledger/reader';
import type { LedgerEntry } from '../../domain/ledger/schema';
import { findTaskOrArchived, similarTaskIds } from '../../domain/task/find-task';
import type { World } from '../../domain/world';
import { AppError } from '../app-error';

/** A ledger entry or a task as it was typed. */
export type Subject = { readonly typed: string; readonly taskUid: string | undefined; readonly similar: readonly string[] };

export const subjectOf = (world: World, typed: string): Subject => {
  const known = findTaskOrArchived(world.state, typed);
  return { typed, taskUid: known?.task.uid, similar: known === undefined ? similarTaskIds(world.state, typed) : [] };
};

export type TaskEntries = {
  readonly uid: string;
  /** Every line about the task, in file order. */
  readonly lines: readonly LedgerEntry[];
  /** The line that was typed; undefined where a task was. */
  readonly line: LedgerEntry | undefined;
};

/** Every line about the task that is meant, or whose entry is. Throws E_NOT_FOUND where there is none. */
export const entriesAbout = (ledger: LedgerReader, { typed, taskUid, similar }: Subject): TaskEntries => {
  if (taskUid !== undefined) {
    const lines = linesOf(ledger, taskUid);
    if (lines.length > 0) return { uid: taskUid, lines, line: undefined };
    throw notFound(`the ledger has no entry of ${typed}`, [`stint show ${typed}`]);
  }
  let line: LedgerEntry | undefined;
  let about: LedgerEntry | undefined;
  const look = (entry: LedgerEntry | undefined): void => {
    if (entry?.id === typed) line = entry;
    else if (entry?.task.id === typed) about = entry;
  };
  ledger.scan([{ piece: JSON.stringify(typed), look: (each) => look(each.entry()) }]);
  const uid = (line ?? about)?.task.uid;
  if (uid !== undefined) return { uid, lines: linesOf(ledger, uid), line };
  const hint = similar.length > 0 ? `, did you mean ${similar.join(' or ')}?` : '';
  throw notFound(
    `there is no ledger entry and no task ${JSON.stringify(typed)}${hint}`,
    similar.length > 0 ? similar.map((id) => `stint ledger show ${id}`) : ['stint ledger list'],
    typed,
  );
};

const notFound = (message: string, fix: string[], typed?: string): AppError =>
  new AppError({ code: 'E_NOT_FOUND', message, ...(typed === undefined ? {} : { details: { given: typed } }), fix });

const linesOf = (ledger: LedgerReader, uid: string): LedgerEntry[] => {
  const lines: LedgerEntry[] = [];
  const look = (entry: LedgerEntry | undefined): void => {
    if (entry?.task.uid === uid) lines.push(entry);
  };
  ledger.scan([{ piece: JSON.stringify(uid), look: (each) => look(each.entry()) }]);
  return lines;
};
