import { expect, it } from 'vitest';
import { claudeSlug } from '../../../src/harness/claude/slug';

const long = `/${'x'.repeat(199)}`;

it.each([
  ['', ''],
  ['/home/dev/acme-api', '-home-dev-acme-api'],
  ['C:\\Users\\Ann_B\\v1.2 é', 'C--Users-Ann-B-v1-2--'],
  [long, `-${'x'.repeat(199)}`],
])('the folder of %j is %j', (path, slug) => {
  expect(claudeSlug(path)).toBe(slug);
});

it('keeps 200 characters of a longer path, and a number made of all of it', () => {
  // The same sum in whole numbers of any size.
  const numberOf = (path: string): string => {
    const sum = [...path].reduce((hash, char) => BigInt.asIntN(32, hash * 31n + BigInt(char.charCodeAt(0))), 0n);
    return (sum < 0n ? -sum : sum).toString(36);
  };
  for (const end of ['a', 'b', '/c/é', 'y'.repeat(300)]) {
    expect(claudeSlug(`${long}${end}`)).toBe(`-${'x'.repeat(199)}-${numberOf(`${long}${end}`)}`);
  }
});
