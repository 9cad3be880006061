import { expect, test } from 'vitest';
import { nameFault } from '../../../src/domain/text/name-fault';

test.each(['opus-2', 'Ann Example', 'Zoë', '漢字', '👩‍🚀', '"quoted" <b> `x`', 'x'.repeat(64), '😀'.repeat(64)])(
  '%s is a name',
  (name) => {
    expect(nameFault(name)).toBeUndefined();
  },
);

const expected = 'takes a name of at most 64 printable characters on one line';
test.each<[string, string]>([
  ['', 'not nothing'],
  ['  ', 'not nothing'],
  ['a\nb', 'not "a^Jb"'],
  ['a\u001b[31m', 'not "a^[[31m"'],
  ['a\u202Eb', 'not "a<U+202E>b"'],
  ['a\u200Bb', 'not "a<U+200B>b"'],
  ['a\u{E0041}', 'not "a<U+E0041>"'],
  ['a\u2028b', 'not "a<U+2028>b"'],
  ['x'.repeat(65), 'not one of 65 ("xxxxxxxxxxxxxxxxxxxx…")'],
])('%j is none', (name, fault) => {
  expect(nameFault(name)).toBe(`${expected}, ${fault}`);
});
