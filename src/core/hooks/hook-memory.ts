import type { TextEdit } from '../../adapters/hooks/json-edit';
import type { HookScope } from '../../harness/hook-files';
import type { HookFilePorts } from './hook-ports';

/** What was done to a file, so that taking the hooks out gives back what was. Holds nothing of what the user wrote. */
export type HookMemory = {
  readonly version: 1;
  readonly file: string;
  /** The file was not there. */
  readonly made: boolean;
  /** Folders that were made for it, the innermost first. */
  readonly folders: readonly string[];
  /** Of the text that was written: `undo` belongs to it alone. */
  readonly sha256: string;
  readonly undo: readonly TextEdit[];
};

/** undefined where there is none, or none that can be read: then the text of the file alone decides. */
export const readMemory = (ports: HookFilePorts, file: string, scope: HookScope): HookMemory | undefined => {
  try {
    const memory: unknown = JSON.parse(ports.readUserFile(ports.memoryOf(file, scope)) ?? 'null');
    return isMemory(memory) && memory.file === file ? memory : undefined;
  } catch {
    // It only makes the way back exact to the byte.
    return undefined;
  }
};

const isMemory = (value: unknown): value is HookMemory => {
  if (typeof value !== 'object' || value === null) return false;
  const { version, made, folders, sha256, undo } = value as Readonly<Record<string, unknown>>;
  return (
    version === 1 &&
    typeof made === 'boolean' &&
    typeof sha256 === 'string' &&
    Array.isArray(folders) &&
    folders.every((each) => typeof each === 'string') &&
    Array.isArray(undo) &&
    undo.every(isEdit)
  );
};

const isEdit = (value: unknown): boolean => {
  const { offset, length, text } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return Number.isSafeInteger(offset) && Number.isSafeInteger(length) && typeof text === 'string';
};

export const writeMemory = (ports: HookFilePorts, memory: HookMemory, scope: HookScope): void => {
  const path = ports.memoryOf(memory.file, scope);
  ports.makeFolderOf(path);
  ports.replaceUserFile(path, `${JSON.stringify(memory)}\n`);
};

export const forget = (ports: HookFilePorts, file: string, scope: HookScope): void => {
  const path = ports.memoryOf(file, scope);
  ports.removeUserFile(path);
  ports.removeEmptyFolders([path.replace(/[/\\][^/\\]*$/, '')]);
};

/** The text as it was before the hooks: to the byte where nobody changed it since, else without what is ours. */
export const textBefore = (
  ports: HookFilePorts,
  memory: HookMemory | undefined,
  text: string,
  form: 'groups' | 'flat',
): string =>
  memory !== undefined && ports.sha256(text) === memory.sha256
    ? ports.settings.undo(text, memory.undo)
    : ports.settings.remove(text, form);
