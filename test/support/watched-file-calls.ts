import type fs from 'node:fs';
import { constants } from 'node:fs';
import { relative } from 'node:path';
import { replaceFileCalls } from './file-calls';

const onPaths = ['lstat', 'mkdir', 'readFile', 'readdir', 'realpath', 'rm', 'rmdir', 'stat', 'unlink'] as const;
const onTwoPaths = ['link', 'rename'] as const;
const onDescriptors = ['fstat', 'fsync', 'read', 'write'] as const;

type AnyCall = (...args: unknown[]) => unknown;
type Act = () => unknown;

/** What is random in a name of the journal is `*`; what write-file-atomic adds to a name is `~`. */
export const plainName = (name: string): string =>
  name.replace(/(?<=next-|trash-\d+-|new-|\d\.)[0-9A-Za-z]{12}(?=[./]|$)/g, '*').replace(/\.\d{7,11}$/, '.~');

/**
 * Notes the calls of node:fs on files below `root`, as `link journal/0/1.*.record journal/0/1.json`, and does something
 * of the test's before some of them. Where that gives `answer(value)`, the call itself is not made.
 *
 * Of what the opener of the store asks for by itself only the purpose is noted: a file that is opened, looked at, read whole and
 * closed is `readFile`; its looks at the folders on the way, and at what it has just opened, are not noted. `everyCall` notes
 * each of them, as it is made.
 */
export const watchFileCalls = (root: string, { everyCall = false } = {}) => {
  const log: string[] = [];
  const plans: { readonly call: string | RegExp; left: number; readonly act: Act; readonly isLasting: boolean }[] = [];
  const names = new Map<number, string>();
  /** Descriptors of the opener that were not looked at yet, and those of files that were read whole. */
  const fresh = new Set<number>();
  const whole = new Set<number>();
  const below = (path: unknown): string | undefined => {
    if (typeof path !== 'string') return undefined;
    const name = relative(root, path);
    return name.startsWith('..') ? undefined : plainName(name === '' ? '.' : name);
  };
  /** Calls that one of these makes itself, or the test in between, are not noted. */
  let isQuiet = false;
  const quietly = <T>(work: () => T): T => {
    const before = isQuiet;
    isQuiet = true;
    try {
      return work();
    } finally {
      isQuiet = before;
    }
  };
  const note = (call: string, isLogged = true): { value: unknown } | undefined => {
    if (isQuiet) return undefined;
    if (isLogged) log.push(call);
    for (const plan of plans) {
      if (typeof plan.call === 'string' ? plan.call !== call : !plan.call.test(call)) continue;
      plan.left--;
      if (plan.left > 0 || (plan.left < 0 && !plan.isLasting)) continue;
      const done = quietly(plan.act);
      if (done instanceof Answer) return done;
    }
    return undefined;
  };
  const restore = replaceFileCalls((real) => {
    const calls = real as unknown as Record<string, AnyCall>;
    const wrapped: Record<string, AnyCall> = {};
    const wrap = (name: string, textOf: (args: unknown[]) => string | undefined): void => {
      const call = calls[`${name}Sync`] as AnyCall;
      wrapped[`${name}Sync`] = (...args) => {
        const text = textOf(args);
        const answered = text === undefined ? undefined : note(`${name} ${text}`);
        return answered === undefined ? quietly(() => call(...args)) : answered.value;
      };
    };
    for (const name of onPaths)
      wrap(name, ([path, options]) => (name === 'lstat' && options === undefined && !everyCall ? undefined : below(path)));
    const readWhole = wrapped.readFileSync as AnyCall;
    wrapped.readFileSync = (...args) => {
      const [fd] = args;
      const name = typeof fd === 'number' ? names.get(fd) : undefined;
      if (name === undefined || typeof fd !== 'number') return readWhole(...args);
      if (everyCall) {
        const answered = note(`readFile ${name}`);
        return answered === undefined ? quietly(() => calls.readFileSync?.(...args)) : answered.value;
      }
      const opening = log.lastIndexOf(`open ${name}`);
      if (!isQuiet && opening !== -1) log[opening] = `readFile ${name}`;
      whole.add(fd);
      return quietly(() => calls.readFileSync?.(...args));
    };
    for (const name of onTwoPaths) wrap(name, ([from, to]) => [below(from), below(to)].filter(Boolean).join(' ') || undefined);
    for (const name of onDescriptors)
      wrap(name, ([fd]) => (name === 'fstat' && fresh.delete(fd as number) ? undefined : names.get(fd as number)));
    wrap('close', ([fd]) => {
      const name = names.get(fd as number);
      names.delete(fd as number);
      fresh.delete(fd as number);
      return whole.delete(fd as number) ? undefined : name;
    });
    const openSync: typeof fs.openSync = (path, ...more) => {
      const name = below(path);
      const answered = name === undefined ? undefined : note(`open ${name}`);
      if (answered !== undefined) return answered.value as number;
      const isOpener = !everyCall && (Number(more[0]) & constants.O_NONBLOCK) !== 0;
      // The opener only reads what it has opened to read: what is to happen before the one happens before the other.
      if (isOpener && name !== undefined && (Number(more[0]) & 3) === constants.O_RDONLY) note(`readFile ${name}`, false);
      const fd = quietly(() => real.openSync(path, ...more));
      if (name !== undefined) names.set(fd, name);
      if (isOpener) fresh.add(fd);
      return fd;
    };
    return { ...(wrapped as Partial<typeof fs>), openSync };
  });
  return {
    log,
    /** Those of the calls noted whose first words are among `kinds`. */
    only: (...kinds: string[]): string[] => log.filter((call) => kinds.includes(call.split(' ')[0] ?? '')),
    /** Those noted so far. */
    forget: (): void => {
      log.length = 0;
    },
    /** Before the `nth` call of this text from now on. */
    before: (call: string | RegExp, act: Act, nth = 1): void => {
      plans.push({ call, left: nth, act, isLasting: false });
    },
    /** Before that call and every later one of this text. */
    always: (call: string | RegExp, act: Act, nth = 1): void => {
      plans.push({ call, left: nth, act, isLasting: true });
    },
    restore,
  };
};

export type WatchedFileCalls = ReturnType<typeof watchFileCalls>;

class Answer {
  constructor(readonly value: unknown) {}
}

/** What a call gives back instead of being made. */
export const answer = (value: unknown): unknown => new Answer(value);
