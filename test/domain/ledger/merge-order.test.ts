import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { machineZone } from '../../../src/compose/machine-zone';
import { canonicalJson } from '../../../src/domain/ledger/canonical-json';
import { chooseEntry } from '../../../src/domain/ledger/choose-entry';
import { foldCompletion } from '../../../src/domain/ledger/fold';
import { type MergeLine, mergeLedgers } from '../../../src/domain/ledger/merge-ledgers';
import { parseMoment } from '../../../src/domain/ledger/moment';
import type { LedgerEntry } from '../../../src/domain/ledger/schema';
import { hashEntry, sealEntries } from '../../../src/domain/ledger/seal-entries';
import { createStats, type StatsBy } from '../../../src/domain/ledger/stats';
import { sha256 } from '../../support/world';

const iso = (ms: number): string => new Date(ms).toISOString();
const sealed = (id: string, ms: number, prev: readonly string[] = [], over: object = {}): LedgerEntry => {
  const body = {
    v: 1,
    id,
    type: 'completed',
    at: iso(ms),
    source: 'direct_session',
    task: { id, uid: id, title: 'Ü', type: 'task', labels: [] },
    flags: [],
    prev: [...prev],
    ...over,
  };
  return { ...body, hash: hashEntry(body, sha256) } as LedgerEntry;
};
const lineOf = (record: unknown): MergeLine => {
  const text = typeof record === 'string' ? record : JSON.stringify(record);
  return { raw: Buffer.from(text, 'utf8').toString('latin1'), text };
};
const merged = (...sides: (readonly unknown[])[]) =>
  mergeLedgers(
    sides.map((side) => side.map(lineOf)),
    sha256,
  );
const idsOf = (lines: readonly MergeLine[]): string[] =>
  lines.map(({ text = '' }) => {
    try {
      return (JSON.parse(text) as LedgerEntry).id ?? text;
    } catch {
      return text;
    }
  });

describe('the order of merged lines', () => {
  test('lines that do not know of each other stand by their times, however they were spread', () => {
    const times = fc.uniqueArray(fc.nat({ max: 10_000 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(times, fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }), (given, ours) => {
        const entries = given.map((ms) => sealed(`t${ms}`, ms));
        const { lines } = merged(
          entries.filter((_, at) => ours[at]),
          entries.filter((_, at) => !ours[at]),
        );
        expect(idsOf(lines)).toEqual([...given].sort((a, b) => a - b).map((ms) => `t${ms}`));
      }),
    );
  });
  test('a line stands behind those that it names, whatever its time says', () => {
    const first = sealed('first', 900);
    const second = sealed('second', 100, [first.hash]);
    const third = sealed('third', 50, [second.hash, first.hash, 'f'.repeat(64)]);
    const aside = sealed('aside', 500);
    expect(idsOf(merged([third, aside], [second, first]).lines)).toEqual(['aside', 'first', 'second', 'third']);
  });
  test('of one time, by the hash', () => {
    const entries = ['a', 'b', 'c', 'd', 'e'].map((id) => sealed(id, 5));
    const byHash = [...entries].sort((a, b) => (a.hash < b.hash ? -1 : 1)).map(({ id }) => id);
    expect(idsOf(merged(entries.slice(0, 2), entries.slice(2)).lines)).toEqual(byHash);
  });
  test('lines that are no entries stay, each once; empty ones go', () => {
    const entry = sealed('a', 1);
    const odd = ['{"torn', '7', 'null', '"text"', '{"hash":"x"}', '{"prev":[]}'];
    const { lines } = merged(['', ...odd, entry], ['', '{"torn', entry, '']);
    expect(idsOf(lines).sort()).toEqual(['a', ...odd].sort());
  });
  test('ids that two lines have are told', () => {
    expect(merged([sealed('a', 1), sealed('b', 2)], [sealed('a', 3), sealed('a', 4)])).toMatchObject({ doubles: ['a'] });
    const nameless = [1, 2].map((ms) => sealed('', ms));
    expect(merged(nameless).doubles).toEqual([]);
  });
  test('lines that name each other in a circle are kept, by their times', () => {
    const hashes = ['a'.repeat(64), 'b'.repeat(64)];
    const circle = [0, 1].map((at) => ({ ...sealed(`c${at}`, 10 - at, [hashes[1 - at] ?? '']), hash: hashes[at] }));
    const self = { ...sealed('self', 5, ['c'.repeat(64)]), hash: 'c'.repeat(64) };
    expect(idsOf(merged([...circle, self, sealed('free', 99)]).lines)).toEqual(['self', 'free', 'c1', 'c0']);
  });
});

describe('lines of one hash', () => {
  const whole = sealed('a', 1, [], { reason: 'Größe', note: 'n', branch: 'b' });
  const redacted = (...names: string[]) => ({
    ...Object.fromEntries(Object.entries(whole).filter(([name]) => !names.includes(name) && name !== 'hash')),
    redacted: Object.fromEntries(names.map((name) => [name, sha256(canonicalJson(whole[name as keyof LedgerEntry]))])),
    hash: whole.hash,
  });
  test('what one side redacted is redacted in both', () => {
    const reason = redacted('reason');
    expect(merged([whole], [reason]).lines.map(({ text }) => text)).toEqual([JSON.stringify(reason)]);
    const both = merged([redacted('reason')], [redacted('note')]).lines.map(({ text }) => JSON.parse(text ?? ''));
    expect(both).toEqual([redacted('note', 'reason')]);
    expect(Object.keys(both[0]).slice(-2)).toEqual(['redacted', 'hash']);
    expect(hashEntry(both[0], sha256)).toBe(whole.hash);
  });
  test('a line made anew is ASCII', () => {
    const [line] = merged([redacted('reason')], [redacted('note')]).lines;
    expect(line?.raw).toBe(line?.text);
    expect(line?.text).toContain('"title":"\\u00dc"');
  });
  test('a line that was edited under its hash stays beside the one that fits', () => {
    const edited = { ...whole, reason: 'else' };
    const texts = merged([whole], [edited]).lines.map(({ text }) => text);
    expect(texts).toEqual([JSON.stringify(whole), JSON.stringify(edited)]);
    const two = merged([{ ...whole, reason: 'x' }], [{ ...whole, reason: 'w' }]).lines.map(
      ({ text }) => JSON.parse(text ?? '').reason,
    );
    expect(two).toEqual(['w', 'x']);
    const early = sealed('early', 5);
    const moved = [{ ...whole, at: iso(9) }, whole];
    expect(idsOf(merged(moved, [early]).lines)).toEqual(idsOf(merged([...moved].reverse(), [early]).lines));
  });
});

describe('the hash of a line', () => {
  test('covers every field but itself; a redacted one by its digest', () => {
    const rows = (record: Record<string, unknown>) =>
      sha256(
        `stint-ledger-1\n${Object.keys(record)
          .sort()
          .map((name) => `${JSON.stringify(name)}:${record[name]}\n`)
          .join('')}`,
      );
    const digest = (value: unknown) => sha256(canonicalJson(value));
    expect(hashEntry({ b: 1, a: 'x', hash: 'no', c: undefined }, sha256)).toBe(rows({ a: digest('x'), b: digest(1) }));
    expect(hashEntry({ b: 1, redacted: { a: 'dead', b: 'ignored' } }, sha256)).toBe(rows({ a: 'dead', b: digest(1) }));
    expect(hashEntry({ b: 1, redacted: null }, sha256)).toBe(rows({ b: digest(1) }));
  });
  test('entries are chained behind the heads', () => {
    const draft = {
      id: 'a',
      type: 'completed' as const,
      at: iso(1),
      source: 'direct_session' as const,
      task: sealed('a', 1).task,
      reason: undefined,
      flags: [],
    };
    const [first, second] = sealEntries([draft as never, { ...draft, id: 'b' } as never], ['h1', 'h2'], sha256);
    expect([first?.prev, second?.prev]).toEqual([['h1', 'h2'], [first?.hash]]);
    expect(Object.keys(first ?? {})).not.toContain('reason');
    expect(first?.v).toBe(1);
  });
});

describe('statistics', () => {
  const stats = (by: StatsBy, entries: readonly Partial<LedgerEntry>[], reopened: readonly number[] = []) => {
    const told = createStats(by, (id) => (id === 'T000' ? 'Zero' : undefined), machineZone);
    entries.forEach((over, at) => {
      const entry = { ...sealed(`e${at}`, 1), ...over } as LedgerEntry;
      const mark = { ...sealed('r', 2), type: 'reopened', ref: entry.id } as LedgerEntry;
      told.add(foldCompletion(entry, reopened.includes(at) ? [mark] : []));
    });
    return told.answer();
  };
  const task = (over: object) => ({ task: { id: 'T9', uid: 'u', title: 'x', type: 'task', labels: [], ...over } });
  const day = (date: number, hour = 12) => ({ completedAt: new Date(2026, 10, date, hour).toISOString() });
  test('groups: the most first, days and weeks in their order', () => {
    const keys = (by: StatsBy, entries: readonly Partial<LedgerEntry>[]) =>
      stats(by, entries).rows.map(
        ({ key, completions, title }) => `${key} ${completions}${title === undefined ? '' : ` ${title}`}`,
      );
    expect(keys('agent', [{ agent: 'b' }, { agent: 'a' }, { agent: 'c' }, { agent: 'c' }, {}])).toEqual([
      'c 2',
      '- 1',
      'a 1',
      'b 1',
    ]);
    expect(keys('phase', [task({ phase: 'core' }), task({})])).toEqual(['- 1', 'core 1']);
    expect(keys('epic', [task({ epicId: 'T000' }), task({ epicId: 'T000' }), task({ type: 'epic' }), task({})])).toEqual([
      'T000 2 Zero',
      '- 1',
      'T9 1',
    ]);
    expect(keys('agent', [{ agent: 'T000' }])).toEqual(['T000 1']);
    expect(keys('day', [day(3), day(1), day(3), day(2)])).toEqual(['2026-11-01 1', '2026-11-02 1', '2026-11-03 2']);
    expect(keys('week', [day(9), day(8), day(2), day(1)])).toEqual(['2026-10-26 1', '2026-11-02 2', '2026-11-09 1']);
  });
  test('medians, tokens, costs, reopened ones', () => {
    const row = (entries: readonly Partial<LedgerEntry>[], reopened: readonly number[] = []) =>
      stats('agent', entries, reopened).total;
    expect(row([{ durationMs: 300 }, { durationMs: 2000 }, { durationMs: 100 }, { durationMs: 9 }]).cycleMs).toEqual({
      median: 200,
      p90: 2000,
    });
    expect(row([{ durationMs: 4 }, { durationMs: 10 }, { durationMs: 2 }]).cycleMs).toEqual({ median: 4, p90: 10 });
    expect(row(Array.from({ length: 20 }, (_, at) => ({ durationMs: at + 1 }))).cycleMs).toEqual({ median: 10.5, p90: 18 });
    expect(row([{}, {}], [1])).toMatchObject({ completions: 2, reopened: 1 });
    expect(row([{}])).not.toHaveProperty('reopened');
    expect(row([{ tokens: { input: 1, model: 'x' } }, { tokens: { model: 'x' } }, { tokens: {} }]).tokens).toBe(1);
    expect(row([{ tokens: { model: 'x' } }]).tokens).toBeNull();
    expect(row([{ costUsd: 0.1 }, { costUsd: 0.2 }, { agent: 'a', costUsd: 0.3 }])).toMatchObject({
      costUsd: 0.6,
      unattributed: 0,
    });
    expect(row([])).toEqual({ completions: 0, cycleMs: null, tokens: null, costUsd: null, unattributed: 0 });
  });
});

describe('moments', () => {
  const now = '2026-11-21T12:00:00.000Z';
  test.each<[string, boolean]>([
    ['2026-03-04T23:59:59', true],
    ['2026-03-04T24:00', false],
    ['2026-03-04T10:60', false],
    ['2026-03-04T10:00:60', false],
    ['2026-03-04 10:00', true],
    ['2026-02-29', false],
    ['2024-02-29', true],
    ['2026-13-01', false],
    ['2026-00-10', false],
    ['2026-01-32', false],
    ['2026-01-00', false],
    ['2026-02-30T10:00', false],
    ['2026-03-04T10:00:00.000Z', true],
    ['2026-99-99T10:00:00.000Z', false],
    ['Wed, 04 Mar 2026 10:00:00 GMT', false],
    ['x2026-03-04', false],
    ['2026-03-04x', false],
    ['x2026-03-04T10:00', false],
    ['2026-03-04T10:00x', false],
    ['now', true],
  ])('%s', (text, isOne) => expect(parseMoment(text, now, 'since', machineZone) !== undefined).toBe(isOne));
  test('times of a day are local, to the second', () => {
    expect(parseMoment('2026-03-04T10:11:12', now, 'since', machineZone)).toBe(new Date(2026, 2, 4, 10, 11, 12).getTime());
    expect(parseMoment('now', now, 'until', machineZone)).toBe(Date.parse(now));
  });
});

describe('which completion is meant', () => {
  const done = sealed('u-1', 1);
  const again = sealed('u-2', 3);
  const mark = (id: string, type: string, ref: string) => ({ ...sealed(id, 2), type, ref }) as LedgerEntry;
  const chosen = (lines: readonly LedgerEntry[], id?: string) => {
    const found = chooseEntry(lines, id);
    return found.ok ? `${found.completion.entry.id} ${found.line.id}` : found.refusals[0].message;
  };
  test('the last that stands, or the one that a line belongs to', () => {
    const amended = mark('u-1-a1', 'amended', 'u-1');
    const dropped = mark('v', 'voided', 'u-1-a1');
    const voided = mark('w', 'voided', 'u-2');
    expect(chosen([done, again])).toBe('u-2 u-2');
    expect(chosen([done, again, voided])).toBe('u-1 u-1');
    expect(chosen([again, voided])).toBe('u-2 u-2');
    expect(chosen([done, amended, again, dropped], 'v')).toBe('u-1 v');
    expect(chosen([done, amended, again], 'u-1-a1')).toBe('u-1 u-1-a1');
    expect(chosen([done, again], 'u-1')).toBe('u-1 u-1');
    expect(chosen([done, mark('x', 'amended', 'u-7')], 'x')).toBe('there is no ledger entry "x"');
    expect(chosen([mark('x', 'amended', 'u-7')])).toBe('the ledger has no completion of this task');
  });
});
