import { resolveBinding } from '../binding/resolve-binding';
import { describeScope } from '../scope/resolve-scope';
import { scopeSetOf } from '../scope/scope-sets';
import { rankReady, whyNothing } from '../task/next';
import type { Task, TaskId } from '../task/schema';
import { indexTasks } from '../task/task-index';
import { isFinished } from '../task/vocabulary';
import { quoted } from '../text/quoted';
import type { World } from '../world';
import type { Session } from './schema';
import { stalenessOf } from './staleness';
import { shortSessionId } from './vocabulary';
import { scopesToStart, sessionsToResume } from './ways-to-begin';

/** Agents get no more, whatever the tasks are called. */
export const briefLimit = 1500;
const titleLimit = 60;
const remarkLimit = 200;

/**
 * What an agent should know when its conversation begins, or was compacted: its session, what it has in hand, what comes
 * next, what others hold, and which commands to use. At most `briefLimit` characters. `tell`: the harness does not tell its
 * commands which conversation they belong to, so that the agent has to.
 */
export const briefForAgent = (world: World, { tell }: { readonly tell: boolean }): string => {
  const { session, rule, reason } = resolveBinding(world);
  const id = world.caller.conversation?.id;
  const telling = tell && id !== undefined && /^[\w.:-]{1,128}$/.test(id);
  const identity = telling
    ? [`Begin every stint command with STINT_CONVERSATION=${id}, as in: STINT_CONVERSATION=${id} stint status`]
    : [];
  if (session === undefined && rule === 'explicit') return `stint: no session is bound to this conversation: ${reason ?? ''}.`;
  const { before, after } = session === undefined ? unboundLines(world, reason) : boundLines(world, session);
  const left = briefLimit - [...before, ...after, ...identity].join('\n').length - 1;
  return [...before, ...othersLine(world, session, left), ...after, ...identity].join('\n').slice(0, briefLimit);
};

type Lines = { readonly before: readonly string[]; readonly after: readonly string[] };

const named = (task: Task): string => `${task.id} ${quoted(task.title, titleLimit)}`;

const scopeWords = (world: World, { scope }: Session): string => {
  const root = scope.rootTaskId === undefined ? undefined : indexTasks(world.state.tasks).byId.get(scope.rootTaskId);
  return `${describeScope(scope)}${root === undefined ? '' : ` ${quoted(root.title, titleLimit)}`}`;
};

const boundLines = (world: World, session: Session): Lines => {
  const { byId } = indexTasks(world.state.tasks);
  const ids = scopeSetOf(world.state, session);
  const finished = [...ids].filter((id) => isFinishedId(world, id)).length;
  const { currentTask, sessionNote, nextAction } = session.focus;
  const focus = currentTask === null ? undefined : byId.get(currentTask);
  const held = session.held.filter(({ taskId }) => taskId !== currentTask).map(({ taskId }) => taskId);
  const { ready, ...ranking } = rankReady(world, ids, session);
  const [first] = ready;
  const done = focus?.id ?? held[0] ?? first?.task.id ?? 'T001';
  return {
    before: [
      `stint: this conversation works in session ${shortSessionId(session.id)}, whose scope is ${scopeWords(world, session)}: ${finished} of ${ids.size} tasks finished.`,
      ...(focus === undefined ? [] : [`In focus: ${named(focus)}; \`stint show ${focus.id}\` has the details.`]),
      ...(held.length === 0 ? [] : [`Also in hand: ${held.slice(0, 5).join(', ')}.`]),
      ...(sessionNote === null ? [] : [`Last note: ${quoted(sessionNote, remarkLimit)}`]),
      ...(nextAction === null ? [] : [`Next action: ${quoted(nextAction, remarkLimit)}`]),
      first === undefined
        ? `Nothing ${focus === undefined ? '' : 'else '}can be started in the scope: ${cut(whyNothing(ranking), remarkLimit)}.`
        : `${focus === undefined ? 'No task is in focus. Next' : 'Next after that'}: ${named(first.task)} (${first.task.priority}); \`stint focus set ${first.task.id}\` takes it.`,
    ],
    after: [
      `When a task is finished: \`stint done ${done} --reason "what was done"\`; with --next it takes the next one too.`,
      'For whoever comes after you: `stint focus note "…"`. Work that you find: `stint add "…"`. At the end: `stint end --note "…"`, or `stint suspend` to come back.',
      'Files that you write, commands and commits are recorded without your doing.',
    ],
  };
};

const isFinishedId = (world: World, id: TaskId): boolean => {
  const task = indexTasks(world.state.tasks).byId.get(id);
  return task !== undefined && isFinished(task);
};

const cut = (text: string, longest: number): string => quoted(text, longest).slice(1, -1);

const unboundLines = (world: World, reason: string | undefined): Lines => {
  const starts = scopesToStart(world, 3);
  const resumes = sessionsToResume(world, 2);
  const why = reason === undefined ? '' : ` (${cut(reason, remarkLimit)})`;
  return {
    before: [
      `stint: tasks of this repository are shared through stint, and no session is bound to this conversation${why}.`,
      ...(starts.length === 0
        ? ['No task can be started just now: `stint dash` shows why. New work: `stint add "…"`.']
        : [
            `Before you change files for a task, start a session on it, such as ${starts
              .map(
                ({ task, open }) =>
                  `\`stint start ${task.id}\` (${named(task).slice(task.id.length + 1)}${open > 1 ? `, ${open} open tasks` : ''})`,
              )
              .join(', ')}. \`stint next\` and \`stint dash\` show more.`,
          ]),
      ...resumes.map(
        (session) =>
          `To go on with what was begun: \`stint resume ${shortSessionId(session.id)}\` (${session.status === 'active' ? 'gone silent' : session.status}, ${scopeWords(world, session)}${session.agent === undefined ? '' : `, ${session.agent}`}).`,
      ),
    ],
    after: [
      'In a session: `stint done <task> --reason "what was done"` when a task is finished, `stint focus note "…"` for whoever comes after you, `stint end --note "…"` at the end.',
      'Files that you write, commands and commits are recorded without your doing; in a session they reach its tasks.',
    ],
  };
};

/** What others have in hand, as far as there is room for it. */
const othersLine = (world: World, own: Session | undefined, room: number): string[] => {
  const items = [...heldByOthers(world, own)];
  if (items.length === 0) return [];
  const start = 'In the hands of others, leave it to them: ';
  const rest = (count: number): string => `; and ${count} more (\`stint dash\`)`;
  let line = start;
  for (const [index, item] of items.entries()) {
    const longer = `${line}${index === 0 ? '' : '; '}${item}`;
    const more = items.length - index - 1;
    if (longer.length + (more === 0 ? 0 : rest(more).length) + 1 > room) {
      return index === 0 ? [] : [`${line}${rest(more + 1)}.`];
    }
    line = longer;
  }
  return [`${line}.`];
};

function* heldByOthers(world: World, own: Session | undefined): Generator<string> {
  const { byId } = indexTasks(world.state.tasks);
  const claimed = new Set<TaskId>();
  for (const session of world.state.sessions) {
    for (const { taskId } of session.held) claimed.add(taskId);
    if (session.status !== 'active' || session.id === own?.id) continue;
    const who = `session ${shortSessionId(session.id)}${session.agent === undefined ? '' : `, ${session.agent}`}${stalenessOf(world, session).stale ? ', gone silent' : ''}`;
    if (session.held.length === 0) yield `${scopeWords(world, session)} (${who})`;
    for (const { taskId } of session.held) {
      const task = byId.get(taskId);
      if (task !== undefined) yield `${named(task)} (${[who, ...task.files.slice(0, 2)].join(', ')})`;
    }
  }
  for (const task of world.state.tasks) {
    if (task.status !== 'active' || task.work === undefined || claimed.has(task.id)) continue;
    if (task.work.by !== world.caller.owner) yield `${named(task)} (${cut(task.work.by, titleLimit)})`;
  }
}
