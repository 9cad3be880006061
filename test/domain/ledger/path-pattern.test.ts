import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pathPattern, patternLimit } from '../../../src/domain/ledger/path-pattern';

/** What the wildcards mean, by trying everything. */
const naive = (pattern: string, path: string): boolean => {
  if (pattern === '') return path === '';
  const ends = Array.from({ length: path.length + 1 }, (_, at) => at);
  if (pattern.startsWith('**/'))
    return ends.some((at) => (at === 0 || path[at - 1] === '/') && naive(pattern.slice(3), path.slice(at)));
  if (pattern.startsWith('**')) return ends.some((at) => naive(pattern.slice(2), path.slice(at)));
  if (pattern.startsWith('*'))
    return ends.some((at) => !path.slice(0, at).includes('/') && naive(pattern.slice(1), path.slice(at)));
  const fits = pattern.startsWith('?') ? path !== '' && path[0] !== '/' : path[0] === pattern[0];
  return fits && naive(pattern.slice(1), path.slice(1));
};

const written = (pieces: readonly string[], maxLength: number) =>
  fc.array(fc.constantFrom(...pieces), { maxLength }).map((parts) => parts.join(''));

describe('a pattern', () => {
  test('means what trying everything says', () => {
    const pattern = written(['*', '**', '**/', '?', '/', 'a', 'b', '.'], 7).filter(
      (text) => /[*?]/.test(text) && !/^\.\/|\/$/.test(text),
    );
    fc.assert(
      fc.property(pattern, written(['a', 'b', '/', '.', '\n'], 8), (text, path) => {
        expect(pathPattern(text).matches(path)).toBe(naive(text, path));
      }),
      { numRuns: 5_000 },
    );
  });

  test('every match holds its piece', () => {
    fc.assert(
      fc.property(written(['*', '**/', '?', 'a', 'b/'], 6), written(['a', 'b', '/'], 8), (text, path) => {
        const { matches, piece } = pathPattern(text);
        if (matches(path)) expect(path).toContain(piece);
      }),
    );
  });

  test.each([
    ['**/'.repeat(20) + '*a'.repeat(20), 'a'.repeat(200)],
    [`${'**/**/'.repeat(80)}${'*a'.repeat(40)}*`, 'a/'.repeat(2_000)],
    ['*a'.repeat(patternLimit / 2), 'a'.repeat(4_096)],
    [`**${'a**'.repeat(300)}`, 'a'.repeat(4_096)],
    [`${'?*'.repeat(400)}*`, 'é'.repeat(4_000)],
  ])('costs at most its length times that of the path: %#', (text, path) => {
    const effort = { left: text.length * path.length };
    pathPattern(text).matches(path, effort);
    expect(effort.left).toBeGreaterThanOrEqual(0);
    const spent = text.length * path.length - effort.left;
    const longer = { left: Number.MAX_SAFE_INTEGER };
    pathPattern(text).matches(path.slice(0, path.length / 2), longer);
    // Half a path costs at least half of what the whole one does: nothing is tried again.
    expect(spent).toBeLessThanOrEqual(2 * (Number.MAX_SAFE_INTEGER - longer.left) + text.length);
  });

  test('stops where the effort gives out, and says nothing then', () => {
    const effort = { left: 20 };
    expect(pathPattern('**a**').matches(`${'b'.repeat(100)}a`, effort)).toBe(false);
    expect(effort.left).toBeLessThan(0);
  });

  test('takes a character beyond the first plane for one', () => {
    expect(pathPattern('?.ts').matches('😀.ts')).toBe(true);
    expect(pathPattern('??.ts').matches('😀.ts')).toBe(false);
  });

  test.each([
    ['*'.padEnd(patternLimit + 1, 'a'), 'a'.repeat(patternLimit)],
    ['*', 'a'.repeat(4_097)],
  ])('matches nothing beyond the limits: %#', (text, path) => {
    expect(pathPattern(text).matches(path)).toBe(false);
  });
});
