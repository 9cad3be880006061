import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { LedgerAudit } from '../../../../src/domain/ledger/audit';
import { hashEntry } from '../../../../src/domain/ledger/seal-entries';
import { sha256 } from '../../../../src/store/files/digest';
import { auditLines } from '../../../../src/store/files/ledger/audit-lines';
import { createLineHash } from '../../../../src/store/files/ledger/line-hash';
import { redactLines } from '../../../../src/store/files/ledger/redact-lines';
import { generateEntries, writeLedger } from '../../../support/generate-ledger';

const folder = mkdtempSync(join(tmpdir(), 'stint-audit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = join(folder, 'ledger.jsonl');
const recorded = { ...writeLedger(file, { count: 10_000 }), expected: [] as readonly string[] };
const bytes = readFileSync(file);
const tip = { ...recorded, expected: recorded.heads };

const audit = (content: Buffer, known: typeof tip | null = tip): LedgerAudit =>
  auditLines(
    { size: content.length, read: (into, at) => content.copy(into, 0, at), close: () => {} },
    known ?? undefined,
    () => {},
  );

const lines = bytes.toString('utf8').trimEnd().split('\n');
const fileOf = (list: readonly string[]): Buffer => Buffer.from(list.map((line) => `${line}\n`).join(''));
const kindsOf = ({ damages }: LedgerAudit) => damages.map(({ kind, line }) => [kind, line]);

describe('a whole ledger', () => {
  it('has no damage and one head', () => {
    const found = audit(bytes);
    expect(found).toMatchObject({ lines: 10_000, entries: 10_000, damageCount: 0, repeatedIds: 0, tipKnown: true });
    expect(found.heads).toEqual(recorded.heads);
    expect(found.completed + found.amended + found.reopened + found.voided).toBe(10_000);
  });

  it('is whole in any order of its lines', () => {
    const swapped = [...lines];
    for (let at = 0; at + 10 < swapped.length; at += 10) swapped.splice(at, 2, lines[at + 1] ?? '', lines[at] ?? '');
    expect(audit(fileOf(swapped)).damageCount).toBe(0);
    expect(audit(fileOf([...lines].reverse())).damageCount).toBe(0);
  });

  it('may be empty, and says where nothing is known of its end', () => {
    expect(audit(Buffer.alloc(0), null)).toMatchObject({ lines: 0, damageCount: 0, tipKnown: false, heads: [] });
  });
});

describe('damage', () => {
  it('a flipped byte is found in its line, wherever it is', () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      return Math.floor((seed / 0x80000000) * below);
    };
    // Around the place, 200 lines are enough to see what it does to its neighbours.
    const starts: number[] = [];
    for (let at = 0; at < bytes.length; at = bytes.indexOf(10, at) + 1) starts.push(at);
    for (let turn = 0; turn < 500; turn++) {
      const place = turn === 0 ? 0 : turn === 1 ? bytes.length - 1 : random(bytes.length);
      const line = starts.findLastIndex((start) => start <= place);
      const from = Math.max(0, line - 100);
      const part = Buffer.from(bytes.subarray(starts[from], starts[line + 100] ?? bytes.length));
      const inPart = place - (starts[from] ?? 0);
      part[inPart] = (part[inPart] ?? 0) ^ (1 << random(8));
      const { damages } = audit(part, null);
      const outside = damages.filter((damage) => !(from > 0 && damage.kind === 'missing-line' && damage.line === 1));
      expect(outside[0]?.line, `byte ${place}`).toBe(line - from + 1);
    }
  });

  it('a flipped byte is found in the whole file', () => {
    for (const place of [0, 12, 5_000_000, 5_000_001, bytes.length - 1, bytes.length - 30]) {
      const broken = Buffer.from(bytes);
      broken[place] = (broken[place] ?? 0) ^ 1;
      const line = bytes.subarray(0, place).toString('latin1').split('\n').length;
      const { damages } = audit(broken);
      expect(damages[0]?.line).toBe(line);
    }
  });

  it.each<[string, (list: string[]) => string[], [string, number | undefined][]]>([
    ['a removed line', (list) => list.toSpliced(4_000, 1), [['missing-line', 4_001]]],
    [
      'two removed stretches',
      (list) => list.toSpliced(9_000, 5).toSpliced(100, 1),
      [
        ['missing-line', 101],
        ['missing-line', 9_000],
      ],
    ],
    ['a removed first line', (list) => list.slice(1), [['missing-line', 1]]],
    ['a cut tip', (list) => list.slice(0, -3), [['cut-tip', undefined]]],
    ['everything cut', () => [], [['cut-tip', undefined]]],
    ['a line that stands twice', (list) => list.toSpliced(700, 0, list[12] ?? ''), [['duplicate', 701]]],
    ['a line that is no JSON', (list) => list.toSpliced(10, 0, '<<<<<<< HEAD'), [['not-json', 11]]],
    ['a line without a hash', (list) => list.toSpliced(10, 0, '{"a":1}'), [['version', 11]]],
    ['an entry of version 1 without a hash', (list) => list.toSpliced(10, 0, '{"v":1}'), [['not-an-entry', 11]]],
    ['an edited word', (list) => list.toSpliced(55, 1, (list[55] ?? '').replace('Make the', 'Mark the')), [['edited', 56]]],
    [
      'an edited predecessor',
      (list) => list.toSpliced(55, 1, (list[55] ?? '').replace(/"prev":\["../, '"prev":["00')),
      [['edited', 56]],
    ],
  ])('%s', (_name, change, expected) => {
    expect(kindsOf(audit(fileOf(change([...lines]))))).toEqual(expected);
  });

  it('a torn last line, and one that only lacks its line end', () => {
    expect(kindsOf(audit(bytes.subarray(0, -200)))).toEqual([
      ['torn', 10_000],
      ['cut-tip', undefined],
    ]);
    expect(kindsOf(audit(bytes.subarray(0, -1)))).toEqual([['torn', 10_000]]);
  });

  it('an edit whose hash was computed anew breaks the chain', () => {
    const entry = { ...JSON.parse(lines[500] ?? ''), reason: 'something else' };
    const forged = JSON.stringify({ ...entry, hash: hashEntry(entry, sha256) });
    expect(kindsOf(audit(fileOf(lines.toSpliced(500, 1, forged))))).toEqual([['missing-line', 502]]);
  });

  it('describes the first fifty and counts all', () => {
    const found = audit(fileOf(lines.map((line, at) => (at % 10 === 0 ? line.replace('Make', 'Mark') : line))));
    expect(found.damages).toHaveLength(50);
    expect(found.damageCount).toBe(1_000);
  });
});

describe('redaction', () => {
  const entry = JSON.parse(lines[200] ?? '');
  const redacted = redactLines(bytes, [{ entryId: entry.id, hash: entry.hash, field: 'reason' }]);

  it('takes the text out, leaves every other line and verifies', () => {
    const after = redacted.toString('utf8').trimEnd().split('\n');
    expect(after.filter((line, at) => line !== lines[at])).toHaveLength(1);
    const line = JSON.parse(after[200] ?? '');
    expect(line.reason).toBeUndefined();
    expect(line.redacted).toEqual({ reason: sha256(JSON.stringify(entry.reason)) });
    expect(line.hash).toBe(entry.hash);
    expect(audit(redacted)).toMatchObject({ damageCount: 0, redacted: 1 });
  });

  it('does not hide a changed digest', () => {
    const text = redacted.toString('utf8').replace(/"redacted":\{"reason":"../, '"redacted":{"reason":"zz');
    expect(kindsOf(audit(Buffer.from(text)))).toEqual([['edited', 201]]);
  });

  it('leaves a line alone whose hash is another', () => {
    expect(redactLines(bytes, [{ entryId: entry.id, hash: 'f'.repeat(64), field: 'reason' }]).equals(bytes)).toBe(true);
  });
});

describe('the hash of many lines', () => {
  it('is the hash of the domain, for any JSON', () => {
    const { hashOf } = createLineHash();
    const record = fc.dictionary(
      fc.oneof(
        fc.string(),
        fc.constantFrom('redacted', 'hash', 'id', 'agent', '__proto__', 'é'),
        fc.constantFrom('a', 'b', 'c', 'a\nb', 'b\nc'),
      ),
      fc.oneof(fc.jsonValue(), fc.constantFrom(1, '1', null, 'null', [], '[]')),
    );
    fc.assert(
      fc.property(record, fc.dictionary(fc.string(), fc.string()), (fields, redactedFields) => {
        const entry = JSON.parse(JSON.stringify({ ...fields, redacted: redactedFields }));
        expect(hashOf(entry)).toBe(hashEntry(entry, sha256));
        expect(hashOf(entry)).toBe(hashEntry(entry, sha256));
      }),
    );
    for (const entry of generateEntries({ count: 100, seed: 3 })) expect(hashEntry(entry, sha256)).toBe(entry.hash);
  });
});
