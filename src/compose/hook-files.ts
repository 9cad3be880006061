import { join } from 'node:path';
import { isBelow } from '../adapters/files/locate-file';
import {
  hookFile,
  isHarnessThere,
  isReadOnly,
  makeFolderOf,
  removeEmptyFolders,
  removeUserFile,
  userStateFolder,
} from '../adapters/hooks/hook-places';
import { agentFolder } from '../adapters/project/agent-files';
import { findProject } from '../adapters/project/find-project';
import { placeProject } from '../adapters/project/place-project';
import { readProjectFile, readUserFile } from '../adapters/project/read-user-file';
import type { HookFilePorts } from '../core/hooks/hook-ports';
import type { ProjectTrust } from '../domain/project/trust';
import { sha256 } from '../store/files/digest';
import { replaceUserFile } from '../store/files/replace-user-file';
import type { Io } from './io';

/** Where a project's hook files and its own folder lie. */
export type HookFilesPlace = { readonly folder: string; readonly stintDir: string; readonly trust?: ProjectTrust };

/** Of the project that a command is typed in; undefined where there is none. */
export const hookFilesPlace = ({ cwd, env }: Io): HookFilesPlace | undefined => {
  const project = findProject({ cwd, env });
  return project && { folder: agentFolder(project), stintDir: project.stintDir, trust: project.trust };
};

/** Of the project that `stint init` makes here. */
export const initHookFilesPlace = ({ cwd, env }: Io, here: boolean): HookFilesPlace => {
  const { agentFolder: folder, stintDir } = placeProject({ cwd, env }, here);
  return { folder, stintDir };
};

/** As compose, for the files that harnesses read hooks from. Without a project only the user's own are there. */
export const composeHookFiles = async ({ env }: Io, place: HookFilesPlace | undefined): Promise<HookFilePorts> => {
  const { hookSettings } = await import('../adapters/hooks/hook-settings');
  return {
    fileOf: (row, scope) =>
      place === undefined && scope !== 'user' ? undefined : hookFile(row, scope, place?.folder ?? '', env),
    memoryOf: (file, scope) =>
      join(
        scope === 'user' || place === undefined ? userStateFolder(env) : place.stintDir,
        'hooks',
        `${sha256(file).slice(0, 24)}.json`,
      ),
    isThere: (row) => isHarnessThere(row, env),
    // The person's own settings may well be links into another repository.
    readUserFile: (path) =>
      place !== undefined && isBelow(place.folder, path) ? readProjectFile(path, place.folder) : readUserFile(path),
    isReadOnly,
    replaceUserFile,
    removeUserFile,
    makeFolderOf,
    removeEmptyFolders,
    sha256,
    settings: hookSettings,
  };
};
