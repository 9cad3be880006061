import { isTooDeep } from './image/json-depth';

export type JsonFields = Readonly<Record<string, unknown>>;

/** Nothing so short is nested so deep that a walk through it could exhaust the stack. */
const harmlessLength = 4_096;

/** The object that a line says; undefined where it is none, or a long one that is nested deeper than stint reads. */
export const parseFields = (text: string): JsonFields | undefined => {
  if (text.length > harmlessLength && isTooDeep(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonFields) : undefined;
  } catch {
    // What is no JSON is what the caller wants to know.
    return undefined;
  }
};
