import { AppError } from '../../core/app-error';
import { messageLimitBytes, stdinMessageLimitBytes, utf8Bytes } from '../../domain/text/limits';
import { nameFault } from '../../domain/text/name-fault';
import type { Input, Services } from '../command';

/** An option's text, checked for length and encoding; undefined if it was not given. */
export const textOption = (input: Input, name: string): string | undefined => {
  const value = input.options[name];
  return typeof value === 'string' ? checkedText(value, `--${name}`) : undefined;
};

/** An option that names somebody or something: short, and with nothing in it that is not seen. */
export const nameOption = (input: Input, name: string): string | undefined => {
  const given = textOption(input, name);
  const fault = given === undefined ? undefined : nameFault(given);
  if (fault !== undefined) throw new AppError({ code: 'E_USAGE', message: `--${name} ${fault}`, details: { given } });
  return given;
};

/** A flag's value. */
export const flag = (input: Input, name: string): boolean => input.options[name] === true;

/** The values of a repeatable option. */
export const listOption = (input: Input, name: string): readonly string[] => {
  const value = input.options[name];
  if (Array.isArray(value)) return value.map((one: string) => checkedText(one, `--${name}`));
  return typeof value === 'string' ? [checkedText(value, `--${name}`)] : [];
};

/** A positional argument; undefined if it is optional and was not given. */
export const argument = (input: Input, name: string): string | undefined => {
  const value = input.args[name];
  return typeof value === 'string' ? checkedText(value, name) : undefined;
};

/** A required positional argument: the parser has seen to it. */
export const requiredArgument = (input: Input, name: string): string => argument(input, name) ?? '';

/** A message given as one or several words, or `-` for standard input; its last line break is left out. */
export const messageArgument = (input: Input, services: Services, name: string): string => {
  const value = input.args[name];
  const words = Array.isArray(value) ? (value as readonly string[]) : typeof value === 'string' ? [value] : [];
  if (words.length === 1 && words[0] === '-') return decodeInput(services.io.stdin(stdinMessageLimitBytes));
  return checkedText(words.join(' '), name);
};

const decodeInput = (bytes: Buffer): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r?\n$/, '');
  } catch {
    throw new AppError({ code: 'E_USAGE', message: 'standard input is not valid UTF-8' });
  }
};

const checkedText = (text: string, name: string): string => {
  const bytes = utf8Bytes(text);
  if (bytes > messageLimitBytes) {
    throw new AppError({
      code: 'E_USAGE',
      message: `${name} is ${bytes} bytes long, the limit is ${messageLimitBytes} (\`-\` reads up to ${stdinMessageLimitBytes} from standard input where a message is taken)`,
      details: { bytes, limit: messageLimitBytes },
    });
  }
  // Node has put U+FFFD in the place of bytes that are not UTF-8: the text as it was typed is lost.
  if (text.includes('\ufffd')) throw new AppError({ code: 'E_USAGE', message: `${name} is not valid UTF-8` });
  return text;
};

/** A count such as `-n 20`. */
export const countOption = (input: Input, name: string, flags: string): number | undefined => {
  const value = input.options[name];
  if (typeof value !== 'string') return undefined;
  if (!/^[1-9]\d{0,8}$/.test(value)) {
    throw new AppError({
      code: 'E_USAGE',
      message: `${flags} takes a whole number from 1, not ${JSON.stringify(value)}`,
      details: { given: value },
    });
  }
  return Number(value);
};

/** `{ [key]: value }`, or nothing where the value is undefined: for optional members of requests. */
export const given = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
