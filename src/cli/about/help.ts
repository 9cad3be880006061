import type { CommandModule } from '../command';
import { globalOptions } from '../line/options';
import { groups, type RegistryLine, registry } from '../registry';

type Row = readonly [term: string, text: string];

const visibleLines = (): readonly RegistryLine[] => registry.filter((line) => line.hidden !== true);

const nounOf = (line: RegistryLine): string => (line.name.includes(' ') ? line.name.slice(0, line.name.indexOf(' ')) : '');

/** The help of the program: every command on one line. */
export const programHelp = (): string => {
  const rows = visibleLines().map(commandRow);
  const width = termWidth(rows);
  const nouns = [...new Set(visibleLines().map(nounOf))].sort((a, b) => Number(a === '') - Number(b === ''));
  const sections = nouns.map((noun) => {
    const lines = visibleLines().filter((line) => nounOf(line) === noun);
    const title = noun === '' ? 'Project' : capital(noun);
    const about = groups[noun] === undefined ? '' : `: ${groups[noun]}`;
    return `${title}${about}\n${table(lines.map(commandRow), width)}`;
  });
  return [
    'stint: scoped work sessions and a verifiable record of finished work',
    'Usage: stint <command> [options]',
    ...sections,
    `Options of every command\n${table([...globalOptions.map(optionRow), ['-V, --version', 'print the version']])}`,
    'Help on one command: stint help <command>',
  ].join('\n\n');
};

/** The help of a bare noun. */
export const groupHelp = (noun: string): string => {
  const about = groups[noun] === undefined ? '' : `: ${groups[noun]}`;
  const lines = visibleLines().filter((line) => nounOf(line) === noun);
  return [
    `stint ${noun}${about}`,
    `Usage: stint ${noun} <command> [options]`,
    table(lines.map(commandRow)),
    `Help on one command: stint help ${noun} <command>`,
  ].join('\n\n');
};

/** The help of one command: usage, arguments, options, examples. */
export const commandHelp = (line: RegistryLine, command: CommandModule): string => {
  const own = (command.options ?? []).filter((option) => option.hidden !== true);
  const sections: string[] = [`${line.summary}.`];
  const usage = [
    'stint',
    line.name,
    ...(own.length > 0 ? ['[options]'] : []),
    ...(command.arguments ?? []).map((each) => each.name),
  ];
  sections.push(`Usage: ${usage.join(' ')}${(line.alias ?? []).map((alias) => `\nShort: stint ${alias}`).join('')}`);
  if (command.details !== undefined) sections.push(wrapParagraphs(command.details));
  const rows = (command.arguments ?? []).map((each): Row => [each.name, withChoices(each.help, each.choices)]);
  if (rows.length > 0) sections.push(`Arguments\n${table(rows)}`);
  if (own.length > 0) sections.push(`Options\n${table(own.map(optionRow))}`);
  sections.push(`Options of every command\n${globalFlags(command)}`);
  sections.push(`Examples\n${command.examples.map((each) => `  ${each.line}\n      ${each.does}`).join('\n')}`);
  return sections.join('\n\n');
};

const globalFlags = (command: CommandModule): string => {
  const applicable = globalOptions.filter((option) => option.flags !== '--jsonl' || command.jsonl !== undefined);
  return wrapped(applicable.map((option) => option.flags.replaceAll(' ', '\u00a0')).join('  '), '  ').replaceAll('\u00a0', ' ');
};

const commandRow = (line: RegistryLine): Row => [
  line.name,
  line.alias === undefined ? line.summary : `${line.summary} (short: ${line.alias.join(', ')})`,
];

const optionRow = (option: { flags: string; help: string; choices?: readonly string[]; repeatable?: boolean }): Row => [
  option.flags.startsWith('--') ? `    ${option.flags}` : option.flags,
  withChoices(option.help, option.choices) + (option.repeatable === true ? ' (may be repeated)' : ''),
];

const withChoices = (help: string, choices: readonly string[] | undefined): string =>
  choices === undefined || choices.every((choice) => help.includes(choice)) ? help : `${help} (${choices.join(', ')})`;

const termWidth = (rows: readonly Row[]): number => Math.max(0, ...rows.map(([term]) => term.length));

const table = (rows: readonly Row[], width = termWidth(rows)): string =>
  rows
    .map(([term, text]) => {
      const [first = '', ...more] = wrapped(text, ' '.repeat(width + 4)).split('\n');
      return [`  ${term.padEnd(width)}  ${first.trimStart()}`.trimEnd(), ...more].join('\n');
    })
    .join('\n');

const helpWidth = 80;

/** Words on lines of at most 80 columns, each behind `indent`; two spaces between words stay. */
const wrapped = (text: string, indent: string): string => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ (?! )/)) {
    if (line !== '' && indent.length + line.length + 1 + word.length > helpWidth) {
      lines.push(line.trimEnd());
      line = word.trimStart();
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => `${indent}${each}`).join('\n');
};

/** Wraps running text; an indented line is a sample and stays as it is. */
const wrapParagraphs = (text: string): string =>
  text
    .split('\n\n')
    .map((paragraph) => (/^ /m.test(paragraph) ? paragraph : wrapped(paragraph.replaceAll('\n', ' '), '')))
    .join('\n\n');

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
