import type { CommandModule, OptionDeclaration } from '../command';
import { globalOptions } from './options';

/** What a declaration such as `-r, --reason <text>` says: how it is typed, its key among the options, whether it has a value. */
export type FlagNames = {
  readonly flag: string;
  readonly short: string | undefined;
  readonly key: string;
  readonly value: 'none' | 'required' | 'optional';
};

const form = /^(?:(-\w), )?(--([\w-]+))( <[^>]+>| \[[^\]]+\])?$/;

/** `--no-x` is `noX`: every option is its own fact. */
export const flagNames = ({ flags }: OptionDeclaration): FlagNames => {
  const [, short, flag, name, value] = form.exec(flags) ?? [];
  if (flag === undefined || name === undefined) throw new Error(`${flags} is no declaration of an option`);
  return {
    flag,
    short,
    key: name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
    value: value === undefined ? 'none' : value.startsWith(' <') ? 'required' : 'optional',
  };
};

/** The options of a command with those that every command takes. */
export const declaredOptions = (command: CommandModule): readonly OptionDeclaration[] => [
  ...(command.options ?? []),
  ...globalOptions,
];
