import { AdapterError } from '../adapter-error';
import type { Environment } from '../harness/table';
import { findProgram } from '../process/find-program';
import type { ProgramAnswer } from '../process/run-program';
import { findCheckout } from './find-checkout';
import { runGit } from './run-git';

/** What the repository's own settings have to do with the ledger. Every method throws an AdapterError (E_BACKEND) where git fails. */
export interface TrackConfig {
  /** `merge.stint-ledger.driver`; undefined where none is set. */
  driver(): Promise<string | undefined>;
  setDriver(name: string, driver: string): Promise<void>;
  removeDriver(): Promise<void>;
  /** The rule that keeps git from seeing `path`, as `file:line:pattern`; undefined where there is none. */
  ignoredBy(path: string): Promise<string | undefined>;
  /** Whether `path` is in the index. */
  isInIndex(path: string): Promise<boolean>;
  /** Whether a program of this name is found on the PATH. */
  findsProgram(name: string): boolean;
}

const section = 'merge.stint-ledger';

/** undefined: `folder` lies in no working tree. */
export const openTrackConfig = (folder: string, env: Environment, timeLimitMs = 10_000): TrackConfig | undefined => {
  const checkout = findCheckout(folder);
  if (checkout === undefined) return undefined;
  const git = async (args: readonly string[], fine: readonly number[]) => {
    const answer = await runGit(args, { cwd: folder, worktree: checkout.worktree, env, timeLimitMs });
    if (answer.kind !== 'exit' || !fine.includes(answer.code)) throw failed(args, answer);
    return answer;
  };
  return {
    driver: async () => {
      const { code, stdout } = await git(['config', '--local', '--get', `${section}.driver`], [0, 1]);
      return code === 0 ? stdout.replace(/\n$/, '') : undefined;
    },
    setDriver: async (name, driver) => {
      await git(['config', '--local', `${section}.name`, name], [0]);
      await git(['config', '--local', `${section}.driver`, driver], [0]);
    },
    removeDriver: async () => {
      await git(['config', '--local', '--remove-section', section], [0, 128]);
    },
    ignoredBy: async (path) => {
      const { code, stdout } = await git(['check-ignore', '--no-index', '--verbose', '--', path], [0, 1]);
      const rule = stdout.split('\t')[0] ?? '';
      // With --verbose a rule that lets the file in again is reported too.
      return code === 0 && !/:!/.test(rule) ? rule : undefined;
    },
    isInIndex: async (path) => (await git(['ls-files', '-z', '--', path], [0])).stdout !== '',
    findsProgram: (name) => findProgram(name, env) !== undefined,
  };
};

const failed = (args: readonly string[], answer: ProgramAnswer): AdapterError => {
  const line = `git ${args.join(' ')}`;
  if (answer.kind === 'absent')
    return new AdapterError(
      'E_BACKEND',
      `git could not be started, and \`${line}\` has to be run: install git, or put it on the PATH`,
      {
        command: line,
      },
    );
  if (answer.kind === 'not-started')
    return new AdapterError('E_BACKEND', `git could not be started: ${answer.why}; \`${line}\` has to be run`, { command: line });
  const why =
    answer.kind === 'exit'
      ? answer.stderr.trim().split('\n')[0] || `exit code ${answer.code}`
      : 'it took too long or said too much';
  return new AdapterError('E_BACKEND', `\`${line}\` failed: ${why}`, { command: line });
};
