import { basename, dirname, join, resolve } from 'node:path';
import { goneRefusal } from '../../domain/project/gone';
import { AdapterError } from '../adapter-error';
import { findCheckout } from '../git/find-checkout';
import { findProject, type Place, type ProjectLocation, searchProject } from './find-project';

export type ProjectPlace = {
  readonly root: string;
  readonly stintDir: string;
  /** Folder for AGENTS.md and CLAUDE.md. */
  readonly agentFolder: string;
  /**
   * Why there: named by STINT_DIR, the top of the repository, the main working tree (or the folder beside a bare repository)
   * of a linked one, the folder itself, or because a project is there already.
   */
  readonly because: 'named' | 'repository' | 'main-worktree' | 'folder' | 'exists';
};

/**
 * Where `stint init` makes a project. As git users expect one repository has one: at its top folder, wherever in it the
 * command was typed. A project above the repository is another one; `here` asks for one in `cwd` itself.
 */
export const placeProject = (place: Place, here: boolean): ProjectPlace => {
  const cwd = resolve(place.cwd);
  if (place.env.STINT_DIR) return named(resolve(cwd, place.env.STINT_DIR));
  const { found, refused, lost } = searchProject(place);
  // In a working tree that is cut off from its repository a new project would be a second one.
  if (refused?.why.code === 'E_NO_PROJECT') throw refused.why;
  if (lost !== undefined && found?.trust.kind !== 'known' && (!here || lost.root === cwd)) throw gone(lost);
  if (here) return at(cwd, 'folder');
  const checkout = findCheckout(cwd);
  if (
    found !== undefined &&
    (checkout === undefined || [checkout.home, checkout.worktree].some((top) => isWithin(found.root, top)))
  )
    return { ...at(found.root, 'exists'), agentFolder: found.linkedWorktree ? found.worktree : found.root };
  if (checkout === undefined) return at(cwd, 'folder');
  const { home, worktree, linked } = checkout;
  if (!linked || home === worktree) return at(worktree, 'repository');
  // With a project in the main working tree, it was not found only because it keeps to itself.
  const isOwn = findProject({ cwd: home, env: {} })?.root === home;
  return isOwn ? at(worktree, 'repository') : { ...at(home, 'main-worktree'), agentFolder: worktree };
};

const gone = (lost: ProjectLocation): AdapterError => {
  const { code, message, details, fix } = goneRefusal(lost);
  return new AdapterError(code, message, details, fix);
};

const at = (root: string, because: ProjectPlace['because']): ProjectPlace => ({
  root,
  stintDir: join(root, '.stint'),
  agentFolder: root,
  because,
});

const named = (folder: string): ProjectPlace =>
  basename(folder) === '.stint' ? at(dirname(folder), 'named') : at(folder, 'named');

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(join(folder, '/'));
