import { resolveBinding } from '../binding/resolve-binding';
import { claimantOf } from '../scope/ownership';
import { viewSession } from '../session/session-view';
import type { World } from '../world';
import type { DashAnswer } from './answer';
import { forestOf, sumUpwards } from './forest';
import { describeObstacles, rankReady } from './next';
import { viewTask } from './task-view';
import { isFinished, taskStatuses } from './vocabulary';

/** How many free and blocked tasks are named. */
const namedTasks = 5;

/** Who works on what, what is free, what is blocked, how far each epic is. */
export const overviewOf = (world: World): DashAnswer => {
  const { tasks, sessions, config } = world.state;
  const counts = new Map(taskStatuses.map((status) => [status, 0]));
  for (const task of tasks) counts.set(task.status, (counts.get(task.status) ?? 0) + 1);
  const { ready, waiting } = rankReady(world, undefined, resolveBinding(world).session);
  const blocked = waiting.filter(({ obstacles }) => obstacles.some(({ kind }) => kind === 'blocked' || kind === 'dependency'));
  const unbound = tasks.filter((task) => task.status === 'active' && claimantOf(world.state, task.id) === undefined);
  const epics = epicsOf(world);
  const shown = sessions.filter((session) => session.status !== 'ended');
  return {
    ...(config.project.name === undefined ? {} : { project: config.project.name }),
    tasks: {
      total: tasks.length,
      pending: counts.get('pending') ?? 0,
      active: counts.get('active') ?? 0,
      blocked: counts.get('blocked') ?? 0,
      done: counts.get('done') ?? 0,
      cancelled: counts.get('cancelled') ?? 0,
    },
    ...(shown.length === 0
      ? {}
      : {
          sessions: shown.map((session) => {
            const since = session.held.find(({ taskId }) => taskId === session.focus.currentTask)?.at;
            return { ...viewSession(world, session), ...(since === undefined ? {} : { focusSince: since }) };
          }),
        }),
    ...(unbound.length === 0
      ? {}
      : {
          unbound: unbound.map(({ id, title, work }) => ({
            id,
            title,
            ...(work === undefined ? {} : { by: work.by, since: work.at }),
          })),
        }),
    free: {
      total: ready.length,
      items: ready.slice(0, namedTasks).map(({ task, unblocks }) => ({ ...viewTask(world, task), unblocks })),
    },
    blocked: {
      total: blocked.length,
      items: blocked.slice(0, namedTasks).map(({ task, obstacles }) => ({
        id: task.id,
        title: task.title,
        because: describeObstacles(obstacles.filter(({ kind }) => kind === 'blocked' || kind === 'dependency')),
      })),
    },
    ...(epics.length === 0 ? {} : { epics }),
  };
};

/** Open epics, those at work and furthest on first; the counts are of everything below each. */
const epicsOf = (world: World): NonNullable<DashAnswer['epics']> => {
  const placed = forestOf(world.state.tasks);
  const total = sumUpwards(placed, () => 1);
  const finished = sumUpwards(placed, (task) => (isFinished(task) ? 1 : 0));
  const active = sumUpwards(placed, (task) => (task.status === 'active' ? 1 : 0));
  return placed
    .filter(({ task }) => task.type === 'epic' && !isFinished(task))
    .map(({ task: { id, title, status } }) => ({
      id,
      title,
      total: (total.get(id) ?? 1) - 1,
      finished: finished.get(id) ?? 0,
      active: (active.get(id) ?? 0) - (status === 'active' ? 1 : 0),
    }))
    .sort((a, b) => b.active - a.active || progressOf(b) - progressOf(a) || Number(a.total === 0) - Number(b.total === 0));
};

const progressOf = ({ finished, total }: { readonly finished: number; readonly total: number }): number =>
  total === 0 ? 0 : finished / total;
