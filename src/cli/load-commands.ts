import type { CommandModule } from './command';
import { type RegistryLine, registry } from './registry';

export type LoadedCommand = { readonly line: RegistryLine; readonly command: CommandModule };

/** Every command of the registry with its declaration, in the registry's order. */
export const loadCommands = (): Promise<readonly LoadedCommand[]> =>
  Promise.all(registry.map(async (line) => ({ line, command: (await line.load()).command })));
