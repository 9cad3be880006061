import { Argument, Command, CommanderError, Option } from 'commander';
import type { CommandModule, OptionDeclaration } from '../command';
import { declaredOptions, flagNames } from './flag-names';
import type { LineValues } from './read-plain-line';

/** Thrown for a line that does not fit its command; `code` and message are commander's. */
export const LineFault = CommanderError;

/** Reads any line that fits the declaration of the command `name`. */
export const readLine = (name: string, command: CommandModule, rest: readonly string[]): LineValues => {
  const parser = new Command(`stint ${name}`)
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .helpOption(false)
    .showSuggestionAfterError(false)
    .action(() => {});
  for (const argument of command.arguments ?? []) parser.addArgument(new Argument(argument.name, argument.help));
  for (const option of declaredOptions(command)) parser.addOption(optionOf(option));
  parser.parse(rest, { from: 'user' });
  const options = new Map<string, true | readonly string[]>();
  for (const declaration of declaredOptions(command)) {
    const { key } = flagNames(declaration);
    const value: unknown = parser.getOptionValue(key);
    if (value !== undefined) options.set(key, Array.isArray(value) ? value.map(String) : true);
  }
  return { options, args: parser.processedArgs.map(argumentFrom) };
};

/** Every option is its own fact: `--no-x` sets `noX` and not `x`, and a value given twice is seen as two. */
const optionOf = (declaration: OptionDeclaration): Option => {
  const option = new Option(declaration.flags, declaration.help);
  option.negate = false;
  if (option.required || option.optional) {
    option.argParser((value: string, earlier: unknown) => [...(Array.isArray(earlier) ? earlier : []), value]);
  }
  return option;
};

const argumentFrom = (value: unknown): string | readonly string[] | undefined =>
  Array.isArray(value) ? value.map(String) : typeof value === 'string' ? value : undefined;
