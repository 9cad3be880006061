import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findProgram } from '../../../src/adapters/process/find-program';
import { runProgram } from '../../../src/adapters/process/run-program';
import { scratch, write } from '../scratch';

const program = (folder: string, path: string, words: string): string => {
  write(folder, path, `#!/bin/sh\necho ${words}\n`);
  chmodSync(join(folder, path), 0o755);
  return join(folder, path);
};

describe('a program on the PATH', () => {
  it('is the first file that may be run', () => {
    const folder = scratch();
    mkdirSync(join(folder, 'a/tool'), { recursive: true });
    write(folder, 'b/tool');
    const real = program(folder, 'c/real', 'c');
    mkdirSync(join(folder, 'd'));
    symlinkSync(real, join(folder, 'd/tool'));
    symlinkSync('nowhere', join(folder, 'tool'));
    const PATH = [folder, 'a', 'b', 'd'].map((each) => (each === folder ? each : join(folder, each))).join(':');
    expect(findProgram('tool', { PATH })).toBe(join(folder, 'd/tool'));
    expect(findProgram(real, { PATH: '' })).toBe(real);
    expect(findProgram(join(folder, 'b/tool'), { PATH: '' })).toBeUndefined();
  });

  it('is never the one in the folder that one works in', async () => {
    const cwd = scratch();
    const bin = scratch();
    program(cwd, 'tool', 'planted');
    program(cwd, 'bin/tool', 'planted');
    const run = (PATH: string) => runProgram('tool', [], { cwd, env: { PATH }, timeLimitMs: 20_000 });
    expect(await run(':.:bin:./bin')).toEqual({ kind: 'absent' });
    program(bin, 'tool', 'own');
    expect(await run(`.:bin:${bin}`)).toMatchObject({ stdout: 'own\n' });
  });
});
