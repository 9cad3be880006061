import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { shortSha256 } from '../../../src/store/files/short-digest';

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
