import { claimNext, suggestNext } from '../../../core/task/suggest-next';
import type { NextAnswer } from '../../../domain/task/answer';
import { defineCommand } from '../../command';
import { renderNext } from '../../render/task-detail';
import { countOption, flag, given, textOption } from '../../shared/typed-text';

const details = `Suggests what to start: open tasks that nobody holds, with every dependency finished and no open task below them; in a
session, those of its scope. Order: priority, current phase, how much a task unblocks, age, id. Nothing to start: exit code 42.`;

export const command = defineCommand<NextAnswer>({
  effect: 'write',
  isBrief: true,
  details,
  options: [
    { flags: '-n, --limit <count>', help: 'so many suggestions (1)' },
    { flags: '--explain', help: 'say why, and why others cannot be started' },
    { flags: '--claim', help: 'take the first one in hand; in a session it becomes the focus' },
    { flags: '--scope <scope>', help: 'only in this scope: epic:T001, or an id' },
    { flags: '--mine', help: 'only in the scope of my session' },
  ],
  examples: [
    { line: 'stint next', does: 'suggests a task' },
    { line: 'stint next -n 5 --explain', does: 'five suggestions, with reasons' },
    { line: 'stint next --claim', does: 'takes the best task' },
  ],
  run: (input, services) => {
    const request = { ...given('scope', textOption(input, 'scope')), mine: flag(input, 'mine') };
    if (flag(input, 'claim')) return claimNext(services.context(), request);
    return suggestNext(services.context(), {
      ...request,
      limit: countOption(input, 'limit', '-n') ?? 1,
      explain: flag(input, 'explain'),
    });
  },
  jsonl: (result) => result.items,
  render: renderNext,
  quiet: (result) => result.items.map((task) => task.id).join('\n'),
});
