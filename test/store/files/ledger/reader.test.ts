import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerLine } from '../../../../src/domain/ledger/reader';
import type { LedgerEntry } from '../../../../src/domain/ledger/schema';
import { openReader } from '../../../../src/store/files/ledger/open-reader';
import { generateEntries } from '../../../support/generate-ledger';

const sourceOf = (bytes: Buffer) => ({
  size: bytes.length,
  read: (into: Buffer, at: number) => bytes.copy(into, 0, at),
  close: () => {},
});

const fileOf = (entries: Iterable<LedgerEntry>): Buffer =>
  Buffer.from([...entries].map((entry) => `${JSON.stringify(entry)}\n`).join(''));

const readerOf = (bytes: Buffer, recorded?: { lagMs: number }) =>
  openReader(sourceOf(bytes), recorded && { count: 0, expected: [], size: bytes.length, ...recorded });

const idsOf = (run: (look: (line: LedgerLine) => void) => void): string[] => {
  const ids: string[] = [];
  run((line) => ids.push(line.entry()?.id ?? '?'));
  return ids;
};

const backwards = (reader: ReturnType<typeof readerOf>, look: (line: LedgerLine) => void): void =>
  reader.backwards((line) => {
    look(line);
    return true;
  });

const entries = [...generateEntries({ count: 5_000 })];
const bytes = fileOf(entries);
const all = entries.map(({ id }) => id);

describe('reading', () => {
  it('hands over every line, across blocks, forwards and backwards', () => {
    const reader = readerOf(bytes);
    expect(idsOf((look) => reader.scan([{ look }]))).toEqual(all);
    const back = idsOf((look) => backwards(reader, look));
    expect(back.reverse()).toEqual(all);
    expect(reader.skipped).toBe(0);
  });

  it('finds a piece as a look at every line does, with and without case', () => {
    for (const piece of ['"ref":"', 'login', '"agent-3"', 'T0001', 'nowhere', '"v":1'])
      for (const ignoreCase of [false, true]) {
        const wanted = ignoreCase ? piece.toUpperCase() : piece;
        const found = idsOf((look) => readerOf(bytes).scan([{ piece: wanted, ignoreCase, look }]));
        const holds = (text: string): boolean =>
          ignoreCase ? text.toLowerCase().includes(piece.toLowerCase()) : text.includes(wanted);
        expect(found).toEqual(entries.filter((entry) => holds(JSON.stringify(entry))).map(({ id }) => id));
      }
  });

  it('reads lines longer than its blocks, empty ones and a last one without its end', () => {
    const long = { ...(entries[0] as LedgerEntry), id: 'long', reason: 'x'.repeat(3_000_000) };
    const text = `\n${JSON.stringify(entries[1])}\n\n${JSON.stringify(long)}\n${JSON.stringify(entries[2])}`;
    const reader = readerOf(Buffer.from(text));
    expect(idsOf((look) => reader.scan([{ look }]))).toEqual([all[1], 'long', all[2]]);
    expect(idsOf((look) => backwards(reader, look))).toEqual([all[2], 'long', all[1]]);
  });

  it('counts what it cannot read, once', () => {
    const reader = readerOf(Buffer.concat([bytes.subarray(0, 4_000), Buffer.from('\n{"torn":\n'), bytes.subarray(0, 300)]));
    reader.scan([{ look: (line) => line.entry() }, { look: (line) => line.entry() }]);
    expect(reader.skipped).toBe(3);
  });

  it('gives a field without reading the line', () => {
    const entry = { ...(entries[0] as LedgerEntry), ref: 'a"b\\c' };
    const seen: (string | undefined)[] = [];
    readerOf(fileOf([entry, entries[1] as LedgerEntry])).scan([
      { look: (line) => seen.push(line.field('ref'), line.field('id')) },
    ]);
    expect(seen).toEqual(['a"b\\c', entry.id, undefined, all[1]]);
  });
});

describe('by time', () => {
  const atMs = (entry: LedgerEntry): number => Date.parse(entry.at);

  it('begins near the end where all lines are in order', () => {
    const since = entries[4_900]?.at ?? '';
    const start = readerOf(bytes, { lagMs: 0 }).startOf(since);
    expect(start).toBeGreaterThan(bytes.length * 0.8);
    const read = idsOf((look) => readerOf(bytes).scan([{ look }], start));
    expect(read).toEqual(all.slice(-read.length));
    expect(read.length).toBeGreaterThanOrEqual(100);
  });

  it('reads everything where nothing is known of the order', () => {
    expect(readerOf(bytes).startOf(entries[4_900]?.at ?? '')).toBe(0);
  });

  it('leaves out no entry of the time asked for, however the clock jumped', () => {
    const jump = fc.record({
      at: fc.nat(4_999),
      length: fc.integer({ min: 1, max: 2_000 }),
      minutes: fc.integer({ min: -3_000, max: 3_000 }),
    });
    fc.assert(
      fc.property(fc.array(jump, { maxLength: 5 }), fc.nat(5_200), (jumps, asked) => {
        const moved = entries.map((entry, index) => {
          const minutes = jumps.reduce(
            (sum, one) => (index >= one.at && index < one.at + one.length ? sum + one.minutes : sum),
            0,
          );
          return minutes === 0 ? entry : { ...entry, at: new Date(atMs(entry) + minutes * 60_000).toISOString() };
        });
        let maxMs = Number.NEGATIVE_INFINITY;
        let lagMs = 0;
        for (const entry of moved) {
          lagMs = Math.max(lagMs, maxMs - atMs(entry));
          maxMs = Math.max(maxMs, atMs(entry));
        }
        const sinceMs = Date.parse('2024-01-01T00:00:00.000Z') + asked * 60_000;
        const content = fileOf(moved);
        const reader = readerOf(content, { lagMs });
        const from = reader.startOf(new Date(sinceMs).toISOString());
        const found: string[] = [];
        reader.scan(
          [
            {
              look: (line) =>
                found.push(...[line.entry()].flatMap((entry) => (entry && atMs(entry) >= sinceMs ? [entry.id] : []))),
            },
          ],
          from,
        );
        expect(found).toEqual(moved.filter((entry) => atMs(entry) >= sinceMs).map(({ id }) => id));
      }),
      { numRuns: 25 },
    );
  });
});
