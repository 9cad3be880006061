import { scopeSetOf } from '../scope/scope-sets';
import type { Session } from '../session/schema';
import { stalenessOf } from '../session/staleness';
import { shortSessionId } from '../session/vocabulary';
import type { Task } from '../task/schema';
import { indexTasks } from '../task/task-index';
import { isFinished } from '../task/vocabulary';
import { shellWord } from '../text/shell-word';
import type { World } from '../world';
import type { RecordFacts } from './check-tasks';
import { type Finding, finding, repairLine } from './finding';
import type { FindingCode } from './finding-table';

/** What sessions and tasks say of each other, and cannot be; and sessions that nobody seems to work in any more. */
export const checkSessions = (world: World, { lineOf }: Pick<RecordFacts, 'lineOf'>): Finding[] => {
  const { state } = world;
  const about = (session: Session, code: FindingCode, message: string, fix: string): Finding => {
    const line = lineOf('sessions.json', session.id);
    return finding(code, message, { file: '.stint/sessions.json', ...(line === undefined ? {} : { line }), fix });
  };
  const active = state.sessions.filter((session) => session.status === 'active');
  return [
    ...state.sessions.flatMap((session) => claimsOf(world, session, about)),
    ...active.flatMap((session) => [...focusOf(world, session, about), ...lifeOf(world, session, about)]),
    ...speakers(active, about),
    ...tasksInHand(world, lineOf),
    ...(state.config.multiSession.enabled
      ? []
      : active
          .slice(1)
          .map((session) =>
            about(
              session,
              'several-active',
              `single-session mode, and ${active.length} sessions are active: ${active.map(({ id }) => shortSessionId(id)).join(', ')}`,
              `stint session end ${shortSessionId(session.id)}`,
            ),
          )),
  ];
};

type About = (session: Session, code: FindingCode, message: string, fix: string) => Finding;

const claimsOf = ({ state }: World, session: Session, about: About): Finding[] => {
  const short = shortSessionId(session.id);
  if (session.held.length === 0) return [];
  const ids = session.held.map(({ taskId }) => taskId);
  if (session.status !== 'active')
    return [about(session, 'claim-of-inactive', `session ${short} is ${session.status} and holds ${ids.join(', ')}`, repairLine)];
  const { byId } = indexTasks(state.tasks);
  return ids.flatMap((id) => {
    const task = byId.get(id);
    if (task === undefined || isFinished(task)) {
      const why = task === undefined ? 'which is not there' : `which is ${task.status}`;
      return [about(session, 'claim-on-nothing', `session ${short} holds ${id}, ${why}`, repairLine)];
    }
    const other = state.sessions.find(
      (each) => each.status === 'active' && each.id < session.id && each.held.some((held) => held.taskId === id),
    );
    if (other === undefined) return [];
    const provable = [other.id, session.id].includes(task.work?.session ?? '');
    return [
      about(
        session,
        'claim-twice',
        `sessions ${shortSessionId(other.id)} and ${short} both hold ${id}`,
        provable ? repairLine : `stint session end ${short}`,
      ),
    ];
  });
};

const focusOf = (world: World, session: Session, about: About): Finding[] => {
  const { state } = world;
  const short = shortSessionId(session.id);
  const found: Finding[] = [];
  const { currentTask } = session.focus;
  const set = scopeSetOf(state, session);
  const { rootTaskId } = session.scope;
  // A phase that is empty just now may fill again.
  if (rootTaskId === undefined ? session.scope.type !== 'project' : !indexTasks(state.tasks).byId.has(rootTaskId))
    found.push(
      about(
        session,
        'scope-empty',
        `session ${short} is scoped to ${rootTaskId ?? session.scope.type}, which is not there`,
        `stint session end ${short}`,
      ),
    );
  if (currentTask === null) return found;
  if (!session.held.some(({ taskId }) => taskId === currentTask))
    found.push(
      about(
        session,
        'focus-not-held',
        `session ${short} works on ${currentTask}, which it does not hold`,
        indexTasks(state.tasks).byId.has(currentTask)
          ? `stint focus set ${shellWord(currentTask)} --session ${short}`
          : `stint focus clear --session ${short}`,
      ),
    );
  if (set.size > 0 && !set.has(currentTask))
    found.push(
      about(
        session,
        'focus-out-of-scope',
        `session ${short} works on ${currentTask}, which is not in its scope`,
        `stint focus clear --session ${short}`,
      ),
    );
  return found;
};

const lifeOf = (world: World, session: Session, about: About): Finding[] => {
  const { stale, quietMs, processGone, worktreeGone } = stalenessOf(world, session);
  if (!stale) return [];
  const why = worktreeGone ? ', its working tree is gone' : processGone ? ', its process is gone' : '';
  const minutes = Math.round(quietMs / 60_000);
  return [
    about(
      session,
      'session-stale',
      `session ${shortSessionId(session.id)} is silent for ${minutes} min${why}`,
      'stint session gc',
    ),
  ];
};

const speakers = (active: readonly Session[], about: About): Finding[] => {
  const seen = new Map<string, Session>();
  return active.flatMap((session) => {
    const { conversation } = session;
    if (conversation === undefined) return [];
    const other = seen.get(conversation);
    seen.set(conversation, other ?? session);
    if (other === undefined) return [];
    const short = shortSessionId(session.id);
    return [
      about(
        session,
        'conversation-twice',
        `conversation ${conversation} speaks for the active sessions ${shortSessionId(other.id)} and ${short}`,
        `stint session end ${short}`,
      ),
    ];
  });
};

/** Tasks that say they are in the hands of a session which does not hold them. */
export const tasksWithoutClaim = ({ state }: Pick<World, 'state'>): { readonly task: Task; readonly owner?: Session }[] =>
  state.tasks.flatMap((task) => {
    const id = task.work?.session;
    if (id === undefined || task.status !== 'active') return [];
    const owner = state.sessions.find((session) => session.id === id);
    if (owner?.held.some(({ taskId }) => taskId === task.id)) return [];
    return [{ task, ...(owner === undefined ? {} : { owner }) }];
  });

const tasksInHand = (world: World, lineOf: RecordFacts['lineOf']): Finding[] =>
  tasksWithoutClaim(world).map(({ task, owner }) => {
    const line = lineOf('todo.json', task.id);
    const short = shortSessionId(task.work?.session ?? '');
    const state =
      owner === undefined
        ? 'which is not open'
        : owner.status === 'active'
          ? 'which does not hold it'
          : `which is ${owner.status}`;
    return finding('work-without-claim', `${task.id} is in the hands of session ${short}, ${state}`, {
      file: '.stint/todo.json',
      ...(line === undefined ? {} : { line }),
      fix: owner?.status === 'active' ? `stint focus set ${shellWord(task.id)} --session ${short}` : repairLine,
    });
  });
