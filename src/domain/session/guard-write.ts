import { resolveBinding } from '../binding/resolve-binding';
import { type Effort, pathPattern } from '../ledger/path-pattern';
import { indexTasks } from '../task/task-index';
import { type AgentAnswer, agentText, answerForAgent, name, note, title, word } from '../text/agent-text';
import type { World } from '../world';
import type { Session } from './schema';
import { stalenessOf } from './staleness';
import { shortSessionId } from './vocabulary';

/** An agent waits for the answer: where the patterns are worth more steps than this, the write goes ahead. */
const effortLimit = 1_000_000;
/** More than the parts of a reason can have. */
const reasonLimit = 1_500;

/**
 * Why the caller should not write one of these files (as the record keeps paths): it belongs, by its `files`, to a task
 * that another active session has in hand. undefined: nothing speaks against it. A file that a task in the caller's own
 * hands names too is the caller's.
 */
export const guardWrite = (world: World, paths: readonly string[]): AgentAnswer | undefined => {
  const own = resolveBinding(world).session;
  const effort: Effort = { left: effortLimit };
  const mine = own === undefined ? [] : patternsOf(world, own);
  const open = paths.filter((path) => !mine.some(({ matches }) => matches(path, effort)));
  if (open.length === 0) return undefined;
  for (const session of world.state.sessions) {
    if (session.status !== 'active' || session.id === own?.id) continue;
    for (const { matches, pattern, task } of patternsOf(world, session)) {
      const path = open.find((each) => matches(each, effort));
      if (effort.left < 0) return undefined;
      if (path !== undefined) return reasonFor(world, session, { path, pattern, task });
    }
  }
  return undefined;
};

type Claimed = { readonly pattern: string; readonly task: string };

const patternsOf = (world: World, session: Session) => {
  const { byId } = indexTasks(world.state.tasks);
  return session.held.flatMap(({ taskId }) =>
    (byId.get(taskId)?.files ?? []).map((pattern) => ({ pattern, task: taskId, matches: pathPattern(pattern).matches })),
  );
};

const reasonFor = (world: World, session: Session, { path, pattern, task }: Claimed & { readonly path: string }): AgentAnswer => {
  const id = word(shortSessionId(session.id));
  const about = title(indexTasks(world.state.tasks).byId.get(task)?.title ?? '');
  const who = session.agent === undefined ? id : agentText`${id} (${name(session.agent)})`;
  const files = pattern === path ? agentText`` : agentText` (its files: ${note(pattern)})`;
  const { stale } = stalenessOf(world, session);
  return answerForAgent(
    [
      agentText`stint: ${note(path)} was not written. It belongs to task ${word(task)} ${about}, which session ${who} has in hand${files}.`,
      stale
        ? agentText`That session has gone silent: \`stint session show ${id}\` says what it did; ask the person you work for whether you are to go on with it (\`stint resume ${id}\`).`
        : agentText`Work on something else until it is finished (\`stint next\` names what is free), or ask the person you work for.`,
    ],
    ' ',
    reasonLimit,
  );
};
