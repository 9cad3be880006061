import { resolveBinding } from '../binding/resolve-binding';
import { scopeSetOf } from '../scope/scope-sets';
import { rankReady, whyNothing } from '../task/next';
import type { Task, TaskId } from '../task/schema';
import { indexTasks } from '../task/task-index';
import { isFinished } from '../task/vocabulary';
import {
  type AgentAnswer,
  type AgentText,
  agentText,
  answerForAgent,
  joinTexts,
  name,
  note,
  quote,
  roomIn,
  word,
} from '../text/agent-text';
import type { World } from '../world';
import type { Session } from './schema';
import { stalenessOf } from './staleness';
import { shortSessionId } from './vocabulary';
import { scopesToStart, sessionsToResume } from './ways-to-begin';

/** Agents get no more, whatever the tasks are called. */
export const briefLimit = 1500;
const titleLimit = 60;

/**
 * What an agent should know when its conversation begins, or was compacted: its session, what it has in hand, what comes
 * next, what others hold, and which commands to use. At most `briefLimit` characters. `tell`: the harness does not tell its
 * commands which conversation they belong to, so that the agent has to.
 */
export const briefForAgent = (world: World, { tell }: { readonly tell: boolean }): AgentAnswer => {
  const { session, rule, reason } = resolveBinding(world);
  const id = world.caller.conversation?.id;
  const identity =
    tell && id !== undefined && /^\w[\w.:-]{0,127}$/.test(id)
      ? [
          agentText`Begin every stint command with STINT_CONVERSATION=${word(id)}, as in: STINT_CONVERSATION=${word(id)} stint status`,
        ]
      : [];
  if (session === undefined && rule === 'explicit')
    return answerForAgent([agentText`stint: no session is bound to this conversation: ${note(reason ?? '')}.`], '\n', briefLimit);
  const { before, after } = session === undefined ? unboundLines(world, reason) : boundLines(world, session);
  const left = roomIn(briefLimit) - [...before, ...after, ...identity].join('\n').length - 1;
  return answerForAgent([...before, ...othersLine(world, session, left), ...after, ...identity], '\n', briefLimit);
};

type Lines = { readonly before: readonly AgentText[]; readonly after: readonly AgentText[] };

const titleOf = (task: Task): AgentText => quote(task.title, titleLimit);
const named = (task: Task): AgentText => agentText`${word(task.id)} ${titleOf(task)}`;

const scopeWords = (world: World, { scope }: Session): AgentText => {
  const root = scope.rootTaskId === undefined ? undefined : indexTasks(world.state.tasks).byId.get(scope.rootTaskId);
  const { type, rootTaskId, phase } = scope;
  return joinTexts(
    [
      rootTaskId === undefined ? word(type) : agentText`${word(type)}:${word(rootTaskId)}`,
      ...(phase === undefined ? [] : [agentText`(phase ${name(phase)})`]),
      ...(root === undefined ? [] : [titleOf(root)]),
    ],
    ' ',
  );
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
  const done = word(focus?.id ?? held[0] ?? first?.task.id ?? 'T001');
  return {
    before: [
      agentText`stint: this conversation works in session ${word(shortSessionId(session.id))}, whose scope is ${scopeWords(world, session)}: ${finished} of ${ids.size} tasks finished.`,
      ...(focus === undefined ? [] : [agentText`In focus: ${named(focus)}; \`stint show ${word(focus.id)}\` has the details.`]),
      ...(held.length === 0 ? [] : [agentText`Also in hand: ${joinTexts(held.slice(0, 5).map(word), ', ')}.`]),
      ...(sessionNote === null ? [] : [agentText`Last note: ${note(sessionNote)}`]),
      ...(nextAction === null ? [] : [agentText`Next action: ${note(nextAction)}`]),
      first === undefined
        ? agentText`Nothing ${focus === undefined ? agentText`` : agentText`else `}can be started in the scope: ${note(whyNothing(ranking))}.`
        : agentText`${focus === undefined ? agentText`No task is in focus. Next` : agentText`Next after that`}: ${named(first.task)} (${word(first.task.priority)}); \`stint focus set ${word(first.task.id)}\` takes it.`,
    ],
    after: [
      agentText`When a task is finished: \`stint done ${done} --reason "what was done"\`; with --next it takes the next one too.`,
      agentText`For whoever comes after you: \`stint focus note "…"\`. Work that you find: \`stint add "…"\`. At the end: \`stint end --note "…"\`, or \`stint suspend\` to come back.`,
      agentText`Files that you write, commands and commits are recorded without your doing.`,
    ],
  };
};

const agentOf = ({ agent }: Session): AgentText[] => (agent === undefined ? [] : [name(agent)]);

const isFinishedId = (world: World, id: TaskId): boolean => {
  const task = indexTasks(world.state.tasks).byId.get(id);
  return task !== undefined && isFinished(task);
};

const unboundLines = (world: World, reason: string | undefined): Lines => {
  const starts = scopesToStart(world, 3);
  const resumes = sessionsToResume(world, 2);
  const why = reason === undefined ? agentText`` : agentText` (${note(reason)})`;
  return {
    before: [
      agentText`stint: tasks of this repository are shared through stint, and no session is bound to this conversation${why}.`,
      ...(starts.length === 0
        ? [agentText`No task can be started just now: \`stint dash\` shows why. New work: \`stint add "…"\`.`]
        : [
            agentText`Before you change files for a task, start a session on it, such as ${joinTexts(
              starts.map(
                ({ task, open }) =>
                  agentText`\`stint start ${word(task.id)}\` (${titleOf(task)}${open > 1 ? agentText`, ${open} open tasks` : agentText``})`,
              ),
              ', ',
            )}. \`stint next\` and \`stint dash\` show more.`,
          ]),
      ...resumes.map(
        (session) =>
          agentText`To go on with what was begun: \`stint resume ${word(shortSessionId(session.id))}\` (${joinTexts(
            [
              session.status === 'active' ? agentText`gone silent` : word(session.status),
              scopeWords(world, session),
              ...agentOf(session),
            ],
            ', ',
          )}).`,
      ),
    ],
    after: [
      agentText`In a session: \`stint done <task> --reason "what was done"\` when a task is finished, \`stint focus note "…"\` for whoever comes after you, \`stint end --note "…"\` at the end.`,
      agentText`Files that you write, commands and commits are recorded without your doing; in a session they reach its tasks.`,
    ],
  };
};

/** What others have in hand, as far as there is room for it. */
const othersLine = (world: World, own: Session | undefined, room: number): AgentText[] => {
  const items = [...heldByOthers(world, own)];
  if (items.length === 0) return [];
  const start = agentText`In the hands of others, leave it to them: `;
  const rest = (count: number): AgentText => agentText`; and ${count} more (\`stint dash\`)`;
  let line = start;
  for (const [index, item] of items.entries()) {
    const longer = index === 0 ? agentText`${line}${item}` : agentText`${line}; ${item}`;
    const more = items.length - index - 1;
    if (longer.length + (more === 0 ? 0 : rest(more).length) + 1 > room) {
      return index === 0 ? [] : [agentText`${line}${rest(more + 1)}.`];
    }
    line = longer;
  }
  return [agentText`${line}.`];
};

function* heldByOthers(world: World, own: Session | undefined): Generator<AgentText> {
  const { byId } = indexTasks(world.state.tasks);
  const claimed = new Set<TaskId>();
  for (const session of world.state.sessions) {
    for (const { taskId } of session.held) claimed.add(taskId);
    if (session.status !== 'active' || session.id === own?.id) continue;
    const who = [
      agentText`session ${word(shortSessionId(session.id))}`,
      ...agentOf(session),
      ...(stalenessOf(world, session).stale ? [agentText`gone silent`] : []),
    ];
    if (session.held.length === 0) yield agentText`${scopeWords(world, session)} (${joinTexts(who, ', ')})`;
    for (const { taskId } of session.held) {
      const task = byId.get(taskId);
      if (task !== undefined) yield agentText`${named(task)} (${joinTexts([...who, ...task.files.slice(0, 2).map(note)], ', ')})`;
    }
  }
  for (const task of world.state.tasks) {
    if (task.status !== 'active' || task.work === undefined || claimed.has(task.id)) continue;
    if (task.work.by !== world.caller.owner) yield agentText`${named(task)} (${name(task.work.by)})`;
  }
}
