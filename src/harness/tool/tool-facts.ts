import type { HookFact } from '../../domain/event/hook-reading';
import { type Fields, textIn } from '../../domain/text/fields';
import { recordedCommand } from './command-text';
import { type CommandEnd, commitOf } from './git-commit';
import { absolutePath, patchPaths } from './patch-paths';

/** What the tools of the six harnesses do, by their names in lower case. */
const shellTools = new Set(['bash', 'shell', 'powershell', 'run_shell_command', 'exec_command', 'local_shell', 'unified_exec']);
const writeTools = new Set([
  'write',
  'edit',
  'multiedit',
  'notebookedit',
  'write_file',
  'replace',
  'create',
  'str_replace',
  'str_replace_editor',
  'insert',
  'patch',
  'apply_patch',
]);

export type ToolRun = CommandEnd & { readonly exitCode?: number };

/** The command that a tool's input names; undefined where the tool runs none. */
export const commandOf = (tool: string, input: Fields | undefined): string | undefined =>
  shellTools.has(tool.toLowerCase()) ? textIn(input, 'command', 'cmd') : undefined;

/** Absolute paths of the files that a tool's input says it writes. */
export const writesOf = (tool: string, input: Fields | undefined, cwd: string | undefined): readonly string[] => {
  const name = tool.toLowerCase();
  if (!writeTools.has(name)) return [];
  if (name === 'str_replace_editor' && textIn(input, 'command') === 'view') return [];
  const patch = textIn(input, 'patchText', 'patch', 'input', ...(name === 'apply_patch' ? ['command'] : []));
  const named = textIn(input, 'file_path', 'filePath', 'notebook_path', 'path');
  const paths = named === undefined ? patchPaths(patch ?? '') : [named];
  return paths.map((path) => absolutePath(cwd, path));
};

/** What a tool that has ended leaves for the record. A write that failed wrote nothing. */
export const toolFacts = (
  tool: string,
  input: Fields | undefined,
  cwd: string | undefined,
  run: ToolRun,
): readonly HookFact[] => {
  const command = commandOf(tool, input);
  if (command !== undefined) return commandFacts(command, run);
  if (run.succeeded === false) return [];
  return writesOf(tool, input, cwd).map((path) => ({ type: 'file_write', path }));
};

export const commandFacts = (command: string, run: ToolRun): readonly HookFact[] => {
  const { exitCode, succeeded } = run;
  const commit = commitOf(command, run);
  return [
    {
      type: 'command',
      command: recordedCommand(command),
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(succeeded === undefined ? {} : { failed: !succeeded }),
    },
    ...(commit === undefined ? [] : [{ type: 'git_commit' as const, ...commit }]),
  ];
};

/** How a command ended, from the last place where `pattern` finds an exit code: what it printed itself stands before that. */
export const runFrom = (output: string, pattern: RegExp, otherwise: boolean | undefined): ToolRun => {
  const code = [...output.matchAll(pattern)].at(-1)?.[1];
  if (code === undefined) return { output, succeeded: otherwise };
  return { output, exitCode: Number(code), succeeded: Number(code) === 0 };
};
