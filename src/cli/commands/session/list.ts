import { listSessions, type SessionList } from '../../../core/session/list-sessions';
import { type SessionStatus, sessionStatuses } from '../../../domain/session/vocabulary';
import { defineCommand } from '../../command';
import { sessionTable } from '../../render/session';
import { countOption, given, textOption } from '../../shared/typed-text';

export const command = defineCommand<SessionList>({
  effect: 'read',
  isBrief: true,
  details: 'Lists open sessions (active, suspended, ended), the most recently active first.',
  options: [
    { flags: '--status <status>', help: 'only sessions of this status', choices: [...sessionStatuses, 'all'] },
    { flags: '--agent <id>', help: 'only sessions of this agent' },
    { flags: '--scope <task>', help: 'only sessions whose scope meets this task or anything below it' },
    { flags: '-n, --limit <count>', help: 'at most so many' },
  ],
  examples: [
    { line: 'stint session list', does: 'who works on what' },
    { line: 'stint session list --scope T001', does: 'who is at work in the epic T001' },
  ],
  run: async (input, services) => ({
    data: await listSessions(services.context(), {
      ...given('status', textOption(input, 'status') as SessionStatus | 'all' | undefined),
      ...given('agent', textOption(input, 'agent')),
      ...given('scope', textOption(input, 'scope')),
      ...given('limit', countOption(input, 'limit', '-n')),
    }),
  }),
  jsonl: (result) => result.items,
  render: (result, page) =>
    result.items.length === 0 ? 'no sessions: `stint start ID` begins one' : sessionTable(result.items, page),
  quiet: (result) => result.items.map((session) => session.id).join('\n'),
});
