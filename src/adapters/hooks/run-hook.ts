import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Environment } from '../harness/table';
import { startFault } from '../process/start-fault';

export type HookRun = { readonly code: number | null; readonly stderr: string; readonly timedOut: boolean };

/** Runs a line in a shell, as harnesses do; never throws. A run over its time limit is killed. */
export const runHook = (
  command: string,
  { cwd, env, input, timeLimitMs }: { cwd: string; env: Environment; input: string; timeLimitMs: number },
): Promise<HookRun & { readonly stdout: string }> =>
  new Promise((resolve) => {
    const refuse = (error: unknown): void =>
      resolve({
        code: null,
        stdout: '',
        stderr: `it could not be started: ${startFault(error) ?? 'there is no shell, or no such folder'}`,
        timedOut: false,
      });
    let child: ChildProcessWithoutNullStreams;
    try {
      child = spawn(command, {
        cwd,
        env,
        shell: true,
        stdio: 'pipe',
        windowsHide: true,
        detached: process.platform !== 'win32',
      });
    } catch (error) {
      refuse(error);
      return;
    }
    child.on('error', refuse);
    // Without descriptors for pipes there is nothing to listen to, only the error to wait for.
    if (child.stdout === undefined) return;
    let stdout = '';
    let stderr = '';
    let timedOut = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout = (stdout + text).slice(0, 65_536);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(0, 65_536);
    });
    const timer = setTimeout(() => {
      timedOut = true;
      stop(child.pid);
    }, timeLimitMs);
    const finish = (code: number | null): void => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr, timedOut });
    };
    child.on('close', finish);
    // A command that does not read its input is no fault of ours.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });

/** The shell and what it has started. */
const stop = (pid: number | undefined): void => {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
};

const ofAgents = /^(?:STINT_|CLAUDE|CODEX|OPENCODE|GEMINI|COPILOT|CURSOR|AMP_|QWEN|AGENT$|AI_AGENT$|AGENT_)/;

/** An environment without what says that an agent runs this command, and which project it is to use. */
export const withoutAgents = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !ofAgents.test(name)));
