import type { Warning } from '../../domain/outcome';
import type { DoneAnswer } from '../../domain/record/answer';
import { type Done, type DoneRequest, decideDone } from '../../domain/record/decide-done';
import type { Task } from '../../domain/task/schema';
import type { Context } from '../context';
import { commitDecision } from '../decide-and-commit';
import { gatherFacts } from './gather-facts';

export type FinishRequest = Omit<DoneRequest, 'facts'> & { readonly files: readonly string[] };

/** `done`, `complete` and `task close`: gathers what git and the command line say, then finishes the task in one transaction. */
export const finishTask = async (
  context: Context,
  request: FinishRequest,
): Promise<{ data: DoneAnswer; warnings: readonly Warning[] }> => {
  const gathered = request.recorded ? await gatherFacts(context, request.task, request.files) : undefined;
  const { result, warnings } = await commitDecision(context, (world) =>
    decideDone(world, gathered === undefined ? request : { ...request, facts: gathered.facts }),
  );
  const factWarnings = result.changed || result.amendment !== undefined ? (gathered?.warnings ?? []) : [];
  return { data: answerOf(result, gathered?.facts), warnings: [...factWarnings, ...warnings] };
};

const brief = (task: Task) => ({ id: task.id, title: task.title, status: task.status });

const answerOf = (
  done: Done,
  facts: { readonly files: readonly unknown[]; readonly commits: readonly unknown[] } | undefined,
): DoneAnswer => ({
  task: brief(done.task),
  changed: done.changed,
  ...(done.entry === undefined ? {} : { entry: done.entry }),
  ...(done.amendment === undefined ? {} : { amendment: done.amendment }),
  ...(done.children.length > 0 ? { children: [...done.children] } : {}),
  ...(done.session === undefined ? {} : { session: done.session }),
  ...(done.changed && facts !== undefined ? { files: facts.files.length, commits: facts.commits.length } : {}),
  ...(done.next === undefined ? {} : { next: brief(done.next) }),
  ...(done.closable ? { closable: true as const } : {}),
});
