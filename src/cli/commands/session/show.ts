import { AppError } from '../../../core/app-error';
import { detailOfSession } from '../../../core/session/look-at-session';
import { eventsOfSession, type SessionEvents } from '../../../core/session/session-events';
import type { SessionDetail } from '../../../domain/session/answer';
import { defineCommand } from '../../command';
import { eventTrail } from '../../render/event';
import { sessionDetail } from '../../render/session';
import { argument, countOption } from '../../shared/typed-text';

type Shown = { readonly session: SessionDetail } | SessionEvents;

export const command = defineCommand<Shown>({
  effect: 'read',
  arguments: [{ name: '[session]', help: 'id, a beginning of it, or its six hex digits (default: the bound session)' }],
  options: [
    { flags: '--events', help: 'the trail of the session, oldest first: what stint did, and what hooks reported' },
    { flags: '-n, --limit <count>', help: 'with --events: only the newest so many' },
  ],
  examples: [
    { line: 'stint session show 81c3ce', does: 'everything about one session, closed ones too' },
    { line: 'stint session show 81c3ce --events -n 20', does: 'what happened in it last' },
  ],
  run: async (input, services) => {
    const session = argument(input, 'session');
    const limit = countOption(input, 'limit', '-n');
    if (input.options.events !== true) {
      if (limit !== undefined) throw new AppError({ code: 'E_USAGE', message: '-n counts events: add --events' });
      return { data: await detailOfSession(services.context(), session) };
    }
    const answer = await eventsOfSession(services.context(), session, limit);
    if (!input.globals.json) return answer;
    return { data: { ...answer.data, events: [...answer.data.events] }, warnings: answer.warnings };
  },
  jsonl: (shown) => ('events' in shown ? shown.events : [shown.session]),
  render: (shown, page) => ('events' in shown ? eventTrail(shown.events, page) : sessionDetail(shown.session, page)),
  quiet: (shown) => (typeof shown.session === 'string' ? shown.session : shown.session.id),
});
