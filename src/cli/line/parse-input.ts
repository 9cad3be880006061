import { AppError } from '../../core/app-error';
import { nearest } from '../../domain/text/nearest';
import type { ArgumentDeclaration, CommandModule, Input } from '../command';
import { correctedLine } from './command-line';
import { declaredOptions, flagNames } from './flag-names';
import { globalsOf } from './options';
import { type LineValues, readPlainLine } from './read-plain-line';

/** What an error message about a line needs: the command, what it declares, and the line as it was typed. */
type Line = { readonly name: string; readonly command: CommandModule; readonly typed: readonly string[] };

/**
 * Checks the words behind the command's own against its declaration. A plain line is read at once; commander, which is
 * slow to load, reads all others and finds what is wrong with a line.
 * Throws an AppError (E_USAGE) that names the nearest option or choice.
 */
export const parseInput = async (
  name: string,
  command: CommandModule,
  rest: readonly string[],
  typed: readonly string[],
): Promise<Input> => {
  const line = { name, command, typed };
  const values = readPlainLine(command, rest) ?? (await readAnyLine(line, rest));
  const options = optionValues(line, values);
  return { args: argumentValues(line, values), options, globals: globalsOf(options) };
};

const readAnyLine = async (line: Line, rest: readonly string[]): Promise<LineValues> => {
  const { LineFault, readLine } = await import('./read-line');
  try {
    return readLine(line.name, line.command, rest);
  } catch (error) {
    throw error instanceof LineFault ? usageError(line, error) : error;
  }
};

const optionValues = (line: Line, read: LineValues): Input['options'] => {
  const values = new Map<string, string | readonly string[] | boolean | undefined>();
  for (const declaration of declaredOptions(line.command)) {
    const { flag, key } = flagNames(declaration);
    const given = read.options.get(key);
    if (!Array.isArray(given)) {
      values.set(key, given);
      continue;
    }
    for (const value of given) checkChoice(line, flag, value, declaration.choices);
    if (declaration.repeatable !== true && given.length > 1) {
      throw new AppError({
        code: 'E_USAGE',
        message: `${flag} is given ${given.length} times (${given.join(', ')}): give it once`,
        details: { option: flag, given },
      });
    }
    values.set(key, declaration.repeatable === true ? given : given[0]);
  }
  return Object.fromEntries(values);
};

const argumentValues = (line: Line, read: LineValues): Input['args'] => {
  const values = new Map<string, string | readonly string[] | undefined>();
  for (const [index, declaration] of (line.command.arguments ?? []).entries()) {
    const given = read.args[index];
    for (const each of typeof given === 'string' ? [given] : (given ?? []))
      checkChoice(line, declaration.name, each, declaration.choices);
    values.set(bareName(declaration), given);
  }
  return Object.fromEntries(values);
};

const checkChoice = (line: Line, what: string, given: string, choices: readonly string[] | undefined): void => {
  if (choices === undefined || choices.includes(given)) return;
  const near = nearest(given, choices);
  throw usage(line, `${what} takes ${listOf(choices)}, not "${given}"`, {
    details: { ...(what.startsWith('-') ? { option: what } : { argument: what }), given, choices, ...nearestOf(near) },
    // What was meant is a guess: a line that would write on it is not offered.
    corrected: near === undefined || line.command.effect === 'write' ? undefined : correctedValue(line.typed, given, near),
  });
};

const listOf = (choices: readonly string[]): string =>
  choices.length < 2 ? choices.join('') : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;

const correctedValue = (typed: readonly string[], given: string, near: string): string | undefined => {
  const word = typed.find((each) => each === given || each.endsWith(`=${given}`));
  return word === undefined ? undefined : correctedLine(typed, word, word.slice(0, word.length - given.length) + near);
};

const usageError = (line: Line, error: Error & { readonly code: string }): AppError => {
  const quoted = /'(.*)'/s.exec(error.message)?.[1] ?? '';
  switch (error.code) {
    case 'commander.unknownOption': {
      const near = nearestFlag(quoted, line.command);
      return usage(line, `"stint ${line.name}" has no option ${quoted}${near === undefined ? '' : `; the nearest is ${near}`}`, {
        details: { option: quoted, ...nearestOf(near) },
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
  declaredOptions(command)
    .filter((option) => option.hidden !== true)
    .map((option) => /--[\w-]+/.exec(option.flags)?.[0] ?? option.flags);

/** Dashes are not counted among the letters: any two short names would be near each other. */
const nearestFlag = (typed: string, command: CommandModule): string | undefined => {
  const near = nearest(
    typed.replace(/^-+/, ''),
    longFlags(command).map((flag) => flag.slice(2)),
  );
  return near === undefined ? undefined : `--${near}`;
};

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
