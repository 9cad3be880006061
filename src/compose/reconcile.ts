import { homedir } from 'node:os';
import type { ReconcilePorts } from '../core/reconcile/ports';
import type { Io } from './io';

/** As compose, for the commands that read transcripts: apart from it, so that no other command carries what they need. */
export const composeReconcile = async (io: Io, root: string): Promise<ReconcilePorts> => {
  const { findTranscript } = await import('../adapters/transcript/find-transcript');
  const { openCommits } = await import('../adapters/git/read-commits');
  const { cwd, env } = io;
  const home = env.HOME || homedir();
  return {
    readTranscript: (request) => findTranscript({ ...request, cwd }, { env, home }),
    commitsAt: (place) => openCommits({ ...place, root }, env),
  };
};
