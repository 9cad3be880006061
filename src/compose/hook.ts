import * as fs from 'node:fs';
import { join } from 'node:path';
import { readSmall } from '../adapters/git/find-checkout';
import { actAsOwner } from '../adapters/process/act-as-owner';
import { searchProject } from '../adapters/project/find-project';
import type { HookEnvironment } from '../domain/event/hook-reading';
import { appendSpool } from '../store/files/append-spool';
import { sha256 } from '../store/files/digest';

/** What a hook needs of the outside at every event: apart from compose, so that it loads next to nothing. */
export type HookPorts = {
  readonly sha256: (text: string) => string;
  /** The project that the first of these folders lies in; undefined where none of them does. */
  readonly findPlace: (folders: readonly string[]) => HookPlace | undefined;
  /** Whether the setting `hooks.guard` may be on: the store decides. */
  readonly isGuarded: (stintDir: string) => boolean;
  readonly appendSpool: (stintDir: string, name: string, line: string) => void;
  /** Makes a file of shell lines export the conversation, once. */
  readonly exportConversation: (file: string, conversation: string) => void;
  /** Starts a stint command that goes on by itself. */
  readonly startDetached: (argv: readonly string[], cwd: string) => void;
};

/** `folder`: the one of those asked for. */
export type HookPlace = { readonly folder: string; readonly stintDir: string };

const mostMegabytes = 512;

/** For a process that nobody watches. As a variable: a single executable takes no options of Node's on its command line. */
const withMemoryLimit = (): NodeJS.ProcessEnv => ({
  ...process.env,
  NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --max-old-space-size=${mostMegabytes}`.trim(),
});

export const composeHook = (env: HookEnvironment): HookPorts => ({
  sha256,
  findPlace: (folders) => {
    for (const folder of folders) {
      const { found } = searchProject({ cwd: folder, env });
      // A foreign project hears and says nothing.
      if (found?.trust.kind !== 'known') continue;
      actAsOwner(found.root, env);
      return { folder, stintDir: found.stintDir };
    }
    return undefined;
  },
  isGuarded: (stintDir) => /"guard"\s*:\s*"deny"/.test(readSmall(join(stintDir, 'config.json')) ?? ''),
  appendSpool,
  exportConversation: (file, conversation) => {
    const line = `export STINT_CONVERSATION='${conversation.replaceAll("'", "'\\''")}'`;
    const text = readSmall(file) ?? '';
    if (text.split('\n').findLast((each) => each.startsWith('export STINT_CONVERSATION=')) === line) return;
    fs.appendFileSync(file, `${text === '' || text.endsWith('\n') ? '' : '\n'}${line}\n`, { mode: 0o600 });
  },
  startDetached: (argv, cwd) => {
    const { execPath } = process;
    // A single executable is its own program.
    const program = process.argv.slice(1, 2).filter((path) => path !== execPath);
    try {
      process
        .getBuiltinModule('node:child_process')
        .spawn(execPath, [...program, ...argv], {
          cwd,
          env: withMemoryLimit(),
          detached: true,
          stdio: 'ignore',
          windowsHide: true,
        })
        .on('error', () => {})
        .unref();
    } catch {
      // Without it the next turn's snapshot finds the same.
    }
  },
});
