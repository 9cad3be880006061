import type { LedgerChangedAnswer, LedgerRedactAnswer } from '../../domain/ledger/answer';
import { decideAmend, type EntryRequest } from '../../domain/ledger/decide-amend';
import { decideRedact } from '../../domain/ledger/decide-redact';
import { decideVoid } from '../../domain/ledger/decide-void';
import type { RedactableField } from '../../domain/ledger/vocabulary';
import type { Outcome, Warning } from '../../domain/outcome';
import type { World } from '../../domain/world';
import type { Context } from '../context';
import { commitDecision } from '../decide-and-commit';
import { entriesAbout, subjectOf } from './task-entries';
import { type LedgerAnswer, withLedger } from './with-ledger';

export type AmendWords = {
  readonly reason?: string;
  readonly note?: string;
  readonly files: readonly string[];
};

/** Adds to a completion; `typed` is an entry, or a task, whose last completion is meant. */
export const amendEntry = async (
  context: Context,
  typed: string,
  words: AmendWords,
): Promise<LedgerAnswer<LedgerChangedAnswer>> => {
  const located = words.files.map((file) => ({ file, ...context.locateFile(file) }));
  const missing = located.filter(({ exists, inside }) => !exists || !inside);
  const warnings = missing.map(({ file, exists }) => ({
    code: 'W_FILE' as const,
    message: exists ? `${file} is outside of the project; recorded as given` : `${file} does not exist; recorded as given`,
  }));
  const about = await meantEntry(context, typed);
  const { data, warnings: more } = await change(context, (world) =>
    decideAmend(world, { ...words, ...about, files: located.map(({ path }) => path) }),
  );
  return { data, warnings: data.changed ? [...warnings, ...more] : more };
};

/** Says that a completion or an amendment does not count. */
export const voidEntry = async (
  context: Context,
  typed: string,
  words: { readonly reason: string },
): Promise<LedgerAnswer<LedgerChangedAnswer>> => {
  const about = await meantEntry(context, typed);
  return change(context, (world) => decideVoid(world, { ...about, ...words }));
};

/** Takes the text of fields out of a line. */
export const redactEntry = async (
  context: Context,
  typed: string,
  fields: readonly RedactableField[],
): Promise<LedgerAnswer<LedgerRedactAnswer>> => {
  const about = await meantEntry(context, typed);
  return change(context, (world) => decideRedact(world, { ...about, fields }));
};

const meantEntry = async (context: Context, typed: string): Promise<EntryRequest> => {
  const { data } = await withLedger(
    context,
    (world) => subjectOf(world, typed),
    (ledger, subject) => entriesAbout(ledger, subject),
  );
  return data.line === undefined ? { uid: data.uid } : { uid: data.uid, entry: data.line.id };
};

const change = async <R>(
  context: Context,
  decide: (world: World) => Outcome<R>,
): Promise<{ readonly data: R; readonly warnings: readonly Warning[] }> => {
  const { result, warnings } = await commitDecision(context, decide);
  return { data: result, warnings };
};
