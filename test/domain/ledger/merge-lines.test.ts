import { describe, expect, it, test } from 'vitest';
import { completionsOf } from '../../../src/domain/ledger/choose-entry';
import { foldCompletion } from '../../../src/domain/ledger/fold';
import { isEntryLine, type MergeLine, mergeLedgers } from '../../../src/domain/ledger/merge-ledgers';
import type { LedgerEntry } from '../../../src/domain/ledger/schema';
import { hashEntry } from '../../../src/domain/ledger/seal-entries';
import { detailOf } from '../../../src/domain/ledger/view';
import { sha256 } from '../../support/world';

const at = (n: number): string => `2026-11-21T10:00:0${n}.000Z`;
const lineOf = (record: unknown): MergeLine => {
  const text = typeof record === 'string' ? record : JSON.stringify(record);
  return { raw: text, text };
};
const merged = (...sides: (readonly MergeLine[])[]) => mergeLedgers(sides, sha256);
/** Words of the lines that both orders of the sides give; fails where they differ. */
const both = (one: readonly MergeLine[], other: readonly MergeLine[], wordOf: (line: MergeLine) => unknown) => {
  const lines = merged(one, other).lines;
  expect(merged(other, one).lines).toEqual(lines);
  return lines.map(wordOf);
};
const parsed = ({ text }: MergeLine): Record<string, unknown> => JSON.parse(text ?? 'null');
/** A line that fits its hash. */
const sealed = (id: string, n: number, more: object = {}) => {
  const body = { id, at: at(n), prev: [], ...more };
  return { ...body, hash: hashEntry(body, sha256) };
};

describe('a line is an entry', () => {
  it.each<[string, unknown, boolean]>([
    ['with a hash and what it follows', { hash: 'a', prev: [] }, true],
    ['also where it follows something odd', { hash: 'a', prev: [7, 'b'] }, true],
    ['not without a hash', { prev: [] }, false],
    ['not without what it follows', { hash: 'a' }, false],
    ['not with a hash that is no text', { hash: 7, prev: [] }, false],
    ['not where what it follows is no list', { hash: 'a', prev: 'b' }, false],
    ['not as null', 'null', false],
    ['not as a number', '7', false],
    ['not as a text', '"hash prev"', false],
    ['not as a list', '[]', false],
    ['not where it is torn', '{"hash":"a","prev":[', false],
    ['not where it is empty', '', false],
  ])('%s', (_, record, isEntry) => {
    const line = lineOf(record);
    expect(isEntryLine(line)).toBe(isEntry);
    const { lines, entries, foreign } = merged([line], [line]);
    expect(lines).toEqual(line.raw === '' ? [] : [line]);
    expect([entries, foreign.length]).toEqual(isEntry ? [1, 0] : [0, line.raw === '' ? 0 : 1]);
  });

  it('not where its bytes are no text', () => {
    const line: MergeLine = { raw: '\xff', text: undefined };
    expect(isEntryLine(line)).toBe(false);
    expect(merged([line], [])).toEqual({ lines: [line], entries: 0, foreign: [line], doubles: [] });
  });
});

describe('the order of entries', () => {
  const id = (line: MergeLine) => parsed(line).id;

  it('is that of their times, then of their hashes; what has no time comes first', () => {
    const plain = (hash: string, time: unknown) => lineOf({ id: hash, hash, prev: [], at: time });
    const lines = [plain('d', at(2)), plain('c', at(1)), plain('b', at(2)), plain('a', 7), plain('e', at(1)), plain('f', at(3))];
    expect(both(lines, lines.toReversed(), id)).toEqual(['a', 'c', 'e', 'b', 'd', 'f']);
  });

  it('keeps to what each names, whatever the times say', () => {
    const chained = (hash: string, n: number, ...prev: unknown[]) => lineOf({ id: hash, hash, prev, at: at(n) });
    const lines = [
      chained('a', 5),
      chained('b', 1, 'a'),
      chained('c', 2, 'a', 'b', 9, 'gone'),
      chained('d', 3),
      chained('e', 0, 'c', 'd', 'e'),
    ];
    expect(both(lines, [], id)).toEqual(['d', 'a', 'b', 'c', 'e']);
    expect(both(lines.slice(0, 2), lines.slice(1).toReversed(), id)).toEqual(['d', 'a', 'b', 'c', 'e']);
  });

  it('has lines that name each other in a circle at the end', () => {
    const chained = (hash: string, n: number, prev: string) => lineOf({ id: hash, hash, prev: [prev], at: at(n) });
    const lines = [chained('a', 2, 'b'), chained('b', 1, 'a'), chained('c', 0, 'a'), chained('d', 9, 'gone')];
    expect(both(lines, [], id)).toEqual(['d', 'c', 'b', 'a']);
  });

  it('of many entries is the same as sorted', () => {
    const times = [7, 3, 9, 1, 5, 8, 2, 6, 4, 0, 3, 7, 1];
    const lines = times.map((n, place) =>
      lineOf({ id: `${n}-${place}`, hash: `h${String(place).padStart(2, '0')}`, prev: [], at: at(n) }),
    );
    const sorted = times
      .map((n, place) => [n, place] as const)
      .sort(([a, i], [b, j]) => a - b || i - j)
      .map(([n, place]) => `${n}-${place}`);
    expect(both(lines.slice(0, 6), lines.slice(6), id)).toEqual(sorted);
  });
});

describe('an entry that was edited under its hash', () => {
  const right = sealed('b', 5);
  const edited = { ...right, at: at(1), id: 'a', prev: ['x'] };
  const x = { ...sealed('x', 3), hash: 'x' };
  const y = { ...sealed('y', 4), hash: 'y' };

  it('stands beside the right one, where the earlier of both times and all that both name put it', () => {
    const words = (line: MergeLine) => [parsed(line).id, parsed(line).at];
    expect(both([lineOf(y), lineOf(right)], [lineOf(x), lineOf(edited)], words)).toEqual([
      ['x', at(3)],
      ['b', at(5)],
      ['a', at(1)],
      ['y', at(4)],
    ]);
  });

  it('is a double only where its id stands on another entry', () => {
    const twice = [lineOf(sealed('b', 1)), lineOf(sealed('b', 2)), lineOf(sealed('c', 3))];
    expect(merged(twice, [lineOf({ hash: 'p', prev: [] }), lineOf({ hash: 'q', prev: [], id: 7 })]).doubles).toEqual(['b']);
    expect(merged([lineOf(right)], [lineOf(edited)]).doubles).toEqual([]);
    expect(merged([lineOf(edited)], [lineOf(right), lineOf({ ...sealed('a', 9) })]).doubles).toEqual(['a']);
  });
});

describe('an entry that was redacted', () => {
  const whole = sealed('a', 1, { reason: 'grün', note: 'n', branch: 'main' });
  const without = (...names: readonly ('reason' | 'note' | 'branch')[]) => {
    const redacted = Object.fromEntries(names.map((name) => [name, sha256(JSON.stringify(whole[name as keyof typeof whole]))]));
    return {
      ...Object.fromEntries(Object.entries(whole).filter(([name]) => !(names as readonly string[]).includes(name))),
      redacted,
    };
  };

  it('on one side is redacted in the result', () => {
    expect(both([lineOf(whole)], [lineOf(without('reason'))], parsed)).toEqual([without('reason')]);
  });

  it('on both sides in different fields is redacted in all of them, and still fits its hash', () => {
    const [result] = both([lineOf(without('reason'))], [lineOf(without('note'))], parsed);
    expect(result).toEqual(without('note', 'reason'));
    expect(Object.keys(result as object)).toEqual(['id', 'at', 'prev', 'branch', 'redacted', 'hash']);
    expect(Object.keys((result as { redacted: object }).redacted)).toEqual(['note', 'reason']);
    expect(hashEntry(result as Record<string, unknown>, sha256)).toBe(whole.hash);
  });

  it('and made anew is the same in bytes as in text', () => {
    const [line] = merged([lineOf(without('note'))], [lineOf(without('branch'))]).lines;
    expect(line?.text).toContain('gr\\u00fcn');
    expect(line?.raw).toBe(line?.text);
  });
});

test('foreign lines stand at the end, each as often as on the side that has it most', () => {
  const lines = ['z', 'a', 'z', 'm'].map(lineOf);
  const raws = both(lines, [lineOf('z'), lineOf(sealed('b', 1)), lineOf('m'), lineOf('m')], ({ raw }) => raw);
  expect(raws).toEqual([JSON.stringify(sealed('b', 1)), 'a', 'm', 'm', 'z', 'z']);
});

describe('a completion with what was said of it later', () => {
  const entry = (id: string, n: number, over: Partial<LedgerEntry>): LedgerEntry => ({
    v: 1,
    id,
    type: 'amended',
    ref: 'c',
    at: at(n),
    source: 'direct_session',
    task: { id: 'T001', uid: 'u', title: 'T', type: 'task', labels: [] },
    flags: [],
    prev: [],
    hash: id,
    ...over,
  });
  const { ref: _ref, ...first } = entry('c', 1, {
    type: 'completed',
    reason: 'first',
    costUsd: 1,
    costSource: 'table:2026-11-21',
    note: 'n1',
  });
  const commits = (...shas: readonly string[]) => shas.map((sha) => ({ sha, subject: sha, origin: 'git' as const }));
  const files = (...paths: readonly string[]) => paths.map((path) => ({ path, origin: 'git' as const }));

  test('has the newest of each fact, each file and commit once', () => {
    const later = entry('a2', 5, {
      reason: 'third',
      commits: commits('x', 'y'),
      files: files('a', 'b'),
      costUsd: 3,
      costSource: 'harness',
    });
    const sooner = entry('a1', 3, {
      reason: 'second',
      commits: commits('y', 'z'),
      files: files('b', 'c'),
      note: 'n2',
      durationMs: 7,
    });
    const dropped = entry('a3', 9, { reason: 'never' });
    const others = [entry('o', 9, { ref: 'other', reason: 'of another' }), entry('r', 9, { type: 'reopened', ref: 'other' })];
    const voids = [entry('v3', 9, { type: 'voided', ref: 'a3' }), entry('v9', 9, { type: 'voided', ref: 'other' })];
    expect(foldCompletion(first, [later, sooner, dropped, ...others, ...voids])).toStrictEqual({
      entry: first,
      state: 'stands',
      reason: 'third',
      notes: [
        { at: at(1), text: 'n1', entry: 'c' },
        { at: at(3), text: 'n2', entry: 'a1' },
      ],
      files: files('b', 'c', 'a'),
      commits: commits('y', 'z', 'x'),
      costUsd: 3,
      costSource: 'harness',
      durationMs: 7,
      amendments: [sooner, later],
      dropped: [dropped],
    });
  });

  test('is reopened, or voided, which says more', () => {
    const reopened = entry('r', 4, { type: 'reopened' });
    const voided = entry('v', 5, { type: 'voided' });
    const base = {
      entry: first,
      reason: 'first',
      notes: [{ at: at(1), text: 'n1', entry: 'c' }],
      files: [],
      commits: [],
      costUsd: 1,
      costSource: 'table:2026-11-21',
      amendments: [],
      dropped: [],
    };
    expect(foldCompletion(first, [reopened])).toStrictEqual({ ...base, state: 'reopened', reopened });
    expect(foldCompletion(first, [reopened, voided])).toStrictEqual({ ...base, state: 'voided', reopened, voided });
  });

  test.each<[Partial<LedgerEntry>, object]>([
    [
      { costUsd: 2, costSource: 'harness' },
      { costUsd: 2, costSource: 'harness' },
    ],
    [
      { costUsd: 0, costSource: 'harness' },
      { costUsd: 0, costSource: 'harness' },
    ],
    [{ costUsd: null, costSource: 'harness' }, { costUsd: null }],
    [{ costSource: 'harness' }, {}],
  ])('tells from where its cost is known, where it is: %j', (facts, cost) => {
    const { ref: _none, ...line } = entry('c', 1, { type: 'completed', ...facts });
    expect(detailOf(foldCompletion(line, []))).toStrictEqual({
      id: 'c',
      state: 'stands',
      files: [],
      commits: [],
      ...cost,
      entry: line,
    });
  });

  test('tells what was said later in the order of time', () => {
    const marks = [
      entry('a2', 3, {}),
      entry('v', 4, { type: 'voided', ref: 'a1' }),
      entry('a1', 2, {}),
      entry('r', 1, { type: 'reopened' }),
      entry('b1', 3, {}),
    ];
    expect(detailOf(foldCompletion(first, marks)).marks?.map(({ id, dropped }) => [id, dropped])).toEqual([
      ['r', undefined],
      ['a1', true],
      ['a2', undefined],
      ['b1', undefined],
    ]);
  });

  test('is one of several of its task, each with its own marks', () => {
    const { ref: _none, ...second } = entry('d', 3, { type: 'completed', reason: 'second' });
    const lines = [first, entry('r', 2, { type: 'reopened' }), second, entry('a', 4, { ref: 'd', reason: 'third' })];
    expect(completionsOf(lines).map((each) => [each.entry.id, each.state, each.reason])).toEqual([
      ['c', 'reopened', 'first'],
      ['d', 'stands', 'third'],
    ]);
  });
});
