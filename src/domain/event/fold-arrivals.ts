import type { Session } from '../session/schema';
import type { Change } from '../state/change';
import type { Instant } from '../time/instant';
import type { EventDraft } from './schema';
import type { SpoolLine } from './spool-line';

/** A path that a hook told, as the record keeps it: relative to the project where it lies inside, else absolute. */
export type LocateWrite = (path: string, from: { readonly worktree?: string; readonly cwd?: string }) => string;

export type FoldedArrivals = {
  /** null: nothing of it goes into the record. */
  readonly change: Pick<Change, 'events' | 'sessions'> | null;
  /** When a hook last reported for a session, by its id. */
  readonly heard: ReadonlyMap<string, Instant>;
};

/**
 * What hooks have reported as events of the active sessions whose live conversation they speak of; the rest is unbound.
 * Ends of turns, prompts and the like are signs of life only.
 */
export const foldArrivals = (
  sessions: readonly Session[],
  arrivals: readonly SpoolLine[],
  locate: LocateWrite,
): FoldedArrivals => {
  const speakers = new Map<string, Session>();
  for (const session of sessions)
    if (session.status === 'active' && session.conversation !== undefined) speakers.set(session.conversation, session);
  const heard = new Map<string, Instant>();
  const put = new Map<string, Session>();
  const events: EventDraft[] = [];
  for (const arrival of arrivals) {
    const session = arrival.conversation === undefined ? undefined : speakers.get(arrival.conversation);
    if (session !== undefined) {
      const last = heard.get(session.id);
      if (last === undefined || Date.parse(last) < Date.parse(arrival.receivedAt)) heard.set(session.id, arrival.receivedAt);
      if (session.hooks !== true) put.set(session.id, { ...session, hooks: true });
    }
    for (const { type, data } of tellings(arrival, session, locate)) events.push(eventOf(arrival, session, type, data));
  }
  const change = {
    ...(events.length > 0 ? { events } : {}),
    ...(put.size > 0 ? { sessions: { put: [...put.values()] } } : {}),
  };
  return { change: events.length > 0 || put.size > 0 ? change : null, heard };
};

type Telling = { readonly type: EventDraft['type']; readonly data: Readonly<Record<string, unknown>> };

const tellings = (arrival: SpoolLine, session: Session | undefined, locate: LocateWrite): readonly Telling[] => {
  const { kind, source, reason, transcriptPath: transcript, cwd, model, usage, facts } = arrival;
  const told: Telling[] = facts.map(({ type, ...fact }) => {
    if (!('path' in fact)) return { type, data: fact };
    const worktree = session?.git?.worktree;
    const from = { ...(worktree === undefined ? {} : { worktree }), ...(cwd === undefined ? {} : { cwd }) };
    return { type, data: { path: locate(fact.path, from) } };
  });
  if (kind === 'session-start') told.push({ type: 'conversation_start', data: present({ source, transcript, cwd, model }) });
  if (kind === 'session-end') told.push({ type: 'conversation_end', data: present({ reason, transcript }) });
  if (usage !== undefined) {
    const { responseId, model: answered, tokens, toldCostUsd: costUsd } = usage;
    told.push({ type: 'usage', data: present({ kind: 'response', responseId, model: answered, tokens, costUsd }) });
  }
  return told;
};

const eventOf = (
  arrival: SpoolLine,
  session: Session | undefined,
  type: EventDraft['type'],
  data: Readonly<Record<string, unknown>>,
): EventDraft => {
  const { at, receivedAt, conversation, harness, key, agentId, tool } = arrival;
  const task = session?.focus.currentTask ?? undefined;
  return {
    at: at ?? receivedAt,
    type,
    ...(session === undefined ? {} : { session: session.id }),
    ...(conversation === undefined ? {} : { conversation }),
    ...(session?.agent === undefined ? {} : { agent: session.agent }),
    ...(task === undefined ? {} : { task }),
    synthetic: false,
    data: { harness, key, ...data, ...present({ agentId, tool: tool?.name }) },
  };
};

/** Without the members that say nothing. */
const present = (data: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
