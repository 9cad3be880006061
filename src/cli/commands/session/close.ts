import { closeSession } from '../../../core/session/close-session';
import type { ClosedAnswer } from '../../../domain/session/answer';
import { defineCommand } from '../../command';
import { headLine, row } from '../../render/session';
import { argument, given, textOption } from '../../shared/typed-text';

export const command = defineCommand<ClosedAnswer>({
  effect: 'write',
  details:
    'Archives a session for good when every task of its scope is finished. An open root task is completed along with it, ' +
    'with a ledger entry, if everything below it is finished.',
  arguments: [{ name: '[session]', help: 'id (default: the bound session)' }],
  options: [{ flags: '--note <text>', help: 'a last note' }],
  examples: [{ line: 'stint session close', does: 'closes the bound session, once its tasks are finished' }],
  run: async (input, services) =>
    closeSession(services.context(), {
      ...given('session', argument(input, 'session')),
      ...given('note', textOption(input, 'note')),
    }),
  render: ({ session, completed }, page) =>
    [
      headLine(session, 'closed', page),
      ...(completed === undefined ? [] : [row(page, 'completed', `${page.text(completed.task)} along with it`)]),
    ].join('\n'),
  quiet: ({ session }) => session.id,
});
