import { resolveBinding } from '../../domain/binding/resolve-binding';
import type { Warning } from '../../domain/outcome';
import type { WorkFacts } from '../../domain/record/complete-task';
import { findTask } from '../../domain/task/find-task';
import { isFinished } from '../../domain/task/vocabulary';
import type { World } from '../../domain/world';
import type { Context } from '../context';
import { readWorld } from '../decide-and-commit';

export type Gathered = { readonly facts: WorkFacts; readonly warnings: readonly Warning[] };

/** How many files of git one entry names; more are counted in a warning. */
const filesLimit = 1_000;

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

type Beginning = { readonly worktree: string; readonly head?: string; readonly at?: string; readonly shared: boolean };

/** Where and at which commit the work on an open task began; undefined where git is not to be asked. */
const beginningOf = (world: World, typed: string): Beginning | undefined => {
  const task = findTask(world.state, typed);
  if (task === undefined || isFinished(task) || !world.state.config.record.git) return undefined;
  const { session } = resolveBinding(world);
  const worktree = task.work?.worktree ?? session?.git?.worktree ?? world.caller.checkout.worktree;
  const head = task.work === undefined ? session?.git?.head : task.work.head;
  const at = task.work?.at ?? session?.startedAt;
  const shared = world.state.sessions.some(
    (other) => other.status === 'active' && other.id !== (task.work?.session ?? session?.id) && other.git?.worktree === worktree,
  );
  return { worktree, shared, ...(head === undefined ? {} : { head }), ...(at === undefined ? {} : { at }) };
};

const askGit = async (context: Context, began: Beginning): Promise<Gathered> => {
  const repository = context.gitAt(began.worktree);
  if (repository === undefined) {
    const elsewhere = began.worktree !== context.caller.checkout.worktree;
    return {
      facts: { files: [], commits: [] },
      warnings: elsewhere ? [{ code: 'W_NO_GIT_FACTS', message: `no git facts: worktree ${began.worktree} is gone` }] : [],
    };
  }
  const changes = await repository.changesSince(began.head, began.at);
  const shared = began.shared ? { shared: true } : {};
  const cut = changes.files.length - filesLimit;
  const warnings: Warning[] = changes.missing.map((message) => ({ code: 'W_NO_GIT_FACTS', message }));
  if (cut > 0)
    warnings.push({
      code: 'W_FILES_CUT',
      message: `git names ${changes.files.length} changed files, ${cut} of them are left out`,
    });
  return {
    facts: {
      files: changes.files.slice(0, filesLimit).map((path) => ({ path, origin: 'git' as const, ...shared })),
      commits: changes.commits.map(({ sha, subject }) => ({ sha, subject, origin: 'git' as const, ...shared })),
      ...(changes.branch === undefined ? {} : { branch: changes.branch }),
    },
    warnings,
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
