import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** What a process did to files, as `strace` with `traceOptions` wrote it down; calls that failed are left out. */
export type Operation =
  | { readonly call: 'open'; readonly path: string; readonly fd: number; readonly creates: boolean; readonly truncates: boolean }
  | { readonly call: 'close' | 'sync'; readonly fd: number }
  /** `at` null: where the last write through this descriptor ended. */
  | { readonly call: 'write'; readonly fd: number; readonly at: number | null; readonly bytes: Buffer }
  | { readonly call: 'truncate'; readonly fd: number; readonly size: number }
  | { readonly call: 'link' | 'rename'; readonly from: string; readonly to: string }
  | { readonly call: 'unlink' | 'mkdir' | 'rmdir'; readonly path: string }
  /** Text on standard output. */
  | { readonly call: 'say'; readonly text: string };

const plain = ['openat', 'close', 'write', 'pwrite64', 'ftruncate', 'fsync', 'fdatasync'];
const named = ['link', 'linkat', 'rename', 'renameat', 'renameat2', 'unlink', 'unlinkat', 'mkdir', 'mkdirat', 'rmdir'];
/** Calls that change files and that this does not understand: a trace with one of them is refused. */
const others = ['writev', 'pwritev', 'pwritev2', 'truncate', 'fallocate', 'copy_file_range', 'sendfile', 'symlink', 'symlinkat'];

/** Only the main thread: Node's file calls that do not wait in line run in it. */
export const traceOptions = (log: string): string[] => [
  ...['-qq', '-xx', '-s', '16777216', '-o', log],
  ...['-e', `trace=${[...plain, ...named, ...others].filter((call) => knownHere.has(call) || !isOldCall(call)).join()}`],
];

/** Machines other than x86 do not have the calls without `at`. */
const isOldCall = (call: string): boolean => ['link', 'rename', 'unlink', 'mkdir', 'rmdir', 'symlink'].includes(call);
const knownHere = new Set(process.arch === 'x64' ? ['link', 'rename', 'unlink', 'mkdir', 'rmdir', 'symlink'] : []);

const bytesOf = (quoted: string): Buffer => Buffer.from(quoted.replaceAll('\\x', ''), 'hex');

export const operationsIn = (log: string, cwd: string): Operation[] =>
  readFileSync(log, 'utf8')
    .split('\n')
    .flatMap((line) => operationOf(line, cwd) ?? []);

const operationOf = (line: string, cwd: string): Operation | undefined => {
  const match = /^(\w+)\((.*)\) += (\d+)(?: \((?:INJECTED|DELAYED)\))?$/.exec(line);
  if (match === null) return undefined;
  const [, name = '', args = '', result = '0'] = match;
  const texts = [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, quoted = '']) => bytesOf(quoted));
  const path = (index: number): string => resolve(cwd, texts[index]?.toString('utf8') ?? '');
  const rest = args.replaceAll(/"(?:\\x[0-9a-f]{2})*"/g, '""').split(', ');
  const fd = Number(rest[0]);
  switch (name) {
    case 'openat': {
      const flags = rest[2] ?? '';
      return {
        call: 'open',
        path: path(0),
        fd: Number(result),
        creates: flags.includes('O_CREAT'),
        truncates: flags.includes('O_TRUNC'),
      };
    }
    case 'close':
      return { call: 'close', fd };
    case 'fsync':
    case 'fdatasync':
      return { call: 'sync', fd };
    case 'write':
    case 'pwrite64': {
      const bytes = (texts[0] ?? Buffer.alloc(0)).subarray(0, Number(result));
      if (fd === 1) return { call: 'say', text: bytes.toString('utf8') };
      return { call: 'write', fd, at: name === 'write' ? null : Number(rest[3]), bytes };
    }
    case 'ftruncate':
      return { call: 'truncate', fd, size: Number(rest[1]) };
    case 'link':
    case 'linkat':
      return { call: 'link', from: path(0), to: path(1) };
    case 'rename':
    case 'renameat':
    case 'renameat2':
      return { call: 'rename', from: path(0), to: path(1) };
    case 'unlink':
      return { call: 'unlink', path: path(0) };
    case 'unlinkat':
      return { call: args.includes('AT_REMOVEDIR') ? 'rmdir' : 'unlink', path: path(0) };
    case 'mkdir':
    case 'mkdirat':
      return { call: 'mkdir', path: path(0) };
    case 'rmdir':
      return { call: 'rmdir', path: path(0) };
    default:
      throw new Error(`the model of the file system does not know ${name}`);
  }
};
