import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8Bytes } from '../../../src/domain/text/limits';

describe('utf8Bytes', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['é', 2],
    ['日', 3],
    ['👍', 4],
    ['\ud800', 3],
    ['\ud800\ud83d\udc4d', 7],
  ])('counts %j as %d', (text, bytes) => {
    expect(utf8Bytes(text)).toBe(bytes);
  });

  it('counts as an encoder does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
        const text = String.fromCharCode(...units);
        expect(utf8Bytes(text)).toBe(Buffer.byteLength(text));
      }),
    );
  });
});
