import { clearFocus } from '../../../core/focus/move-focus';
import type { MovedAnswer } from '../../../domain/focus/answer';
import { defineCommand } from '../../command';
import { renderFocus } from '../../render/focus';

export const command = defineCommand<MovedAnswer>({
  effect: 'write',
  details: 'Puts the focused task back to pending.',
  examples: [{ line: 'stint focus clear', does: 'works on nothing for now' }],
  run: async (_input, services) => clearFocus(services.context()),
  render: renderFocus,
});
