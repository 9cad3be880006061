import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/domain/ledger/canonical-json';
import { type MergeLine, mergeLedgers } from '../../../src/domain/ledger/merge-ledgers';
import type { LedgerEntry } from '../../../src/domain/ledger/schema';
import { type EntryDraft, hashEntry, sealEntries } from '../../../src/domain/ledger/seal-entries';
import { sha256 } from '../../support/world';

const draftOf = (id: string, at = '2026-11-21T10:00:00.000Z', reason?: string): EntryDraft => ({
  id,
  type: 'completed',
  at,
  source: 'direct_session',
  task: { id: 'T001', uid: id, title: 'Überprüfen', type: 'task', labels: [] },
  ...(reason === undefined ? {} : { reason }),
  flags: [],
});

const rawOf = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const lineOf = (record: unknown): MergeLine => {
  const text = typeof record === 'string' ? record : JSON.stringify(record);
  return { raw: rawOf(text), text };
};
const linesOf = (entries: readonly LedgerEntry[]): MergeLine[] => entries.map(lineOf);
const raws = (lines: readonly MergeLine[]): string[] => lines.map(({ raw }) => raw);
const merge = (...sides: (readonly MergeLine[])[]) => mergeLedgers(sides, sha256);
const hashesOf = (lines: readonly MergeLine[]): string[] => lines.map(({ text }) => JSON.parse(text ?? '').hash);

const redact = (entry: LedgerEntry, ...names: (keyof LedgerEntry)[]) => {
  const kept = Object.entries(entry).filter(([name]) => !names.includes(name));
  const redacted = Object.fromEntries(names.map((name) => [name, sha256(canonicalJson(entry[name]))]));
  return Object.fromEntries([...kept, ['redacted', redacted]]) as Record<string, unknown>;
};

/** A history that splits and joins: two sides grown from a common beginning, merged now and then, with what is no entry. */
const historyOf = (moves: readonly number[]): { ours: MergeLine[]; theirs: MergeLine[] } => {
  const sides: [MergeLine[], MergeLine[]] = [[], []];
  const headsOf = (lines: readonly MergeLine[]): string[] => {
    const entries = lines.filter(({ text }) => text?.endsWith('}')).map(({ text }) => JSON.parse(text ?? ''));
    const named = new Set(entries.flatMap(({ prev }) => prev));
    return entries.map(({ hash }) => hash).filter((hash) => !named.has(hash));
  };
  for (const [step, move] of moves.entries()) {
    const side = move % 2 === 0 ? sides[0] : sides[1];
    const at = `2026-11-21T10:00:${String(move % 60).padStart(2, '0')}.000Z`;
    if (move % 11 === 3) side.push(lineOf(`{"v":1,"torn ${move % 3}`));
    else if (move % 7 === 5) {
      const merged = [...merge(sides[0], sides[1]).lines];
      side.splice(0, side.length, ...merged);
    } else side.push(...linesOf(sealEntries([draftOf(`e${step}`, at)], headsOf(side), sha256)));
  }
  return { ours: sides[0], theirs: sides[1] };
};

const history = fc.array(fc.nat({ max: 200 }), { maxLength: 40 }).map(historyOf);

describe('mergeLedgers', () => {
  it('gives the same whichever side is whose', () => {
    fc.assert(
      fc.property(history, ({ ours, theirs }) => {
        expect(raws(merge(ours, theirs).lines)).toEqual(raws(merge(theirs, ours).lines));
      }),
    );
  });

  it('changes nothing when it is done again', () => {
    fc.assert(
      fc.property(history, ({ ours, theirs }) => {
        const once = merge(ours, theirs).lines;
        expect(raws(merge(once, once).lines)).toEqual(raws(once));
        expect(raws(merge(once, theirs).lines)).toEqual(raws(once));
      }),
    );
  });

  it('loses no line of either side and invents none', () => {
    fc.assert(
      fc.property(history, ({ ours, theirs }) => {
        const merged = raws(merge(ours, theirs).lines);
        expect(new Set(merged)).toEqual(new Set([...raws(ours), ...raws(theirs)]));
      }),
    );
  });

  it('puts every entry behind those that it names, and leaves one chain in its order', () => {
    fc.assert(
      fc.property(history, ({ ours, theirs }) => {
        const seen = new Set<string>();
        const entries = merge(ours, theirs).lines.filter(({ text }) => text?.endsWith('}'));
        for (const { text } of entries) {
          const { hash, prev } = JSON.parse(text ?? '');
          for (const before of prev) expect(seen.has(before)).toBe(true);
          seen.add(hash);
        }
      }),
    );
    const chain = linesOf(sealEntries([draftOf('late', '2026-11-22T00:00:00.000Z'), draftOf('early')], [], sha256));
    expect(raws(merge(chain, chain).lines)).toEqual(raws(chain));
  });

  it('orders by time, then hash, what does not depend on each other', () => {
    const base = sealEntries([draftOf('base')], [], sha256);
    const heads = base.map(({ hash }) => hash);
    const ours = sealEntries([draftOf('a', '2026-11-21T12:00:00.000Z')], heads, sha256);
    const theirs = sealEntries(
      [draftOf('b', '2026-11-21T11:00:00.000Z'), draftOf('c', '2026-11-21T13:00:00.000Z')],
      heads,
      sha256,
    );
    const merged = merge(linesOf([...base, ...ours]), linesOf([...base, ...theirs]));
    expect(merged.lines.map(({ text }) => JSON.parse(text ?? '').id)).toEqual(['base', 'b', 'a', 'c']);
    expect(merged).toMatchObject({ entries: 4, foreign: [], doubles: [] });
  });

  it('keeps a completion that both sides recorded twice and names it', () => {
    const ours = sealEntries([draftOf('same-1', '2026-11-21T12:00:00.000Z')], [], sha256);
    const theirs = sealEntries([draftOf('same-1', '2026-11-21T11:00:00.000Z')], [], sha256);
    const merged = merge(linesOf(ours), linesOf(theirs));
    expect(merged.doubles).toEqual(['same-1']);
    expect(hashesOf(merged.lines)).toEqual([theirs[0]?.hash, ours[0]?.hash]);
  });

  it('takes out of the task what either side has taken out of it', () => {
    const task = { id: 'T001', uid: 'u', title: 'secret', type: 'task', phase: 'p', labels: ['secret'] };
    const [entry] = sealEntries([{ ...draftOf('x-1'), task }], [], sha256) as [LedgerEntry];
    const digest = { task: sha256(canonicalJson(task)) };
    const { phase: _phase, ...phaseless } = task;
    const one = { ...entry, task: { ...task, title: '[redacted]', redacted: ['title'] }, redacted: digest };
    const other = { ...entry, task: { ...phaseless, labels: [], redacted: ['labels', 'phase'] }, redacted: digest };
    for (const sides of [
      [one, other],
      [other, one],
      [entry, one, other],
    ]) {
      const { lines } = merge(...sides.map((side) => [lineOf(side)]));
      const fields = JSON.parse(lines[0]?.raw ?? '');
      expect(lines).toHaveLength(1);
      expect(fields.task).toEqual({ ...phaseless, title: '[redacted]', labels: [], redacted: ['labels', 'phase', 'title'] });
      expect(hashEntry(fields, sha256)).toBe(entry.hash);
    }
  });

  it('keeps what is redacted on either side redacted, and the line still fits its hash', () => {
    const [entry] = sealEntries([draftOf('x', undefined, 'the password is swordfish')], [], sha256);
    if (entry === undefined) throw new Error('no entry');
    const withoutReason = redact(entry, 'reason');
    const withoutTask = redact(entry, 'task');
    expect(raws(merge([lineOf(entry)], [lineOf(withoutReason)]).lines)).toEqual(raws([lineOf(withoutReason)]));
    const [both, ...more] = merge([lineOf(withoutReason)], [lineOf(withoutTask)], [lineOf(entry)]).lines;
    const fields = JSON.parse(both?.text ?? '');
    expect(more).toEqual([]);
    expect(both?.raw).not.toContain('swordfish');
    expect(Object.keys(fields.redacted)).toEqual(['reason', 'task']);
    expect(hashEntry(fields, sha256)).toBe(entry.hash);
  });

  it('keeps an entry that was edited under its hash beside the right one', () => {
    const [entry] = sealEntries([draftOf('x', undefined, 'true')], [], sha256);
    const edited = { ...entry, reason: 'false', at: '2020-01-01T00:00:00.000Z' };
    const one = merge([lineOf(entry)], [lineOf(edited)]).lines;
    expect(raws(one)).toEqual(raws([lineOf(entry), lineOf(edited)]));
    expect(raws(merge([lineOf(edited)], [lineOf(entry)]).lines)).toEqual(raws(one));
  });

  it('keeps torn lines, conflict markers and bytes that are no text, at the end', () => {
    const [entry] = sealEntries([draftOf('x')], [], sha256);
    const bytes: MergeLine = { raw: '\xff\xfe', text: undefined };
    const strange = [lineOf('<<<<<<< ours'), lineOf('null'), lineOf('[1]'), lineOf('{"hash":1,"prev":[]}'), bytes];
    const merged = merge([...strange, lineOf(entry)], [lineOf('null'), lineOf('null')]);
    expect(raws(merged.lines)).toEqual([
      lineOf(entry).raw,
      '<<<<<<< ours',
      '[1]',
      'null',
      'null',
      '{"hash":1,"prev":[]}',
      '\xff\xfe',
    ]);
    expect(merged.foreign).toHaveLength(6);
  });

  it('keeps lines that name each other in a circle', () => {
    const circle = [
      { id: 'a', at: '2', hash: 'a', prev: ['b'] },
      { id: 'b', at: '1', hash: 'b', prev: ['a'] },
      { id: 'c', at: '0', hash: 'c', prev: ['c', 'gone', 7] },
    ].map(lineOf);
    expect(hashesOf(merge(circle, []).lines)).toEqual(['c', 'b', 'a']);
  });

  it('merges a long history without recursion', () => {
    const long = linesOf(
      sealEntries(
        Array.from({ length: 5_000 }, (_, index) => draftOf(`e${index}`)),
        [],
        sha256,
      ),
    );
    expect(raws(merge(long, long.slice(0, 10)).lines)).toEqual(raws(long));
  });
});
