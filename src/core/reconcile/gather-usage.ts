import type { ConversationUsage } from '../../domain/reconcile/gathered';
import { pricedResponses } from '../../domain/reconcile/priced-responses';
import type { ConversationSource, SessionFacts } from '../../domain/reconcile/session-facts';
import { splitResponses, type UsageSplit } from '../../domain/reconcile/split-usage';
import { placeOf, type Timeline } from '../../domain/reconcile/timeline';
import { addTotals, isMore, noUsage } from '../../domain/reconcile/totals';
import { isProjectPath, type WorkPiles } from '../../domain/reconcile/work-piles';
import type { Session } from '../../domain/session/schema';
import type { PriceOverrides } from '../../domain/usage/prices';
import { sumResponses, type Transcript, type UsageTotals } from '../../domain/usage/transcript';
import type { ModelResponse } from '../../domain/usage/usage';
import type { Context } from '../context';
import type { ReconcilePorts } from './ports';

export type UsageQuestion = {
  readonly conversation: string;
  /** Of every session of the project, so that each answer is counted for one only. */
  readonly timelines: readonly Timeline[];
  readonly sources: readonly ConversationSource[];
  readonly prices: PriceOverrides;
  /** Answers that were counted already: a fork repeats the history of what it was made from. */
  readonly counted: Set<string>;
};

export type ConversationReading = {
  readonly source: ConversationSource;
  /** undefined: there is none to read. */
  readonly transcript: Transcript | undefined;
  readonly bySession: ReadonlyMap<string, UsageSplit>;
  readonly outside: UsageTotals;
  /** When the conversation's answers outside of sessions were given, in ms. */
  readonly outsideAtMs: readonly number[];
};

/** Reads what a harness wrote down of a conversation, and tells its answers apart by session and task. */
export const readConversation = async (
  { conversation, timelines, sources, prices, counted }: UsageQuestion,
  ports: ReconcilePorts,
): Promise<ConversationReading> => {
  const source: ConversationSource = Object.assign({}, ...sources);
  const { harness, transcript: transcriptPath } = source;
  const located = await ports.readTranscript({
    conversation,
    harness,
    ...(transcriptPath === undefined ? {} : { transcriptPath }),
  });
  const path = located?.path === undefined ? {} : { transcript: located.path };
  if (located === undefined) return { source, transcript: undefined, bySession: new Map(), outside: noUsage, outsideAtMs: [] };
  const priced = newResponses(pricedResponses(located.transcript, prices), counted);
  const { bySession, outside } = splitResponses(conversation, priced, timelines, prices);
  return {
    source: { ...source, ...path },
    transcript: located.transcript,
    bySession,
    outside: outside.length === 0 ? noUsage : sumResponses(outside, prices),
    outsideAtMs: outside.flatMap(({ at }) => (at === undefined ? [] : [Date.parse(at)])),
  };
};

const newResponses = (responses: readonly ModelResponse[], counted: Set<string>): readonly ModelResponse[] => {
  const fresh = responses.filter(({ id }) => !counted.has(id));
  for (const { id } of responses) counted.add(id);
  return fresh;
};

/**
 * What a conversation used for a session: by its transcript, or by what hooks and earlier counts told, whichever is most.
 * Nothing that was counted once is lost with the transcript.
 */
export const usageFor = (
  session: Session,
  timeline: Timeline,
  conversation: string,
  reading: ConversationReading,
  facts: SessionFacts,
  prices: PriceOverrides,
): ConversationUsage => {
  const recorded = facts.usage(conversation);
  const read = reading.bySession.get(session.id);
  const told =
    recorded === undefined
      ? undefined
      : splitResponses(conversation, recorded.responses, [timeline], prices).bySession.get(session.id);
  const stored = session.usage?.find((each) => each.conversation === conversation);
  const noted: UsageSplit | undefined =
    stored === undefined ? undefined : { total: stored as UsageTotals, parts: [], rest: stored as UsageTotals };
  const own: UsageSplit = read ?? { total: noUsage, parts: [], rest: noUsage };
  let usage = own;
  for (const other of [told, recorded?.counted, noted])
    if (other !== undefined && isMore(other.total, usage.total)) usage = other;
  return { conversation, source: reading.source, usage, isWhole: reading.transcript !== undefined && usage === own };
};

/** Puts the files and commits that a transcript tells of where they belong. */
export const placeTranscript = (
  context: Context,
  conversation: string,
  transcript: Transcript,
  places: readonly { readonly timeline: Timeline; readonly session: Session }[],
  piles: WorkPiles,
): void => {
  for (const { timeline, session } of places) {
    const worktree = session.git?.worktree;
    const from = {
      ...(worktree === undefined ? {} : { worktree }),
      ...(transcript.cwd === undefined ? {} : { cwd: transcript.cwd }),
    };
    for (const { at, path } of transcript.files) {
      const place = at === undefined ? undefined : placeOf(timeline, conversation, Date.parse(at));
      if (place === undefined || place.kind === 'outside') continue;
      const recorded = context.locateWrite(path, from);
      if (isProjectPath(recorded)) piles.file(timeline, place, recorded, 'transcript');
    }
    for (const { at, sha, subject } of transcript.commits) {
      const atMs = at === undefined ? Number.NaN : Date.parse(at);
      if (Number.isNaN(atMs) || placeOf(timeline, conversation, atMs).kind === 'outside') continue;
      piles.claim({
        session: session.id,
        conversation,
        atMs,
        origin: 'transcript',
        ...(sha === undefined ? {} : { sha }),
        ...(subject === undefined ? {} : { subject }),
      });
    }
  }
};

export const sumOutside = (readings: Iterable<ConversationReading>): UsageTotals => {
  let sum = noUsage;
  for (const { outside } of readings) sum = addTotals(sum, outside);
  return sum;
};
