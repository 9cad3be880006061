import type { Event } from '../event/event-from';
import type { Session } from '../session/schema';

/** From the first millisecond on, up to and without the last; Infinity: it goes on. */
export type Span = { readonly fromMs: number; readonly toMs: number };

/** While a session had a task in hand. */
export type TaskWindow = Span & { readonly task: string };

/** While a conversation spoke for a session; with `task`, what it did then was for that task. */
export type SpokenSpan = Span & { readonly conversation: string; readonly task?: string };

/** Who spoke for a session when, and which task it had in hand when. */
export type Timeline = {
  readonly session: string;
  /** By time; they never overlap. */
  readonly windows: readonly TaskWindow[];
  readonly spoken: readonly SpokenSpan[];
  /** Tasks that were finished by this session, with the entry that the same command wrote. */
  readonly finished: readonly { readonly task: string; readonly atMs: number; readonly entry?: string }[];
};

export const inSpan = (atMs: number, { fromMs, toMs }: Span): boolean => atMs >= fromMs && atMs < toMs;

const steering = new Set([
  'session_start',
  'session_resume',
  'session_adopt',
  'session_switch',
  'session_suspend',
  'session_end',
  'session_close',
  'task_claim',
  'task_release',
  'task_close',
  'focus',
  'conversation_start',
]);

/** Whether an event says who speaks for a session or what it works on. */
export const isSteering = (event: Event): boolean => steering.has(event.type);

const binding = new Set(['session_start', 'session_resume', 'session_adopt', 'session_switch', 'conversation_start']);
const ending = new Set(['session_suspend', 'session_end', 'session_close']);

/** `events` are the steering ones of the session, in file order. */
export const timelineOf = (session: Session, events: readonly Event[]): Timeline => {
  const ordered = events.map((event) => ({ event, atMs: Date.parse(event.at) })).sort((a, b) => a.atMs - b.atMs);
  const windows: TaskWindow[] = [];
  const spoken: SpokenSpan[] = [];
  const finished: { task: string; atMs: number; entry?: string }[] = [];
  let held: readonly string[] = [];
  let focus: string | undefined;
  let inHand: { readonly task: string; readonly fromMs: number } | undefined;
  let speaker: { readonly conversation: string; readonly fromMs: number } | undefined;

  const setSpeaker = (conversation: string | undefined, atMs: number): void => {
    if (speaker?.conversation === conversation) return;
    if (speaker !== undefined) pushSpan(spoken, { ...speaker, toMs: atMs });
    speaker = conversation === undefined ? undefined : { conversation, fromMs: atMs };
  };
  const settle = (atMs: number): void => {
    const task = focus !== undefined && held.includes(focus) ? focus : held.length === 1 ? held[0] : undefined;
    if (inHand?.task === task) return;
    if (inHand !== undefined) pushSpan(windows, { ...inHand, toMs: atMs });
    inHand = task === undefined ? undefined : { task, fromMs: atMs };
  };

  for (const { event, atMs } of ordered) {
    const { type, task, data } = event;
    if (binding.has(type)) {
      // A report of a hook names its conversation; of a command that names none, nobody is known to speak.
      const left = type === 'session_switch' && data?.left === true;
      if (type !== 'conversation_start' || event.conversation !== undefined)
        setSpeaker(left ? undefined : event.conversation, atMs);
    }
    if (ending.has(type)) {
      setSpeaker(undefined, atMs);
      held = [];
      focus = undefined;
    } else if (task !== undefined && type === 'task_claim') held = [...held.filter((each) => each !== task), task];
    else if (task !== undefined && type === 'focus') {
      focus = task;
      if (!held.includes(task)) held = [...held, task];
    } else if (task !== undefined && (type === 'task_release' || type === 'task_close')) {
      held = held.filter((each) => each !== task);
      if (type === 'task_close') {
        const entry = data?.entry;
        finished.push({ task, atMs, ...(typeof entry === 'string' ? { entry } : {}) });
      }
    }
    settle(atMs);
  }
  setSpeaker(undefined, Number.POSITIVE_INFINITY);
  held = [];
  settle(Number.POSITIVE_INFINITY);
  return {
    session: session.id,
    windows,
    spoken: [...spokenElse(session, ordered.length, spoken), ...attachedTo(session)],
    finished,
  };
};

const pushSpan = <S extends Span>(spans: S[], span: S): void => {
  if (span.toMs > span.fromMs) spans.push(span);
};

/** A session whose events are not there, and whose one conversation can have been the only one. */
const spokenElse = (session: Session, known: number, spoken: readonly SpokenSpan[]): readonly SpokenSpan[] => {
  const [conversation, other] = session.conversations;
  if (known > 0 || conversation === undefined || other !== undefined) return spoken;
  const end = session.endedAt ?? session.suspendedAt ?? session.closedAt;
  const toMs = end === undefined ? Number.POSITIVE_INFINITY : Date.parse(end);
  return [{ conversation, fromMs: Date.parse(session.startedAt), toMs }];
};

/** What was done while nobody was bound, and attached to this session later. */
const attachedTo = (session: Session): readonly SpokenSpan[] =>
  (session.attached ?? []).map(({ conversation, from, to, task }) => ({
    conversation,
    fromMs: Date.parse(from),
    toMs: Date.parse(to) + 1,
    ...(task === undefined ? {} : { task }),
  }));

/** Where something that a conversation did belongs. */
export type Place =
  /** While it spoke for this session; `task` is absent where that had none in hand. */
  { readonly kind: 'session'; readonly task?: string; readonly fromMs?: number } | { readonly kind: 'outside' };

/** `conversation` undefined: it is known to have been done for this session. */
export const placeOf = (timeline: Timeline, conversation: string | undefined, atMs: number): Place => {
  const spoken =
    conversation === undefined
      ? undefined
      : timeline.spoken.find((span) => span.conversation === conversation && inSpan(atMs, span));
  if (conversation !== undefined && spoken === undefined) return { kind: 'outside' };
  if (spoken?.task !== undefined) return { kind: 'session', task: spoken.task, fromMs: spoken.fromMs };
  const window = windowAt(timeline.windows, atMs);
  return window === undefined ? { kind: 'session' } : { kind: 'session', task: window.task, fromMs: window.fromMs };
};

const windowAt = (windows: readonly TaskWindow[], atMs: number): TaskWindow | undefined => {
  let low = 0;
  let high = windows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((windows[middle]?.fromMs ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  const window = windows[low - 1];
  return window !== undefined && inSpan(atMs, window) ? window : undefined;
};

/** All stretches of a task in a session, those of attached conversations too. */
export const windowsOf = (timeline: Timeline): readonly TaskWindow[] => [
  ...timeline.windows,
  ...timeline.spoken.flatMap(({ task, fromMs, toMs }) => (task === undefined ? [] : [{ task, fromMs, toMs }])),
];

/** What is left of a span when others are taken out of it. */
export const spanWithout = (span: Span, others: readonly Span[]): readonly Span[] => {
  let left: readonly Span[] = [span];
  for (const { fromMs, toMs } of others) {
    left = left.flatMap((each) =>
      [
        { fromMs: each.fromMs, toMs: Math.min(each.toMs, fromMs) },
        { fromMs: Math.max(each.fromMs, toMs), toMs: each.toMs },
      ].filter((piece) => piece.toMs > piece.fromMs),
    );
  }
  return left;
};
