import { writeExport } from '../../../compose/export';
import { AppError } from '../../../core/app-error';
import { exportTasks } from '../../../core/task/export-tasks';
import type { TaskExportAnswer } from '../../../domain/task/answer';
import { defineCommand } from '../../command';
import { flag, given, textOption } from '../../shared/typed-text';

const formats = ['jsonl', 'markdown'] as const;

export const command = defineCommand<TaskExportAnswer>({
  effect: 'read',
  details:
    'Writes every task to standard output or a file, in a form that `stint add --from` reads: JSON lines with all that a ' +
    'task has, or a Markdown checklist with its title, id, tree, dependencies, phase, labels, priority and description.',
  options: [
    { flags: '--format <format>', help: 'the form (jsonl)', choices: formats },
    { flags: '-o, --output <file>', help: 'into this file, which is replaced' },
    { flags: '--archived', help: 'archived tasks too' },
  ],
  examples: [
    { line: 'stint export --format markdown', does: 'the backlog as a checklist' },
    { line: 'stint export --archived -o tasks.jsonl', does: 'every task ever, for another project' },
  ],
  run: async (input, services) => {
    const format = formats.find((each) => each === textOption(input, 'format')) ?? 'jsonl';
    const file = textOption(input, 'output');
    if (input.globals.json && file === undefined)
      throw new AppError({
        code: 'E_USAGE',
        message: '--json answers with one document, so the export itself needs a file: give -o FILE',
        fix: [`stint task export --format ${format} -o tasks.${format === 'jsonl' ? 'jsonl' : 'md'} --json`],
      });
    const { text, tasks, warnings } = await exportTasks(services.context(), format, { archived: flag(input, 'archived') });
    if (file === undefined) services.io.stdout(text);
    else writeExport(services.io, file, text);
    return { data: { ...given('file', file), format, tasks }, warnings };
  },
  render: ({ file, tasks }, page) =>
    file === undefined ? '' : `${tasks} ${tasks === 1 ? 'task' : 'tasks'} written to ${page.text(file)}`,
});
