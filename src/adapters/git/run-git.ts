import type { Environment } from '../harness/table';

export type GitAnswer =
  | { readonly kind: 'exit'; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'absent' | 'timeout' | 'too-large' };

export type GitRun = { readonly cwd: string; readonly env: Environment; readonly timeLimitMs: number };

const outputLimitBytes = 64 * 1024 * 1024;

/** No lock, no pager, no prompt, no hook or daemon, no translation. */
const settings = ['core.quotePath=false', 'core.fsmonitor=false', 'log.showSignature=false', 'i18n.logOutputEncoding=UTF-8'];

/** Runs git without a shell; never throws. A run over its time limit is killed and not waited for. */
export const runGit = async (args: readonly string[], { cwd, env, timeLimitMs }: GitRun): Promise<GitAnswer> => {
  const { spawn } = await import('node:child_process');
  return new Promise((answer) => {
    const child = spawn(
      'git',
      ['--no-optional-locks', '--no-pager', ...settings.flatMap((setting) => ['-c', setting]), ...args],
      { cwd, env: gitEnvironment(env), stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true },
    );
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let size = 0;
    const give = (result: GitAnswer): void => {
      clearTimeout(timer);
      answer(result);
    };
    const stop = (kind: 'timeout' | 'too-large'): void => {
      child.kill('SIGKILL');
      // A grandchild may hold the pipes open: whoever waits for it waits for ever.
      child.stdout.destroy();
      child.stderr.destroy();
      child.unref();
      give({ kind });
    };
    const timer = setTimeout(() => stop('timeout'), timeLimitMs);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > outputLimitBytes) stop('too-large');
      else stdout.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < 16) stderr.push(chunk);
    });
    child.on('error', () => give({ kind: 'absent' }));
    child.on('close', (code) =>
      give({
        kind: 'exit',
        code: code ?? 1,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
      }),
    );
  });
};

/** Inside a git hook these name another repository, index or folder than the one that is asked about. */
const notInherited = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_COMMON_DIR',
  'GIT_INDEX_FILE',
  'GIT_PREFIX',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_NAMESPACE',
  'GIT_TRACE',
  'GIT_EXTERNAL_DIFF',
];

const gitEnvironment = (env: Environment): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => !notInherited.includes(name))),
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_PAGER: 'cat',
  LC_ALL: 'C',
});
