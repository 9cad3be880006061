import type { Context } from '../core/context';
import type { Warning } from '../domain/outcome';
import type { Io } from './io';
import type { Page } from './render/page';

/**
 * What one file under commands/ exports as `command`. Global options (--json, --jsonl, -q, -y, --session,
 * --no-session, --lock-timeout, --no-color, --debug, --help) are declared once for all in options.ts.
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
  /** List-like: takes --jsonl. */
  readonly jsonl?: (result: R) => Iterable<unknown>;
  readonly run: (input: Input, services: Services) => Promise<Answer<R>>;
  /** The answer as text for people, without a final newline; '' prints nothing. */
  readonly render: (result: R, page: Page) => string;
  /** What -q prints instead; without it -q prints nothing. */
  readonly quiet?: (result: R) => string;
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
  /** By camel-cased long name. */
  readonly options: Readonly<Record<string, string | readonly string[] | boolean | undefined>>;
  readonly globals: Globals;
};

export type Globals = {
  readonly json: boolean;
  readonly jsonl: boolean;
  readonly quiet: boolean;
  readonly yes: boolean;
  readonly session?: string;
  readonly noSession: boolean;
  readonly lockTimeoutMs: number;
  readonly color?: boolean;
  readonly debug: boolean;
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
  /** Not 0 where the answer is itself a finding (`ledger verify`: 43). */
  readonly exitCode?: number;
};

/** Keeps the type of the answer between `run` and `render`. */
export const defineCommand = <R>(command: CommandModule<R>): CommandModule<R> => command;
