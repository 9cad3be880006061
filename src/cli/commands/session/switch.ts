import { switchSession } from '../../../core/session/switch-session';
import type { SwitchedAnswer } from '../../../domain/session/answer';
import { defineCommand } from '../../command';
import { headLine, row, taskWords } from '../../render/session';
import { argument, flag, given } from '../../shared/typed-text';

export const command = defineCommand<SwitchedAnswer>({
  effect: 'write',
  details: 'Binds this conversation or checkout to another active session. It does not touch the session that was bound before.',
  arguments: [{ name: '[session]', help: 'id, a beginning of it, or its six hex digits' }],
  options: [{ flags: '--takeover', help: 'even if another conversation holds it' }],
  examples: [{ line: 'stint session switch 81c3ce', does: 'speaks for that session from now on' }],
  run: async (input, services) =>
    switchSession(services.context(), { ...given('session', argument(input, 'session')), takeover: flag(input, 'takeover') }),
  render: ({ session, changed }, page) =>
    [
      headLine(session, changed ? 'bound' : 'bound already', page),
      row(page, 'focus', session.focus === undefined ? 'none' : taskWords(session.focus, page)),
    ].join('\n'),
  quiet: ({ session }) => session.id,
});
