import { setFocus } from '../../../core/focus/move-focus';
import type { MovedAnswer } from '../../../domain/focus/answer';
import { defineCommand } from '../../command';
import { renderFocus } from '../../render/focus';
import { flag, requiredArgument } from '../../shared/typed-text';

export const command = defineCommand<MovedAnswer>({
  effect: 'write',
  details: 'Moves the focus of the session: the old task goes back to pending, the new one becomes active.',
  arguments: [{ name: '<task>', help: 'id of a task in scope' }],
  options: [{ flags: '--takeover', help: 'even if another session or owner holds it' }],
  examples: [{ line: 'stint focus set T006', does: 'works on T006 from now on' }],
  run: async (input, services) =>
    setFocus(services.context(), { task: requiredArgument(input, 'task'), takeover: flag(input, 'takeover') }),
  render: renderFocus,
  quiet: ({ focus }) => focus?.id ?? '',
});
