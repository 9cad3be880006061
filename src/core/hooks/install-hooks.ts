import type { HookHarness } from '../../domain/event/hook-reading';
import { type HookFiles, type HookScope, hookFilesOf, hooksOf } from '../../harness/hook-files';
import { openCodePlugin } from '../../harness/opencode/plugin';
import { AppError } from '../app-error';
import { forget, type HookMemory, readMemory, textBefore, writeMemory } from './hook-memory';
import type { HookFilePorts } from './hook-ports';
import { type HookLook, lookAtFile } from './look-at-hooks';

export type HookChange = {
  readonly harness: HookHarness;
  readonly scope: HookScope;
  readonly file: string;
  readonly change: 'created' | 'added' | 'renewed' | 'unchanged' | 'removed' | 'deleted';
};

/** A change that is thought out and not made: everything that can be refused has been. */
export type PlannedHooks = HookChange & { readonly act: () => void };

export type InstallRequest = {
  readonly harnesses: readonly HookHarness[];
  readonly scope: HookScope;
  readonly guard: boolean;
};

/** Puts stint's hooks into the files of these harnesses. Throws an AppError for a file that cannot take them; nothing is done then. */
export const planInstall = (ports: HookFilePorts, { harnesses, scope, guard }: InstallRequest): readonly PlannedHooks[] =>
  harnesses.map((harness) => {
    const row = hookFilesOf(harness);
    const file = ports.fileOf(row, scope);
    if (file === undefined) throw noSuchScope(row, scope);
    const { look, text } = lookAtFile(ports, row, scope, file, guard);
    requireReadable(look);
    const about = { harness, scope, file };
    if (look.state === 'installed') return { ...about, change: 'unchanged', act: () => {} };
    requireWritable(ports, file, text);
    const change = text === undefined ? 'created' : look.state === 'outdated' ? 'renewed' : 'added';
    return { ...about, change, act: () => write(ports, row, look, text, guard) };
  });

const write = (ports: HookFilePorts, row: HookFiles, look: HookLook, text: string | undefined, guard: boolean): void => {
  const { file, scope } = look;
  // Where nothing of ours is in the file, what is remembered is of another one that lay there.
  const memory = look.state === 'outdated' ? readMemory(ports, file, scope) : undefined;
  const after = newText(ports, row, memory, text, guard);
  const folders = ports.makeFolderOf(file);
  const kept = memory?.folders.filter((folder) => !folders.includes(folder)) ?? [];
  try {
    writeMemory(
      ports,
      {
        version: 1,
        file,
        made: text === undefined || memory?.made === true,
        folders: [...folders, ...kept],
        sha256: ports.sha256(after.text),
        undo: after.undo,
      },
      scope,
    );
    ports.replaceUserFile(file, after.text);
  } catch (error) {
    ports.removeEmptyFolders(folders);
    if (memory === undefined) forget(ports, file, scope);
    else writeMemory(ports, memory, scope);
    throw error;
  }
};

const newText = (
  ports: HookFilePorts,
  row: HookFiles,
  memory: HookMemory | undefined,
  text: string | undefined,
  guard: boolean,
): Pick<HookMemory, 'undo'> & { readonly text: string } => {
  if (row.form === 'plugin') return { text: openCodePlugin(guard), undo: [] };
  const base = text === undefined ? '' : textBefore(ports, memory, text, row.form);
  return ports.settings.add(base, row.form, hooksOf(row.harness, guard));
};

const noSuchScope = ({ label, harness }: HookFiles, scope: HookScope): AppError =>
  new AppError({
    code: 'E_USAGE',
    message: `${label} has no ${scope === 'local' ? 'settings of one user for one project' : 'such settings'}: leave --${scope} out`,
    details: { harness, scope },
    fix: [`stint hooks install ${harness}`],
  });

export const requireReadable = ({ harness, file, fault, line }: HookLook): void => {
  if (fault === undefined) return;
  throw new AppError({
    code: line === undefined ? 'E_STORE_IO' : 'E_STORE_CORRUPT',
    message:
      line === undefined
        ? `${fault}. Nothing was changed.`
        : `${file} cannot be changed: ${fault} (line ${line}). It was left as it is: mend it, or move it away, and try again`,
    details: { file, harness, ...(line === undefined ? {} : { line }) },
  });
};

export const requireWritable = (ports: HookFilePorts, file: string, text: string | undefined): void => {
  if (text === undefined || !ports.isReadOnly(file)) return;
  throw new AppError({
    code: 'E_STORE_IO',
    message: `${file} is read-only: it was left as it is. Allow its owner to write to it first, if it is to be changed`,
    details: { file },
    fix: [`chmod u+w ${/^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`}`],
  });
};
