import { resolveBinding } from '../../domain/binding/resolve-binding';
import type { Warning } from '../../domain/outcome';
import type { WorkFacts } from '../../domain/record/complete-task';
import { findTask } from '../../domain/task/find-task';
import type { Task } from '../../domain/task/schema';
import { isFinished } from '../../domain/task/vocabulary';
import type { World } from '../../domain/world';
import type { Context } from '../context';
import { readWorld } from '../decide-and-commit';

export type Gathered = { readonly facts: WorkFacts; readonly warnings: readonly Warning[] };

/** Files named by hand and what git says changed since the work on the task began, each with its origin. */
export const gatherFacts = async (context: Context, typed: string, files: readonly string[]): Promise<Gathered> => {
  const named = nameFiles(context, files);
  const began = await readWorld(context, (world) => beginningOf(world, typed));
  if (began === undefined) return { facts: { files: named.files, commits: [] }, warnings: named.warnings };
  const git = await askGit(context, began);
  const paths = new Set(named.files.map((file) => file.path));
  return {
    facts: {
      files: [...named.files, ...git.facts.files.filter((file) => !paths.has(file.path))],
      commits: git.facts.commits,
      ...(git.facts.branch === undefined ? {} : { branch: git.facts.branch }),
    },
    warnings: [...named.warnings, ...git.warnings],
  };
};

type Beginning = {
  readonly worktree: string;
  readonly branch?: string;
  readonly head?: string;
  readonly at?: string;
  /** Somebody else works in the same working tree: what changed there cannot be told apart. */
  readonly shared: boolean;
};

/** Where and at which commit the work on an open task began; undefined where git is not to be asked. */
const beginningOf = (world: World, typed: string): Beginning | undefined => {
  const task = findTask(world.state, typed);
  if (task === undefined || isFinished(task) || !world.state.config.record.git) return undefined;
  const { session } = resolveBinding(world);
  const work = task.work;
  const worktree = work?.worktree ?? session?.git?.worktree ?? world.caller.checkout.worktree;
  const head = work === undefined ? session?.git?.head : work.head;
  const branch = work === undefined ? session?.git?.branch : work.branch;
  // What was never taken in hand began at the earliest when the task was made.
  const at = work?.at ?? session?.startedAt ?? task.createdAt;
  return {
    worktree,
    shared: isShared(world, task, worktree),
    ...given('branch', branch),
    ...given('head', head),
    ...given('at', at),
  };
};

const given = <K extends string>(key: K, value: string | undefined): { [P in K]?: string } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]?: string });

const isShared = (world: World, task: Task, worktree: string): boolean => {
  const mine = task.work?.session ?? resolveBinding(world).session?.id;
  const { sessions, tasks } = world.state;
  const bySession = sessions.some((other) => other.status === 'active' && other.id !== mine && other.git?.worktree === worktree);
  const by = task.work?.by ?? world.caller.owner;
  return (
    bySession ||
    tasks.some(
      ({ id, status, work }) =>
        id !== task.id &&
        status === 'active' &&
        work !== undefined &&
        work.session === undefined &&
        work.by !== by &&
        work.worktree === worktree,
    )
  );
};

const askGit = async (context: Context, began: Beginning): Promise<Gathered> => {
  const { worktree, branch, head, at } = began;
  const here = context.caller.checkout.worktree;
  const repository = context.gitAt(worktree) ?? (worktree === here ? undefined : context.gitAt(here));
  if (repository === undefined) return { facts: { files: [], commits: [] }, warnings: [] };
  const changes = await repository.changesSince(head, at, { worktree, ...given('branch', branch) });
  const shared = began.shared ? { shared: true } : {};
  const paths = changes.files.flatMap((file) => context.recordPath(changes.worktree ?? worktree, file) ?? []);
  return {
    facts: {
      files: paths.map((path) => ({ path, origin: 'git' as const, ...shared })),
      commits: changes.commits.map(({ sha, subject }) => ({ sha, subject, origin: 'git' as const, ...shared })),
      ...given('branch', changes.branch),
    },
    warnings: changes.missing.map((message) => ({ code: 'W_NO_GIT_FACTS', message })),
  };
};

const nameFiles = (context: Context, files: readonly string[]): { files: WorkFacts['files']; warnings: readonly Warning[] } => {
  const warnings: Warning[] = [];
  const paths = new Set<string>();
  for (const typed of files) {
    const located = context.locateFile(typed);
    paths.add(located.path);
    if (!located.inside) warnings.push({ code: 'W_FILE_OUTSIDE', message: `${typed} lies outside the project` });
    else if (!located.exists) warnings.push({ code: 'W_FILE_MISSING', message: `${typed} is not there (recorded all the same)` });
  }
  return { files: [...paths].map((path) => ({ path, origin: 'flag' as const })), warnings };
};
