import { requireSession } from '../../domain/binding/require-session';
import type { FocusAnswer, FocusHistoryAnswer } from '../../domain/focus/answer';
import { viewFocus } from '../../domain/focus/focus-view';
import { findTaskOrArchived } from '../../domain/task/find-task';
import { AppError } from '../app-error';
import type { Context } from '../context';
import { readWorld } from '../decide-and-commit';

export const showFocus = (context: Context): Promise<FocusAnswer> =>
  readWorld(context, (world) => {
    const bound = requireSession(world);
    if (!bound.ok) throw new AppError(bound.refusals[0]);
    return viewFocus(world, bound.session);
  });

/** What the session focused, released and finished, newest first. */
export const focusHistory = (context: Context, limit: number | undefined): Promise<FocusHistoryAnswer> =>
  readWorld(context, (world) => {
    const bound = requireSession(world);
    if (!bound.ok) throw new AppError(bound.refusals[0]);
    const all = [...bound.session.focusHistory].reverse();
    const shown = limit === undefined ? all : all.slice(0, limit);
    const items = shown.map(({ taskId, at, action }) => {
      const title = findTaskOrArchived(world.state, taskId)?.task.title;
      return { task: taskId, ...(title === undefined ? {} : { title }), at, action };
    });
    return { items, total: all.length, truncated: all.length > items.length };
  });
