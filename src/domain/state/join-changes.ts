import type { Change } from './change';

/** Two changes as one; the second was decided on what the first had made. For a first one that puts sessions and adds events only. */
export const joinChanges = (first: Pick<Change, 'events' | 'sessions' | 'spool'>, second: Change): Change => {
  const decided = new Set([...(second.sessions?.put ?? []).map(({ id }) => id), ...(second.sessions?.remove ?? [])]);
  const put = [...(first.sessions?.put ?? []).filter(({ id }) => !decided.has(id)), ...(second.sessions?.put ?? [])];
  const events = [...(first.events ?? []), ...(second.events ?? [])];
  return {
    ...second,
    ...(first.spool === undefined ? {} : { spool: first.spool }),
    ...(first.sessions === undefined ? {} : { sessions: { ...second.sessions, put } }),
    ...(events.length === 0 ? {} : { events }),
  };
};
