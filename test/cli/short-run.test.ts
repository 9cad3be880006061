import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shortRun } from '../../src/cli/short-run';

test.each([
  ['a small project is left alone', [99_999, 400], []],
  ['one of a thousand tasks is not worth optimizing for', [310_000, 310_000, 50_000], ['--no-opt']],
  ['one of a hundred thousand is', [500_000, 32_000_000, 32_000_000], ['--no-opt', '--opt']],
  ['and so it is from the start', [32_000_000, 99], []],
])('%s', (_case, sizes, flags) => {
  const set: string[] = [];
  const beforeParsing = shortRun((flag) => set.push(flag));
  for (const size of sizes) beforeParsing(size);
  expect(set).toEqual(flags);
});

test('V8 knows both flags, and goes by them', () => {
  const module = JSON.stringify(join(import.meta.dirname, '../../src/cli/short-run.ts'));
  const program = `
    import { buildSync } from 'esbuild';
    const { outputFiles: [{ text }] } = buildSync({ entryPoints: [${module}], write: false, format: 'cjs' });
    const found = { exports: {} };
    new Function('module', text)(found);
    const beforeParsing = found.exports.shortRun();
    const isOptimized = () => {
      const add = new Function('a', 'b', 'return a + b');
      for (let at = 0; at < 3e6; at += 1) add(at, 1);
      return (%GetOptimizationStatus(add) & 16) !== 0;
    };
    beforeParsing(300_000);
    const without = isOptimized();
    beforeParsing(9_000_000);
    console.log(JSON.stringify([without, isOptimized()]));`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--allow-natives-syntax', '--no-concurrent-recompilation', '--input-type=module', '-e', program],
    { cwd: join(import.meta.dirname, '../..'), encoding: 'utf8' },
  );
  expect([stdout.trim(), stderr]).toEqual(['[false,true]', '']);
});
