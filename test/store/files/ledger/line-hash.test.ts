import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../../src/domain/ledger/canonical-json';
import { hashEntry } from '../../../../src/domain/ledger/seal-entries';
import { sha256 } from '../../../../src/store/files/digest';
import { createLineHash } from '../../../../src/store/files/ledger/line-hash';

type Fields = Readonly<Record<string, unknown>>;

const parse = (text: string): Fields => JSON.parse(text);

/** What is hashed while `work` runs. */
const hashedBy = (work: () => void): unknown[] => {
  const own = crypto.hash;
  const texts: unknown[] = [];
  crypto.hash = ((algorithm: string, text: string) => {
    texts.push(text);
    return own(algorithm, text);
  }) as typeof own;
  syncBuiltinESMExports();
  try {
    work();
  } finally {
    crypto.hash = own;
    syncBuiltinESMExports();
  }
  return texts;
};

const digest = (value: unknown): string => sha256(canonicalJson(value));

describe('the hash of a line', () => {
  test('is that of one row a field, in the order of their names', () => {
    const entry = { v: 1, id: 'e', b: 'x', a: [1, { d: null, c: true }], hash: 'no', redacted: { z: 'digest' } };
    expect(createLineHash().hashOf(entry)).toBe(
      sha256(
        `stint-ledger-1\n"a":${sha256('[1,{"c":true,"d":null}]')}\n"b":${sha256('"x"')}\n"id":${sha256('"e"')}\n"v":${sha256('1')}\n"z":digest\n`,
      ),
    );
  });

  test.each([
    ['{}'],
    ['{"v":1}'],
    ['{"hash":"x"}'],
    ['{"b":1,"a":2}'],
    ['{"é":"ü","e":"\\u00fc\\ud800","\\"":"\\"\\\\"}'],
    ['{"n":[-0,1e21,1.5,1e-7,true,false,null,"",[],{}]}'],
    ['{"o":{"b":{"d":1,"c":[{"f":1,"e":2}]},"a":"x"}}'],
    ['{"o":[[1,2],[1],[],[[3],[4,[5]]]]}'],
    ['{"10":1,"9":2,"a":3}'],
    ['{"__proto__":{"b":1,"a":2},"a":{"__proto__":1}}'],
    ['{"type":"completed","agent":"me","files":[{"path":"a","origin":"git"}],"flags":[]}'],
    ['{"agent":null,"branch":1,"v":"1","session":["me"],"harness":{"a":1}}'],
    ['{"id":"e","redacted":null}'],
    ['{"id":"e","redacted":"text"}'],
    ['{"id":"e","redacted":5}'],
    ['{"id":"e","redacted":true}'],
    ['{"id":"e","redacted":{}}'],
    ['{"id":"e","redacted":["x","y"]}'],
    ['{"id":"e","redacted":{"note":"n","a":"x"}}'],
    ['{"id":"e","note":"kept","redacted":{"note":"n"}}'],
    ['{"id":"e","redacted":{"note":5,"x":null}}'],
    ['{"id":"e","redacted":{"__proto__":"p","toString":"t"}}'],
    ['{"id":"e","redacted":{"toString":"t"}}'],
  ])('is the one of the domain, every time: %s', (text) => {
    const { hashOf } = createLineHash();
    const expected = hashEntry(parse(text), sha256);
    expect([hashOf(parse(text)), hashOf(parse(text))]).toEqual([expected, expected]);
  });

  test('does not mix up names that the same text can be made of', () => {
    const entries = [
      { 'a\nb': 1, c: 2 },
      { a: 1, 'b\nc': 2 },
      { a: 1, b: 2, c: 3 },
      { 'a\nb\nc': 1 },
      { c: 1, b: 2, a: 3 },
      { ab: 1, c: 2 },
      { a: 1, bc: 2 },
    ];
    const expected = entries.map((entry) => hashEntry(entry, sha256));
    const { hashOf } = createLineHash();
    for (const order of [entries, [...entries].reverse(), entries])
      for (const entry of order) expect(hashOf(entry), JSON.stringify(entry)).toBe(expected[entries.indexOf(entry)]);
    const nested = entries.map((entry) => ({ x: entry }));
    for (const entry of [...nested, ...nested]) expect(hashOf(entry)).toBe(hashEntry(entry, sha256));
  });

  test('does not mix up texts with the values that are written as they are', () => {
    const values = ['1', 1, 'null', null, '[]', [], '{}', {}, '"1"', true, 'true'];
    const { hashOf } = createLineHash();
    for (const agent of [...values, ...values]) expect(hashOf({ agent })).toBe(hashEntry({ agent }, sha256));
  });

  test('holds when more was seen than is remembered', () => {
    const { hashOf } = createLineHash();
    for (let at = 0; at < 2_100; at++) {
      const entry = { agent: `agent ${at}`, tokens: { [`b${at}`]: at, [`a${at}`]: at } };
      const expected = hashEntry(entry, sha256);
      if (hashOf(entry) !== expected || hashOf(entry) !== expected) throw new Error(`line ${at}`);
    }
  });
});

describe('the digest of the id', () => {
  test('is that of the last line', () => {
    const line = createLineHash();
    expect(line.idDigest).toBe('');
    line.hashOf({ id: 'e1', v: 1 });
    expect(line.idDigest).toBe(digest('e1'));
    line.hashOf({ v: 1, id: 'e2', task: { id: 'T1' } });
    expect(line.idDigest).toBe(digest('e2'));
    line.hashOf({ v: 1, redacted: { id: 'taken' } });
    expect(line.idDigest).toBe('taken');
  });
});

describe('values that repeat from line to line', () => {
  const names = [
    ...['v', 'type', 'source', 'session', 'conversation', 'agent', 'harness', 'files', 'commits'],
    ...['branch', 'costSource', 'events', 'flags', 'tokens', 'costUsd', 'durationMs'],
  ];

  test.each(names)('are hashed once: %s', (name) => {
    const { hashOf } = createLineHash();
    for (const value of ['text', 5, null, [], { a: ['b'] }]) {
      const again = hashedBy(() => {
        hashOf({ [name]: value });
        hashOf({ [name]: value });
      });
      const row = `stint-ledger-1\n"${name}":${digest(value)}\n`;
      expect(again).toEqual([canonicalJson(value), row, row]);
    }
  });

  test.each(['id', 'at', 'reason', 'note', 'task', 'startedAt', 'completedAt', 'prev', 'other'])('but not: %s', (name) => {
    const { hashOf } = createLineHash();
    hashOf({ agent: 'text', flags: [] });
    for (const value of ['text', []]) {
      const row = `stint-ledger-1\n"${name}":${digest(value)}\n`;
      expect(hashedBy(() => hashOf({ [name]: value }))).toEqual([canonicalJson(value), row]);
      expect(hashedBy(() => hashOf({ [name]: value }))).toEqual([canonicalJson(value), row]);
    }
  });

  test.each<[string, unknown, number]>([
    ['a text of 100 characters', 'x'.repeat(100), 1],
    ['a text of 101', 'x'.repeat(101), 2],
    ['a text of 100 whose JSON is longer', '"'.repeat(100), 1],
    ['a list whose JSON has 100 characters', ['x'.repeat(96)], 1],
    ['a list whose JSON has 101', ['x'.repeat(97)], 2],
  ])('unless they are long: %s', (_name, value, times) => {
    const { hashOf } = createLineHash();
    const hashed = hashedBy(() => {
      hashOf({ agent: value });
      hashOf({ agent: value });
    });
    expect(hashed.filter((text) => text === canonicalJson(value))).toHaveLength(times);
  });

  test.each<[string, (at: number) => unknown]>([
    ['texts', (at) => `agent ${at}`],
    ['others', (at) => [at]],
  ])('as long as there are not more than 2,000 %s', (_name, valueAt) => {
    const { hashOf } = createLineHash();
    const isHashed = (at: number): boolean => hashedBy(() => hashOf({ agent: valueAt(at) })).includes(canonicalJson(valueAt(at)));
    for (let at = 0; at < 2_000; at++) hashOf({ agent: valueAt(at) });
    expect([isHashed(0), isHashed(1_999)]).toEqual([false, false]);
    // One more, and all begins anew.
    expect([isHashed(2_000), isHashed(2_000), isHashed(0), isHashed(1_999)]).toEqual([true, false, true, true]);
  });
});
