import type { Session } from '../session/schema';
import { indexTasks } from '../task/task-index';
import type { World } from '../world';
import type { FocusAnswer } from './answer';

/** The focus of a session with its notes; nothing in focus leaves `focus` out. */
export const viewFocus = (world: World, session: Session): FocusAnswer => {
  const { currentTask, sessionNote, nextAction } = session.focus;
  const task = currentTask === null ? undefined : indexTasks(world.state.tasks).byId.get(currentTask);
  const held = session.held.map((one) => one.taskId);
  return {
    session: session.id,
    ...(task === undefined ? {} : { focus: { id: task.id, title: task.title, status: task.status } }),
    ...(held.some((id) => id !== currentTask) ? { held } : {}),
    ...(sessionNote === null ? {} : { note: sessionNote }),
    ...(nextAction === null ? {} : { nextAction }),
  };
};
