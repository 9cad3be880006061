import { type Instant, isInstant } from '../../domain/time/instant';

/** What another tool's files tell, as a Map, so that a key such as `__proto__` is one like any other. */
export type Told = ReadonlyMap<string, unknown>;

export const recordOf = (told: unknown): Told | undefined =>
  typeof told === 'object' && told !== null && !Array.isArray(told) ? new Map<string, unknown>(Object.entries(told)) : undefined;

/** A text that says something, or a number as one. */
export const textOf = (told: unknown): string | undefined => {
  const text = typeof told === 'number' ? String(told) : told;
  return typeof text === 'string' && text.trim() !== '' ? text : undefined;
};

export const textsOf = (told: unknown): string[] => (Array.isArray(told) ? told.flatMap((item) => textOf(item) ?? []) : []);

export const listOf = (told: unknown): readonly unknown[] => (Array.isArray(told) ? told : []);

/** A count that is told: undefined for 0 too, which these tools write where they know nothing, and for what nobody can count. */
export const amountOf = (told: unknown): number | undefined =>
  typeof told === 'number' && told > 0 && told <= Number.MAX_SAFE_INTEGER ? told : undefined;

const written = /^([+-]?\d{4,6})-(\d\d)-(\d\d)(?:[T ].*)?$/;

/**
 * An instant in UTC; one without a zone is the local time of this machine. Undefined for anything that is none, such as a day
 * that does not exist. One outside of the years 1 to 9999 stays as it is told: `decideImport` refuses it by name.
 */
export const instantFrom = (told: unknown): Instant | undefined => {
  if (typeof told !== 'string') return undefined;
  const parts = written.exec(told.trim());
  const [year, month, day] = [Number(parts?.[1]), Number(parts?.[2]), Number(parts?.[3])];
  if (parts === null || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  const ms = Date.parse(parts[0]);
  if (Number.isNaN(ms)) return undefined;
  const text = new Date(ms).toISOString();
  return isInstant(text) ? text : told;
};

/** Whether a text is a time of a year that no instant here can have. */
export const isBeyondYears = (told: unknown): boolean => {
  const year = typeof told === 'string' ? Number(written.exec(told.trim())?.[1]) : Number.NaN;
  if (year < 1 || year > 9999) return true;
  const at = instantFrom(told);
  return at !== undefined && !isInstant(at);
};

const daysIn = (year: number, month: number): number => {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
};

export type Present<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** The fields that have a value. */
export const present = <T extends Readonly<Record<string, unknown>>>(fields: T): Present<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;

/** What has no place of its own here, kept together; empty values say nothing and are left out. */
export const restOf = (source: string, told: Told, placed: ReadonlySet<string>): { readonly extra?: Record<string, unknown> } => {
  const rest = [...told].filter(([key, value]) => !placed.has(key) && value !== null && value !== '' && !isEmptyList(value));
  return rest.length === 0 ? {} : { extra: { import: Object.fromEntries([['source', source], ...rest]) } };
};

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/** Lines of a list in text form, without bullets and boxes. */
export const linesOf = (told: unknown): string[] => {
  if (Array.isArray(told)) return textsOf(told);
  if (typeof told !== 'string') return [];
  return told
    .split(/\r?\n/)
    .flatMap((line) => textOf(line.replace(/^\s*(?:[-*+]|\d{1,3}[.)])\s+(?:\[.\]\s+)?/, '').trim()) ?? []);
};

/** A description with further texts below it, each under its heading. */
export const withSections = (description: unknown, sections: readonly (readonly [string, unknown])[]): string | undefined => {
  const parts = sections.flatMap(([heading, text]) => (textOf(text) === undefined ? [] : [`## ${heading}\n\n${text}`]));
  return textOf([...(textOf(description) === undefined ? [] : [description]), ...parts].join('\n\n'));
};
