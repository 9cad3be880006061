import type { ImportBatch, ImportReport } from './import-batch';
import { digestOf, type OriginField, originFields, seenOf } from './origin';
import type { Origin, Task, TaskId } from './schema';
import { isFinished } from './vocabulary';

export type Again = {
  /** What the source says otherwise than when the task came in. */
  readonly changed: ImportReport['changed'];
  /** The tasks with what is taken over of it. */
  readonly updated: readonly Task[];
};

/**
 * Compares tasks that are here with what their source says now. A field that only the source has changed is taken over with
 * `update`; one that both have changed, or of which nothing is known, stays as it is here.
 */
export const compareAgain = (pairs: readonly (readonly [here: Task, now: Task])[], update: boolean, at: string): Again => {
  const changed: ImportReport['changed'][number][] = [];
  const updated: Task[] = [];
  for (const [here, now] of pairs) {
    const { externalRef } = here;
    if (externalRef === undefined || typeof externalRef === 'string' || externalRef.seen === undefined) continue;
    const seen: Readonly<Record<string, unknown>> = externalRef.seen;
    const taken = new Set<OriginField>();
    let isNews = false;
    for (const field of originFields) {
      const source = digestOf(now[field]);
      if (source === seen[field]) continue;
      isNews = true;
      const own = digestOf(here[field]);
      if (own === source) continue;
      const isOurs = own !== seen[field];
      if (!isOurs) taken.add(field);
      changed.push({ task: here.id, field, from: wordsOf(here[field]), to: wordsOf(now[field]), both: isOurs });
    }
    if (update && isNews) updated.push(withTaken(here, now, taken, externalRef, at));
  }
  return { changed, updated };
};

const wordsOf = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : value === undefined ? '' : String(value));

/** Fields that both have changed keep the old digest, so that they are told again. */
const withTaken = (here: Task, now: Task, taken: ReadonlySet<OriginField>, ref: Origin, at: string): Task => {
  const fields = Object.fromEntries([...taken].map((field) => [field, now[field]]));
  const task = { ...here, ...fields } as Task;
  const told = seenOf(now);
  const seen = Object.fromEntries(
    originFields.flatMap((field) => {
      const agrees = taken.has(field) || digestOf(here[field]) === digestOf(now[field]);
      const digest = agrees ? told[field] : ref.seen?.[field];
      return digest === undefined ? [] : [[field, digest]];
    }),
  );
  const { completedAt, cancelledAt, blockedBy, ...rest } = task;
  const times = taken.has('status')
    ? {
        ...(now.completedAt === undefined ? {} : { completedAt: now.completedAt }),
        ...(now.cancelledAt === undefined ? {} : { cancelledAt: now.cancelledAt }),
        ...(now.blockedBy === undefined ? {} : { blockedBy: now.blockedBy }),
      }
    : {
        ...(completedAt === undefined ? {} : { completedAt }),
        ...(cancelledAt === undefined ? {} : { cancelledAt }),
        ...(blockedBy === undefined ? {} : { blockedBy }),
      };
  const known = Object.entries({
    ...rest,
    ...times,
    externalRef: { ...ref, seen },
    updatedAt: taken.size > 0 ? at : here.updatedAt,
  });
  return Object.fromEntries(known.filter(([, value]) => value !== undefined)) as Task;
};

/** Tasks of this source that it no longer has, those still open first. */
export const goneFrom = (tasks: readonly Task[], here: ReadonlyMap<string, TaskId>, batch: ImportBatch): ImportReport['gone'] => {
  const keys = new Set(batch.tasks.map((task) => task.sourceId));
  const within = (key: string): boolean => batch.within?.some((name) => key === name || key.startsWith(`${name}/`)) ?? true;
  const byId = new Map(tasks.map((task) => [task.id, task]));
  return [...here]
    .filter(([key]) => !keys.has(key) && within(key))
    .flatMap(([key, id]) => {
      const task = byId.get(id);
      return task === undefined ? [] : [{ task: id, key, open: !isFinished(task) }];
    })
    .sort((a, b) => Number(b.open) - Number(a.open));
};
