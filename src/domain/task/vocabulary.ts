export const taskTypes = ['epic', 'task', 'subtask'] as const;
export type TaskType = (typeof taskTypes)[number];

export const openStatuses = ['pending', 'active', 'blocked'] as const;
export const finishedStatuses = ['done', 'cancelled'] as const;
export const taskStatuses = [...openStatuses, ...finishedStatuses] as const;
export type TaskStatus = (typeof taskStatuses)[number];

/** Most urgent first. */
export const priorities = ['critical', 'high', 'medium', 'low'] as const;
export type Priority = (typeof priorities)[number];

export const isFinished = (task: { readonly status: TaskStatus }): boolean =>
  task.status === 'done' || task.status === 'cancelled';

/** The line that says of every task why it cannot be started. */
export const explainNext = 'stint next --explain';
