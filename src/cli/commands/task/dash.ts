import { showOverview } from '../../../core/task/look-at-tasks';
import type { DashAnswer } from '../../../domain/task/answer';
import { defineCommand } from '../../command';
import { renderDash } from '../../render/task-dash';

export const command = defineCommand<DashAnswer>({
  effect: 'read',
  details: 'The project on one page: who works on what, what is free, what waits, how far each epic is.',
  examples: [{ line: 'stint dash', does: 'shows the overview' }],
  run: (_input, services) => showOverview(services.context()),
  render: renderDash,
});
