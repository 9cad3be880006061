import {
  type LedgerFilter,
  looksAtContent,
  matchesCompletion,
  matchesContent,
  matchesFacts,
  pieceOf,
} from '../../domain/ledger/filter';
import { type Completion, finishedAt } from '../../domain/ledger/fold';
import type { LedgerLine, LedgerReader, Wanted } from '../../domain/ledger/reader';
import type { LedgerEntry } from '../../domain/ledger/schema';
import { instantAt } from '../../domain/time/instant';
import { collectMarks } from './marks';

/** Matches as places in the file, newest first: a million of them take 24 MB. */
export type Matches = {
  readonly total: number;
  /** Reads the matches, from the newest on, while the ledger is open. */
  readonly read: (limit?: number) => Iterable<Completion>;
};

type Place = { offset: number[]; length: number[]; atMs: number[] };

/** All completions that a filter lets through, in one pass, or three where an amendment is what matches. */
export const findCompletions = (ledger: LedgerReader, filter: LedgerFilter): Matches => {
  const from = filter.sinceMs === undefined ? 0 : ledger.startOf(instantAt(filter.sinceMs));
  const marks = collectMarks(ledger);
  const found: Place = { offset: [], length: [], atMs: [] };
  const accepted = new Set<string>();
  const mayMatch = new Set<string>();
  const accept = (line: LedgerLine, entry: LedgerEntry): void => {
    found.offset.push(line.offset);
    found.length.push(line.length);
    found.atMs.push(Date.parse(finishedAt(entry)));
  };
  const content = looksAtContent(filter);
  const look = (line: LedgerLine): void => {
    const entry = line.entry();
    if (entry === undefined) return;
    if (entry.type !== 'completed') {
      if (content && entry.ref !== undefined) mayMatch.add(entry.ref);
      return;
    }
    if (!matchesFacts(filter, entry)) return;
    if (!content || matchesContent(filter, [entry])) {
      accept(line, entry);
      if (content) accepted.add(entry.id);
    } else mayMatch.add(entry.id);
  };
  ledger.scan([marks.wanted, { ...pieceOf(filter), look }], from);

  for (const id of accepted) mayMatch.delete(id);
  if (mayMatch.size > 0) {
    const lookAgain = (line: LedgerLine): void => {
      const id = line.field('id');
      if (id === undefined || !mayMatch.has(id)) return;
      const entry = line.entry();
      if (entry?.id !== id || entry.type !== 'completed') return;
      if (matchesCompletion(filter, marks.fold(entry))) accept(line, entry);
    };
    ledger.scan(piecesFor(mayMatch, lookAgain), from);
  }
  const order = newestFirst(found.atMs);
  return {
    total: order.length,
    read: function* (limit = order.length) {
      for (const at of order.subarray(0, limit)) {
        const entry = ledger.entryAt(found.offset[at] ?? 0, found.length[at] ?? 0);
        if (entry !== undefined) yield marks.fold(entry);
      }
    },
  };
};

const fewIds = 3;

const piecesFor = (ids: ReadonlySet<string>, look: Wanted['look']): Wanted[] =>
  ids.size <= fewIds
    ? [...ids].map((id) => ({ piece: `"id":${JSON.stringify(id)}`, look }))
    : [{ piece: '"type":"completed"', look }];

/** Indices by falling time; what was appended later comes first where times are the same. */
const newestFirst = (atMs: readonly number[]): Uint32Array => {
  const order = Uint32Array.from(atMs, (_, index) => atMs.length - 1 - index);
  const isOrdered = order.every((index, at) => at === 0 || (atMs[index] ?? 0) <= (atMs[order[at - 1] ?? 0] ?? 0));
  return isOrdered ? order : order.sort((a, b) => (atMs[b] ?? 0) - (atMs[a] ?? 0) || b - a);
};
