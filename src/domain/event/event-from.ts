import { isInstant } from '../time/instant';
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
  return typeof at === 'string' && typeof type === 'string' && isInstant(at) ? (value as Event) : undefined;
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
  'sha',
  'source',
  'harness',
];

/** What an event says in words, as it is stored; '' where its type and task say it all. */
export const eventText = ({ type, data }: Event): string => {
  const facts = new Map(Object.entries(data ?? {}));
  if (type === 'usage') return usageText(facts);
  for (const key of textKeys) {
    const value = facts.get(key);
    if (typeof value === 'string' && value !== '') return type === 'command' ? `${value}${endOf(facts)}` : value;
  }
  return '';
};

/** How a command ended, where it ended badly. */
const endOf = (facts: ReadonlyMap<string, unknown>): string => {
  const exitCode = facts.get('exitCode');
  if (typeof exitCode === 'number' && exitCode !== 0) return ` (exit ${exitCode})`;
  return facts.get('failed') === true ? ' (failed)' : '';
};

/** `MODEL: N in, N out, N from cache, USD N`; a total begins with the number of its answers. */
const usageText = (facts: ReadonlyMap<string, unknown>): string => {
  const tokens = facts.get('tokens');
  const counts = new Map(Object.entries(typeof tokens === 'object' && tokens !== null ? tokens : {}));
  const count = (...names: readonly string[]): number => names.reduce((sum, name) => sum + (Number(counts.get(name)) || 0), 0);
  const responses = facts.get('responses');
  const model = facts.get('model');
  const who = typeof responses === 'number' ? `${responses} answers` : typeof model === 'string' ? model : 'one answer';
  const read = `${count('input', 'cacheWrite5m', 'cacheWrite1h')} in, ${count('output')} out, ${count('cacheRead')} from cache`;
  const costUsd = facts.get('costUsd');
  return `${who}: ${read}${typeof costUsd === 'number' ? `, USD ${costUsd}` : ''}`;
};
