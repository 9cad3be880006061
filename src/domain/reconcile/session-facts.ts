import type { Event } from '../event/event-from';
import { createRecordedUsage, type RecordedUsage } from './recorded-usage';
import { placeOf, type Timeline } from './timeline';
import { isProjectPath, type WorkPiles } from './work-piles';

/** What is known of a conversation by what its hooks reported. */
export type ConversationSource = { readonly harness?: string; readonly transcript?: string; readonly cwd?: string };

export type SessionFacts = {
  /** `attached`: from the events without a session, of a conversation that was attached to this one later. */
  readonly add: (event: Event, from?: 'own' | 'attached') => void;
  readonly sources: ReadonlyMap<string, ConversationSource>;
  readonly usage: (conversation: string) => RecordedUsage | undefined;
  readonly conversations: () => readonly string[];
};

/** Takes the events of one session, each once however often its hook fired: files, commits and usage that they tell of. */
export const foldSessionFacts = (timeline: Timeline, piles: WorkPiles, isNew: (event: Event) => boolean): SessionFacts => {
  const sources = new Map<string, ConversationSource>();
  const usages = new Map<string, ReturnType<typeof createRecordedUsage>>();
  return {
    add: (event, from = 'own') => {
      const { conversation, data, type } = event;
      if (event.synthetic && type !== 'usage') return;
      if (!event.synthetic && !isNew(event)) return;
      noteSource(sources, event);
      if (type === 'usage' && conversation !== undefined) {
        const usage = usages.get(conversation) ?? createRecordedUsage();
        usage.add(event);
        usages.set(conversation, usage);
      }
      const atMs = Date.parse(event.at);
      const place = placeOf(timeline, from === 'own' ? undefined : conversation, atMs);
      if (type === 'file_write' && typeof data?.path === 'string') {
        if (isProjectPath(data.path)) piles.file(timeline, place, data.path, 'hook');
      } else if (type === 'git_commit') {
        const speaker = from === 'own' || conversation === undefined ? {} : { conversation };
        piles.claim({
          session: timeline.session,
          ...speaker,
          atMs,
          origin: 'hook',
          ...textIn(data, 'sha'),
          ...textIn(data, 'subject'),
        });
      }
      if (type !== 'usage') piles.event(timeline, place);
    },
    sources,
    usage: (conversation) => usages.get(conversation)?.result(),
    conversations: () => [...new Set([...sources.keys(), ...usages.keys()])],
  };
};

/** The same report of a hook has the same key; one report may tell several things. */
export const factKey = ({ type, data }: Event): string | undefined =>
  typeof data?.key === 'string'
    ? `${data.key} ${type} ${String(data.path ?? data.sha ?? data.command ?? data.responseId ?? '')}`
    : undefined;

/** Lets each report through once. */
export const onlyOnce = (): ((event: Event) => boolean) => {
  const seen = new Set<string>();
  return (event) => {
    const key = factKey(event);
    if (key === undefined) return true;
    if (seen.has(key)) return event.type === 'usage';
    seen.add(key);
    return true;
  };
};

export const noteSource = (sources: Map<string, ConversationSource>, { conversation, data }: Event): void => {
  if (conversation === undefined || data === undefined) return;
  const known = sources.get(conversation) ?? {};
  sources.set(conversation, { ...known, ...textIn(data, 'harness'), ...textIn(data, 'transcript'), ...textIn(data, 'cwd') });
};

const textIn = <K extends string>(data: Event['data'], key: K): { [P in K]?: string } => {
  const value = data?.[key];
  return typeof value === 'string' && value !== '' ? ({ [key]: value } as { [P in K]?: string }) : {};
};
