import type { World } from '../world';
import type { Change } from './change';

const merged = <R extends { readonly id: string }>(
  records: readonly R[],
  change: { readonly put?: readonly R[]; readonly remove?: readonly string[] } | undefined,
): readonly R[] => {
  if (change === undefined) return records;
  const put = new Map((change.put ?? []).map((record) => [record.id, record]));
  const removed = new Set(change.remove ?? []);
  const known = new Set(records.map((record) => record.id));
  const kept = records.filter((record) => !removed.has(record.id)).map((record) => put.get(record.id) ?? record);
  return [...kept, ...[...put.values()].filter((record) => !known.has(record.id) && !removed.has(record.id))];
};

/** The world with the tasks and sessions of a change applied: for answers that show what a command made. */
export const worldAfter = (world: World, change: Change | null): World =>
  change === null
    ? world
    : {
        ...world,
        state: {
          ...world.state,
          lastTaskNumber: change.lastTaskNumber ?? world.state.lastTaskNumber,
          tasks: merged(world.state.tasks, change.tasks),
          sessions: merged(world.state.sessions, change.sessions),
        },
      };
