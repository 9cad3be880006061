import type { Priority, TaskType } from '../../domain/task/vocabulary';
import { priorities, taskTypes } from '../../domain/task/vocabulary';
import type { Input, OptionDeclaration } from '../command';
import { given, listOption, textOption } from './typed-text';

/** Fields of a task that `add` sets and `update` changes. */
export const fieldOptions: readonly OptionDeclaration[] = [
  { flags: '--description <text>', help: 'what it is about' },
  { flags: '--type <type>', help: 'epic, task or subtask', choices: taskTypes },
  { flags: '--priority <priority>', help: 'how urgent it is (medium)', choices: priorities },
  { flags: '--phase <phase>', help: 'phase of the project it belongs to' },
];

export const fieldsOf = (input: Input) => ({
  ...given('description', textOption(input, 'description')),
  ...given('type', textOption(input, 'type') as TaskType | undefined),
  ...given('priority', textOption(input, 'priority') as Priority | undefined),
  ...given('phase', textOption(input, 'phase')),
});

/** What a repeatable option lists; commas separate too. */
export const wordList = (input: Input, name: string): readonly string[] =>
  listOption(input, name)
    .flatMap((value) => value.split(','))
    .map((word) => word.trim())
    .filter((word) => word !== '');

/** `{ [key]: values }`, or nothing for an empty list. */
export const givenList = <K extends string>(key: K, values: readonly string[]): { [P in K]?: readonly string[] } =>
  values.length === 0 ? {} : ({ [key]: values } as { [P in K]?: readonly string[] });
