import { isInstant } from '../time/instant';

/** A JSON object of foreign make: every member may be missing or of another type. */
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A member that the object itself has: a payload without `constructor` must not answer with ours. */
const own = (fields: Fields | undefined, name: string): unknown =>
  fields !== undefined && Object.hasOwn(fields, name) ? fields[name] : undefined;

/** The first of `names` that holds a string with something in it. */
export const textIn = (fields: Fields | undefined, ...names: readonly string[]): string | undefined => {
  for (const name of names) {
    const value = own(fields, name);
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
};

/** The first of `names` that holds an object; an object written as JSON text counts too. */
export const fieldsIn = (fields: Fields | undefined, ...names: readonly string[]): Fields | undefined => {
  for (const name of names) {
    const value = own(fields, name);
    if (isFields(value)) return value;
    const parsed = typeof value === 'string' ? parseFields(value) : undefined;
    if (parsed !== undefined) return parsed;
  }
  return undefined;
};

export const listIn = (fields: Fields | undefined, name: string): readonly unknown[] => {
  const value = own(fields, name);
  return Array.isArray(value) ? value : [];
};

export const numberIn = (fields: Fields | undefined, ...names: readonly string[]): number | undefined => {
  for (const name of names) {
    const value = own(fields, name);
    if (typeof value === 'number' && Number.isFinite(value)) return value;
  }
  return undefined;
};

export const isTrue = (fields: Fields | undefined, name: string): boolean => own(fields, name) === true;

/** An amount of dollars that a member tells; one that no sum could hold says nothing. */
export const usdIn = (fields: Fields | undefined, name: string): number | undefined => {
  const usd = numberIn(fields, name);
  return usd === undefined || Math.abs(usd) > Number.MAX_SAFE_INTEGER ? undefined : usd;
};

/** How many tokens a member tells: 0 where it is missing, negative or no number; at most what can be counted exactly. */
export const countIn = (fields: Fields | undefined, ...names: readonly string[]): number =>
  Math.min(Math.max(0, Math.trunc(numberIn(fields, ...names) ?? 0)), Number.MAX_SAFE_INTEGER);

/** The object that `text` is as JSON; undefined for everything else. */
export const parseFields = (text: string): Fields | undefined => {
  try {
    const value: unknown = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
    return isFields(value) ? value : undefined;
  } catch {
    // Cut off, or no JSON at all: the caller counts it.
    return undefined;
  }
};

/** ISO instant of a moment that is told in milliseconds since 1970 or as ISO text; undefined where it is neither. */
export const instantIn = (fields: Fields | undefined, ...names: readonly string[]): string | undefined => {
  for (const name of names) {
    const value = own(fields, name);
    if (typeof value !== 'number' && typeof value !== 'string') continue;
    const ms = new Date(value).getTime();
    if (Number.isNaN(ms)) continue;
    const text = new Date(ms).toISOString();
    if (isInstant(text)) return text;
  }
  return undefined;
};
