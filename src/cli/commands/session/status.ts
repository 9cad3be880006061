import { statusOfSession } from '../../../core/session/look-at-session';
import type { StatusAnswer } from '../../../domain/session/answer';
import { defineCommand } from '../../command';
import { row, sessionCard } from '../../render/session';

const ruleWords: Readonly<Record<StatusAnswer['rule'], string>> = {
  explicit: 'named by --session or STINT_SESSION',
  conversation: 'this conversation',
  pointer: 'this checkout (.current-session)',
  'single-session': 'the one session of single-session mode',
  none: 'nothing',
};

export const command = defineCommand<StatusAnswer>({
  effect: 'read',
  isBrief: true,
  details:
    'Shows the session that this conversation or checkout speaks for, and why. Without one: exit 36 and the active sessions.',
  examples: [{ line: 'stint session status', does: 'where am I, what is in focus' }],
  run: (_input, services) => statusOfSession(services.context()),
  render: ({ session, rule }, page) => [...sessionCard(session, page), row(page, 'bound by', ruleWords[rule])].join('\n'),
  quiet: ({ session }) => session.id,
});
