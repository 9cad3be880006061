import { detailOfSession } from '../../../core/session/look-at-session';
import type { SessionDetail } from '../../../domain/session/answer';
import { defineCommand } from '../../command';
import { sessionDetail } from '../../render/session';
import { requiredArgument } from '../../typed-text';

export const command = defineCommand<{ readonly session: SessionDetail }>({
  effect: 'read',
  arguments: [{ name: '<session>', help: 'id, a beginning of it, or its six hex digits' }],
  examples: [{ line: 'stint session show 81c3ce', does: 'everything about one session, closed ones too' }],
  run: async (input, services) => ({ data: await detailOfSession(services.context(), requiredArgument(input, 'session')) }),
  render: ({ session }, page) => sessionDetail(session, page),
  quiet: ({ session }) => session.id,
});
