import type { Event } from '../event/event-from';
import type { Session } from '../session/schema';
import { shortSessionId } from '../session/vocabulary';
import { instantAt } from '../time/instant';
import type { UsageTotals } from '../usage/transcript';
import { totalTokens } from '../usage/usage';
import type { UnboundAnswer } from './answer';
import { type ConversationSource, noteSource } from './session-facts';
import { inSpan, type SpokenSpan } from './timeline';
import { isProjectPath } from './work-piles';

/** What a conversation did in the project while it spoke for no session. */
export type UnboundWork = {
  readonly conversation?: string;
  readonly source: ConversationSource;
  readonly fromMs: number;
  readonly toMs: number;
  readonly files: number;
  readonly commands: number;
  readonly commits: number;
  readonly usage?: UsageTotals;
};

const working = new Set(['file_write', 'command', 'git_commit']);

/** Gathers the events without a session by conversation. `isAttached`: a session has taken it over by now. */
export const foldUnbound = (isNew: (event: Event) => boolean, attached: readonly SpokenSpan[], sinceMs: number) => {
  const works = new Map<string, { fromMs: number; toMs: number; files: Set<string>; commands: number; commits: number }>();
  const sources = new Map<string, ConversationSource>();
  return {
    add: (event: Event): void => {
      const { type, conversation, data } = event;
      const atMs = Date.parse(event.at);
      if (event.synthetic) return;
      noteSource(sources, event);
      if (!working.has(type) || atMs < sinceMs || !isNew(event)) return;
      if (attached.some((span) => span.conversation === conversation && inSpan(atMs, span))) return;
      const key = conversation ?? '';
      const work = works.get(key) ?? { fromMs: atMs, toMs: atMs, files: new Set<string>(), commands: 0, commits: 0 };
      works.set(key, work);
      work.fromMs = Math.min(work.fromMs, atMs);
      work.toMs = Math.max(work.toMs, atMs);
      if (type === 'command') work.commands += 1;
      else if (type === 'git_commit') work.commits += 1;
      else if (typeof data?.path === 'string' && isProjectPath(data.path)) work.files.add(data.path);
    },
    sources,
    result: (): UnboundWork[] =>
      [...works]
        .map(([conversation, { files, ...work }]) => ({
          ...(conversation === '' ? {} : { conversation }),
          source: sources.get(conversation) ?? {},
          ...work,
          files: files.size,
        }))
        .sort((a, b) => a.fromMs - b.fromMs),
  };
};

/** How it is offered: with the sessions that were open then, and a line that attaches it. */
export const unboundAnswer = (work: UnboundWork, sessions: readonly Session[]): UnboundAnswer => {
  const { conversation, source, fromMs, toMs, files, commands, commits, usage } = work;
  const open = sessions.filter((session) => {
    const end = session.endedAt ?? session.suspendedAt ?? session.closedAt;
    return (
      Date.parse(session.startedAt) <= toMs && (end === undefined || session.status === 'active' || Date.parse(end) >= fromMs)
    );
  });
  const ids = open.map(({ id }) => shortSessionId(id));
  return {
    ...(conversation === undefined ? {} : { conversation }),
    ...(source.harness === undefined ? {} : { harness: source.harness }),
    ...(source.cwd === undefined ? {} : { folder: source.cwd }),
    from: instantAt(fromMs),
    to: instantAt(toMs),
    files,
    commands,
    commits,
    tokens: usage === undefined ? null : totalTokens(usage.tokens),
    costUsd: usage?.costUsd ?? null,
    sessions: ids,
    ...(conversation === undefined || !/^[\w.:-]+$/.test(conversation) || conversation.startsWith('-')
      ? {}
      : { attach: `stint reconcile --session ${ids.length === 1 ? ids[0] : 'ID'} --attach ${conversation} --task TASK` }),
  };
};
