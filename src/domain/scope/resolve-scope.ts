import type { Scope } from '../session/schema';
import type { Task, TaskId } from '../task/schema';
import { subtreeOf, type TaskIndex } from '../task/task-index';

/**
 * The ids that a scope selects in today's tree, each once. Empty if the root is unknown or the phase selects nothing.
 * Linear in the size of the selection; ends on cyclic parents.
 */
export const resolveScope = (index: TaskIndex, scope: Scope): ReadonlySet<TaskId> => {
  const ids = new Set<TaskId>();
  for (const task of select(index, scope)) {
    if (scope.phase === undefined || task.phase === scope.phase) ids.add(task.id);
  }
  return ids;
};

const select = (index: TaskIndex, scope: Scope): readonly Task[] => {
  if (scope.type === 'project') return index.tasks;
  const root = scope.rootTaskId === undefined ? undefined : index.byId.get(scope.rootTaskId);
  if (root === undefined) return [];
  switch (scope.type) {
    case 'task':
      return [root];
    case 'taskGroup':
      return [root, ...index.childrenOf(root.id)];
    case 'epic':
    case 'subtree':
    case 'epicPhase':
      return subtreeOf(index, root.id);
  }
};

/** `epic:T001`, `epicPhase:T001 (testing)`, `project`: a scope as people read it. */
export const describeScope = (scope: Scope): string => {
  const base = scope.rootTaskId === undefined ? scope.type : `${scope.type}:${scope.rootTaskId}`;
  return scope.phase === undefined ? base : `${base} (${scope.phase})`;
};
