import { basename, join } from 'node:path';
import { isTrackedBy } from '../../domain/ledger/tracking-files';
import { readSmall } from '../git/find-checkout';
import { runGit } from '../git/run-git';
import { type Place, type ProjectLocation, repositoryOf } from './find-project';
import { knownHere } from './known-projects';

/** What git may do to the live files of a project, and where copies of them lie out of its reach. */
export type ProjectReach = {
  readonly copies?: string;
  /** The project was made or adopted here: it has its files from its first moment. */
  readonly isKnown: boolean;
  readonly isLedgerTracked: () => boolean;
  /** Live files in the index or in HEAD, by their names inside `.stint/`. */
  readonly trackedFiles: () => Promise<readonly string[]>;
};

export const gitReach = (
  { root, stintDir, trust }: Pick<ProjectLocation, 'root' | 'stintDir' | 'trust'>,
  place: Place,
): ProjectReach => {
  // Where git has put the files of another project, the copies are still those of the one that lay here.
  const known = trust.kind === 'known' ? trust : knownHere(stintDir, repositoryOf(stintDir, place), place.env);
  const isLedgerTracked = (): boolean => isTrackedBy(readSmall(join(stintDir, '.gitattributes')) ?? '');
  return {
    ...(known?.gitFolder === undefined ? {} : { copies: join(known.gitFolder, 'stint', known.id) }),
    isKnown: known !== undefined,
    isLedgerTracked,
    trackedFiles: async () => {
      const shared = ['config.json', '.gitignore', '.gitattributes', ...(isLedgerTracked() ? ['ledger.jsonl'] : [])];
      const folder = basename(stintDir);
      const asked = [
        ['ls-files', '-z', '--', folder],
        ['ls-tree', '-r', '-z', '--name-only', 'HEAD', '--', `${folder}/`],
      ];
      const answers = await Promise.all(asked.map((args) => runGit(args, { cwd: root, env: place.env, timeLimitMs })));
      const paths = answers.flatMap((answer) => (answer.kind === 'exit' && answer.code === 0 ? answer.stdout.split('\0') : []));
      const names = paths.flatMap((path) => (path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : []));
      return [...new Set(names)].filter((name) => !shared.includes(name));
    },
  };
};

const timeLimitMs = 10_000;
