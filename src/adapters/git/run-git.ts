import type { Environment } from '../harness/table';
import { type ProgramAnswer, runProgram } from '../process/run-program';

export type GitRun = {
  readonly cwd: string;
  /** The working tree that is asked about; the repository's own `core.worktree` then says nothing. */
  readonly worktree?: string | undefined;
  readonly env: Environment;
  readonly timeLimitMs: number;
  /** Settings of the repository that are not to count. */
  readonly settings?: readonly (readonly [name: string, value: string])[];
};

/**
 * No lock, no pager, no prompt, no translation, and no program that the repository's own settings name: they may have come
 * with a folder that somebody sent.
 */
const settings = [
  'core.quotePath=false',
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.sshCommand=false',
  'core.askPass=false',
  'core.pager=cat',
  'credential.helper=',
  'log.showSignature=false',
  'i18n.logOutputEncoding=UTF-8',
  'submodule.recurse=false',
];

/** Runs git without a shell; never throws. A run over its time limit is killed and not waited for. */
export const runGit = (args: readonly string[], run: GitRun): Promise<ProgramAnswer> =>
  runProgram('git', ['--no-optional-locks', '--no-pager', ...settings.flatMap((setting) => ['-c', setting]), ...args], {
    cwd: run.cwd,
    env: gitEnvironment(run),
    timeLimitMs: run.timeLimitMs,
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

const gitEnvironment = ({ env, worktree, settings: more = [] }: GitRun): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => !notInherited.includes(name))),
  ...(worktree === undefined ? {} : { GIT_WORK_TREE: worktree }),
  ...passedOn(env, more),
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_PAGER: 'cat',
  // A clone that lacks objects would get them from where its settings say, by a program of their choice.
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  LC_ALL: 'C',
});

/** In the environment a name may hold anything, `=` too; what is passed on already stays. */
const passedOn = (env: Environment, more: NonNullable<GitRun['settings']>): NodeJS.ProcessEnv => {
  if (more.length === 0) return {};
  const count = Number(env.GIT_CONFIG_COUNT ?? '0') || 0;
  return Object.fromEntries([
    ['GIT_CONFIG_COUNT', `${count + more.length}`],
    ...more.flatMap(([name, value], at) => [
      [`GIT_CONFIG_KEY_${count + at}`, name],
      [`GIT_CONFIG_VALUE_${count + at}`, value],
    ]),
  ]);
};
