import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { openTrackConfig } from '../adapters/git/track-config';
import type { ImportSource, ReadOptions } from '../adapters/import/read-backlog';
import { readUserFile } from '../adapters/project/agent-files';
import { placeProject } from '../adapters/project/place-project';
import type { TrackPorts } from '../core/ledger-git/track-ledger';
import type { InitPorts } from '../core/project/init-project';
import type { ImportBatch } from '../domain/task/import-batch';
import { initProject } from '../store/files/init-project';
import { replaceUserFile } from '../store/files/replace-user-file';
import type { Io } from './io';

/** As compose, for the commands that set a project up: apart from it, so that no other command carries what they need. */
export const composeInit = (io: Io): InitPorts & TrackPorts => ({
  place: (here) => placeProject({ cwd: io.cwd, env: io.env }, here),
  create: (stintDir, config) => initProject(stintDir, { config }).created,
  readUserFile,
  replaceUserFile,
  removeUserFile: (path) => rmSync(path, { force: true }),
  trackConfig: (folder) => openTrackConfig(folder, io.env),
});

/** Reads the backlog of another tool at a path as it was typed. Loaded late: no other command needs a reader of backlogs. */
export const composeImport = async (io: Io, source: ImportSource, typed: string, options: ReadOptions): Promise<ImportBatch> => {
  const { readBacklog } = await import('../adapters/import/read-backlog');
  const { findDamage } = await import('../store/files/explain/find-damage');
  return readBacklog(source, resolve(io.cwd, typed), findDamage, options);
};

/** Puts an export in the place of a file as it was typed. */
export const writeExport = (io: Io, typed: string, text: string): void => replaceUserFile(resolve(io.cwd, typed), text);
