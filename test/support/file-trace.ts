import type fs from 'node:fs';
import { replaceFileCalls } from './file-calls';

type CallName = Extract<keyof typeof fs, `${string}Sync`>;

export type FileTrace = {
  /** A line a call: its name, and the paths below the folder. What is random in a name is written `*`. */
  readonly calls: string[];
  /** How many descriptors were opened and not closed. */
  readonly held: () => number;
};

/** All that change something. */
export const changingCalls = [
  'mkdirSync',
  'openSync',
  'writeSync',
  'writeFileSync',
  'appendFileSync',
  'fsyncSync',
  'closeSync',
  'chmodSync',
  'chownSync',
  'utimesSync',
  'linkSync',
  'renameSync',
  'unlinkSync',
  'rmSync',
] as const satisfies readonly CallName[];

/** What `work` asks of node:fs by these calls; a call for which `fault` gives an error fails with it, and does nothing. */
export const traceFileCalls = (
  folder: string,
  names: readonly CallName[],
  work: () => unknown,
  fault: (call: string, number: number) => Error | undefined = () => undefined,
): FileTrace & { readonly result: unknown; readonly error: unknown } => {
  const calls: string[] = [];
  const opened = new Map<number, string>();
  let depth = 0;
  const told = (value: unknown): string | undefined => {
    if (typeof value === 'number') return opened.get(value) ?? '?';
    if (typeof value !== 'string' || !value.startsWith(folder)) return undefined;
    return (value.slice(folder.length + 1) || '.').replace(/\b[0-9A-Za-z]{12}\b/g, '*').replace(/\.\d{5,}$/, '.*');
  };
  const traced = (name: CallName, real: (...args: unknown[]) => unknown) =>
    function wrapper(...args: unknown[]): unknown {
      // Calls of node:fs among themselves are of no interest.
      if (depth > 0) return real(...args);
      const isTold = names.includes(name);
      const paths = [told(args[0]), typeof args[1] === 'string' ? told(args[1]) : undefined];
      const call = [name.replace(/Sync$/, ''), ...paths.filter((path) => path !== undefined)].join(' ');
      const error = isTold ? fault(call, calls.push(call) - 1) : undefined;
      if (error !== undefined) throw error;
      depth++;
      try {
        const result = real(...args);
        if (name === 'openSync') opened.set(result as number, paths[0] ?? '?');
        if (name === 'closeSync') opened.delete(args[0] as number);
        return result;
      } finally {
        depth--;
      }
    };
  const restore = replaceFileCalls((real) =>
    Object.fromEntries(
      [...names, 'readFileSync' as const].map((name) => [name, traced(name, real[name] as (...args: unknown[]) => unknown)]),
    ),
  );
  const outcome: { result: unknown; error: unknown } = { result: undefined, error: undefined };
  try {
    outcome.result = work();
  } catch (error) {
    outcome.error = error;
  } finally {
    restore();
  }
  return { calls, held: () => opened.size, ...outcome };
};
