import { lstatSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { ledgerBranch } from '../adapters/git/track-branch';
import { findProject, type ProjectLocation } from '../adapters/project/find-project';
import { lookAtPlace, pointerFiles } from '../adapters/project/look-at-place';
import { AppError } from '../core/app-error';
import type { Context } from '../core/context';
import type { DoctorPorts, PointerLook } from '../core/doctor/examine-project';
import { examineStable } from '../store/doctor/examine-files';
import { mendFiles } from '../store/doctor/mend-files';
import { putAside } from '../store/doctor/put-aside';
import { journalOf } from '../store/layout';
import { defaultEpochSize, storeFaults } from '../store/open-store';
import { readPointer, writePointer } from '../store/pointer-file';
import type { Globals } from './command';
import type { Io } from './io';

/** As compose, for the doctor: it does not open the store, which refuses what is damaged. */
export const composeDoctor = (io: Io, globals: Globals, context: () => Context): DoctorPorts => {
  const { cwd, env, now } = io;
  const project = findProject({ cwd, env });
  if (project === undefined)
    throw new AppError({
      code: 'E_NO_PROJECT',
      message: `no project: there is no .stint/ in ${cwd} or above it`,
      details: { cwd },
      fix: ['stint init'],
    });
  const { root, stintDir } = project;
  const branch = () => ledgerBranch(stintDir);
  const journal = journalOf(stintDir, defaultEpochSize, branch);
  return {
    root,
    context,
    examineFiles: () => storeFaults('read', () => examineStable(journal, globals.lockTimeoutMs)),
    mendFiles: () => storeFaults('write', () => mendFiles(journal, now)),
    lookAtPlace: () => lookAtPlace(project, env),
    isLedgerTracked: () => branch() !== undefined,
    lookAtPointers: () => pointerFiles(project).map((path) => pointerLook(project, path, now)),
    lookAtHooks: async () => ({ findings: [] }),
  };
};

const pointerLook = ({ root, stintDir }: ProjectLocation, path: string, now: Io['now']): PointerLook => {
  const way = relative(root, path);
  const file = way.startsWith('..') ? path : way;
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
      if (!lstatSync(path).isFile()) {
        rmSync(path, { recursive: true, force: true });
        return { code: 'pointer-damaged', what: 'removed what was no file', file };
      }
      const backup = putAside(stintDir, 'current-session', readFileSync(path), now());
      writePointer(path, undefined);
      return { code: 'pointer-damaged', what: 'put it aside', file, backup };
    },
  };
};
