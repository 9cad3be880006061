import type { Context } from '../../core/context';
import type { FilterRequest } from '../../domain/ledger/resolve-filter';
import { entrySources } from '../../domain/ledger/vocabulary';
import type { Input, OptionDeclaration } from '../command';
import { wordList } from './task-options';
import { given, textOption } from './typed-text';

/** Options that narrow a question to the ledger. */
export const filterOptions: readonly OptionDeclaration[] = [
  { flags: '--task <id>', help: 'of this task' },
  { flags: '--epic <id>', help: 'of this epic and everything below it' },
  { flags: '--agent <id>', help: 'by this agent' },
  { flags: '--file <path>', help: 'that touched this file, folder or pattern (src/**/*.ts)' },
  { flags: '--phase <phase>', help: 'in this phase' },
  { flags: '--label <label>', help: 'with this label; several must all be there', repeatable: true },
  { flags: '--since <time>', help: 'finished since then: 2w, 3d, yesterday, 2026-03-04, an ISO instant' },
  { flags: '--until <time>', help: 'finished before then; a day counts to its end' },
  { flags: '--source <source>', help: 'recorded by', choices: entrySources },
];

/** The filter that was typed. A path without wildcards is one of the working directory. */
export const filterOf = (input: Input, context: Context, text?: string): FilterRequest => {
  const file = textOption(input, 'file');
  const labels = wordList(input, 'label');
  return {
    ...given('text', text),
    ...given('task', textOption(input, 'task')),
    ...given('epic', textOption(input, 'epic')),
    ...given('session', input.globals.session),
    ...given('agent', textOption(input, 'agent')),
    ...(file === undefined ? {} : { file: /[*?]/.test(file) ? file : context.locateFile(file).path }),
    ...given('phase', textOption(input, 'phase')),
    ...(labels.length === 0 ? {} : { labels }),
    ...given('since', textOption(input, 'since')),
    ...given('until', textOption(input, 'until')),
    ...given('source', textOption(input, 'source')),
  };
};
