import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { entrySha256, expectSessions, imageSha256, sha256 } from '../../src/store/digest';
import { shortSha256 } from '../../src/store/short-digest';

const byNode = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

test('hashes as published', () => {
  expect(shortSha256(Buffer.from(''))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(shortSha256(Buffer.from('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('hashes every length around the borders of blocks as node:crypto does', () => {
  for (let length = 0; length <= 260; length++) {
    const bytes = Buffer.alloc(length, `${length} bytes`);
    expect(shortSha256(bytes)).toBe(byNode(bytes));
  }
});

test('hashes any bytes as node:crypto does', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
      expect(shortSha256(bytes)).toBe(byNode(bytes));
    }),
  );
});

test('one process hashes the same before and after it has loaded node:crypto', () => {
  for (let turn = 0; turn < 200; turn++) {
    const text = `ä – ${'𝄞'.repeat(turn)}`;
    expect(sha256(text)).toBe(byNode(text));
  }
});

test('images are told apart byte by byte, however many there were', () => {
  const images = Array.from({ length: 7 }, (_, number) => Buffer.alloc(10_000, number % 6));
  for (const image of [...images, ...images.map((each) => Buffer.from(each))]) expect(imageSha256(image)).toBe(byNode(image));
});

test.each([0, 50_000])('an entry is hashed the same beside sessions of %i bytes', (bytes) => {
  expectSessions(bytes);
  expect(entrySha256('an entry, ä')).toBe(byNode('an entry, ä'));
});
