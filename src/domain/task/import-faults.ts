import type { EntryDraft } from '../ledger/seal-entries';
import type { Session } from '../session/schema';
import { isNestedDeeper, recordDepthLimit } from '../text/json-nesting';
import { isInstant } from '../time/instant';
import type { ImportBatch } from './import-batch';
import { originWords } from './origin';
import type { Task } from './schema';

/** Dates of a source that no record can hold, as sentences. */
export const dateFaults = ({ tasks, sessions = [], entries = [] }: ImportBatch): string[] => [
  ...tasks.flatMap((task) => faultsIn(task.sourceId, [...datesOf(task), ...notesOf(task.notes)])),
  ...sessions.flatMap((session) =>
    faultsIn(session.id, [
      ...datesOf(session),
      ...notesOf(session.notes),
      ...session.focused.map(({ task, at }) => [`focus on ${task}`, at] as const),
    ]),
  ),
  ...entries.flatMap((entry) => faultsIn(`completion of ${entry.task}`, datesOf(entry))),
];

type NamedDate = readonly [name: string, text: string];

const datesOf = (told: object): readonly NamedDate[] =>
  Object.entries(told).filter((field): field is [string, string] => field[0].endsWith('At') && typeof field[1] === 'string');

const notesOf = (notes: readonly { readonly at: string }[] = []): readonly NamedDate[] =>
  notes.map(({ at }) => ['date of a note', at]);

const faultsIn = (where: string, dates: readonly NamedDate[]): string[] =>
  dates.flatMap(([name, text]) =>
    isInstant(text) ? [] : [`${where}: ${name} ${JSON.stringify(text)} lies outside of the years 1 to 9999 (UTC)`],
  );

/** Records that would be nested deeper than files are read, as sentences. */
export const depthFaults = (records: {
  readonly tasks: readonly Task[];
  readonly sessions: readonly Session[];
  readonly entries: readonly EntryDraft[];
}): string[] => {
  const { tasks, sessions, entries } = records;
  const named: (readonly [string, object])[] = [
    ...tasks.map((task) => [task.externalRef === undefined ? task.id : originWords(task.externalRef), task] as const),
    ...sessions.map((session) => [session.id, session] as const),
    ...entries.map((entry) => [`completion of ${entry.task.id}`, entry] as const),
  ];
  return named.flatMap(([where, record]) =>
    isNestedDeeper(record, recordDepthLimit) ? [`${where}: it would be nested deeper than ${recordDepthLimit} levels`] : [],
  );
};
