import type { Event } from './schema';

export type { Event };

/** An event from its line; undefined where the line is torn or something else. */
export const eventFrom = (line: string): Event | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // A torn line is not worth losing the others for: the caller counts it.
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('at' in value) || !('type' in value)) return undefined;
  const { at, type } = value;
  return typeof at === 'string' && typeof type === 'string' && !Number.isNaN(Date.parse(at)) ? (value as Event) : undefined;
};

/** Where text may stand in `data`, the telling ones first. */
const textKeys = [
  'message',
  'text',
  'nextAction',
  'note',
  'reason',
  'command',
  'path',
  'file',
  'subject',
  'scope',
  'name',
  'to',
  'entry',
];

/** What an event says in words, as it is stored; '' where its type and task say it all. */
export const eventText = ({ data }: Event): string => {
  const facts = new Map(Object.entries(data ?? {}));
  for (const key of textKeys) {
    const value = facts.get(key);
    if (typeof value === 'string' && value !== '') return value;
  }
  return '';
};
