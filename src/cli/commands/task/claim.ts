import { takeInHand } from '../../../core/record/take-in-hand';
import type { WipAnswer } from '../../../domain/record/answer';
import { defineCommand } from '../../command';
import { renderWip } from '../../render/record';
import { flag, requiredArgument } from '../../shared/typed-text';

export const command = defineCommand<WipAnswer>({
  effect: 'write',
  details: 'Takes a task in hand as `stint wip` does, without a line in session.log.',
  arguments: [{ name: '<task>', help: 'id of the task' }],
  options: [{ flags: '--takeover', help: 'even if another session or owner holds it' }],
  examples: [{ line: 'stint task claim T005', does: 'marks T005 as in progress' }],
  run: async (input, services) =>
    takeInHand(services.context(), { task: requiredArgument(input, 'task'), takeover: flag(input, 'takeover'), logged: false }),
  render: renderWip,
  quiet: ({ task }) => task.id,
});
