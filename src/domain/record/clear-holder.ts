import { keptFromMe } from '../scope/ownership';
import { releaseClaim } from '../session/claims';
import type { Session } from '../session/schema';
import type { Draft } from '../state/draft';
import type { Task } from '../task/schema';
import type { World } from '../world';

/** Takes the task out of another's hands or scope, after a take-over was allowed, and tells that session by an event. */
export const clearHolder = (world: World, draft: Draft, mine: Session | undefined, task: Task): void => {
  const holder = keptFromMe(world, mine, task);
  if (holder === undefined) return;
  const by = mine?.id ?? world.caller.owner;
  if (holder.kind === 'owner') {
    draft.event({ type: 'task_release', task: task.id, data: { takenFrom: holder.by, takenOverBy: by } });
    return;
  }
  if (holder.kind === 'session') releaseClaim(world, draft, holder.session.id, task.id, 'forget-focus');
  draft.event({
    type: 'note',
    session: holder.session.id,
    task: task.id,
    data: { text: `${task.id} was taken over`, takenOverBy: by },
  });
};
