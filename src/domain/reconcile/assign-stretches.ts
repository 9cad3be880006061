import { type Completion, finishedAt } from '../ledger/fold';
import type { Task } from '../task/schema';
import type { SessionWork, Stretch } from './gathered';
import { addTotals, noUsage } from './totals';
import type { Pile } from './work-piles';

/** All work on a task up to one completion, or since the last one. */
export type TaskWork = {
  readonly task: string;
  readonly stretches: readonly Stretch[];
  /** Absent: not finished yet, or finished without an entry. */
  readonly completion?: Completion;
  /** Finished without an entry by this session, which had it in hand. */
  readonly closedBy?: { readonly session: string; readonly at: string };
};

/** Each stretch goes to the first completion after its beginning. `tasks` are those that are known, archived ones too. */
export const assignStretches = (
  works: readonly SessionWork[],
  completions: ReadonlyMap<string, readonly Completion[]>,
  taskOf: (id: string) => Task | undefined,
): readonly TaskWork[] => {
  const byTask = new Map<string, Stretch[]>();
  for (const { stretches } of works) {
    for (const stretch of stretches) {
      const own = byTask.get(stretch.task);
      if (own === undefined) byTask.set(stretch.task, [stretch]);
      else own.push(stretch);
    }
  }
  return [...byTask].flatMap(([task, stretches]) => {
    stretches.sort((a, b) => a.fromMs - b.fromMs);
    const standing = (completions.get(task) ?? []).filter(({ state }) => state !== 'voided');
    const ends = standing.map((completion) => ({ completion, atMs: Date.parse(finishedAt(completion.entry)) }));
    ends.sort((a, b) => a.atMs - b.atMs);
    const found: TaskWork[] = [];
    let left = stretches;
    for (const { completion, atMs } of ends) {
      const own = left.filter(({ fromMs }) => fromMs <= atMs);
      left = left.filter(({ fromMs }) => fromMs > atMs);
      if (own.length > 0) found.push({ task, stretches: own, completion });
    }
    if (left.length > 0) found.push({ task, stretches: left, ...closedWithout(works, left, taskOf(task)) });
    return found;
  });
};

/** `task close` finishes without an entry; who had the task in hand then did the work. */
const closedWithout = (
  works: readonly SessionWork[],
  stretches: readonly Stretch[],
  task: Task | undefined,
): Pick<TaskWork, 'closedBy'> => {
  const at = task?.completedAt;
  if (task?.status !== 'done' || task.entryId !== undefined || at === undefined) return {};
  const atMs = Date.parse(at);
  const closer = works.find(({ timeline }) =>
    timeline.finished.some((each) => each.task === task.id && each.atMs === atMs && each.entry === undefined),
  );
  const session = closer?.timeline.session;
  return session !== undefined && stretches.some((each) => each.session === session) ? { closedBy: { session, at } } : {};
};

/** Everything that the stretches hold together; each path and commit once. */
export const togetherOf = (
  stretches: readonly Stretch[],
): Pile & { readonly usage: Stretch['usage']; readonly isWhole: boolean } => {
  const files = new Map(stretches.flatMap(({ pile }) => pile.files.map((file) => [file.path, file] as const)).reverse());
  const commits = new Map(stretches.flatMap(({ pile }) => pile.commits.map((commit) => [commit.sha, commit] as const)).reverse());
  return {
    files: [...files.values()].reverse(),
    commits: [...commits.values()].reverse(),
    events: stretches.reduce((sum, { pile }) => sum + pile.events, 0),
    usage: stretches.reduce((sum, { usage }) => addTotals(sum, usage), noUsage),
    isWhole: stretches.every(({ isWhole }) => isWhole),
  };
};
