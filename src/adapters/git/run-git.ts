import type { Environment } from '../harness/table';
import { type ProgramAnswer, runProgram } from '../process/run-program';

export type GitRun = { readonly cwd: string; readonly env: Environment; readonly timeLimitMs: number };

/** No lock, no pager, no prompt, no hook or daemon, no translation. */
const settings = ['core.quotePath=false', 'core.fsmonitor=false', 'log.showSignature=false', 'i18n.logOutputEncoding=UTF-8'];

/** Runs git without a shell; never throws. A run over its time limit is killed and not waited for. */
export const runGit = (args: readonly string[], { cwd, env, timeLimitMs }: GitRun): Promise<ProgramAnswer> =>
  runProgram('git', ['--no-optional-locks', '--no-pager', ...settings.flatMap((setting) => ['-c', setting]), ...args], {
    cwd,
    env: gitEnvironment(env),
    timeLimitMs,
  });

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
