import { rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { openTrackConfig } from '../adapters/git/track-config';
import type { ImportSource, ReadOptions } from '../adapters/import/read-backlog';
import { actAsOwner } from '../adapters/process/act-as-owner';
import { admitProject, nameProject } from '../adapters/project/admit-project';
import { trustIn } from '../adapters/project/find-project';
import { gitReach, type ProjectReach } from '../adapters/project/git-reach';
import { placeProject } from '../adapters/project/place-project';
import { readStoredId } from '../adapters/project/project-id';
import { readProjectFile } from '../adapters/project/read-user-file';
import { AppError } from '../core/app-error';
import type { TrackPorts } from '../core/ledger-git/track-ledger';
import type { Created, InitPorts } from '../core/project/init-project';
import type { Warning } from '../domain/outcome';
import { goneRefusal } from '../domain/project/gone';
import { foreignRefusal } from '../domain/project/trust';
import type { ImportBatch } from '../domain/task/import-batch';
import { refuseDisplaced, untrackLine } from '../store/files/copies/displaced-files';
import { refreshCopies } from '../store/files/copies/leave-copies';
import { initProject } from '../store/files/init-project';
import { findNewest } from '../store/files/journal/newest';
import { journalOf } from '../store/files/layout';
import { defaultEpochSize, openFilesStore, storeFaults } from '../store/files/open-store';
import { replaceUserFile } from '../store/files/replace-user-file';
import type { Store } from '../store/store';
import { writeProjectId } from './become-known';
import type { Io } from './io';

/** As compose, for the commands that set a project up: apart from it, so that no other command carries what they need. */
export const composeInit = (io: Io): InitPorts & TrackPorts => ({
  place: (here) => placeProject({ cwd: io.cwd, env: io.env }, here),
  create: (stintDir, config) => createProject(io, stintDir, config),
  readUserFile: (path) => readProjectFile(path),
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
  if (trust !== undefined) await refuseReplaced(stintDir, gitReach({ root, stintDir, trust }, io));
  if (trust?.kind === 'foreign' && !trust.mayBecomeKnown) throw new AppError(foreignRefusal(trust, stintDir));
  const known = trust?.kind === 'known' ? await nameProject(stintDir, trust.id, io) : await admitProject(stintDir, io);
  const { id } = known;
  const { created } = initProject(stintDir, { config, projectId: id });
  const stored = readStoredId(stintDir);
  const reach = gitReach({ root, stintDir, trust: known }, io);
  refreshCopies(journalOf(stintDir, defaultEpochSize, undefined, undefined, reach));
  const tracked = await reach.trackedFiles();
  if (stored.kind === 'none') return { files: created, warnings: await writeProjectId(open(io, stintDir, reach), stintDir, id) };
  // Where several have begun at once, one has made the folder.
  if (trust === undefined && stored.kind === 'id' && stored.id !== id) await nameProject(stintDir, stored.id, io);
  return { files: created, warnings: tracked.length === 0 ? [] : [trackedWarning(tracked)] };
};

/** What git has put in the place of a project is brought back, not made part of it. */
const refuseReplaced = async (stintDir: string, reach: ProjectReach): Promise<void> => {
  const journal = journalOf(stintDir, defaultEpochSize, undefined, undefined, reach);
  await storeFaults('read', async () => refuseDisplaced(journal, findNewest(journal)));
};

const trackedWarning = (tracked: readonly string[]): Warning => ({
  code: 'W_TRACKED_BY_GIT',
  message: `git has live files of .stint (${tracked.slice(0, 3).join(', ')}${tracked.length > 3 ? ', …' : ''}): checkouts and resets would put old ones in their place. Take them out: \`${untrackLine(tracked)}\``,
});

const open = (io: Io, dir: string, reach: ProjectReach): Store =>
  openFilesStore({ dir, clock: io.now, lockTimeoutMs: 10_000, useLock: io.env.STINT_LOCK !== 'off', reach });

/** Reads the backlog of another tool at a path as it was typed. Loaded late: no other command needs a reader of backlogs. */
export const composeImport = async (io: Io, source: ImportSource, typed: string, options: ReadOptions): Promise<ImportBatch> => {
  const { readBacklog } = await import('../adapters/import/read-backlog');
  const { findDamage } = await import('../store/files/explain/find-damage');
  return readBacklog(source, resolve(io.cwd, typed), findDamage, options);
};
