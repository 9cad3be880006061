import type { Attachment } from '../../domain/reconcile/decide-reconcile';
import { onlyOnce } from '../../domain/reconcile/session-facts';
import { spanWithout } from '../../domain/reconcile/timeline';
import { foldUnbound } from '../../domain/reconcile/unbound-work';
import { knownTask } from '../../domain/record/known-task';
import { findSession } from '../../domain/session/find-session';
import { greatestOf, leastOf } from '../../domain/text/extremes';
import { instantAt } from '../../domain/time/instant';
import { AppError } from '../app-error';
import type { Context } from '../context';
import { worldOf } from '../decide-and-commit';
import { openEvents, pendingEvents } from './event-source';
import { readConversation } from './gather-usage';
import type { ReconcilePorts } from './ports';

export type AttachRequest = {
  readonly attach?: string;
  readonly session?: string;
  readonly task?: string;
  readonly dryRun: boolean;
};

/** The times at which a conversation worked for no session, to be attached to one; undefined where that was not asked for. */
export const attachmentFor = async (
  context: Context,
  ports: ReconcilePorts,
  request: AttachRequest,
): Promise<Attachment | undefined> => {
  const { attach: conversation, session: typed, task } = request;
  if (conversation === undefined) {
    if (task === undefined) return undefined;
    throw usage('--task says what attached work was for: give --attach too');
  }
  if (typed === undefined) throw usage('--attach needs the session that the work belongs to: give --session');
  const { id, taskId, sessions, prices, waiting } = await context.store.read((state) => {
    const found = findSession(state, typed);
    if (!found.ok) throw new AppError(found.refusals[0]);
    const known = task === undefined ? undefined : knownTask(worldOf(context, state, context.now()), task);
    if (known?.ok === false) throw new AppError(known.refusals[0]);
    return {
      id: found.session.id,
      taskId: known?.task.id,
      sessions: [...state.sessions, ...state.archive.sessions()],
      prices: state.config.prices,
      waiting: request.dryRun ? pendingEvents(context, state) : undefined,
    };
  });
  const events = openEvents(context, waiting);
  const timelines = sessions.map(events.timelineOf);
  const spoken = timelines.flatMap((each) => each.spoken.filter((span) => span.conversation === conversation));
  const unbound = foldUnbound(onlyOnce(), [], 0);
  for (const event of events.of()) if (event.conversation === conversation) unbound.add(event);
  const [work] = unbound.result();
  const source = unbound.sources.get(conversation) ?? {};
  const reading = await readConversation({ conversation, timelines, sources: [source], prices, counted: new Set() }, ports);
  const times = [...(work === undefined ? [] : [work.fromMs, work.toMs]), ...reading.outsideAtMs];
  if (times.length === 0 && spoken.length === 0) throw nothingFound(conversation);
  if (times.length === 0) return undefined;
  const whole = { fromMs: leastOf(times), toMs: greatestOf(times) + 1 };
  const spans = spanWithout(whole, spoken).map(({ fromMs, toMs }) => ({
    conversation,
    from: instantAt(fromMs),
    to: instantAt(toMs - 1),
    ...(taskId === undefined ? {} : { task: taskId }),
  }));
  return { session: id, spans };
};

const usage = (message: string): AppError => new AppError({ code: 'E_USAGE', message, fix: ['stint reconcile --help'] });

const nothingFound = (conversation: string): AppError =>
  new AppError({
    code: 'E_NOT_FOUND',
    message: `nothing is known of a conversation ${JSON.stringify(conversation)} in this project`,
    details: { conversation },
    fix: ['stint reconcile --dry-run'],
  });
