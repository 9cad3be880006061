import type { HookScope } from '../../domain/harness/hook-files';
import type { HookHarness } from '../../domain/harness/hook-reading';

/** `outdated`: ours are there, and not as this version or `hooks.guard` wants them. `unreadable`: it does not parse. */
export type HookFileState = 'installed' | 'outdated' | 'absent' | 'unreadable';

/** One settings file as it is now. */
export type HookLook = {
  readonly harness: HookHarness;
  readonly scope: HookScope;
  /** Absolute path. */
  readonly file: string;
  readonly state: HookFileState;
  /** stint's own hooks, as they stand in the file. */
  readonly commands: readonly { readonly event: string; readonly command: string }[];
  /** Why it cannot be read, with the line. */
  readonly fault?: string;
  /** Hooks are there, and a setting of this file keeps them from running. */
  readonly disabledBy?: string;
};
