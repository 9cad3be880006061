import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  entrySha256,
  expectSessions,
  freshHex,
  freshName,
  imageOf,
  imageSha256,
  sha256,
  sparingHashes,
} from '../../../src/store/files/digest';

const byNode = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

describe('hashing by itself', () => {
  let native: string[];
  const hasher = () =>
    sparingHashes(10, (bytes) => {
      native.push(bytes.toString());
      return 'native';
    });
  beforeEach(() => {
    native = [];
  });

  test.each<[string, string[], string[]]>([
    ['up to its measure', ['12345', '67890'], []],
    ['beyond it', ['12345', '678901'], ['678901']],
    ['at once', ['1234567890'], []],
    ['too much at once, and then a little', ['12345678901', '123'], ['12345678901']],
    ['all that comes after the measure', ['1234567890', '', '1'], ['1']],
  ])('%s', (_what, texts, expected) => {
    const { sha256: hash } = hasher();
    expect(texts.map((text) => hash(text))).toEqual(texts.map((text) => (expected.includes(text) ? 'native' : byNode(text))));
    expect(native).toEqual(expected);
  });

  test.each<[number, string]>([
    [0, 'by itself'],
    [10, 'by itself'],
    [11, 'native'],
  ])('of an entry beside sessions of %i bytes: %s', (bytes, how) => {
    const { expectSessions: expectBytes, entrySha256: hash } = hasher();
    expectBytes(bytes);
    expect(hash('1234567890')).toBe(how === 'native' ? 'native' : byNode('1234567890'));
    expect(hash('1')).toBe('native');
    expectBytes(0);
    expect(hasher().entrySha256('1')).toBe(byNode('1'));
  });

  test('of letters of several bytes, and of bytes', () => {
    expect(hasher().sha256('ä–𝄞')).toBe(byNode('ä–𝄞'));
    expect(hasher().sha256(Buffer.from('ä–𝄞'))).toBe(byNode('ä–𝄞'));
  });
});

test('one process hashes the same before and after it has loaded node:crypto', () => {
  for (let turn = 0; turn < 200; turn++) {
    const text = `ä – ${'𝄞'.repeat(turn)}`;
    expect(sha256(text)).toBe(byNode(text));
  }
});

describe('with node:crypto loaded', () => {
  const { getBuiltinModule } = process;
  let loads: string[];
  beforeEach(() => {
    for (let turn = 0; turn < 50; turn++) sha256(Buffer.alloc(100));
    loads = [];
    process.getBuiltinModule = ((id: string) => {
      loads.push(id);
      return getBuiltinModule(id as 'node:crypto');
    }) as typeof getBuiltinModule;
  });
  afterEach(() => {
    process.getBuiltinModule = getBuiltinModule;
    expectSessions(0);
  });

  test('the last four images are hashed once, however often they come', () => {
    const images = Array.from({ length: 4 }, (_, number) => Buffer.from(`one image ${number}`.padEnd(200)));
    const hashes = images.map((image) => byNode(image));
    for (let turn = 0; turn < 3; turn++) expect(images.map((image) => imageSha256(Buffer.from(image)))).toEqual(hashes);
    expect(loads).toEqual(Array(4).fill('node:crypto'));
    expect(hashes.map((hash) => imageOf(hash)?.toString())).toEqual(images.map(String));
  });

  test('the fifth takes the place of the first', () => {
    const images = Array.from({ length: 5 }, (_, number) => Buffer.from(`another image ${number}`.padEnd(200)));
    const [first = '', ...others] = images.map((image) => imageSha256(image));
    expect(imageOf(first)).toBeUndefined();
    for (const [index, hash] of others.entries()) expect(imageOf(hash)).toBe(images[index + 1]);
    expect([imageOf('0'.repeat(64)), imageOf(null)]).toEqual([undefined, undefined]);
    loads = [];
    expect(imageSha256(Buffer.from('another image 0'.padEnd(200)))).toBe(first);
    expect(loads).toEqual(['node:crypto']);
  });

  test('images are told apart byte by byte, however many there were', () => {
    const images = Array.from({ length: 7 }, (_, number) => Buffer.alloc(10_000, number % 6));
    for (const image of [...images, ...images.map((each) => Buffer.from(each))]) expect(imageSha256(image)).toBe(byNode(image));
  });

  test.each([0, 4096, 4097, 50_000])('an entry is hashed the same beside sessions of %i bytes', (bytes) => {
    expectSessions(bytes);
    expect(entrySha256('an entry, ä')).toBe(byNode('an entry, ä'));
  });
});

test('names are of twelve letters and digits, hex of six', () => {
  const names = Array.from({ length: 200 }, () => freshName());
  expect(new Set(names).size).toBe(200);
  expect(names.filter((name) => !/^[0-9A-Za-z]{12}$/.test(name))).toEqual([]);
  expect(new Set(names.join('')).size).toBe(62);
  const hex = Array.from({ length: 200 }, () => freshHex());
  expect(hex.filter((one) => !/^[0-9a-f]{6}$/.test(one))).toEqual([]);
  expect(new Set(hex.join('')).size).toBe(16);
});
