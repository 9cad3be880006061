import { expect, it } from 'vitest';
import { absolutePath, patchPaths } from '../../../src/harness/tool/patch-paths';

it.each([
  ['', []],
  [
    '*** Begin Patch\n*** Add File: a.ts\n+x\n*** Update File: b c.ts\n*** Move to: d.ts\n*** End Patch',
    ['a.ts', 'b c.ts', 'd.ts'],
  ],
  ['*** Delete File: src/a.ts\r\n*** Add File: src/a.ts  \n*** Add File: b', ['src/a.ts', 'b']],
  ['+*** Add File: a.ts\n *** Add File: b.ts\n*** Rename File: c.ts\n*** Add File:d.ts\n*** Add File: ', []],
])('the files of the patch %j', (patch, paths) => {
  expect(patchPaths(patch)).toStrictEqual(paths);
});

it.each([
  ['/p', 'a/b.ts', '/p/a/b.ts'],
  ['/p/', './a/../b.ts', '/p/b.ts'],
  ['/p//', 'a//b/', '/p/a/b'],
  ['/p/q', '../../../x', '/x'],
  ['/', 'a', '/a'],
  ['/p', '', '/p'],
  ['/p', '...', '/p/...'],
  ['/p', 'a\\b', '/p/a/b'],
  ['/p', '/abs/../x', '/abs/../x'],
  ['/p', '\\abs', '\\abs'],
  ['/p', 'C:/x', 'C:/x'],
  ['C:\\p', 'c:\\x', 'c:\\x'],
  ['C:\\p', 'C:x', 'C:\\p\\C:x'],
  ['C:\\p', 'a/b', 'C:\\p\\a\\b'],
  ['c:\\p\\', '..\\a', 'c:\\a'],
  ['C:\\p', '../../x', 'C:\\x'],
  ['C:/p', 'a\\b', 'C:/p/a/b'],
  ['/C:\\p', 'a', '/C:\\p/a'],
  ['/p', '1:/x', '/p/1:/x'],
  ['/p', 'ab:/x', '/p/ab:/x'],
  ['/p', 'x/C:/y', '/p/x/C:/y'],
  [undefined, 'a/../b', 'a/../b'],
  [undefined, '/a', '/a'],
])('%s and %s make %s', (cwd, path, expected) => {
  expect(absolutePath(cwd, path)).toBe(expected);
});
