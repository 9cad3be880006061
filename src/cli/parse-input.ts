import { Argument, Command, CommanderError, Option } from 'commander';
import { AppError } from '../core/app-error';
import type { ArgumentDeclaration, CommandModule, Input, OptionDeclaration } from './command';
import { correctedLine } from './command-line';
import { nearest } from './nearest';
import { globalOptions, globalsOf } from './options';

type Values = Record<string, string | readonly string[] | boolean | undefined>;

/** What an error message about a line needs: the command, what it declares, and the line as it was typed. */
type Line = { readonly name: string; readonly command: CommandModule; readonly typed: readonly string[] };

/**
 * Checks the words behind the command's own against its declaration.
 * Throws an AppError (E_USAGE) that names the nearest option or choice.
 */
export const parseInput = (name: string, command: CommandModule, rest: readonly string[], typed: readonly string[]): Input => {
  const line = { name, command, typed };
  const parser = parserOf(name, command);
  try {
    parser.parse(rest, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) throw usageError(line, error);
    throw error;
  }
  const options = optionValues(line, parser.opts<Values>());
  return { args: argumentValues(line, parser), options, globals: globalsOf(options) };
};

const parserOf = (name: string, command: CommandModule): Command => {
  const parser = new Command(`stint ${name}`)
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .helpOption(false)
    .showSuggestionAfterError(false)
    .action(() => {});
  for (const argument of command.arguments ?? []) parser.addArgument(new Argument(argument.name, argument.help));
  for (const option of [...(command.options ?? []), ...globalOptions]) parser.addOption(optionOf(option));
  return parser;
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

const optionValues = (line: Line, parsed: Values): Input['options'] => {
  const declared = [...(line.command.options ?? []), ...globalOptions];
  const values: Values = {};
  for (const declaration of declared) {
    const option = new Option(declaration.flags, '');
    option.negate = false;
    const given = parsed[option.attributeName()];
    if (!Array.isArray(given)) {
      values[option.attributeName()] = given;
      continue;
    }
    const flag = option.long ?? declaration.flags;
    for (const value of given) checkChoice(line, flag, value, declaration.choices);
    if (declaration.repeatable !== true && given.length > 1) {
      throw new AppError({
        code: 'E_USAGE',
        message: `${flag} is given ${given.length} times (${given.join(', ')}): give it once`,
        details: { option: flag, given },
      });
    }
    values[option.attributeName()] = declaration.repeatable === true ? given : given[0];
  }
  return values;
};

const argumentValues = (line: Line, parser: Command): Input['args'] => {
  const values: Record<string, string | readonly string[] | undefined> = {};
  parser.registeredArguments.forEach((argument, index) => {
    const value: unknown = parser.processedArgs[index];
    const given = Array.isArray(value) ? value.map(String) : typeof value === 'string' ? value : undefined;
    const declaration = line.command.arguments?.[index];
    for (const each of typeof given === 'string' ? [given] : (given ?? [])) {
      checkChoice(line, declaration?.name ?? argument.name(), each, declaration?.choices);
    }
    values[argument.name()] = given;
  });
  return values;
};

const checkChoice = (line: Line, what: string, given: string, choices: readonly string[] | undefined): void => {
  if (choices === undefined || choices.includes(given)) return;
  const near = nearest(given, choices);
  throw usage(line, `${what} takes ${listOf(choices)}, not "${given}"`, {
    details: { ...(what.startsWith('-') ? { option: what } : { argument: what }), given, choices, ...nearestOf(near) },
    corrected: near === undefined ? undefined : correctedValue(line.typed, given, near),
  });
};

const listOf = (choices: readonly string[]): string =>
  choices.length < 2 ? choices.join('') : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;

const correctedValue = (typed: readonly string[], given: string, near: string): string | undefined => {
  const word = typed.find((each) => each === given || each.endsWith(`=${given}`));
  return word === undefined ? undefined : correctedLine(typed, word, word.slice(0, word.length - given.length) + near);
};

const usageError = (line: Line, error: CommanderError): AppError => {
  const quoted = /'(.*)'/s.exec(error.message)?.[1] ?? '';
  switch (error.code) {
    case 'commander.unknownOption': {
      const near = nearest(quoted, longFlags(line.command));
      return usage(line, `"stint ${line.name}" has no option ${quoted}${near === undefined ? '' : `; the nearest is ${near}`}`, {
        details: { option: quoted, ...nearestOf(near) },
        corrected: near === undefined ? undefined : correctedLine(line.typed, quoted, near),
      });
    }
    case 'commander.missingArgument': {
      const declaration = line.command.arguments?.find((argument) => bareName(argument) === quoted);
      return usage(line, `${declaration?.name ?? quoted} is missing: ${declaration?.help ?? ''}`, {
        details: { argument: quoted },
      });
    }
    case 'commander.optionMissingArgument':
      return usage(line, `${quoted} needs its value`, { details: { option: quoted } });
    case 'commander.excessArguments':
      return usage(line, `${error.message.replace(/^error: /, '')} Put a text of several words in quotes.`, {});
    default:
      return usage(line, error.message.replace(/^error: /, ''), {});
  }
};

const bareName = (argument: ArgumentDeclaration): string => argument.name.replace(/^[<[]|(?:\.\.\.)?[>\]]$/g, '');

const longFlags = (command: CommandModule): readonly string[] =>
  [...(command.options ?? []), ...globalOptions]
    .filter((option) => option.hidden !== true)
    .map((option) => /--[\w-]+/.exec(option.flags)?.[0] ?? option.flags);

const nearestOf = (near: string | undefined): { nearest?: string } => (near === undefined ? {} : { nearest: near });

const usage = (
  line: Line,
  message: string,
  extra: { readonly details?: Record<string, unknown>; readonly corrected?: string | undefined },
): AppError =>
  new AppError({
    code: 'E_USAGE',
    message,
    ...(extra.details === undefined ? {} : { details: extra.details }),
    fix: [extra.corrected ?? `stint ${line.name} --help`],
  });
