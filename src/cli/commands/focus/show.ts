import { showFocus } from '../../../core/focus/look-at-focus';
import type { FocusAnswer } from '../../../domain/focus/answer';
import { defineCommand } from '../../command';
import { renderFocus } from '../../render/focus';

export const command = defineCommand<FocusAnswer>({
  effect: 'read',
  isBrief: true,
  examples: [{ line: 'stint focus show', does: 'what this session works on now' }],
  run: async (_input, services) => ({ data: await showFocus(services.context()) }),
  render: renderFocus,
  quiet: ({ focus }) => focus?.id ?? '',
});
