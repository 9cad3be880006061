import { noteFocus } from '../../../core/focus/move-focus';
import type { MovedAnswer } from '../../../domain/focus/answer';
import { defineCommand } from '../../command';
import { renderFocus } from '../../render/focus';
import { messageArgument } from '../../shared/typed-text';

export const command = defineCommand<MovedAnswer>({
  effect: 'write',
  details: 'Appends a progress note to the session; the last one is shown by status and to whoever resumes it.',
  arguments: [{ name: '<text...>', help: 'the text; `-` reads it from standard input' }],
  examples: [{ line: 'stint focus note "Parser done, tests open"', does: 'leaves a note in the session' }],
  run: async (input, services) => noteFocus(services.context(), { text: messageArgument(input, services, 'text') }),
  render: renderFocus,
});
