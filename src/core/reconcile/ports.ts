import type { CommitReader } from '../../adapters/git/read-commits';
import type { LocatedTranscript, TranscriptRequest } from '../../adapters/transcript/find-transcript';

/** What reconciling asks outside of the project's own files. */
export type ReconcilePorts = {
  /** undefined: the transcript is gone, or of a harness that writes none. */
  readonly readTranscript: (request: Omit<TranscriptRequest, 'cwd'>) => Promise<LocatedTranscript | undefined>;
  /** undefined: no repository is there. */
  readonly commitsAt: (place: { readonly worktree: string; readonly branch?: string }) => CommitReader | undefined;
};
