import type { CommandModule } from './command';

/** One line per command. `name` is noun and verb; `alias` are the shorthands. Order is the order of the help. */
export type RegistryLine = {
  readonly name: string;
  readonly alias?: readonly string[];
  readonly summary: string;
  readonly hidden?: boolean;
  readonly load: () => Promise<{ readonly command: CommandModule<never> }>;
};

export const registry: readonly RegistryLine[] = [];
