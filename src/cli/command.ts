import type { Globals } from '../compose/globals';
import type { Io } from '../compose/io';
import type { Context } from '../core/context';
import type { Refusal, Warning } from '../domain/outcome';
import type { Page } from './render/page';

/**
 * What one file under commands/ exports as `command`. Global options (--json, --jsonl, -q, -y, --session,
 * --no-session, --allow-secret, --lock-timeout, --no-color, --debug, --help) are declared once for all in options.ts.
 * Written with methods, because only their parameters are compared both ways: the registry holds commands of every
 * answer type in one list.
 */
export type CommandModule<R = unknown> = {
  /** A paragraph for --help, where the summary of the registry is not enough. */
  readonly details?: string;
  readonly arguments?: readonly ArgumentDeclaration[];
  readonly options?: readonly OptionDeclaration[];
  /** At least one; the first must succeed in a project as the tests' sample project. */
  readonly examples: readonly { readonly line: string; readonly does: string }[];
  /** `write` commands may commit; `none` needs no project. */
  readonly effect: 'read' | 'write' | 'none';
  /** Reads the state, perhaps commits, and is done: nothing that it does goes on for long in this process. */
  readonly isBrief?: boolean;
  /** List-like: takes --jsonl. */
  jsonl?(result: R): Iterable<unknown>;
  run(input: Input, services: Services): Promise<Answer<R>>;
  /** The answer as text for people, without a final newline; '' prints nothing. */
  render(result: R, page: Page): string;
  /** What -q prints instead; without it -q prints nothing. */
  quiet?(result: R): string;
};

export type ArgumentDeclaration = {
  /** As commander writes it: `<task>`, `[scope]`, `[ids...]`. */
  readonly name: string;
  readonly help: string;
  readonly choices?: readonly string[];
};

export type OptionDeclaration = {
  /** As commander writes it: `-r, --reason <text>`, `--auto-focus`, `-f, --file <path...>` is never variadic: see `repeatable`. */
  readonly flags: string;
  readonly help: string;
  readonly choices?: readonly string[];
  /** May be given several times; the value is then an array. */
  readonly repeatable?: boolean;
  /** Works but is left out of --help. */
  readonly hidden?: boolean;
};

/** What was typed, checked against the declaration only. */
export type Input = {
  /** By the name inside the brackets of the declaration; a variadic one is an array. */
  readonly args: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** By camel-cased long name (`--no-x` is `noX`). A repeatable one is an array; absent ones are undefined. */
  readonly options: Readonly<Record<string, string | readonly string[] | boolean | undefined>>;
  readonly globals: Globals;
};

export type Services = {
  readonly io: Io;
  /** Finds and opens the project; throws an AppError (E_NO_PROJECT) where there is none. Opened once. */
  readonly context: (overrides?: { readonly agent?: string }) => Context;
  /** Where nobody can answer a question: stdin is no terminal, or an agent harness runs the command. */
  readonly interactive: boolean;
};

export type Answer<R> = {
  readonly data: R;
  readonly warnings?: readonly Warning[];
  /** Where the answer is itself a failure (`ledger verify` finds damage): printed after the text; JSON says `ok: false` with `data` as details. */
  readonly finding?: Refusal;
};

/** Keeps the type of the answer between `run` and `render`. */
export const defineCommand = <R>(command: CommandModule<R>): CommandModule<R> => command;
