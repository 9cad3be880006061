import { finishTask } from '../../core/record/finish-task';
import type { DoneAnswer } from '../../domain/record/answer';
import type { Answer, Input, OptionDeclaration, Services } from '../command';
import { flag, given, listOption, requiredArgument } from './typed-text';

/** Options that `done`, `complete` and `task close` share. */
export const doneOptions: readonly OptionDeclaration[] = [
  { flags: '--takeover', help: 'even if another session or owner holds the task' },
  { flags: '--out-of-scope', help: 'even if the task is outside the scope of the session' },
  { flags: '--with-children', help: 'finish its open children too, an entry each' },
  { flags: '--next', help: 'take the next task of the scope in hand at once' },
];

export const recordOptions: readonly OptionDeclaration[] = [
  { flags: '-f, --file <path>', help: 'a file that was changed', repeatable: true },
];

/** Finishes the task that `input` names; `reason` is the option that holds the summary. */
export const runDone = async (
  input: Input,
  services: Services,
  how: { readonly recorded: boolean; readonly reason?: string | undefined },
): Promise<Answer<DoneAnswer>> =>
  finishTask(services.context(), {
    task: requiredArgument(input, 'task'),
    ...given('reason', how.reason),
    files: listOption(input, 'file'),
    takeover: flag(input, 'takeover'),
    outOfScope: flag(input, 'outOfScope'),
    withChildren: flag(input, 'withChildren'),
    next: flag(input, 'next'),
    recorded: how.recorded,
  });
