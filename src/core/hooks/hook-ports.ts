import type { HookSettings } from '../../adapters/hooks/hook-settings';
import type { HookFiles, HookScope } from '../../harness/hook-files';

/** What installing hooks needs of the outside. */
export type HookFilePorts = {
  /** Absolute path of a harness's file; undefined where the harness has none in that scope. */
  readonly fileOf: (row: HookFiles, scope: HookScope) => string | undefined;
  /** Where what was done to a file is remembered: of a project in the project, of a user beside the user's other state. */
  readonly memoryOf: (file: string, scope: HookScope) => string;
  /** Whether a program of the harness can be run, or the user has settings for it. */
  readonly isThere: (row: HookFiles) => boolean;
  /** Throws an AdapterError for a file that is there and cannot be read as text. */
  readonly readUserFile: (path: string) => string | undefined;
  /** Whether its owner may not write to it. */
  readonly isReadOnly: (path: string) => boolean;
  readonly replaceUserFile: (path: string, text: string) => void;
  /** Removes a file, and of a symbolic link the file that it means. */
  readonly removeUserFile: (path: string) => void;
  /** Makes the folder of a file with those above it; gives those that it made, the innermost first. */
  readonly makeFolderOf: (path: string) => readonly string[];
  /** Removes those that are empty. */
  readonly removeEmptyFolders: (folders: readonly string[]) => void;
  readonly sha256: (text: string) => string;
  readonly settings: HookSettings;
};
