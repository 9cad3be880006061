import { composeReconcile } from '../../../compose/reconcile';
import { AppError } from '../../../core/app-error';
import { completeConversation } from '../../../core/reconcile/complete-conversation';
import { snapshotUsage } from '../../../core/reconcile/snapshot-usage';
import type { SnapshotAnswer } from '../../../domain/reconcile/answer';
import { defineCommand } from '../../command';
import { withinTime } from '../../shared/time-limit';
import { flag, given, textOption } from '../../shared/typed-text';

/** Two minutes: what takes longer is done at the end of the next turn, or by `stint reconcile`. */
const mostMs = 120_000;

export const command = defineCommand<SnapshotAnswer>({
  effect: 'write',
  details:
    'Started by hooks at the end of a turn: counts the tokens that a conversation has used so far for its session, because ' +
    'harnesses clear their transcripts away after some weeks. Once the conversation is over, the record of its sessions is ' +
    'completed too. Says nothing, and gives up after two minutes.',
  options: [
    { flags: '--conversation <id>', help: 'the conversation' },
    { flags: '--harness <name>', help: 'the harness that it runs in' },
    { flags: '--transcript <path>', help: 'where its transcript lies, as the hook was told' },
    { flags: '--ended', help: 'the conversation is over: complete the record of its sessions, as `stint reconcile` does' },
  ],
  examples: [{ line: 'stint hooks snapshot --conversation=ab12 --harness=claude', does: 'counts what conversation ab12 used' }],
  run: async (input, services) => {
    const conversation = textOption(input, 'conversation');
    const harness = textOption(input, 'harness');
    if (conversation === undefined || harness === undefined)
      throw new AppError({
        code: 'E_USAGE',
        message: 'give both --conversation and --harness',
        fix: ['stint hooks snapshot --help'],
      });
    return withinTime(mostMs, async () => {
      const context = services.context();
      const ports = await composeReconcile(services.io, context.root);
      const data = await snapshotUsage(context, ports, {
        conversation,
        harness,
        ...given('transcript', textOption(input, 'transcript')),
      });
      if (flag(input, 'ended')) await completeConversation(context, ports, conversation);
      return { data };
    });
  },
  render: () => '',
});
