import { visibleLine } from '../../domain/text/visible';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Stored text for element content and for attribute values in quotes: nothing in it is markup, nothing in it is unseen. */
export const escapeHtml = (stored: string): string =>
  visibleLine(stored).replace(/[&<>"']/g, (character) => entities[character] ?? character);

/** `2026-02-11 14:30`, UTC. */
export const showInstant = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

/** `45 s`, `12 min`, `3.5 h`, `2.1 days`; a dash where it is not known. */
export const showSpan = (ms: number | undefined): string => {
  if (ms === undefined) return '–';
  if (ms < 60_000) return `${Math.round(ms / 1_000)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  if (ms < 48 * 3_600_000) return `${shortNumber(ms / 3_600_000)} h`;
  return `${shortNumber(ms / 86_400_000)} days`;
};

const shortNumber = (value: number): string => (value < 10 ? String(Math.round(value * 10) / 10) : String(Math.round(value)));

/** 12345 → `12 345`, with a thin space that does not break. */
export const showCount = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, '\u202f');

export const plural = (count: number, one: string, many = `${one}s`): string => `${showCount(count)} ${count === 1 ? one : many}`;
