import { AppError } from '../../../core/app-error';
import { updateTask } from '../../../core/task/change-task';
import type { ChangedAnswer } from '../../../domain/task/answer';
import type { WorkingStatus } from '../../../domain/task/change-status';
import { openStatuses } from '../../../domain/task/vocabulary';
import { shellWord } from '../../../domain/text/shell-word';
import { defineCommand, type Input } from '../../command';
import { renderChanged } from '../../render/task';
import { fieldOptions, fieldsOf, givenList, wordList } from '../../shared/task-options';
import { flag, given, listOption, requiredArgument, textOption } from '../../shared/typed-text';

const details = `Changes what is given and leaves the rest. Labels, dependencies, files and acceptance are added; the --remove-… options
take them out. An empty --description, --phase or --blocked-by takes the text out. To finish a task: stint done, stint task cancel.`;

export const command = defineCommand<ChangedAnswer>({
  effect: 'write',
  isBrief: true,
  details,
  arguments: [{ name: '<task>', help: 'id of the task' }],
  options: [
    { flags: '--title <text>', help: 'new title' },
    ...fieldOptions,
    { flags: '--notes <text>', help: 'append a note' },
    { flags: '--status <status>', help: `${openStatuses.join(', ')}` },
    { flags: '--blocked-by <text>', help: 'what it waits for; makes it blocked' },
    { flags: '--parent <id>', help: 'make it a part of this task' },
    { flags: '--top', help: 'make it a part of no task' },
    { flags: '--depends <id>', help: 'add a dependency', repeatable: true },
    { flags: '--label <label>', help: 'add a label', repeatable: true },
    { flags: '--file <path>', help: 'add a path or glob that it will touch', repeatable: true },
    { flags: '--acceptance <text>', help: 'add what must be true when it is done', repeatable: true },
    { flags: '--remove-depends <id>', help: 'take a dependency out', repeatable: true },
    { flags: '--remove-label <label>', help: 'take a label out', repeatable: true },
    { flags: '--remove-file <path>', help: 'take a path out', repeatable: true },
    { flags: '--remove-acceptance <text>', help: 'take an acceptance line out', repeatable: true },
    { flags: '--takeover', help: 'even if another session or owner holds it' },
    { flags: '--allow-overlap', help: 'even if scopes of active sessions overlap then' },
    { flags: '--dry-run', help: 'check everything, but write nothing' },
  ],
  examples: [
    { line: 'stint update T005 --notes "Progress"', does: 'adds a note' },
    { line: 'stint update T005 --priority high --label api', does: 'makes it urgent and labels it' },
  ],
  run: (input, services) => {
    const request = { id: requiredArgument(input, 'task'), ...changesOf(input) };
    if (Object.keys(request).length === 1) {
      throw new AppError({
        code: 'E_USAGE',
        message: 'nothing to change was given',
        fix: ['stint update --help'],
      });
    }
    return updateTask(
      services.context(),
      { ...request, takeover: flag(input, 'takeover'), allowOverlap: flag(input, 'allowOverlap') },
      flag(input, 'dryRun'),
    );
  },
  render: (result, page) => renderChanged(result, 'updated', page),
  quiet: ({ task }) => task.id,
});

const changesOf = (input: Input) => {
  const add = listsOf(input, { depends: 'depends', labels: 'label', files: 'file', acceptance: 'acceptance' });
  const remove = listsOf(input, {
    depends: 'removeDepends',
    labels: 'removeLabel',
    files: 'removeFile',
    acceptance: 'removeAcceptance',
  });
  return {
    ...given('title', textOption(input, 'title')),
    ...fieldsOf(input),
    ...given('note', textOption(input, 'notes')),
    ...given('status', workingStatus(input)),
    ...given('blockedBy', textOption(input, 'blockedBy')),
    ...parentOf(input),
    ...(Object.keys(add).length > 0 ? { add } : {}),
    ...(Object.keys(remove).length > 0 ? { remove } : {}),
  };
};

type ListNames = { readonly depends: string; readonly labels: string; readonly files: string; readonly acceptance: string };

const listsOf = (input: Input, names: ListNames) => ({
  ...givenList('depends', wordList(input, names.depends)),
  ...givenList('labels', wordList(input, names.labels)),
  ...givenList('files', listOption(input, names.files)),
  ...givenList('acceptance', listOption(input, names.acceptance)),
});

const parentOf = (input: Input): { readonly parent?: string | null } => {
  const parent = textOption(input, 'parent');
  if (!flag(input, 'top')) return given('parent', parent);
  if (parent === undefined) return { parent: null };
  throw new AppError({ code: 'E_USAGE', message: '--parent and --top contradict each other: give one of them' });
};

const workingStatus = (input: Input): WorkingStatus | undefined => {
  const typed = textOption(input, 'status');
  const status = openStatuses.find((candidate) => candidate === typed);
  if (typed === undefined || status !== undefined) return status;
  const id = requiredArgument(input, 'task');
  const finishes: Readonly<Record<string, string>> = {
    done: `stint done ${shellWord(id)}`,
    cancelled: `stint task cancel ${shellWord(id)}`,
  };
  const fix = Object.hasOwn(finishes, typed) ? finishes[typed] : undefined;
  throw new AppError({
    code: 'E_USAGE',
    message: `--status takes ${openStatuses.join(', ')}, not ${JSON.stringify(typed)}`,
    details: { option: '--status', given: typed, choices: openStatuses },
    ...(fix === undefined ? {} : { fix: [fix] }),
  });
};
