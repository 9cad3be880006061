import { openSessionStatuses } from '../domain/session/vocabulary';
import type { Change } from '../domain/state/change';
import { isNestedDeeper, recordDepthLimit } from '../domain/text/json-nesting';
import { isInstant } from '../domain/time/instant';
import { validateConfigFile, validateEvent, validateLedgerEntry, validateSession, validateTask } from '../generated/validators';

export type RecordKind = 'task' | 'session' | 'entry' | 'event' | 'setting' | 'log line' | 'head' | 'lastTaskNumber';

/**
 * A fault of the program: a change asks for a record to be written that nobody could read again. `explain-invalid` finds
 * out what is wrong with it.
 */
export class UnfitRecord extends Error {
  override readonly name = 'UnfitRecord';
  constructor(
    readonly kind: RecordKind,
    readonly record: unknown,
  ) {
    super(`a ${kind} that cannot be read again was to be written`);
  }
}

/**
 * Throws UnfitRecord where a record of the change would not be read again. Every engine asks this inside its commit, of the
 * change as it will be written, before anything of it is written.
 */
export const checkChange = (change: Change): void => {
  for (const task of change.tasks?.put ?? []) check('task', task, validateTask(task));
  for (const task of change.archiveTasks ?? []) check('task', task, validateTask(task));
  for (const session of change.sessions?.put ?? []) check('session', session, validateSession(session) && isOpen(session.status));
  for (const session of change.archiveSessions ?? []) check('session', session, validateSession(session));
  for (const entry of change.ledger ?? []) check('entry', entry, validateLedgerEntry(entry));
  // The engine gives the id.
  for (const event of change.events ?? []) check('event', event, validateEvent({ id: '', ...event }));
  for (const line of change.log ?? []) check('log line', line, isInstant(line.at) && typeof line.message === 'string');
  const { lastTaskNumber } = change;
  if (lastTaskNumber !== undefined)
    check('lastTaskNumber', lastTaskNumber, lastTaskNumber >= 0 && Number.isSafeInteger(lastTaskNumber));
  if (change.config !== undefined) check('setting', change.config, validateConfigFile(configWith(change.config)));
};

const check = (kind: RecordKind, record: unknown, isFine: boolean): void => {
  if (!isFine || isNestedDeeper(record, recordDepthLimit)) throw new UnfitRecord(kind, record);
};

const isOpen = (status: string): boolean => openSessionStatuses.some((each) => each === status);

/** A file of these settings alone. */
export const configWith = (settings: Readonly<Record<string, unknown>>): unknown => {
  const file = new Map<string, unknown>([['version', 1]]);
  for (const [key, value] of Object.entries(settings)) {
    if (value === undefined) continue;
    const [group = key, name] = key.split('.');
    file.set(group, name === undefined ? value : { ...(file.get(group) as object | undefined), [name]: value });
  }
  return Object.fromEntries(file);
};
