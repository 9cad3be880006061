import { accept, type Outcome, refuse } from '../outcome';
import { knownTask } from '../record/known-task';
import { findSession } from '../session/find-session';
import { indexTasks, subtreeOf } from '../task/task-index';
import type { World } from '../world';
import type { LedgerFilter } from './filter';
import { momentForms, parseMoment } from './moment';
import { pathPattern } from './path-pattern';

/** A question to the ledger as it was typed; `file` is relative to the project already. */
export type FilterRequest = {
  readonly text?: string;
  readonly task?: string;
  readonly epic?: string;
  readonly session?: string;
  readonly agent?: string;
  readonly file?: string;
  readonly phase?: string;
  readonly labels?: readonly string[];
  readonly source?: string;
  readonly since?: string;
  readonly until?: string;
};

/** Tasks, sessions and times that the words of a request mean; unknown ones are refused. */
export const resolveFilter = (world: World, request: FilterRequest): Outcome<LedgerFilter> => {
  const { text, agent, phase, source, labels } = request;
  let filter: LedgerFilter = {
    ...(text === undefined || text === '' ? {} : { text }),
    ...(agent === undefined ? {} : { agent }),
    ...(phase === undefined ? {} : { phase }),
    ...(source === undefined ? {} : { source }),
    ...(labels === undefined || labels.length === 0 ? {} : { labels }),
    ...(request.file === undefined ? {} : { file: pathPattern(request.file) }),
  };
  if (request.task !== undefined) {
    const known = knownTask(world, request.task);
    if (!known.ok) return known;
    filter = { ...filter, taskUid: known.task.uid };
  }
  if (request.epic !== undefined) {
    const known = knownTask(world, request.epic);
    if (!known.ok) return known;
    filter = { ...filter, within: { root: known.task.id, ids: idsBelow(world, known.task.id) } };
  }
  if (request.session !== undefined) {
    const found = findSession(world.state, request.session);
    if (!found.ok) return found;
    filter = { ...filter, session: found.session.id };
  }
  for (const side of ['since', 'until'] as const) {
    const typed = request[side];
    if (typed === undefined) continue;
    const ms = parseMoment(typed, world.now, side, world.zone);
    if (ms === undefined || Math.abs(ms) > 8.64e15)
      return refuse('E_USAGE', `--${side} takes ${momentForms}, not ${JSON.stringify(typed)}`, {
        details: { option: `--${side}`, given: typed },
        fix: [`stint ledger search --${side} 2w`],
      });
    filter = { ...filter, [side === 'since' ? 'sinceMs' : 'untilMs']: ms };
  }
  return accept(filter);
};

/** The task and everything that is or was below it: open tasks and archived ones form one tree. */
const idsBelow = (world: World, root: string): ReadonlySet<string> => {
  const all = [...world.state.tasks, ...world.state.archive.tasks()];
  return new Set([root, ...subtreeOf(indexTasks(all), root).map((task) => task.id)]);
};
