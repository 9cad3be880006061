import type { Draft } from '../state/draft';
import type { State } from '../state/state';
import type { World } from '../world';
import { putDown } from './finish-session';
import type { Session } from './schema';
import { stalenessOf } from './staleness';
import { shortSessionId } from './vocabulary';

/** How far a start or resume may go against sessions that stand in its way. */
export type TakeOver = 'never' | 'stale' | 'any';

export const takeOverMode = (request: { readonly takeover: boolean; readonly force: boolean }): TakeOver =>
  request.takeover ? (request.force ? 'any' : 'stale') : 'never';

export const mayTakeOver = (world: World, mode: TakeOver, session: Session): boolean =>
  mode === 'any' || (mode === 'stale' && stalenessOf(world, session).stale);

/** Ends a session that stands in the way, with a note and an event that say who took over. */
export const takeOver = (world: World, draft: Draft, session: Session, by: Session): void => {
  const who = by.agent === undefined ? shortSessionId(by.id) : `${shortSessionId(by.id)} (${by.agent})`;
  putDown(world, draft, session.id, 'ended', { note: `taken over by ${who}`, data: { takenOverBy: by.id } });
};

/** The world as it is with what the draft holds so far: for checks that must see the effect of a take-over. */
export const worldWith = (world: World, draft: Draft): World => {
  const state: State = {
    ...world.state,
    sessions: draft.sessions(),
    tasks: world.state.tasks.map((task) => draft.task(task.id) ?? task),
  };
  return { ...world, state };
};
