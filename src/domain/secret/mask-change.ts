import type { LedgerEntry } from '../ledger/schema';
import { hashEntry } from '../ledger/seal-entries';
import type { Warning } from '../outcome';
import type { Change } from '../state/change';
import type { State } from '../state/state';
import { type FixedFields, fixedFields } from './fixed-fields';
import { type MaskedText, maskRecord } from './mask-record';

type Decided<R> = { readonly change: Change; readonly result: R };

export type MaskedDecision<R> = Decided<R> & { readonly warnings: readonly Warning[] };

/**
 * What a decision wrote, without its secrets: the one place where texts are masked on their way into the record, called by
 * every engine before it packs a change. Entries of the ledger are sealed anew, and the answer says what is stored. A text
 * that the stored record holds already stays: somebody has insisted on it.
 */
export const maskDecision = <R>(
  state: State,
  { change, result }: Decided<R>,
  sha256: (text: string) => string,
): MaskedDecision<R> => {
  if (!state.config.record.maskSecrets) return { change, result, warnings: [] };
  const masked: Located[] = [];
  const clean = maskChange(state, change, sha256, (one) => masked.push(one));
  if (masked.length === 0) return { change, result, warnings: [] };
  const texts = new Map(masked.map(({ before, after }) => [before, after]));
  return { change: clean, result: replaceTexts(result, texts) as R, warnings: [warningOf(masked)] };
};

/** The settings of a new project without their secrets. */
export const maskSettings = <C extends object>(settings: C): { readonly config: C; readonly warnings: readonly Warning[] } => {
  const masked: Located[] = [];
  const config = maskRecord(settings, {}, (one) => masked.push({ ...one, where: 'setting' }));
  return { config, warnings: masked.length === 0 ? [] : [warningOf(masked)] };
};

type Located = MaskedText & { readonly where: string };
type Found = (masked: Located) => void;

const maskChange = (state: State, change: Change, sha256: (text: string) => string, found: Found): Change => {
  const records = <T extends { readonly id: string }>(
    list: readonly T[] | undefined,
    fixed: FixedFields,
    storedOf: (id: string) => unknown,
    nameOf: (id: string) => string,
  ): readonly T[] | undefined =>
    list?.map((record) => {
      let stored: ReadonlySet<string> | undefined;
      const stays = (text: string): boolean => {
        stored ??= textsOf(storedOf(record.id));
        return stored.has(text);
      };
      return maskRecord(record, fixed, (one) => found({ ...one, where: nameOf(record.id) }), stays);
    });
  const tasks = (list: Change['archiveTasks']) =>
    records(list, fixedFields.task, (id) => [state.tasks.find((task) => task.id === id), state.archive.task(id)], taskName);
  const sessions = (list: Change['archiveSessions']) =>
    records(
      list,
      fixedFields.session,
      (id) => state.sessions.find((session) => session.id === id),
      () => 'session',
    );
  return {
    ...change,
    ...(change.tasks?.put === undefined ? {} : { tasks: { ...change.tasks, put: tasks(change.tasks.put) ?? [] } }),
    ...(change.sessions?.put === undefined ? {} : { sessions: { ...change.sessions, put: sessions(change.sessions.put) ?? [] } }),
    ...(change.archiveTasks === undefined ? {} : { archiveTasks: tasks(change.archiveTasks) ?? [] }),
    ...(change.archiveSessions === undefined ? {} : { archiveSessions: sessions(change.archiveSessions) ?? [] }),
    ...(change.config === undefined
      ? {}
      : { config: maskRecord(change.config, {}, (one) => found({ ...one, where: 'setting' })) }),
    ...(change.ledger === undefined ? {} : { ledger: maskEntries(change.ledger, sha256, found) }),
    ...(change.events === undefined
      ? {}
      : {
          events: change.events.map((event) => maskRecord(event, fixedFields.event, (one) => found({ ...one, where: 'event' }))),
        }),
    ...(change.log === undefined
      ? {}
      : { log: change.log.map((line) => maskRecord(line, { at: true }, (one) => found({ ...one, where: 'session.log' }))) }),
  };
};

const taskName = (id: string): string => id;

/** A line's hash covers what is stored, and later lines of the same change name it. */
const maskEntries = (entries: readonly LedgerEntry[], sha256: (text: string) => string, found: Found): readonly LedgerEntry[] => {
  const moved = new Map<string, string>();
  return entries.map((entry) => {
    const clean = maskRecord(entry, fixedFields.entry, (one) => found({ ...one, where: 'ledger' }));
    if (clean === entry && !entry.prev.some((hash) => moved.has(hash))) return entry;
    const body = { ...clean, prev: entry.prev.map((hash) => moved.get(hash) ?? hash) };
    const hash = hashEntry(body, sha256);
    moved.set(entry.hash, hash);
    return { ...body, hash };
  });
};

const textsOf = (value: unknown, texts = new Set<string>()): ReadonlySet<string> => {
  if (typeof value === 'string') texts.add(value);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      texts.add(name);
      textsOf(item, texts);
    }
  }
  return texts;
};

/** A copy of plain data with every text that was masked as it is stored. */
const replaceTexts = (value: unknown, texts: ReadonlyMap<string, string>): unknown => {
  if (typeof value === 'string') return texts.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => replaceTexts(item, texts));
  if (typeof value !== 'object' || value === null || !isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replaceTexts(item, texts)]));
};

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const mostNamed = 5;

const warningOf = (masked: readonly Located[]): Warning => {
  const kinds = new Map<string, Set<string>>();
  for (const { where, field, kinds: found } of masked) {
    const place = where === 'session.log' ? where : `${where} ${field}`;
    const known = kinds.get(place) ?? new Set();
    for (const kind of found) known.add(kind);
    kinds.set(place, known);
  }
  const places = [...kinds].map(([place, found]) => `${place} (${[...found].join(', ')})`);
  const more = places.length > mostNamed ? ` and ${places.length - mostNamed} more` : '';
  return {
    code: 'W_SECRET_MASKED',
    message: `masked what looks like a secret: ${places.slice(0, mostNamed).join(', ')}${more}; --allow-secret keeps it`,
  };
};
