import { join } from 'node:path';
import { type GitCheckout, readSmall } from './find-checkout';
import { type GitRun, runGit } from './run-git';

/**
 * Settings that turn off the filters which the repository's own config names: `git status` runs them over files that may
 * have changed. Those of the person's own config (git-lfs, say) stay. undefined: what there is could not be told.
 */
export const withoutOwnFilters = async (
  { commonDir, gitDir }: Pick<GitCheckout, 'commonDir' | 'gitDir'>,
  run: GitRun,
): Promise<GitRun['settings'] | undefined> => {
  const own = [join(commonDir, 'config'), join(gitDir, 'config.worktree')].map((file) => readSmall(file) ?? '');
  // Most repositories name none: git need not be asked.
  if (!own.some((text) => /filter|include/i.test(text))) return [];
  const answer = await runGit(['config', '--show-scope', '--name-only', '-z', '--get-regexp', '^filter\\..'], run);
  if (answer.kind !== 'exit' || answer.code > 1) return undefined;
  const words = answer.stdout.split('\0');
  const drivers = new Set<string>();
  for (let at = 0; at + 1 < words.length; at += 2) {
    const [scope = '', name = ''] = words.slice(at, at + 2);
    if (!['system', 'global', 'command'].includes(scope)) drivers.add(name.slice(0, name.lastIndexOf('.')));
  }
  return [...drivers].flatMap((driver) => [
    [`${driver}.clean`, ''] as const,
    [`${driver}.smudge`, ''] as const,
    [`${driver}.process`, ''] as const,
    [`${driver}.required`, 'false'] as const,
  ]);
};
