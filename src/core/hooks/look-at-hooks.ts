import type { HookHarness } from '../../domain/event/hook-reading';
import { type HookFiles, type HookScope, hookFiles, hookFilesOf, hookScopes, hooksOf } from '../../harness/hook-files';
import { isOpenCodePlugin, openCodePlugin } from '../../harness/opencode/plugin';
import { isSameHook, type OwnHook } from '../../harness/wanted-hooks';
import type { HookFilePorts } from './hook-ports';

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
  /** Why it cannot be read. */
  readonly fault?: string;
  /** Of `fault`, from 1; absent where the file cannot be read at all. */
  readonly line?: number;
  /** Hooks are there and do not run: the setting `disableAllHooks` is on, or the harness reads no file with comments. */
  readonly disabledBy?: 'disableAllHooks' | 'comments';
};

/** Every file that may hold stint's hooks, in the order of the harnesses; `guard`: whether `hooks.guard` is on. */
export const lookAtHooks = (ports: HookFilePorts, guard: boolean): readonly HookLook[] =>
  hookFiles.flatMap((row) =>
    hookScopes.flatMap((scope) => {
      const file = ports.fileOf(row, scope);
      return file === undefined ? [] : [lookAtFile(ports, row, scope, file, guard).look];
    }),
  );

/** A look with the text that it was taken of; undefined where there is no file. */
export const lookAtFile = (
  ports: HookFilePorts,
  row: HookFiles,
  scope: HookScope,
  file: string,
  guard: boolean,
): { readonly look: HookLook; readonly text: string | undefined } => {
  const start = { harness: row.harness, scope, file };
  let text: string | undefined;
  try {
    text = ports.readUserFile(file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return { look: { ...start, state: 'unreadable', commands: [], fault: error.message }, text };
  }
  if (text === undefined) return { look: { ...start, state: 'absent', commands: [] }, text };
  const look = row.form === 'plugin' ? lookAtPlugin(row, text, guard, scope) : lookAtSettings(ports, row, scope, text, guard);
  return { look: { ...start, ...look }, text };
};

type Seen = Omit<HookLook, 'harness' | 'scope' | 'file'>;

const lookAtPlugin = ({ harness }: HookFiles, text: string, guard: boolean, scope: HookScope): Seen => {
  if (!isOpenCodePlugin(text))
    return {
      state: 'unreadable',
      commands: [],
      line: 1,
      fault: 'it is not the plugin of stint, and stands where that would stand',
    };
  const commands = hooksOf(harness, guard).map(({ event, command }) => ({ event, command }));
  const isCurrent = text === openCodePlugin(guard) || (scope === 'user' && text === openCodePlugin(true));
  return { state: isCurrent ? 'installed' : 'outdated', commands };
};

const lookAtSettings = (ports: HookFilePorts, row: HookFiles, scope: HookScope, text: string, guard: boolean): Seen => {
  if (row.form === 'plugin') throw new Error(`${row.harness} has a plugin`);
  const reading = ports.settings.read(text, row.form);
  if (!reading.ok) return { state: 'unreadable', commands: [], fault: reading.fault, line: reading.line };
  const { own, disabled, comments } = reading;
  const disabledBy = disabled ? 'disableAllHooks' : comments && row.refusesComments ? 'comments' : undefined;
  return {
    state: own.length === 0 ? 'absent' : stateOf(row, scope, own, guard),
    commands: own.map(({ event, command }) => ({ event, command })),
    ...(disabledBy === undefined || own.length === 0 ? {} : { disabledBy }),
  };
};

export const disabledWords = ({ harness, file, disabledBy }: HookLook): string =>
  disabledBy === 'comments'
    ? `${file} has comments, and ${hookFilesOf(harness).label} reads no file that has: no hook of it runs`
    : `"disableAllHooks" is set in ${file}: no hook of it runs`;

/** What stands in a user's own file serves all projects, and may look at writes although this one does not ask for it. */
const stateOf = ({ harness }: HookFiles, scope: HookScope, own: readonly OwnHook[], guard: boolean): HookFileState => {
  const holdsJust = (guarded: boolean): boolean => {
    const wanted = hooksOf(harness, guarded);
    return wanted.length === own.length && wanted.every((hook) => own.some((each) => isSameHook(each, hook)));
  };
  return holdsJust(guard) || (scope === 'user' && holdsJust(true)) ? 'installed' : 'outdated';
};
