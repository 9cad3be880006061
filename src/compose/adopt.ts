import { freshProjectId, nameProject } from '../adapters/project/admit-project';
import { discardMachinery, lookAtForeignJournal } from '../adapters/project/foreign-files';
import type { AdoptPorts } from '../core/project/adopt-project';
import { ioErrorAt } from '../store/files/io-fault';
import { openFilesStore } from '../store/files/open-store';
import type { Globals } from './globals';
import type { Io } from './io';
import { compose, projectAt } from './project';

/** As compose, for `init --adopt`; undefined where the project is known. */
export const composeAdopt = (io: Io, globals: Globals): (AdoptPorts & { readonly root: string }) | undefined => {
  const { root, stintDir: dir, trust } = projectAt(io);
  if (trust.kind === 'known') return undefined;
  const { env } = io;
  return {
    root,
    context: compose(io, globals),
    lookAtJournal: () => lookAtForeignJournal(dir),
    discard: () => {
      try {
        return discardMachinery(dir);
      } catch (error) {
        throw ioErrorAt('write', dir, error);
      }
    },
    open: () =>
      openFilesStore({
        dir,
        clock: io.now,
        lockTimeoutMs: globals.lockTimeoutMs,
        useLock: env.STINT_LOCK !== 'off',
        reach: { isKnown: false },
      }),
    freshId: freshProjectId,
    makeKnown: async (id) => {
      await nameProject(dir, id, io);
    },
  };
};
