import type { CommitFact, FileFact } from '../ledger/fold';
import type { Place, Timeline } from './timeline';

/** What the files, commits and events of one stretch of work are. */
export type Pile = {
  readonly files: readonly FileFact[];
  readonly commits: readonly CommitFact[];
  readonly events: number;
};

/** A commit that a hook or a transcript tells of, before git was asked about it. */
export type CommitClaim = {
  readonly session: string;
  /** Where a transcript tells it: whose. */
  readonly conversation?: string;
  readonly atMs: number;
  readonly origin: 'hook' | 'transcript';
  /** As git printed it, which may be its beginning. */
  readonly sha?: string;
  readonly subject?: string;
};

export type WorkPiles = {
  readonly file: (timeline: Timeline, place: Place, path: string, origin: FileFact['origin']) => void;
  readonly commit: (timeline: Timeline, place: Place, commit: CommitFact) => void;
  readonly event: (timeline: Timeline, place: Place) => void;
  readonly claim: (claim: CommitClaim) => void;
  readonly claims: readonly CommitClaim[];
  /** Of one stretch; that of no task where `task` is absent. */
  readonly of: (session: string, task?: string, fromMs?: number) => Pile;
};

const emptyPile: Pile = { files: [], commits: [], events: 0 };

/** Gathers what was done, by session and stretch; each path and each commit of a stretch once, as it was told first. */
export const createPiles = (): WorkPiles => {
  const piles = new Map<string, { files: Map<string, FileFact>; commits: Map<string, CommitFact>; events: number }>();
  const claims: CommitClaim[] = [];
  const keyOf = (session: string, task: string | undefined, fromMs: number | undefined): string =>
    `${session} ${fromMs ?? ''} ${task ?? ''}`;
  const at = ({ session }: Timeline, place: Place) => {
    if (place.kind === 'outside') return undefined;
    const key = keyOf(session, place.task, place.fromMs);
    const pile = piles.get(key) ?? { files: new Map(), commits: new Map(), events: 0 };
    piles.set(key, pile);
    return pile;
  };
  return {
    file: (timeline, place, path, origin) => {
      const files = at(timeline, place)?.files;
      if (files !== undefined && !files.has(path)) files.set(path, { path, origin });
    },
    commit: (timeline, place, commit) => {
      const commits = at(timeline, place)?.commits;
      if (commits !== undefined && !commits.has(commit.sha)) commits.set(commit.sha, commit);
    },
    event: (timeline, place) => {
      const pile = at(timeline, place);
      if (pile !== undefined) pile.events += 1;
    },
    claim: (claim) => claims.push(claim),
    claims,
    of: (session, task, fromMs) => {
      const pile = piles.get(keyOf(session, task, fromMs));
      return pile === undefined
        ? emptyPile
        : { files: [...pile.files.values()], commits: [...pile.commits.values()], events: pile.events };
    },
  };
};

/** A path as the record keeps it that lies in the project, and is no file of stint's own. */
export const isProjectPath = (path: string): boolean =>
  path !== '' && !/^(?:[/\\]|[A-Za-z]:|\.\.(?:\/|$))/.test(path) && !path.split('/').includes('.stint');
