import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename } from 'node:path';
import type { ProcessIdentity } from '../../domain/binding/caller';

/** What can be told about processes from here. Systems without /proc tell nothing. */
export type ProcessTable = {
  /** Parent, grandparent, … of this process, nearest first. */
  readonly ancestors: () => readonly Ancestor[];
  /** undefined: no such process, a finished one, or it cannot be told. */
  readonly identity: (pid: number) => ProcessIdentity | undefined;
  readonly isCertainlyGone: (identity: ProcessIdentity) => boolean;
};

/** `programs`: the names that a process goes by, lower case: of its thread, its executable, the script it runs. */
export type Ancestor = { readonly pid: number; readonly programs: readonly string[]; readonly script?: string };

/** The processes of this machine, as far as /proc shows them. */
export const procTable: ProcessTable = {
  ancestors: () => (known ??= [...ownAncestors()]),
  identity: (pid) => processIdentity(pid),
  isCertainlyGone: (identity) => isCertainlyGone(identity),
};
let known: readonly Ancestor[] | undefined;

/** Names the process beyond the reuse of its pid. */
export const processIdentity = (pid: number): ProcessIdentity | undefined => {
  const here = thisHost();
  const stat = readStat(pid);
  if (here === undefined || stat === undefined || stat.finished) return undefined;
  return { pid, startTime: stat.startTime, ...here };
};

/**
 * Only for a process of this host, this boot and this pid namespace: everywhere else the same number means another
 * process, or nothing.
 */
export const isCertainlyGone = (identity: ProcessIdentity): boolean => {
  const here = thisHost();
  if (here === undefined) return false;
  if (identity.host !== here.host || identity.bootId !== here.bootId || identity.pidNamespace !== here.pidNamespace) return false;
  const stat = readStat(identity.pid);
  if (stat !== undefined) return stat.finished || stat.startTime !== identity.startTime;
  return !mayExist(identity.pid);
};

/** A /proc that hides the processes of others (hidepid) shows nothing of one that is there. */
const mayExist = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
};

type Stat = { readonly parent: number; readonly startTime: string; readonly finished: boolean; readonly name: string };

const readStat = (pid: number): Stat | undefined => {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  const text = readProc(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  // The name stands in parentheses and may itself hold spaces and parentheses.
  const end = text.lastIndexOf(')');
  const fields = text.slice(end + 2).split(' ');
  const [state, parent, startTime] = [fields[0], fields[1], fields[19]];
  if (state === undefined || parent === undefined || startTime === undefined) return undefined;
  return { parent: Number(parent), startTime, finished: 'ZXx'.includes(state), name: text.slice(text.indexOf('(') + 1, end) };
};

export function* ownAncestors(): Generator<Ancestor> {
  let pid = process.ppid;
  for (let depth = 0; depth < 64 && pid > 0; depth += 1) {
    const stat = readStat(pid);
    if (stat === undefined) return;
    yield ancestor(pid, stat.name, readProc(`/proc/${pid}/cmdline`)?.split('\0') ?? []);
    pid = stat.parent;
  }
}

const interpreters = /^(?:node|nodejs|bun|deno|python[\d.]*)(?:\.exe)?$/;

const ancestor = (pid: number, name: string, args: readonly string[]): Ancestor => {
  const executable = basename(args[0] ?? '').toLowerCase();
  const script = interpreters.test(executable) ? args.slice(1).find((word) => word !== '' && !word.startsWith('-')) : undefined;
  const programs = [
    name.toLowerCase(),
    executable,
    ...(script === undefined
      ? []
      : [
          basename(script)
            .toLowerCase()
            .replace(/\.[cm]?js$/, ''),
        ]),
  ];
  return { pid, programs, ...(script === undefined ? {} : { script }) };
};

type Host = Pick<ProcessIdentity, 'bootId' | 'pidNamespace' | 'host'>;
let host: Host | null | undefined;

/** Read once: none of it changes while a process runs. */
const thisHost = (): Host | undefined => {
  if (host === undefined) host = readHost() ?? null;
  return host ?? undefined;
};

const readHost = (): Host | undefined => {
  const bootId = readProc('/proc/sys/kernel/random/boot_id')?.trim();
  if (bootId === undefined) return undefined;
  try {
    return { bootId, pidNamespace: readlinkSync('/proc/self/ns/pid'), host: hostname() };
  } catch {
    // A /proc without namespaces cannot tell one container's pids from another's.
    return undefined;
  }
};

const readProc = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // The process ended meanwhile, or this system has no /proc.
    return undefined;
  }
};
