import { collectGarbage } from '../../../core/session/collect-garbage';
import type { GcAnswer } from '../../../domain/session/answer';
import { defineCommand } from '../../command';
import { sessionTable } from '../../render/session';
import { flag, given, textOption } from '../../shared/typed-text';

export const command = defineCommand<GcAnswer>({
  effect: 'write',
  details:
    'Ends sessions that went stale (see session.staleAfter); with --older-than also archives sessions that ended longer ago.',
  options: [
    { flags: '--older-than <duration>', help: 'archive sessions that ended longer ago: 14d, 36h, 2w' },
    { flags: '--dry-run', help: 'list them and write nothing' },
  ],
  examples: [{ line: 'stint session gc --older-than 14d --dry-run', does: 'shows what would be put away' }],
  run: async (input, services) =>
    collectGarbage(services.context(), { ...given('olderThan', textOption(input, 'olderThan')), dryRun: flag(input, 'dryRun') }),
  render: ({ ended, archived, dryRun }, page) => {
    const parts = [
      { title: dryRun === true ? 'would end' : 'ended', sessions: ended },
      { title: dryRun === true ? 'would archive' : 'archived', sessions: archived },
    ].filter((part) => part.sessions.length > 0);
    if (parts.length === 0) return 'nothing to put away';
    return parts.map((part) => `${part.title}\n${sessionTable(part.sessions, page)}`).join('\n');
  },
  quiet: ({ ended, archived }) => [...ended, ...archived].map((session) => session.id).join('\n'),
});
