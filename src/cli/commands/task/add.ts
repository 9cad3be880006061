import { AppError } from '../../../core/app-error';
import { addTask, addTasksFrom } from '../../../core/task/add-tasks';
import type { AddAnswer } from '../../../domain/task/answer';
import { defineCommand, type Input } from '../../command';
import { readTextFile } from '../../io/read-text-file';
import { renderAdded } from '../../render/task';
import { fieldOptions, fieldsOf, givenList, wordList } from '../../shared/task-options';
import { argument, flag, given, listOption, textOption } from '../../shared/typed-text';

const details = `In a session, a task without --parent goes under the root of its scope, with its phase; --top leaves it at the top.

--from reads a backlog, all of it or nothing. JSONL: one task a line, {"id":"T001","title":"…","parentId":"…"}; only title is
required. Markdown: a checklist.

  - [ ] Accounts ^T001 !high         a top-level item with items below it is an epic
    - [x] Sign-up form @core #web    [ ] open, [x] done, [-] cancelled; @phase #label
    - [ ] Sign-in ^signin >T002      ^ its id, > a task it waits for (also one further down)
      Indented text is the description.

Below a task, items are subtasks. Headings and other text at the margin are ignored. \`Code\` is literal, and so is a word
behind a backslash: \\#1.`;

export const command = defineCommand<AddAnswer>({
  effect: 'write',
  isBrief: true,
  details,
  arguments: [{ name: '[title]', help: 'title of the new task' }],
  options: [
    { flags: '--parent <id>', help: 'task that it is a part of' },
    { flags: '--top', help: 'a part of no task, also in a session' },
    ...fieldOptions,
    { flags: '--depends <id>', help: 'task that must be finished first', repeatable: true },
    { flags: '--label <label>', help: 'label', repeatable: true },
    { flags: '--file <path>', help: 'path or glob that it will touch', repeatable: true },
    { flags: '--acceptance <text>', help: 'what must be true when it is done', repeatable: true },
    { flags: '--from <file>', help: 'add the tasks of a checklist or JSONL file; - reads standard input' },
    { flags: '--dry-run', help: 'check everything and show the tree, but write nothing' },
  ],
  examples: [
    { line: 'stint add "Validate tokens" --parent T001 --priority high', does: 'adds a task to the epic T001' },
    { line: 'stint task add --from backlog.md --dry-run', does: 'shows what a checklist would bring in' },
  ],
  run: async (input, services) => {
    const title = argument(input, 'title');
    const from = textOption(input, 'from');
    const parent = textOption(input, 'parent');
    const top = flag(input, 'top');
    if (parent !== undefined && top) throw usage('--parent and --top contradict each other: give one of them');
    const place = { ...given('parent', parent), top, dryRun: flag(input, 'dryRun') };
    if (from !== undefined) {
      if (title !== undefined || hasFields(input))
        throw usage('--from takes titles and fields from the file: leave them out here');
      return addTasksFrom(services.context(), readTextFile(services.io, from), place);
    }
    if (title === undefined) throw usage('a task needs a title, as in: stint add "Validate tokens"');
    return addTask(services.context(), { title, ...fieldsOf(input), ...listsOf(input) }, place);
  },
  jsonl: (result) => result.items,
  render: renderAdded,
  quiet: (result) => result.items.map((task) => task.id).join('\n'),
});

const listsOf = (input: Input) => ({
  ...givenList('depends', wordList(input, 'depends')),
  ...givenList('labels', wordList(input, 'label')),
  ...givenList('files', listOption(input, 'file')),
  ...givenList('acceptance', listOption(input, 'acceptance')),
});

const hasFields = (input: Input): boolean => Object.keys({ ...fieldsOf(input), ...listsOf(input) }).length > 0;

const usage = (message: string): AppError => new AppError({ code: 'E_USAGE', message });
