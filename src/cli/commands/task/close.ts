import type { DoneAnswer } from '../../../domain/record/answer';
import { defineCommand } from '../../command';
import { renderDone } from '../../render/record';
import { doneOptions, runDone } from '../../shared/done-options';

export const command = defineCommand<DoneAnswer>({
  effect: 'write',
  details: 'Finishes a task without a ledger entry. `stint done` on it later writes the missing entry.',
  arguments: [{ name: '<task>', help: 'id of the task' }],
  options: doneOptions,
  examples: [{ line: 'stint task close T005', does: 'finishes T005 and records nothing in the ledger' }],
  run: async (input, services) => {
    const answer = await runDone(input, services, { recorded: false });
    if (!answer.data.changed || answer.data.entry !== undefined) return answer;
    const message = `no ledger entry; \`stint done ${answer.data.task.id}\` records one`;
    return { ...answer, warnings: [...(answer.warnings ?? []), { code: 'W_NOT_RECORDED', message }] };
  },
  render: renderDone,
});
