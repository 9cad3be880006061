import { describe, expect, test } from 'vitest';
import { at, entry } from '../fixtures';
import { type Packed, packing, sessionsOf, whole } from './sample';

const { pack } = packing();

describe('the ledger', () => {
  const first = `${JSON.stringify(entry('e1', [], 'a'))}\n`;
  const second = entry('e2', ['a'.repeat(64)], 'b');
  const bytes = `${JSON.stringify(second)}\n`;
  const memoryIn = (packed: Packed) => packed.jsonOf('sessions.json')._meta.ledger;

  test('an entry: sessions.json remembers head, count, size and times', () => {
    const packed = pack({ ledger: [second] }, { ...whole, 'ledger.jsonl': first });
    expect(packed.put).toEqual(['sessions.json']);
    expect(packed.append).toEqual([{ file: 'ledger.jsonl', offset: first.length, bytes }]);
    expect(memoryIn(packed)).toEqual({
      heads: ['b'.repeat(64)],
      count: 2,
      size: first.length + bytes.length,
      completions: 2,
      maxAt: at,
      lagMs: 0,
    });
  });

  test('where its last line has no end, that is counted', () => {
    const packed = pack({ ledger: [second] }, { ...whole, 'ledger.jsonl': first.trim() });
    expect(packed.append).toEqual([{ file: 'ledger.jsonl', offset: first.length - 1, bytes: `\n${bytes}` }]);
    expect(memoryIn(packed).size).toBe(first.length + bytes.length);
  });

  test('letters of several bytes are counted as bytes', () => {
    const wide = { ...second, task: { ...second.task, title: 'ä𝄞' } };
    const packed = pack({ ledger: [wide] }, { ...whole, 'ledger.jsonl': first });
    expect(memoryIn(packed).size).toBe(first.length + Buffer.byteLength(`${JSON.stringify(wide)}\n`));
  });

  test('what was remembered is carried on, by branch', () => {
    const branches = { old: { heads: ['x'.repeat(64)], count: 1 } };
    const ledger = {
      heads: ['a'.repeat(64)],
      count: 41,
      size: first.length,
      completions: 40,
      lagMs: 7,
      maxAt: at,
      branches,
      branch: 'old',
      mine: 1,
    };
    const packed = pack(
      { ledger: [second] },
      { ...whole, 'ledger.jsonl': first, 'sessions.json': sessionsOf({ ledger }, []) },
      false,
      'main',
    );
    const tip = { heads: ['b'.repeat(64)], count: 42 };
    expect(memoryIn(packed)).toEqual({
      ...tip,
      size: first.length + bytes.length,
      completions: 41,
      lagMs: 7,
      maxAt: at,
      branch: 'main',
      branches: { ...branches, main: tip },
      mine: 1,
    });
  });
});

describe('a redaction', () => {
  const secret = { ...entry('e1', [], 'a'), reason: 'secret' };
  const text = `${JSON.stringify(secret)}\n`;
  const redact = [{ entryId: 'e1', hash: 'a'.repeat(64), field: 'reason' }];
  const ledger = { heads: ['a'.repeat(64)], count: 1, size: text.length, completions: 1 };

  test('replaces the ledger, and sessions.json remembers its size', () => {
    const packed = pack({ redact }, { ...whole, 'ledger.jsonl': text, 'sessions.json': sessionsOf({ ledger }, []) });
    expect([packed.put, packed.append]).toEqual([['ledger.jsonl', 'sessions.json'], []]);
    const image = String(packed.images.get('ledger.jsonl'));
    expect(image).not.toContain('secret');
    expect(packed.jsonOf('sessions.json')._meta.ledger).toEqual({ ...ledger, size: image.length });
  });

  test('branch and missed entries stay remembered', () => {
    const recorded = { ...ledger, branch: 'main', missed: ['m'] };
    const packed = pack({ redact }, { ...whole, 'ledger.jsonl': text, 'sessions.json': sessionsOf({ ledger: recorded }, []) });
    expect(packed.jsonOf('sessions.json')._meta.ledger).toMatchObject({ branch: 'main', missed: ['m'] });
  });

  test.each<[string, object]>([
    ['nothing is remembered', {}],
    ['another size is remembered', { ledger: { ...ledger, size: text.length - 1 } }],
  ])('%s: so it stays', (_what, meta) => {
    expect(pack({ redact }, { ...whole, 'ledger.jsonl': text, 'sessions.json': sessionsOf(meta, []) }).put).toEqual([
      'ledger.jsonl',
    ]);
  });

  test('of a ledger that is not there', () => {
    const packed = pack({ redact });
    expect([packed.put, packed.images.get('ledger.jsonl')]).toEqual([['ledger.jsonl'], '']);
  });

  test('of nothing', () => {
    expect(pack({ redact: [] }, { ...whole, 'ledger.jsonl': text }).put).toEqual([]);
  });
});
