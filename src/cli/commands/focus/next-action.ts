import { setNextAction } from '../../../core/focus/move-focus';
import type { MovedAnswer } from '../../../domain/focus/answer';
import { defineCommand } from '../../command';
import { renderFocus } from '../../render/focus';
import { messageArgument } from '../../shared/typed-text';

export const command = defineCommand<MovedAnswer>({
  effect: 'write',
  details: 'Says what comes next when the session is picked up again.',
  arguments: [{ name: '<text...>', help: 'the text; `-` reads it from standard input' }],
  examples: [{ line: 'stint focus next-action "Write the tests for expiry"', does: 'leaves the next step in the session' }],
  run: async (input, services) =>
    setNextAction(services.context(), {
      text: messageArgument(input, services, 'text'),
    }),
  render: renderFocus,
});
