import { lstatSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { AdapterError } from '../adapters/adapter-error';
import { ledgerBranch } from '../adapters/git/track-branch';
import { type ProjectLocation, searchProject } from '../adapters/project/find-project';
import { gitReach } from '../adapters/project/git-reach';
import { lookAtPlace, pointerFiles } from '../adapters/project/look-at-place';
import { AppError } from '../core/app-error';
import type { Context } from '../core/context';
import type { DoctorPorts, PointerLook } from '../core/doctor/examine-project';
import { tryHooks } from '../core/doctor/try-hooks';
import { type Finding, finding } from '../domain/doctor/finding';
import { foreignRefusal } from '../domain/project/trust';
import { copiedPointer } from '../store/files/copies/bring-back';
import { examineStable } from '../store/files/doctor/examine-files';
import { mendFiles } from '../store/files/doctor/mend-files';
import { putAside } from '../store/files/doctor/put-aside';
import { journalOf } from '../store/files/layout';
import { defaultEpochSize, storeFaults } from '../store/files/open-store';
import { ownFolder } from '../store/files/own-folder';
import { readPointer, writePointer } from '../store/files/pointer-file';
import type { Globals } from './globals';
import type { Io } from './io';
import { projectAt } from './project';

/** As compose, for the doctor: it does not open the store, which refuses what is damaged. A finding: it is not even looked into. */
export const composeDoctor = (io: Io, globals: Globals, context: () => Context): DoctorPorts | Finding => {
  const { env, now } = io;
  const project = findTrusted(io);
  if ('code' in project) return project;
  const { root, stintDir } = project;
  const branch = () => ledgerBranch(stintDir);
  const reach = gitReach(project, io);
  const journal = journalOf(stintDir, defaultEpochSize, branch, undefined, reach);
  return {
    root,
    context,
    examineFiles: () => storeFaults('read', () => examineStable(journal, globals.lockTimeoutMs)),
    mendFiles: async () => {
      await admit(project, io);
      const mended = await storeFaults('write', () => mendFiles(journal, now));
      const wasGone = mended.some(({ code }) => code === 'project-gone');
      const session = wasGone && reach.copies !== undefined ? readPointer(copiedPointer(reach.copies)) : undefined;
      // Where it is not active any more, it goes again with all pointers of that kind.
      if (session !== undefined) writePointer(join(stintDir, '.current-session'), session);
      return mended;
    },
    lookAtPlace: () => lookAtPlace(project, env),
    isLedgerTracked: () => branch() !== undefined,
    lookAtPointers: () => pointerFiles(project).map((path) => pointerLook(project, path, now)),
    ...knownBy(project),
    lookAtHooks: async (run) => {
      // A trial runs what stands in the project's settings.
      if (run) await admit(project, io);
      const { composeHookTrials } = await import('./doctor-hooks');
      return tryHooks(await composeHookTrials(io, project, (path) => shownPath(root, path)), run);
    },
  };
};

/** A repair is a command that writes. */
const admit = async ({ trust, stintDir }: ProjectLocation, io: Io): Promise<void> => {
  if (trust.kind === 'known') return;
  if (!trust.mayBecomeKnown) throw new AppError(foreignRefusal(trust, stintDir));
  const { admitProject } = await import('../adapters/project/admit-project');
  await admitProject(stintDir, io);
};

const knownBy = ({ trust }: ProjectLocation): Pick<DoctorPorts, 'knownBy'> =>
  trust.kind === 'foreign' ? {} : { knownBy: trust.gitFolder === undefined ? 'state' : 'git' };

const findTrusted = (io: Io): ProjectLocation | Finding => {
  try {
    const { lost, found } = searchProject(io);
    return lost !== undefined && found?.trust.kind !== 'known' ? lost : projectAt(io);
  } catch (error) {
    if (!(error instanceof AdapterError) || error.code !== 'E_STORE_IO') throw error;
    const [fix] = error.fix;
    const { path } = error.details;
    return finding('folder-untrusted', error.message, {
      ...(typeof path === 'string' ? { file: path } : {}),
      ...(fix === undefined ? {} : { fix }),
    });
  }
};

const mostPointerBytes = 1024 * 1024;

const pointerLook = ({ root, stintDir }: ProjectLocation, path: string, now: Io['now']): PointerLook => {
  const file = shownPath(root, path);
  const session = readPointer(path);
  return {
    file,
    session,
    remove: () => {
      if (session !== undefined) {
        // Somebody may have started a session here meanwhile.
        if (readPointer(path) === session) writePointer(path, undefined);
        return { code: 'pointer-stale', what: `removed the pointer to ${session}`, file };
      }
      const status = lstatSync(path);
      // Nothing that is a pointer is as large, and a copy of it would only fill the disk.
      if (!status.isFile() || status.size > mostPointerBytes) {
        rmSync(path, { recursive: true, force: true });
        return { code: 'pointer-damaged', what: 'removed what was no pointer', file };
      }
      const backup = putAside(ownFolder(stintDir), 'current-session', readFileSync(path), now());
      writePointer(path, undefined);
      return { code: 'pointer-damaged', what: 'put it aside', file, backup };
    },
  };
};

const shownPath = (root: string, path: string): string => {
  const way = relative(root, path);
  return way.startsWith('..') ? path : way;
};
