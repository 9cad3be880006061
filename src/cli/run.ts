import type { Globals } from '../compose/globals';
import type { Io } from '../compose/io';
import { compose, isInteractive, isPerson } from '../compose/project';
import { AppError } from '../core/app-error';
import type { Context } from '../core/context';
import type { Warning } from '../domain/outcome';
import { visibleLine } from '../domain/text/visible';
import { commandHelp, groupHelp, programHelp } from './about/help';
import type { Answer, CommandModule, Services } from './command';
import { type OutputMode, outputModeOf } from './line/options';
import { parseInput } from './line/parse-input';
import { resolveWords } from './line/resolve-words';
import type { RegistryLine } from './registry';
import { jsonLine } from './render/json-line';
import { createPage } from './render/page-create';
import { reportFailure, reportRefusal } from './report-failure';

/** Runs one command line and returns the exit code. Never throws: what goes wrong is reported through `io`. */
export const run = async (argv: readonly string[], io: Io, entry: 'stint' | 'session' = 'stint'): Promise<number> => {
  const typed = entry === 'session' ? ['session', ...argv] : argv;
  const mode = outputModeOf(typed);
  try {
    const target = resolveWords(typed);
    if (target.kind === 'help') {
      return printHelp(target.group === undefined ? programHelp() : groupHelp(target.group), mode, io);
    }
    const { command } = await target.line.load();
    if (asksForHelp(target.rest)) return printHelp(commandHelp(target.line, command), mode, io);
    return await runCommand(target.line, command, target.rest, { typed, mode, io });
  } catch (error) {
    return reportFailure(error, mode, io);
  }
};

const asksForHelp = (rest: readonly string[]): boolean => {
  const end = rest.indexOf('--');
  return (end === -1 ? rest : rest.slice(0, end)).some((word) => word === '--help' || word === '-h');
};

const printHelp = (help: string, mode: OutputMode, io: Io): number => {
  io.stdout(mode.json ? `${jsonLine({ ok: true, data: { help }, warnings: [] })}\n` : `${help}\n`);
  return 0;
};

type Run = { readonly typed: readonly string[]; readonly mode: OutputMode; readonly io: Io };

const runCommand = async (
  line: RegistryLine,
  command: CommandModule,
  rest: readonly string[],
  { typed, mode, io }: Run,
): Promise<number> => {
  const input = await parseInput(line.name, command, rest, typed);
  if (input.globals.jsonl && command.jsonl === undefined) {
    throw new AppError({
      code: 'E_USAGE',
      message: `"stint ${line.name}" prints no list: --jsonl does not apply`,
      fix: [`stint ${line.name} --json`],
    });
  }
  if (input.globals.allowSecret && !isPerson(io)) throw notAPerson(line.name);
  const { services, notices } = servicesFor(input.globals, io, command.isBrief ? io.beforeParsing : undefined);
  const answer = await command.run(input, services);
  return printAnswer(command, answer, notices, { ...mode, json: input.globals.json, jsonl: input.globals.jsonl }, io);
};

/** A secret in the record is read by others, and stays in it: that is not for a program to decide. */
const notAPerson = (name: string): AppError =>
  new AppError({
    code: 'E_USAGE',
    message: `--allow-secret is for a person at a terminal: an agent or a program runs this "stint ${name}". Without it, what looks like a secret is masked`,
    details: { option: '--allow-secret' },
  });

const servicesFor = (globals: Globals, io: Io, beforeParsing: Io['beforeParsing']) => {
  let context: Context | undefined;
  const services: Services = {
    io,
    context: (overrides) => {
      context ??= compose(io, globals, overrides, beforeParsing);
      return context;
    },
    get interactive() {
      return isInteractive(io);
    },
  };
  return {
    services,
    notices: (): readonly Warning[] => context?.notices?.() ?? [],
  };
};

const printAnswer = async (
  command: CommandModule,
  answer: Answer<unknown>,
  notices: () => readonly Warning[],
  mode: OutputMode,
  io: Io,
): Promise<number> => {
  const { data, finding } = answer;
  // Some warnings come up while the answer is printed.
  const told = (): readonly Warning[] => [...notices(), ...(answer.warnings ?? [])];
  if (mode.json) {
    if (finding !== undefined)
      return reportRefusal({ ...finding, details: { ...finding.details, ...asDetails(data) } }, mode, io);
    io.stdout(`${jsonLine({ ok: true, data, warnings: told() })}\n`);
    return 0;
  }
  if (mode.jsonl) printRecords(command.jsonl?.(data) ?? [], io);
  else if (mode.quiet) printText(command.quiet?.(data) ?? '', io);
  else printText(command.render(data, await createPage(io, 'stdout', mode.color)), io);
  for (const warning of told()) io.stderr(`warning: ${visibleLine(warning.message)}\n`);
  return finding === undefined ? 0 : reportRefusal(finding, mode, io);
};

const asDetails = (data: unknown): Readonly<Record<string, unknown>> =>
  typeof data === 'object' && data !== null ? { ...data } : { data };

const printText = (text: string, io: Io): void => {
  if (text !== '') io.stdout(`${text}\n`);
};

const chunkLength = 64 * 1024;

const printRecords = (records: Iterable<unknown>, io: Io): void => {
  let chunk = '';
  for (const record of records) {
    chunk += `${jsonLine(record)}\n`;
    if (chunk.length < chunkLength) continue;
    io.stdout(chunk);
    chunk = '';
  }
  if (chunk !== '') io.stdout(chunk);
};
