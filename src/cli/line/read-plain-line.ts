import type { CommandModule } from '../command';
import { declaredOptions, type FlagNames, flagNames } from './flag-names';

/** What stands on a line, before it is checked: options by key (values in the order given), arguments in declared order. */
export type LineValues = {
  readonly options: ReadonlyMap<string, true | readonly string[]>;
  readonly args: readonly (string | readonly string[] | undefined)[];
};

/**
 * Reads a line that leaves nothing to interpret: declared flags, their values as the next word, arguments as they are
 * declared. undefined for every other line, right or wrong: then `readLine` decides.
 */
export const readPlainLine = (command: CommandModule, rest: readonly string[]): LineValues | undefined => {
  const options = new Map<string, true | string[]>();
  const words: string[] = [];
  let flags: ReadonlyMap<string, FlagNames> | undefined;
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] as string;
    if (!word.startsWith('-')) {
      words.push(word);
      continue;
    }
    flags ??= flagsOf(command);
    const names = flags.get(word);
    if (names === undefined || names.value === 'optional') return undefined;
    if (names.value === 'none') {
      options.set(names.key, true);
      continue;
    }
    at += 1;
    const value = rest[at];
    if (value === undefined || value.startsWith('-')) return undefined;
    const earlier = options.get(names.key);
    if (Array.isArray(earlier)) earlier.push(value);
    else options.set(names.key, [value]);
  }
  const args = inOrder(command, words);
  return args && { options, args };
};

const flagsOf = (command: CommandModule): ReadonlyMap<string, FlagNames> => {
  const flags = new Map<string, FlagNames>();
  for (const declaration of declaredOptions(command)) {
    const names = flagNames(declaration);
    flags.set(names.flag, names);
    if (names.short !== undefined) flags.set(names.short, names);
  }
  return flags;
};

const inOrder = (command: CommandModule, words: readonly string[]): LineValues['args'] | undefined => {
  const args: (string | readonly string[] | undefined)[] = [];
  let taken = 0;
  for (const { name } of command.arguments ?? []) {
    if (name.startsWith('<') && taken === words.length) return undefined;
    if (name.includes('...')) {
      args.push(words.slice(taken));
      taken = words.length;
    } else {
      args.push(words[taken]);
      taken = Math.min(taken + 1, words.length);
    }
  }
  return taken === words.length ? args : undefined;
};
