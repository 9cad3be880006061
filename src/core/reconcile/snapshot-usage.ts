import { accept } from '../../domain/outcome';
import type { SnapshotAnswer } from '../../domain/reconcile/answer';
import { noteUsages } from '../../domain/reconcile/decide-reconcile';
import { foldSessionFacts, onlyOnce } from '../../domain/reconcile/session-facts';
import { createPiles } from '../../domain/reconcile/work-piles';
import type { Context } from '../context';
import { commitDecision } from '../decide-and-commit';
import { settleEvents } from '../record/fold-pending';
import { openEvents } from './event-source';
import { readConversation, usageFor } from './gather-usage';
import type { ReconcilePorts } from './ports';

export type SnapshotRequest = { readonly conversation: string; readonly harness: string; readonly transcript?: string };

/** Counts what a conversation has used so far for the sessions that it spoke for, before its harness clears the transcript away. */
export const snapshotUsage = async (
  context: Context,
  ports: ReconcilePorts,
  request: SnapshotRequest,
): Promise<SnapshotAnswer> => {
  const { conversation, harness, transcript } = request;
  await settleEvents(context);
  const { sessions, prices } = await context.store.read((state) => ({
    sessions: state.sessions.filter(({ conversations }) => conversations.includes(conversation)),
    prices: state.config.prices,
  }));
  const nothing: SnapshotAnswer = { conversation, changed: false, sessions: [] };
  if (sessions.length === 0) return nothing;
  const events = openEvents(context);
  const works = sessions.map((session) => ({ session, timeline: events.timelineOf(session) }));
  const isNew = onlyOnce();
  const facts = works.map(({ session, timeline }) => {
    const own = foldSessionFacts(timeline, createPiles(), isNew);
    for (const event of events.of(session.id)) if (event.conversation === conversation) own.add(event);
    return own;
  });
  const told = { harness, ...(transcript === undefined ? {} : { transcript }) };
  const sources = [...facts.map((own) => own.sources.get(conversation) ?? {}), told];
  const timelines = works.map(({ timeline }) => timeline);
  const reading = await readConversation({ conversation, timelines, sources, prices, counted: new Set() }, ports);
  const counted = works.flatMap(({ session, timeline }, place) => {
    const own = facts[place];
    if (own === undefined) return [];
    return [{ timeline, conversations: [usageFor(session, timeline, conversation, reading, own, prices)], stretches: [] }];
  });
  const { result } = await commitDecision(context, (world) => {
    const noted = noteUsages(world, counted);
    const changed = noted.sessions?.put?.map(({ id }) => id) ?? [];
    return accept<SnapshotAnswer>(
      { conversation, changed: changed.length > 0, sessions: changed },
      changed.length > 0 ? noted : null,
    );
  });
  return result;
};
