import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runHook, withoutAgents } from '../../../src/adapters/hooks/run-hook';
import { scratch } from '../scratch';

const run = (command: string, more: Partial<Parameters<typeof runHook>[1]> = {}) =>
  runHook(command, { cwd: '/', env: { PATH: process.env.PATH, A: 'é' }, input: '', timeLimitMs: 10_000, ...more });

describe('the command of a hook', () => {
  it('runs in a shell, in its folder, with its environment and its input', async () => {
    const cwd = scratch();
    expect(await run('pwd; echo "$A"; cat; echo wrong >&2; exit 3', { cwd, input: 'ïnput' })).toEqual({
      code: 3,
      stdout: `${cwd}\né\nïnput`,
      stderr: 'wrong\n',
      timedOut: false,
    });
  });

  it('may leave its input unread', async () => {
    expect(await run('exit 0', { input: 'x'.repeat(1_000_000) })).toEqual({ code: 0, stdout: '', stderr: '', timedOut: false });
  });

  it('is heard up to 64 KiB', async () => {
    const { stdout, stderr } = await run('head -c 100000 /dev/zero | tr "\\0" a; head -c 100000 /dev/zero | tr "\\0" b >&2');
    expect([stdout, stderr]).toEqual(['a'.repeat(65_536), 'b'.repeat(65_536)]);
  });

  it('is stopped with all that it has started where it takes too long', async () => {
    const cwd = scratch();
    expect(await run('(sleep 3; touch later) & sleep 60', { cwd, timeLimitMs: 300 })).toEqual({
      code: null,
      stdout: '',
      stderr: '',
      timedOut: true,
    });
    expect(existsSync(join(cwd, 'later'))).toBe(false);
  });

  it('cannot run in a folder that is not there', async () => {
    expect(await run('echo x', { cwd: '/no/such' })).toEqual({
      code: null,
      stdout: '',
      stderr: 'it could not be started: there is no shell, or no such folder',
      timedOut: false,
    });
  });
});

it('an environment without agents has neither theirs nor ours', () => {
  const kept = { PATH: '/bin', HOME: '/h', AGENTS: '1', MY_CLAUDE: '1', AI_AGENT_X: '1', MY_AGENT: '1', STINT: '1', AMP: '1' };
  const gone = [
    'STINT_DIR',
    'CLAUDE',
    'CLAUDECODE',
    'CODEX_HOME',
    'OPENCODE',
    'GEMINI_CLI',
    'COPILOT_X',
    'CURSOR_AGENT',
    'AMP_X',
    'QWEN_CODE',
    'AGENT',
    'AI_AGENT',
    'AGENT_THREAD_ID',
  ];
  expect(withoutAgents({ ...kept, ...Object.fromEntries(gone.map((name) => [name, '1'])) })).toEqual(kept);
});
