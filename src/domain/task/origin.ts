import type { Origin, Task } from './schema';

/** The fields that a source speaks of, in the order in which changes of them are told. */
export const originFields = [
  'title',
  'status',
  'priority',
  'type',
  'parentId',
  'phase',
  'description',
  'labels',
  'depends',
  'files',
  'acceptance',
] as const;
export type OriginField = (typeof originFields)[number];

/** What the source said when the task came in, a digest a field; fields that say nothing are left out. */
export const seenOf = (task: Task): Readonly<Record<string, string>> =>
  Object.fromEntries(
    originFields.flatMap((field) => {
      const digest = digestOf(task[field]);
      return digest === undefined ? [] : [[field, digest]];
    }),
  );

/** Tells values apart, and nothing more: 64 bits of FNV-1a over the text in two runs. */
export const digestOf = (value: unknown): string | undefined => {
  if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return undefined;
  const text = JSON.stringify(value);
  return `${hash(text, 0x811c9dc5)}${hash(text, 0x01000193)}`;
};

const hash = (text: string, start: number): string => {
  let sum = start;
  for (let at = 0; at < text.length; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return (sum >>> 0).toString(36);
};

/** `taskmaster api/tasks.json master-5`; that of an older import as it was written. */
export const originWords = (ref: string | Origin): string =>
  typeof ref === 'string' ? ref : [ref.tool, ref.source, ref.key].filter((part) => part !== '').join(' ');
