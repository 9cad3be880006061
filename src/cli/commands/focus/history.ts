import { focusHistory } from '../../../core/focus/look-at-focus';
import type { FocusHistoryAnswer } from '../../../domain/focus/answer';
import { defineCommand } from '../../command';
import { countOption } from '../../shared/typed-text';

export const command = defineCommand<FocusHistoryAnswer>({
  effect: 'read',
  options: [{ flags: '-n, --limit <count>', help: 'at most so many' }],
  examples: [{ line: 'stint focus history -n 5', does: 'what this session worked on last' }],
  run: async (input, services) => ({ data: await focusHistory(services.context(), countOption(input, 'limit', '-n')) }),
  jsonl: (result) => result.items,
  render: (result, page) =>
    result.items.length === 0
      ? 'nothing was in focus yet'
      : page.table(
          result.items.map((item) => [
            page.date(item.at),
            item.action,
            page.paint.id(page.text(item.task)),
            page.text(item.title ?? ''),
          ]),
          [{ title: 'AT' }, { title: 'WHAT' }, { title: 'TASK' }, { title: 'TITLE', grow: true }],
        ),
  quiet: (result) => result.items.map((item) => item.task).join('\n'),
});
