import type { TaskNote } from '../../domain/task/schema';
import type { Instant } from '../../domain/time/instant';
import { notesFrom } from './cleo-history';
import { instantFrom } from './told';

const stamp = /^\[([A-Za-z ]+): (\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)?)\]\s*/;

/** cub keeps all notes of a task in one text, some behind a stamp such as `[Closed: 2026-01-28T18:57:22]`. */
export const notesFromCub = (told: unknown, otherwiseAt: Instant | undefined): TaskNote[] => {
  if (typeof told !== 'string' || told.trim() === '') return [];
  return told.split(/\n\n(?=\[[A-Za-z ]+: \d{4}-)/).flatMap((text) => {
    const found = stamp.exec(text);
    const at = instantFrom(found?.[2]);
    if (found === null || at === undefined) return notesFrom(text, otherwiseAt);
    return [{ at, text: `${found[1]}: ${text.slice(found[0].length)}`.replace(/: $/, '') }];
  });
};
