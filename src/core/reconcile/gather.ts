import type { Gathered, SessionWork } from '../../domain/reconcile/gathered';
import { foldSessionFacts, onlyOnce, type SessionFacts } from '../../domain/reconcile/session-facts';
import { type SpokenSpan, type Timeline, windowsOf } from '../../domain/reconcile/timeline';
import { addTotals, noUsage } from '../../domain/reconcile/totals';
import { foldUnbound, type UnboundWork } from '../../domain/reconcile/unbound-work';
import { createPiles, type WorkPiles } from '../../domain/reconcile/work-piles';
import type { Session } from '../../domain/session/schema';
import { greatestOf, leastOf } from '../../domain/text/extremes';
import type { PriceOverrides } from '../../domain/usage/prices';
import type { Context } from '../context';
import { type EventSource, openEvents, pendingEvents } from './event-source';
import { gatherCommits } from './gather-commits';
import { gatherCompletions } from './gather-completions';
import { type ConversationReading, placeTranscript, readConversation, sumOutside, usageFor } from './gather-usage';
import type { ReconcilePorts } from './ports';

export type GatherRequest = {
  /** Which sessions are asked about, open and closed ones. */
  readonly isAsked: (session: Session) => boolean;
  readonly sinceMs?: number;
  /** What hooks reported and nobody took over yet is looked at too. */
  readonly pending: boolean;
  /** As the session is to be seen: with what is about to be attached to it. */
  readonly seenAs: (session: Session) => Session;
};

type Look = { readonly prices: PriceOverrides; readonly events: EventSource };
export type Work = { readonly session: Session; readonly timeline: Timeline };

/** Finds out everything that reconciling decides on. Reads one events file and one transcript after the other. */
export const gather = async (context: Context, ports: ReconcilePorts, request: GatherRequest): Promise<Gathered> => {
  const { sessions, prices, waiting } = await context.store.read((state) => ({
    sessions: [...state.sessions, ...state.archive.sessions()],
    prices: state.config.prices,
    waiting: request.pending ? pendingEvents(context, state) : undefined,
  }));
  const look: Look = { prices, events: openEvents(context, waiting) };
  const all = sessions.map((session): Work => {
    const seen = request.seenAs(session);
    return { session: seen, timeline: look.events.timelineOf(seen) };
  });
  const asked = new Set(all.filter(({ session }) => request.isAsked(session)).map(({ session }) => session.id));
  const tasks = new Set(
    all.flatMap(({ session, timeline }) => (asked.has(session.id) ? windowsOf(timeline).map(({ task }) => task) : [])),
  );
  const works = all.filter(
    ({ session, timeline }) => asked.has(session.id) || windowsOf(timeline).some(({ task }) => tasks.has(task)),
  );

  const piles = createPiles();
  const isNew = onlyOnce();
  const attached = all.flatMap(({ session, timeline }) => timeline.spoken.filter((span) => isAttached(session, span)));
  const unbound = foldUnbound(onlyOnce(), attached, request.sinceMs ?? 0);
  const facts = readFacts(look, works, piles, isNew);
  for (const event of look.events.of()) {
    unbound.add(event);
    for (const { session, timeline } of works) {
      const isMine = timeline.spoken.some((span) => isAttached(session, span) && span.conversation === event.conversation);
      if (isMine) facts.get(session.id)?.add(event, 'attached');
    }
  }

  const { readings, read, missing } = await readConversations({
    context,
    ports,
    look,
    all,
    works,
    facts,
    piles,
    unboundSources: unbound.sources,
  });
  const sessionWorks = works.map((work) => workOf(work, readings, facts, piles, prices));
  await gatherCommits(context, ports, works, all, piles);
  const withCommits = sessionWorks.map((work) => ({
    ...work,
    stretches: work.stretches.map((stretch) => ({ ...stretch, pile: piles.of(stretch.session, stretch.task, stretch.fromMs) })),
  }));

  const offered = await offeredWork(unbound.result(), all, readings, { ports, look });
  const ledger = await lookUp(context, tasks, withCommits);
  return {
    ...ledger,
    works: withCommits,
    asked,
    ...(request.sinceMs === undefined ? {} : { sinceMs: request.sinceMs }),
    unbound: offered,
    outside: sumOutside(
      [...readings].flatMap(([conversation, reading]) => (speaksFor(all, asked, conversation) ? [reading] : [])),
    ),
    transcripts: { read, missing },
  };
};

const isAttached = (session: Session, { conversation, fromMs }: SpokenSpan): boolean =>
  session.attached?.some((each) => each.conversation === conversation && Date.parse(each.from) === fromMs) === true;

const speaksFor = (all: readonly Work[], asked: ReadonlySet<string>, conversation: string): boolean =>
  all.some(
    ({ session, timeline }) => asked.has(session.id) && timeline.spoken.some((span) => span.conversation === conversation),
  );

const readFacts = (
  { events }: Look,
  works: readonly Work[],
  piles: WorkPiles,
  isNew: ReturnType<typeof onlyOnce>,
): Map<string, SessionFacts> => {
  const found = new Map<string, SessionFacts>();
  for (const { session, timeline } of works) {
    const facts = foldSessionFacts(timeline, piles, isNew);
    for (const event of events.of(session.id)) facts.add(event);
    found.set(session.id, facts);
  }
  return found;
};

type Reading = {
  readonly context: Context;
  readonly ports: ReconcilePorts;
  readonly look: Look;
  readonly all: readonly Work[];
  readonly works: readonly Work[];
  readonly facts: ReadonlyMap<string, SessionFacts>;
  readonly piles: WorkPiles;
  readonly unboundSources: ReadonlyMap<string, ConversationReading['source']>;
};

/** Those that began first are read first: what a later one repeats is counted where it was said. */
const readConversations = async ({ context, ports, look, all, works, facts, piles, unboundSources }: Reading) => {
  const firstMs = new Map<string, number>();
  for (const { timeline } of works)
    for (const { conversation, fromMs } of timeline.spoken)
      firstMs.set(conversation, Math.min(fromMs, firstMs.get(conversation) ?? fromMs));
  const readings = new Map<string, ConversationReading>();
  const counted = new Set<string>();
  let missing = 0;
  for (const [conversation] of [...firstMs].sort((a, b) => a[1] - b[1])) {
    const places = works.filter(({ timeline }) => timeline.spoken.some((span) => span.conversation === conversation));
    const sources = [
      ...places.map(({ session }) => (session.harness === undefined ? {} : { harness: session.harness })),
      unboundSources.get(conversation) ?? {},
      ...places.map(({ session }) => storedSource(session, conversation)),
      ...places.map(({ session }) => facts.get(session.id)?.sources.get(conversation) ?? {}),
    ];
    const timelines = all.map(({ timeline }) => timeline);
    const reading = await readConversation({ conversation, timelines, sources, prices: look.prices, counted }, ports);
    readings.set(conversation, reading);
    if (reading.transcript === undefined) missing += 1;
    else placeTranscript(context, conversation, reading.transcript, places, piles);
  }
  return { readings, read: readings.size - missing, missing };
};

const storedSource = (session: Session, conversation: string): ConversationReading['source'] => {
  const { harness, transcript } = session.usage?.find((each) => each.conversation === conversation) ?? {};
  return { ...(harness === undefined ? {} : { harness }), ...(transcript === undefined ? {} : { transcript }) };
};

const workOf = (
  { session, timeline }: Work,
  readings: ReadonlyMap<string, ConversationReading>,
  facts: ReadonlyMap<string, SessionFacts>,
  piles: WorkPiles,
  prices: PriceOverrides,
): SessionWork => {
  const own = facts.get(session.id);
  const speakers = [...new Set(timeline.spoken.map(({ conversation }) => conversation))];
  const conversations = speakers.flatMap((conversation) => {
    const reading = readings.get(conversation);
    return reading === undefined || own === undefined ? [] : [usageFor(session, timeline, conversation, reading, own, prices)];
  });
  const isWhole = conversations.every((each) => each.isWhole);
  const stretches = windowsOf(timeline).map((window) => ({
    ...window,
    session: session.id,
    pile: piles.of(session.id, window.task, window.fromMs),
    usage: conversations
      .flatMap(({ usage }) => usage.parts)
      .filter(({ task, fromMs }) => task === window.task && fromMs === window.fromMs)
      .reduce((sum, { totals }) => addTotals(sum, totals), noUsage),
    isWhole,
  }));
  return { timeline, conversations, stretches };
};

/** Work that changed something, or of conversations that never spoke for a session; with what it used. */
const offeredWork = async (
  unbound: readonly UnboundWork[],
  all: readonly Work[],
  readings: ReadonlyMap<string, ConversationReading>,
  { ports, look }: Pick<Reading, 'ports' | 'look'>,
): Promise<readonly UnboundWork[]> => {
  const timelines = all.map(({ timeline }) => timeline);
  const offered: UnboundWork[] = [];
  for (const work of unbound) {
    const { conversation, source, files, commits } = work;
    const everSpoke = timelines.some(({ spoken }) => spoken.some((span) => span.conversation === conversation));
    if (everSpoke && files + commits === 0) continue;
    const known = conversation === undefined ? undefined : readings.get(conversation);
    const reading =
      known ??
      (conversation === undefined
        ? undefined
        : await readConversation({ conversation, timelines, sources: [source], prices: look.prices, counted: new Set() }, ports));
    if (reading === undefined || reading.outside.responses === 0) offered.push(work);
    else {
      const fromMs = Math.min(work.fromMs, leastOf(reading.outsideAtMs));
      const toMs = Math.max(work.toMs, greatestOf(reading.outsideAtMs));
      offered.push({ ...work, fromMs, toMs, usage: reading.outside });
    }
  }
  return offered;
};

const lookUp = async (context: Context, tasks: ReadonlySet<string>, works: readonly SessionWork[]) => {
  const shas = new Set(works.flatMap(({ stretches }) => stretches.flatMap(({ pile }) => pile.commits.map(({ sha }) => sha))));
  const { result, ledger } = await context.store.openLedger((state) => {
    const known = [...state.archive.tasks(), ...state.tasks].filter(({ id }) => tasks.has(id));
    return { heads: [...state.ledger.heads], uids: new Set(known.map(({ uid }) => uid)) };
  });
  try {
    return { heads: result.heads, ...gatherCompletions(ledger, result.uids, shas) };
  } finally {
    ledger.close();
  }
};
