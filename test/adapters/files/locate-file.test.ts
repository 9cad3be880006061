import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { locateFile, locateWrite, recordPath } from '../../../src/adapters/files/locate-file';
import { scratch, write } from '../scratch';

const same = { root: '/p', worktree: '/p' };
const below = { root: '/p/app', worktree: '/p' };
const above = { root: '/p', worktree: '/p/sub' };
const elsewhere = { root: '/main', worktree: '/linked' };

describe('a path that was typed', () => {
  it.each([
    [same, '/p', 'a/b.ts', 'a/b.ts', true],
    [same, '/p/a', 'b.ts', 'a/b.ts', true],
    [same, '/p/a', '../b.ts', 'b.ts', true],
    [same, '/p/a', '/p/c', 'c', true],
    [same, '/p/a', '/p', '', false],
    [same, '/p', '..x', '..x', true],
    [same, '/p', '..x/y', '..x/y', true],
    [same, '/p', '..', '..', false],
    [same, '/p', '../q', '../q', false],
    [same, '/p', '/p2/x', '../p2/x', false],
    [below, '/p', 'b.ts', '../b.ts', false],
    [below, '/p', 'app/b.ts', 'b.ts', true],
    [above, '/p/sub', 'b.ts', 'sub/b.ts', true],
    [elsewhere, '/linked/a', 'b.ts', 'a/b.ts', true],
    [elsewhere, '/linked', '/main/b.ts', '../main/b.ts', false],
  ])('%j, in %s: %s is %s', (place, cwd, typed, path, inside) => {
    expect(locateFile(place, cwd, typed)).toEqual({ path, exists: typed === '..', inside });
  });

  it('may be there', () => {
    const root = scratch();
    write(root, 'a/b.ts');
    expect(locateFile({ root, worktree: root }, root, 'a/b.ts')).toEqual({ path: 'a/b.ts', exists: true, inside: true });
    expect(locateFile({ root, worktree: root }, root, 'a')).toEqual({ path: 'a', exists: true, inside: true });
  });
});

it.each([
  [same, 'a/b.ts', 'a/b.ts'],
  [same, '', ''],
  [below, 'app/b.ts', 'b.ts'],
  [below, 'app', ''],
  [below, 'b.ts', undefined],
  [below, 'app2/b.ts', undefined],
  [above, 'b.ts', 'sub/b.ts'],
  [elsewhere, 'a/b.ts', 'a/b.ts'],
])('%j: what git calls %s is %s', (place, path, expected) => {
  expect(recordPath(place, path)).toBe(expected);
});

describe('a path that a harness told', () => {
  it.each([
    [same, '/p', 'a/b.ts', 'a/b.ts'],
    [same, '/p/a', 'b.ts', 'a/b.ts'],
    [same, '/elsewhere', '/p/a/b.ts', 'a/b.ts'],
    [same, '/p', '../x', '/x'],
    [same, '/p', '/p', '/p'],
    [below, '/p', 'b.ts', '/p/b.ts'],
    [elsewhere, '/linked', 'b.ts', 'b.ts'],
    [elsewhere, '/linked', '/main/b.ts', '/main/b.ts'],
  ])('%j, in %s: %s is %s', (place, cwd, told, expected) => {
    expect(locateWrite(place, cwd, told)).toBe(expected);
  });

  it('may have come over a link, for a file that is gone too', () => {
    const root = scratch();
    mkdirSync(join(root, 'real/a'), { recursive: true });
    symlinkSync('real', join(root, 'link'));
    const place = { root: join(root, 'real'), worktree: join(root, 'real') };
    expect(locateWrite(place, '/', join(root, 'link/a/b.ts'))).toBe('a/b.ts');
    expect(locateWrite(place, join(root, 'link'), 'b.ts')).toBe('b.ts');
    expect(locateWrite(place, '/', join(root, 'link/none/b.ts'))).toBe(join(root, 'link/none/b.ts'));
    expect(locateWrite(place, '/', join(root, 'link'))).toBe(join(root, 'link'));
    expect(locateWrite(place, '/', join(root, 'b.ts'))).toBe(join(root, 'b.ts'));
  });
});
