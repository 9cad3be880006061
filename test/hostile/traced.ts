import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** The calls that start something or change something, for strace's `-e trace=`. */
export const tracedCalls = [
  'execve',
  'execveat',
  'open',
  'openat',
  'openat2',
  'creat',
  ...[
    'link',
    'linkat',
    'symlink',
    'symlinkat',
    'rename',
    'renameat',
    'renameat2',
    'unlink',
    'unlinkat',
    'rmdir',
    'mkdir',
    'mkdirat',
  ],
  ...['mknod', 'mknodat', 'truncate', 'chmod', 'fchmodat', 'chown', 'lchown', 'fchownat', 'utimensat', 'connect', 'bind'],
];

export type Traced = {
  readonly executed: readonly string[];
  readonly changed: readonly string[];
  readonly sockets: readonly string[];
};

/** Reads what strace wrote with `-f -y -s 4096`: only calls that succeeded. */
export const readTrace = (log: string, cwd: string): Traced => {
  const executed: string[] = [];
  const changed: string[] = [];
  const sockets: string[] = [];
  for (const line of wholeLines(readFileSync(log, 'utf8'))) {
    const match = /^(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)(?:<(.*)>)?/.exec(line);
    if (match === null) continue;
    const [, call = '', words = '', result = '', led] = match;
    if (result.startsWith('-')) continue;
    if (call.startsWith('execve')) executed.push(...pathsIn(words, cwd).slice(0, 1));
    else if (call === 'connect' || call === 'bind') sockets.push(words);
    else if (!/^(?:open|creat)/.test(call)) changed.push(...pathsIn(words, cwd));
    else if (/O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/.test(words) || call === 'creat')
      changed.push(led ?? pathsIn(words, cwd)[0] ?? words);
  }
  return { executed, changed: [...new Set(changed)], sockets };
};

/** A call that was interrupted by another process is told in two halves. */
const wholeLines = (text: string): string[] => {
  const halves = new Map<string, string>();
  return text.split('\n').flatMap((line) => {
    const [, pid = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (rest.endsWith('<unfinished ...>')) {
      halves.set(pid, rest.slice(0, -'<unfinished ...>'.length));
      return [];
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    if (resumed === null) return [line];
    return [`${pid} ${halves.get(pid) ?? ''}${resumed[1]}`];
  });
};

/** The paths among the words of a call, by the folder that stands before them; the folder of each by its real path. */
const pathsIn = (words: string, cwd: string): string[] =>
  [...words.matchAll(/(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"/g)].map((match) => {
    const path = resolve(match[1] ?? cwd, unescaped(match[2] ?? ''));
    return join(realFolder(dirname(path)), basename(path));
  });

const unescaped = (text: string): string => {
  const bytes = text.replaceAll(/\\([0-7]{1,3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)));
  return Buffer.from(bytes.replaceAll(/\\(["\\])/g, '$1'), 'latin1').toString('utf8');
};

const realFolder = (folder: string): string => {
  if (existsSync(folder)) return realpathSync(folder);
  return folder === '/' ? folder : join(realFolder(dirname(folder)), basename(folder));
};

/** Whether a path lies in a `.stint` that is a folder. */
export const isInProject = (path: string): boolean => {
  const at = path.lastIndexOf('/.stint');
  if (at === -1) return false;
  const folder = path.slice(0, at + '/.stint'.length);
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  return /^(?:\/|$|\.)/.test(path.slice(folder.length)) && (stat === undefined || stat.isDirectory());
};
