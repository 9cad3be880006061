import { detailOfSession } from '../../../core/session/look-at-session';
import type { SessionDetail } from '../../../domain/session/answer';
import { defineCommand } from '../../command';
import { sessionDetail } from '../../render/session';
import { argument } from '../../shared/typed-text';

export const command = defineCommand<{ readonly session: SessionDetail }>({
  effect: 'read',
  arguments: [{ name: '[session]', help: 'id (default: the bound session)' }],
  examples: [{ line: 'stint session info', does: 'everything about the bound session' }],
  run: async (input, services) => ({ data: await detailOfSession(services.context(), argument(input, 'session')) }),
  render: ({ session }, page) => sessionDetail(session, page),
  quiet: ({ session }) => session.id,
});
