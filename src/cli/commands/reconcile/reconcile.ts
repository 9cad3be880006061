import { composeReconcile } from '../../../compose/reconcile';
import { reconcile } from '../../../core/reconcile/reconcile';
import type { ReconcileAnswer } from '../../../domain/reconcile/answer';
import { defineCommand } from '../../command';
import { renderReconcile } from '../../render/reconcile';
import { flag, given, textOption } from '../../shared/typed-text';

export const command = defineCommand<ReconcileAnswer>({
  effect: 'write',
  details:
    'Brings what hooks reported, what harnesses wrote down and what git knows into the record: files, commits, tokens and cost ' +
    'of every finished task, by the time in which a session had it in hand. Facts that are missing become amendments; a task ' +
    'that a session finished without an entry gets one. A second run changes nothing. Without --session all sessions are meant.',
  options: [
    { flags: '--since <time>', help: 'only what was done since then: 2w, 3d, yesterday, 2026-03-04, an ISO instant' },
    { flags: '--dry-run', help: 'say what would change, and change nothing' },
    { flags: '--force', help: 'derive entries that were not made by a person anew' },
    { flags: '--attach <conversation>', help: 'its work without a session belongs to the one that --session names' },
    { flags: '--task <id>', help: 'with --attach: all of it was for this task' },
  ],
  examples: [
    { line: 'stint reconcile', does: 'completes the record from what machines saw' },
    { line: 'stint reconcile --since 1d --dry-run', does: "shows what yesterday's and today's work would gain" },
  ],
  run: async (input, services) => {
    const context = services.context();
    return reconcile(context, await composeReconcile(services.io, context.root), {
      ...given('session', input.globals.session),
      ...given('since', textOption(input, 'since')),
      dryRun: flag(input, 'dryRun'),
      force: flag(input, 'force'),
      ...given('attach', textOption(input, 'attach')),
      ...given('task', textOption(input, 'task')),
    });
  },
  render: renderReconcile,
  quiet: (result) => result.tasks.flatMap(({ entry }) => entry ?? []).join('\n'),
});
