import { expect, test } from 'vitest';
import { programPaths } from '../../../src/domain/process/program-paths';

test('empty and relative entries of the PATH are left out', () => {
  expect(programPaths('git', ':/usr/bin::.:bin:./bin:../x:~/bin:/opt/a b:', 'linux')).toEqual(['/usr/bin/git', '/opt/a b/git']);
  expect(programPaths('git', undefined, 'linux')).toEqual([]);
  expect(programPaths('git', '', 'darwin')).toEqual([]);
});

test('on Windows a drive or a share makes a path absolute, and programs have endings', () => {
  expect(programPaths('git', '.;C:\\Git;\\rooted;bin;C:relative', 'win32')).toEqual(
    ['.exe', '.cmd', '.bat', ''].map((ending) => `C:\\Git\\git${ending}`),
  );
  expect(programPaths('git', '\\\\share\\bin', 'win32')[0]).toBe('\\\\share\\bin\\git.exe');
});
