import type { TaskNote } from '../../domain/task/schema';
import type { Instant } from '../../domain/time/instant';
import { instantFrom } from './told';

const stamped = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC: ([\s\S]+)$/;
const bracketed = /^\[[A-Z-]+ (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)\]/;

/** Notes that begin with a time get it as theirs, without the stamp; a note that only mentions one keeps its words. */
export const notesFrom = (told: unknown, otherwiseAt: Instant | undefined): TaskNote[] => {
  if (!Array.isArray(told)) return typeof told === 'string' && told !== '' ? notesFrom([told], otherwiseAt) : [];
  return told.filter((note) => typeof note === 'string' && note !== '').map((text) => noteFrom(text, otherwiseAt ?? unknownAt));
};

const unknownAt = '1970-01-01T00:00:00.000Z';

const noteFrom = (text: string, otherwiseAt: Instant): TaskNote => {
  const stamp = stamped.exec(text);
  const at = stamp === null ? undefined : instantFrom(`${stamp[1]}T${stamp[2]}Z`);
  if (stamp !== null && at !== undefined) return { at, text: stamp[3] ?? text };
  return { at: instantFrom(bracketed.exec(text)?.[1]) ?? otherwiseAt, text };
};
