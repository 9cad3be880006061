import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shortRun } from '../../../src/cli/io/short-run';
import { run } from '../../../src/cli/run';
import type { Io } from '../../../src/compose/io';
import { scratchProject } from '../../support/scratch-project';

test.each([
  ['a small project is left alone', [99_999, 400], []],
  ['one of a thousand tasks is not worth optimizing for', [310_000, 310_000, 50_000], ['--no-incremental-marking', '--no-opt']],
  ['one of a hundred thousand is', [500_000, 32_000_000, 500_000], ['--no-incremental-marking', '--no-opt', '--opt']],
  ['and so it is from the start', [400, 32_000_000, 400], ['--no-incremental-marking']],
])('%s', (_case, sizes, flags) => {
  const set: string[] = [];
  const beforeParsing = shortRun((flag) => set.push(flag));
  for (const size of sizes) beforeParsing(size);
  expect(set).toEqual(flags);
});

test.each([
  ['task list', true],
  ['ledger list', false],
  ['export', false],
])('stint %s is brief: %s', async (line, isBrief) => {
  const { dir: cwd } = await scratchProject();
  const sizes: number[] = [];
  const io: Io = {
    stdout: () => {},
    stderr: () => {},
    stdin: () => Buffer.alloc(0),
    ...{ stdinIsTty: false, stdoutIsTty: false, stderrIsTty: false, columns: undefined, env: {}, cwd },
    now: () => '2026-03-04T05:06:07.000Z',
    beforeParsing: (bytes) => sizes.push(bytes),
  };
  expect(await run(line.split(' '), io, 'stint')).toBe(0);
  expect(sizes.length > 0).toBe(isBrief);
});

test('V8 knows all flags, and goes by them', () => {
  const module = JSON.stringify(join(import.meta.dirname, '../../../src/cli/io/short-run.ts'));
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
    { cwd: join(import.meta.dirname, '../../..'), encoding: 'utf8' },
  );
  expect([stdout.trim(), stderr]).toEqual(['[false,true]', '']);
});
