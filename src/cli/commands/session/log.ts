import { writeLog } from '../../../core/record/write-log';
import type { LogAnswer } from '../../../domain/record/answer';
import { defineCommand } from '../../command';
import { messageArgument } from '../../shared/typed-text';

export const command = defineCommand<LogAnswer>({
  effect: 'write',
  isBrief: true,
  details:
    'Adds one timestamped record to .stint/session.log, bound to a session or not. `-` reads the message from standard input.',
  arguments: [{ name: '<message...>', help: 'what happened; `-` reads it from standard input' }],
  examples: [
    { line: 'stint log "All tests passing, ready to commit"', does: 'adds a record' },
    { line: 'git log -1 --format=%s | stint log -', does: 'takes the message from standard input' },
  ],
  run: async (input, services) =>
    writeLog(services.context(), {
      message: messageArgument(input, services, 'message'),
    }),
  render: () => '',
});
