import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll } from 'vitest';
import { hookEnvironment, sample } from '../harness/sample';
import { commandOf, programs } from './run-cli';
import { scratchFolder } from './scratch-project';

/** Where the samples say that the agent works. */
const sampleFolder = '/home/dev/acme-api';

export type HookRun = { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string };

export type HookWorld = {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stdin?: string | Buffer;
  /** Standard input stays open behind what was written to it. */
  readonly keepOpen?: boolean;
};

/** Runs the built `stint hook` as a harness does, over a pipe. */
export const runHook = (argv: readonly string[], { cwd, env = {}, stdin = '', keepOpen = false }: HookWorld): Promise<HookRun> =>
  new Promise((resolve, reject) => {
    const { PATH, HOME, XDG_STATE_HOME } = process.env;
    const [command, ...args] = commandOf(programs.stint, ['hook', ...argv]);
    const child = spawn(command, args, { cwd, env: { PATH, HOME, XDG_STATE_HOME, ...env }, stdio: 'pipe' });
    const limit = setTimeout(() => child.kill('SIGKILL'), 30_000);
    const [stdout, stderr] = [gather(child.stdout), gather(child.stderr)];
    child.on('error', reject);
    child.stdin.on('error', () => {});
    if (stdin.length > 0) child.stdin.write(stdin);
    if (!keepOpen) child.stdin.end();
    child.on('close', (exitCode) => {
      clearTimeout(limit);
      child.stdin.destroy();
      resolve({ exitCode, stdout: stdout(), stderr: stderr() });
    });
  });

const gather = (stream: ChildProcess['stdout']): (() => string) => {
  let text = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
};

/** A sample as it would arrive from an agent in `dir`: payload, environment and the words of the hook file. */
export const sampleCall = (
  name: string,
  dir: string,
): { readonly argv: string[]; readonly stdin: string; readonly env: Record<string, string> } => {
  const text = sample(name).replaceAll(sampleFolder, dir);
  const env = Object.fromEntries(
    Object.entries(hookEnvironment(name)).flatMap(([key, value]) =>
      value === undefined || key === 'CLAUDE_ENV_FILE' ? [] : [[key, value.replaceAll(sampleFolder, dir)]],
    ),
  );
  if (name.startsWith('codex/notify')) return { argv: ['codex', text], stdin: '', env };
  return { argv: declaredBy(name), stdin: text, env };
};

const declaredBy = (name: string): string[] => {
  const [folder = '', kind = '', file = ''] = name.split('/');
  if (folder === 'claude-code' || kind === 'hooks-from-.claude-settings') return ['claude'];
  return kind === 'hooks-native' ? [folder, file.replace('.json', '')] : [folder];
};

/** A folder that goes away once the commands that hooks have started in it are done. */
export const hookFolder = (): string => {
  const folder = scratchFolder();
  folders.push(folder);
  return folder;
};
const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await untilQuiet(folder);
});

const untilQuiet = async (folder: string): Promise<void> => {
  for (let waits = 0; waits < 600 && isBusy(folder); waits += 1) await sleep(50);
};

const isBusy = (folder: string): boolean =>
  readdirSync('/proc').some((pid) => {
    try {
      return /^\d+$/.test(pid) && Number(pid) !== process.pid && readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
    } catch {
      // Ended meanwhile, or not ours to look at.
      return false;
    }
  });

/** What hooks have left in a project, in order of arrival. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into lines of every kind
export const spooled = (dir: string): any[] => {
  const folder = `${dir}/.stint/spool`;
  return readdirSync(folder).flatMap((name) =>
    readFileSync(`${folder}/${name}`, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );
};
