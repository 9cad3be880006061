import type { Refusal } from '../outcome';
import type { ProjectTrust } from './trust';

/** Of a project that git knows and whose files are not there: nothing begins anew in its place. */
export const goneRefusal = (project: { readonly stintDir: string; readonly trust: ProjectTrust }): Refusal => ({
  code: 'E_STORE_CORRUPT',
  message:
    `the project in ${project.stintDir} is gone: git clean -fdx, git stash -a or rm can do that. Nothing was changed, and nothing begins anew: ` +
    '`stint doctor --repair` brings it back as the last commit left it. For another one in its place, let git forget it first: ' +
    `\`git config --local --remove-section stint\``,
  details: { file: project.stintDir },
  fix: ['stint doctor --repair'],
});
