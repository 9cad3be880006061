import { rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { openTrackConfig } from '../adapters/git/track-config';
import type { ImportSource, ReadOptions } from '../adapters/import/read-backlog';
import { actAsOwner } from '../adapters/process/act-as-owner';
import { admitProject, nameProject } from '../adapters/project/admit-project';
import { trustIn } from '../adapters/project/find-project';
import { gitReach } from '../adapters/project/git-reach';
import { placeProject } from '../adapters/project/place-project';
import { readStoredId } from '../adapters/project/project-id';
import { readProjectFile } from '../adapters/project/read-user-file';
import { AppError } from '../core/app-error';
import type { TrackPorts } from '../core/ledger-git/track-ledger';
import type { Created, InitPorts } from '../core/project/init-project';
import { goneRefusal } from '../domain/project/gone';
import { foreignRefusal } from '../domain/project/trust';
import type { ImportBatch } from '../domain/task/import-batch';
import { refreshCopies } from '../store/files/copies/leave-copies';
import { initProject } from '../store/files/init-project';
import { journalOf } from '../store/files/layout';
import { defaultEpochSize, openFilesStore } from '../store/files/open-store';
import { replaceUserFile } from '../store/files/replace-user-file';
import type { Store } from '../store/store';
import { writeProjectId } from './become-known';
import type { Io } from './io';

/** As compose, for the commands that set a project up: apart from it, so that no other command carries what they need. */
export const composeInit = (io: Io): InitPorts & TrackPorts => ({
  place: (here) => placeProject({ cwd: io.cwd, env: io.env }, here),
  create: (stintDir, config) => createProject(io, stintDir, config),
  readUserFile: readProjectFile,
  replaceUserFile,
  removeUserFile: (path) => rmSync(path, { force: true }),
  trackConfig: (folder) => openTrackConfig(folder, io.env),
});

/** Known before it is there: whoever kills this leaves nothing foreign behind. */
const createProject = async (
  io: Io,
  stintDir: string,
  config: { readonly project?: { readonly name: string } },
): Promise<Created> => {
  actAsOwner(dirname(stintDir), io.env);
  const trust = trustIn(stintDir, io);
  const root = dirname(stintDir);
  if (trust?.kind === 'known' && readStoredId(stintDir).kind === 'absent') throw new AppError(goneRefusal({ stintDir, trust }));
  if (trust?.kind === 'foreign' && !trust.mayBecomeKnown) throw new AppError(foreignRefusal(trust, stintDir));
  const { id } = trust?.kind === 'known' ? await nameProject(stintDir, trust.id, io) : await admitProject(stintDir, io);
  const { created } = initProject(stintDir, { config, projectId: id });
  const stored = readStoredId(stintDir);
  const reach = gitReach({ root, stintDir, trust: { kind: 'known', id } }, io);
  refreshCopies(journalOf(stintDir, defaultEpochSize, undefined, undefined, reach));
  if (stored.kind === 'none') return { files: created, warnings: await writeProjectId(open(io, stintDir), stintDir, id) };
  // Where several have begun at once, one has made the folder.
  if (trust === undefined && stored.kind === 'id' && stored.id !== id) await nameProject(stintDir, stored.id, io);
  return { files: created, warnings: [] };
};

const open = (io: Io, dir: string): Store =>
  openFilesStore({ dir, clock: io.now, lockTimeoutMs: 10_000, useLock: io.env.STINT_LOCK !== 'off' });

/** Reads the backlog of another tool at a path as it was typed. Loaded late: no other command needs a reader of backlogs. */
export const composeImport = async (io: Io, source: ImportSource, typed: string, options: ReadOptions): Promise<ImportBatch> => {
  const { readBacklog } = await import('../adapters/import/read-backlog');
  const { findDamage } = await import('../store/files/explain/find-damage');
  return readBacklog(source, resolve(io.cwd, typed), findDamage, options);
};
