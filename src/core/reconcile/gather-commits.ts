import type { ReadCommit } from '../../adapters/git/commit-line';
import { matchClaim } from '../../domain/reconcile/match-claim';
import { inSpan, type Place, placeOf, type Timeline, windowsOf } from '../../domain/reconcile/timeline';
import { type CommitClaim, isProjectPath, type WorkPiles } from '../../domain/reconcile/work-piles';
import type { Session } from '../../domain/session/schema';
import { leastOf } from '../../domain/text/extremes';
import { instantAt } from '../../domain/time/instant';
import type { Context } from '../context';
import type { ReconcilePorts } from './ports';

type Work = { readonly session: Session; readonly timeline: Timeline };

/**
 * Puts commits where they belong: those that hooks and transcripts tell of, completed by git, with the files that they
 * changed; and for tasks that were finished without an entry those that git alone knows.
 */
export const gatherCommits = async (
  context: Context,
  ports: ReconcilePorts,
  works: readonly Work[],
  all: readonly Work[],
  piles: WorkPiles,
): Promise<void> => {
  for (const work of works) {
    const claims = piles.claims.filter(({ session }) => session === work.session.id);
    const unrecorded = windowsOf(work.timeline).filter(({ task }) =>
      work.timeline.finished.some((each) => each.task === task && each.entry === undefined),
    );
    if (claims.length === 0 && unrecorded.length === 0) continue;
    const { worktree = context.root, branch } = work.session.git ?? {};
    const reader = ports.commitsAt({ worktree, ...(branch === undefined ? {} : { branch }) });
    const firstMs = leastOf([...claims.map(({ atMs }) => atMs), ...unrecorded.map(({ fromMs }) => fromMs)]);
    const listed = (await reader?.madeSince(instantAt(firstMs - claimLeadMs))) ?? [];
    const taken = new Set<string>();
    const placed: { readonly sha: string; readonly place: Place }[] = [];
    const put = ({ sha, subject }: ReadCommit, place: Place, fact: { origin: 'hook' | 'transcript' | 'git'; shared?: true }) => {
      if (taken.has(sha)) return;
      taken.add(sha);
      piles.commit(work.timeline, place, { sha, subject, ...fact });
      if (place.kind === 'session' && place.task !== undefined) placed.push({ sha, place });
    };
    for (const claim of distinct(claims)) {
      const commit = matchClaim(claim, listed) ?? (claim.sha === undefined ? undefined : await reader?.named(claim.sha));
      if (commit !== undefined)
        put(commit, placeOf(work.timeline, claim.conversation, Math.min(claim.atMs, Date.parse(commit.at) + 999)), {
          origin: claim.origin,
        });
      else if (claim.sha !== undefined) {
        const place = placeOf(work.timeline, claim.conversation, claim.atMs);
        piles.commit(work.timeline, place, { sha: claim.sha, subject: claim.subject ?? '', origin: claim.origin });
      }
    }
    for (const window of unrecorded) {
      const isShared = all.some(
        ({ session, timeline }) =>
          session.id !== work.session.id &&
          session.git?.worktree === worktree &&
          timeline.windows.some((other) => other.fromMs < window.toMs && other.toMs > window.fromMs),
      );
      for (const commit of listed) {
        const atMs = Math.max(Date.parse(commit.at), Math.min(window.fromMs, Date.parse(commit.at) + 999));
        if (inSpan(atMs, window))
          put(commit, placeOf(work.timeline, undefined, atMs), { origin: 'git', ...(isShared ? { shared: true } : {}) });
      }
    }
    if (placed.length === 0) continue;
    const files = await reader?.filesOf(placed.map(({ sha }) => sha));
    for (const { sha, place } of placed) {
      for (const file of files?.get(sha) ?? []) {
        const path = context.recordPath(worktree, file);
        if (path !== undefined && isProjectPath(path)) piles.file(work.timeline, place, path, 'git');
      }
    }
  }
};

/** A hook may be told of a commit some time after it was made. */
const claimLeadMs = 600_000;

/** What a hook and a transcript tell alike is looked up once; the hook's word comes first. */
const distinct = (claims: readonly CommitClaim[]): readonly CommitClaim[] => {
  const seen = new Set<string>();
  return claims.filter(({ sha }) => {
    if (sha === undefined) return true;
    if (seen.has(sha)) return false;
    seen.add(sha);
    return true;
  });
};
