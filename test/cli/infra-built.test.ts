import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { commandOf, otherProgram, programs, runCli, spawnCli } from '../support/run-cli';

const cwd = mkdtempSync(join(tmpdir(), 'stint-built-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

describe('the built program', () => {
  it.each([
    [['--version']],
    [['-V']],
    [['version']],
    [['--help']],
    [['help']],
    [[]],
    [['completion', 'bash']],
    [['completion', 'fish']],
  ])('answers %j from what the build prepared as the command itself would', async (argv) => {
    const inProcess = await runCli(argv, { cwd });
    expect(spawnCli(argv, { cwd })).toMatchObject({ exitCode: 0, stdout: inProcess.stdout, stderr: '' });
  });

  it('is entered at the session group under the name of session', () => {
    const help = spawnCli([], { cwd, entry: 'session' });
    expect(help.exitCode).toBe(0);
    expect(help.stdout).toContain('Usage: stint session <command> [options]');
    expect(spawnCli(['start', '--help'], { cwd, entry: 'session' }).stdout).toContain('Usage: stint session start');
  });

  it('finds commands of every family, wherever global options stand', () => {
    const outside = { ...{ cwd }, env: { STINT_SESSION: undefined } };
    for (const argv of [
      ['--session', 'x', 'status'],
      ['focus', 'show'],
      ['task', '--json', 'list'],
      ['config', 'list'],
    ])
      expect(spawnCli(argv, outside).exitCode).toBe(50);
  });

  it('takes a reader that goes away for no error', () => {
    const { status, stderr } = spawnSync(
      'bash',
      ['-c', 'set -o pipefail; "$@" | head -c 1', 'bash', ...commandOf(programs.stint, ['schema', 'session', 'start'])],
      {
        cwd,
        encoding: 'utf8',
      },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it.skipIf(otherProgram !== undefined)('says how to build it where it is not built', () => {
    const bare = join(cwd, 'bare/bin');
    mkdirSync(bare, { recursive: true });
    cpSync(dirname(programs.stint), bare, { recursive: true });
    const { status, stderr } = spawnSync(process.execPath, [join(bare, 'stint.js')], { encoding: 'utf8' });
    expect(status).toBe(70);
    expect(stderr).toBe(`stint is not built: run npm ci && npm run build in ${join(cwd, 'bare')}\n`);
  });

  it('says the version of the package', () => {
    expect(spawnCli(['--version'], { cwd }).stdout).toBe(`${version}\n`);
  });
});
