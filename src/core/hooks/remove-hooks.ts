import type { HookHarness } from '../../domain/event/hook-reading';
import { type HookFiles, type HookScope, hookFilesOf } from '../../harness/hook-files';
import { forget, readMemory, textBefore } from './hook-memory';
import type { HookFilePorts } from './hook-ports';
import { type PlannedHooks, requireReadable, requireWritable } from './install-hooks';
import { lookAtFile } from './look-at-hooks';

export type RemoveRequest = { readonly harnesses: readonly HookHarness[]; readonly scopes: readonly HookScope[] };

/**
 * Takes stint's hooks out of the files of these harnesses, and a file that held nothing else with them. `unreadable` files
 * are refused only where the harness was asked for by name: in another one nothing of ours can be seen.
 */
export const planRemoval = (
  ports: HookFilePorts,
  { harnesses, scopes }: RemoveRequest,
  isNamed: boolean,
): readonly PlannedHooks[] =>
  harnesses.flatMap((harness) =>
    scopes.flatMap((scope) => {
      const row = hookFilesOf(harness);
      const file = ports.fileOf(row, scope);
      return file === undefined ? [] : planOne(ports, row, scope, file, isNamed);
    }),
  );

const planOne = (
  ports: HookFilePorts,
  row: HookFiles,
  scope: HookScope,
  file: string,
  isNamed: boolean,
): readonly PlannedHooks[] => {
  const { look, text } = lookAtFile(ports, row, scope, file, false);
  if (look.state === 'unreadable' && !isNamed && look.line !== undefined) return [];
  requireReadable(look);
  const about = { harness: row.harness, scope, file };
  if (text === undefined || look.state === 'absent')
    return isNamed ? [{ ...about, change: 'unchanged', act: () => forgetGone(ports, file, scope, text) }] : [];
  requireWritable(ports, file, text);
  const memory = readMemory(ports, file, scope);
  const before = row.form === 'plugin' ? '' : textBefore(ports, memory, text, row.form);
  const isOurs = row.form === 'plugin' || (memory?.made !== false && ports.settings.isBare(before));
  return [
    {
      ...about,
      change: isOurs ? 'deleted' : 'removed',
      act: () => {
        if (isOurs) ports.removeUserFile(file);
        else ports.replaceUserFile(file, before);
        ports.removeEmptyFolders(isOurs ? (memory?.folders ?? []) : []);
        forget(ports, file, scope);
      },
    },
  ];
};

/** Somebody else took the file or the hooks away. */
const forgetGone = (ports: HookFilePorts, file: string, scope: HookScope, text: string | undefined): void => {
  const memory = readMemory(ports, file, scope);
  if (memory === undefined) return;
  if (text === undefined) ports.removeEmptyFolders(memory.folders);
  forget(ports, file, scope);
};
