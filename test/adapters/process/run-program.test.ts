import { describe, expect, it } from 'vitest';
import { runProgram } from '../../../src/adapters/process/run-program';
import { hasPrlimit, withFewFiles } from '../../support/few-files';
import { scratch } from '../scratch';

const run = (script: string, more: Partial<Parameters<typeof runProgram>[2]> = {}) =>
  runProgram('sh', ['-c', script, 'sh', 'a  b', '$HOME'], {
    cwd: '/',
    env: { PATH: process.env.PATH, A: 'é' },
    timeLimitMs: 20_000,
    ...more,
  });

describe('a program', () => {
  it('gets its arguments as they are, its folder and its environment, and no input', async () => {
    const cwd = scratch();
    const script = 'printf "%s|" "$@" "$A" "$(pwd)"; cat; echo wrong >&2; exit 3';
    expect(await run(script, { cwd })).toEqual({ kind: 'exit', code: 3, stdout: `a  b|$HOME|é|${cwd}|`, stderr: 'wrong\n' });
  });

  it('that was killed has failed', async () => {
    expect(await run('kill -9 $$')).toEqual({ kind: 'exit', code: 1, stdout: '', stderr: '' });
  });

  it('may not be there', async () => {
    const nowhere = { cwd: '/', env: { PATH: '/nowhere' }, timeLimitMs: 20_000 };
    expect(await runProgram('no-such-program', [], nowhere)).toEqual({ kind: 'absent' });
    expect(await run('exit 0', { cwd: '/no/such' })).toEqual({ kind: 'absent' });
  });

  it.runIf(hasPrlimit)('that is there, and for which the system has no room, says why', async () => {
    expect(await withFewFiles(() => run('exit 0'))).toEqual({
      kind: 'not-started',
      why: 'this process has too many files open (EMFILE)',
    });
    expect(await run('exit 0', { env: { PATH: process.env.PATH, A: 'x'.repeat(4_000_000) } })).toEqual({
      kind: 'not-started',
      why: 'its arguments and environment are too long (E2BIG)',
    });
  });

  it('is not waited for beyond its time, nor are those that it has started', async () => {
    expect(await run('sleep 5 & sleep 5', { timeLimitMs: 200 })).toEqual({ kind: 'timeout' });
  });

  it('is stopped where it prints more than 64 MiB', async () => {
    expect(await run('head -c 67108865 /dev/zero')).toEqual({ kind: 'too-large' });
  });

  it('is heard on standard error only at the beginning', async () => {
    const answer = await run('head -c 4000000 /dev/zero | tr "\\0" x >&2; exit 1');
    expect(answer).toMatchObject({ kind: 'exit', code: 1, stdout: '' });
    const { length } = answer.kind === 'exit' ? answer.stderr : '';
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThanOrEqual(16 * 65_536);
  });
});
