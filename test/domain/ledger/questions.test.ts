import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { machineZone } from '../../../src/compose/machine-zone';
import { chooseEntry, completionsOf } from '../../../src/domain/ledger/choose-entry';
import { type LedgerFilter, matchesCompletion, pieceOf } from '../../../src/domain/ledger/filter';
import { foldCompletion } from '../../../src/domain/ledger/fold';
import { parseMoment } from '../../../src/domain/ledger/moment';
import { pathPattern } from '../../../src/domain/ledger/path-pattern';
import type { LedgerEntry } from '../../../src/domain/ledger/schema';
import { createStats } from '../../../src/domain/ledger/stats';

const line = (id: string, type: LedgerEntry['type'], over: Partial<LedgerEntry> = {}): LedgerEntry => ({
  v: 1,
  id,
  type,
  at: '2026-03-04T10:00:00.000Z',
  source: 'direct_session',
  task: { id: 'T001', uid: 'u1', title: 'Log in', type: 'task', labels: ['auth'], epicId: 'T000', phase: 'build' },
  flags: [],
  prev: [],
  hash: '0'.repeat(64),
  ...over,
});

describe('a completion and what was recorded later', () => {
  const done = line('u1-1', 'completed', { reason: 'first', files: [{ path: 'a.ts', origin: 'git' }] });

  it('takes the newest reason, all files and all notes', () => {
    const folded = foldCompletion(done, [
      line('u1-1-a2', 'amended', { ref: 'u1-1', at: '2026-03-04T12:00:00.000Z', reason: 'third', note: 'n2' }),
      line('u1-1-a1', 'amended', {
        ref: 'u1-1',
        at: '2026-03-04T11:00:00.000Z',
        reason: 'second',
        note: 'n1',
        files: [
          { path: 'a.ts', origin: 'flag' },
          { path: 'b.ts', origin: 'flag' },
        ],
      }),
      line('u2-1-a1', 'amended', { ref: 'u2-1', reason: 'of another' }),
    ]);
    expect(folded).toMatchObject({ state: 'stands', reason: 'third' });
    expect(folded.files).toEqual([
      { path: 'a.ts', origin: 'git' },
      { path: 'b.ts', origin: 'flag' },
    ]);
    expect(folded.notes.map(({ text }) => text)).toEqual(['n1', 'n2']);
  });

  it('leaves a voided amendment out, and says what became of the completion', () => {
    const amended = line('u1-1-a1', 'amended', { ref: 'u1-1', reason: 'wrong' });
    const dropped = foldCompletion(done, [amended, line('v', 'voided', { ref: 'u1-1-a1' })]);
    expect(dropped).toMatchObject({ state: 'stands', reason: 'first', amendments: [], dropped: [amended] });
    expect(foldCompletion(done, [line('r', 'reopened', { ref: 'u1-1' })]).state).toBe('reopened');
    expect(foldCompletion(done, [line('r', 'reopened', { ref: 'u1-1' }), line('v', 'voided', { ref: 'u1-1' })]).state).toBe(
      'voided',
    );
  });

  it('done, reopened, done are two completions, and the last one is meant', () => {
    const lines = [done, line('u1-1-reopened', 'reopened', { ref: 'u1-1' }), line('u1-2', 'completed')];
    expect(completionsOf(lines).map(({ entry, state }) => [entry.id, state])).toEqual([
      ['u1-1', 'reopened'],
      ['u1-2', 'stands'],
    ]);
    expect(chooseEntry(lines, undefined)).toMatchObject({ ok: true, line: { id: 'u1-2' } });
    expect(chooseEntry(lines, 'u1-1-reopened')).toMatchObject({ ok: true, completion: { entry: { id: 'u1-1' } } });
    expect(chooseEntry(lines, 'u9-1')).toMatchObject({ ok: false, refusals: [{ code: 'E_NOT_FOUND' }] });
  });
});

describe('a filter', () => {
  const completion = foldCompletion(
    line('u1-1', 'completed', {
      agent: 'alice',
      session: 's1',
      completedAt: '2026-03-04T09:00:00.000Z',
      reason: 'Größe "ok"',
      files: [{ path: 'src/auth/login.ts', origin: 'git' }],
    }),
    [line('u1-1-a1', 'amended', { ref: 'u1-1', note: 'later words', files: [{ path: 'docs/x.md', origin: 'flag' }] })],
  );
  const ms = Date.parse('2026-03-04T09:00:00.000Z');

  it.each<[string, LedgerFilter, boolean]>([
    ['nothing asked', {}, true],
    ['text of the reason in another case', { text: 'GRÖSSE'.replace('SS', 'ß') }, true],
    ['text with quotes', { text: '"ok"' }, true],
    ['text of an amendment', { text: 'LATER' }, true],
    ['text nowhere', { text: 'never' }, false],
    ['agent', { agent: 'alice' }, true],
    ['part of an agent', { agent: 'ali' }, false],
    ['session', { session: 's2' }, false],
    ['phase', { phase: 'build' }, true],
    ['all labels', { labels: ['auth', 'ui'] }, false],
    ['epic', { within: { root: 'T000', ids: new Set(['T000']) } }, true],
    ['another epic', { within: { root: 'T9', ids: new Set(['T9']) } }, false],
    ['file of an amendment', { file: pathPattern('docs') }, true],
    ['text and file on different lines', { text: 'later', file: pathPattern('src/auth') }, true],
    ['from that instant on', { sinceMs: ms }, true],
    ['until then, exclusive', { untilMs: ms }, false],
    ['source', { source: 'hook' }, false],
    ['task', { taskUid: 'u1' }, true],
  ])('%s', (_name, filter, expected) => {
    expect(matchesCompletion(filter, completion)).toBe(expected);
  });

  it('its piece stands in every line that can decide', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), fc.string({ unit: 'binary' }), (text, around) => {
        const piece = pieceOf({ text });
        const json = JSON.stringify(line('u1-1', 'completed', { reason: around + text + around }));
        const ascii = json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
        for (const form of [json, ascii]) expect(form.includes(piece?.piece ?? '')).toBe(true);
      }),
    );
  });
});

describe('times', () => {
  const now = '2026-03-10T15:30:00.000Z';
  const local = (year: number, month: number, day: number, hour = 0, minute = 0) =>
    new Date(year, month, day, hour, minute).getTime();

  it.each<[string, 'since' | 'until', number | undefined]>([
    ['2w', 'since', Date.parse(now) - 14 * 86_400_000],
    ['90s', 'until', Date.parse(now) - 90_000],
    ['now', 'until', Date.parse(now)],
    ['2026-03-04', 'since', local(2026, 2, 4)],
    ['2026-03-04', 'until', local(2026, 2, 5)],
    ['2026-03-04T15:00', 'since', local(2026, 2, 4, 15, 0)],
    ['2026-03-04T15:00:00Z', 'since', Date.parse('2026-03-04T15:00:00Z')],
    ['2026-02-30', 'since', undefined],
    ['2026-03-04T25:00', 'since', undefined],
    ['last week', 'since', undefined],
    ['', 'since', undefined],
  ])('%s (%s)', (text, side, expected) => {
    expect(parseMoment(text, now, side, machineZone)).toBe(expected);
  });

  it('yesterday is the local day before', () => {
    const noon = new Date(Date.parse(now));
    const [year, month, day] = [noon.getFullYear(), noon.getMonth(), noon.getDate()];
    expect(parseMoment('yesterday', now, 'since', machineZone)).toBe(local(year, month, day - 1));
    expect(parseMoment('yesterday', now, 'until', machineZone)).toBe(local(year, month, day));
    expect(parseMoment('today', now, 'until', machineZone)).toBe(local(year, month, day + 1));
  });
});

describe('paths', () => {
  it.each<[string, string, boolean]>([
    ['src/a.ts', 'src/a.ts', true],
    ['./src/', 'src/x/a.ts', true],
    ['src/a', 'src/ab.ts', false],
    ['src/*.ts', 'src/a.ts', true],
    ['src/*.ts', 'src/x/a.ts', false],
    ['src/**/*.ts', 'src/a.ts', true],
    ['src/**/*.ts', 'src/x/y/a.ts', true],
    ['**', 'a/b', true],
    ['src/?.ts', 'src/ab.ts', false],
    ['a(b)[c].ts', 'a(b)[c].ts', true],
    ['a(b)+*.ts', 'a(b)+x.ts', true],
  ])('%s and %s: %s', (pattern, path, expected) => {
    expect(pathPattern(pattern).matches(path)).toBe(expected);
    if (expected) expect(path).toContain(pathPattern(pattern).piece);
  });
});

describe('statistics', () => {
  const work = (id: string, over: Partial<LedgerEntry>, marks: LedgerEntry[] = []) =>
    foldCompletion(line(id, 'completed', over), marks);

  it('counts, and leaves unknown what nobody knows', () => {
    const stats = createStats('agent', () => undefined, machineZone);
    stats.add(work('1', { agent: 'a', durationMs: 100, tokens: { input: 5, output: 7 }, costUsd: 0.5 }));
    stats.add(work('2', { agent: 'a', durationMs: 300, costUsd: null }));
    stats.add(work('3', { agent: 'a', durationMs: 500, tokens: { total: 100, input: 90 } }));
    stats.add(work('4', {}));
    stats.add(work('5', { agent: 'a' }, [line('v', 'voided', { ref: '5' })]));
    const answer = stats.answer();
    expect(answer.rows).toEqual([
      { key: 'a', completions: 3, cycleMs: { median: 300, p90: 500 }, tokens: 112, costUsd: 0.5, unattributed: 0.6667 },
      { key: '-', completions: 1, cycleMs: null, tokens: null, costUsd: null, unattributed: 1 },
    ]);
    expect(answer.total).toEqual({
      completions: 4,
      cycleMs: { median: 300, p90: 500 },
      tokens: 112,
      costUsd: 0.5,
      unattributed: 0.75,
    });
    expect(answer.voided).toBe(1);
  });

  it('a week begins on Monday, epics have their titles', () => {
    const weeks = createStats('week', () => undefined, machineZone);
    for (const day of ['02', '08', '09']) weeks.add(work(day, { completedAt: new Date(2026, 2, Number(day), 12).toISOString() }));
    expect(weeks.answer().rows.map(({ key, completions }) => [key, completions])).toEqual([
      ['2026-03-02', 2],
      ['2026-03-09', 1],
    ]);
    const epics = createStats('epic', (id) => `title of ${id}`, machineZone);
    epics.add(work('1', {}));
    expect(epics.answer().rows[0]).toMatchObject({ key: 'T000', title: 'title of T000' });
  });
});
