import { dirname, join } from 'node:path';
import { isTrackedBy } from '../../domain/ledger/tracking-files';
import { foreignRefusal, type ProjectTrust } from '../../domain/project/trust';
import { shellWord } from '../../domain/text/shell-word';
import { AdapterError } from '../adapter-error';
import { readPlainFile } from '../files/read-plain-file';
import { findCheckout, type GitCheckout } from '../git/find-checkout';
import { runGit } from '../git/run-git';
import { type Place, repositoryOf } from './find-project';
import { type KnownProject, knownHere, makeKnown } from './known-projects';

type Known = Extract<ProjectTrust, { kind: 'known' }>;

/** Makes known what a version without ids has made, or what `init` is about to make; E_UNTRUSTED where git tracks live files of it. */
export const admitProject = async (stintDir: string, place: Place): Promise<Known> => {
  const repository = repositoryOf(stintDir, place);
  if (repository !== undefined) await refuseTracked(stintDir, repository, place);
  return nameProject(stintDir, undefined, place);
};

/** Says that the project in `stintDir` is known; without an id under the one that is known of this place, or a fresh one. */
export const nameProject = async (stintDir: string, id: string | undefined, place: Place): Promise<Known> => {
  const { env } = place;
  const repository = repositoryOf(stintDir, place);
  const here = knownHere(stintDir, repository, env);
  const project: KnownProject = { id: id ?? here?.id ?? freshProjectId(), stintDir };
  const isNamed = here !== undefined && here.id === project.id;
  // One that was made before its repository is named there as well.
  if (isNamed && (here.gitFolder !== undefined || repository === undefined)) return known(project.id, here.gitFolder);
  return known(project.id, await makeKnown(project, repository, env, isNamed));
};

const known = (id: string, gitFolder: string | undefined): Known => ({
  kind: 'known',
  id,
  ...(gitFolder === undefined ? {} : { gitFolder }),
});

export const freshProjectId = (): string => process.getBuiltinModule('node:crypto').randomBytes(16).toString('hex');

const timeLimitMs = 10_000;

const refuseTracked = async (stintDir: string, repository: GitCheckout, { env }: Place): Promise<void> => {
  const root = dirname(stintDir);
  // Beside a bare repository no working tree holds it.
  if (findCheckout(root)?.commonDir !== repository.commonDir) return;
  const listed = await runGit(['ls-files', '-z', '--', stintDir], { cwd: root, env, timeLimitMs });
  const why = (what: string): AdapterError => {
    const { code, message, details, fix } = foreignRefusal(
      { kind: 'foreign', because: 'no-id', mayBecomeKnown: false },
      stintDir,
      what,
    );
    return new AdapterError(code, message, details, fix);
  };
  if (listed.kind !== 'exit' || listed.code !== 0) throw why('git could not be asked which of its files it tracks');
  const shared = ['config.json', '.gitignore', '.gitattributes', ...(isLedgerTracked(stintDir) ? ['ledger.jsonl'] : [])];
  const live = listed.stdout.split('\0').filter((path) => path !== '' && !shared.some((name) => path.endsWith(`.stint/${name}`)));
  if (live.length > 0) throw why(`git tracks ${live.slice(0, 3).map(shellWord).join(', ')}${live.length > 3 ? ', …' : ''}`);
};

const isLedgerTracked = (stintDir: string): boolean =>
  isTrackedBy(readPlainFile(join(stintDir, '.gitattributes'), { most: 64 * 1024 })?.text ?? '');
