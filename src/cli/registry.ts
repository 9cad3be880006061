import type { CommandModule } from './command';

/**
 * One line per command. `name` is what is typed: noun and verb, or one word. `alias` are the shorthands. Order is the
 * order of the help. The folder in `load` is the command's family: the bundle that carries it.
 */
export type RegistryLine = {
  readonly name: string;
  readonly alias?: readonly string[];
  readonly summary: string;
  readonly hidden?: boolean;
  readonly load: () => Promise<{ readonly command: CommandModule }>;
};

export const registry: readonly RegistryLine[] = [
  { name: 'version', summary: 'Print the version', load: () => import('./commands/project/version') },
];

/** What a bare group prints above its commands. */
export const groups: Readonly<Record<string, string>> = {
  session: 'Scoped stretches of work: start, suspend, resume, end',
  focus: 'The one task that a session works on now',
  task: 'The tasks of the project',
  ledger: 'The record of finished work',
  hooks: 'Reports from agent harnesses',
  config: 'Settings of the project',
};
