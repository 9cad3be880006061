import { existsSync, type PathOrFileDescriptor } from 'node:fs';
import { afterEach, beforeEach, describe as describeAlways, expect, it } from 'vitest';
import { signsOf } from '../../../src/adapters/process/life-signs';
import { isCertainlyGone, ownAncestors, processIdentity } from '../../../src/adapters/process/process-table';
import type { Session } from '../../../src/domain/session/schema';
import { fileError, replaceFileCalls } from '../../support/file-calls';

/** What /proc says instead of what it does; a file that is not told is not there. */
let proc: Record<string, string> = {};
let restore = (): void => {};
const { kill } = process;
const describe = describeAlways.skipIf(!existsSync('/proc/self/stat'));
beforeEach(() => {
  proc = {};
  restore = replaceFileCalls(({ readFileSync }) => ({
    readFileSync: ((path: PathOrFileDescriptor, options: 'utf8') => {
      if (!/^\/proc\/[\d.-]+\//.test(String(path))) return readFileSync(path, options);
      const text = proc[String(path).slice('/proc/'.length)];
      if (text === undefined) throw fileError('ENOENT', 'open');
      return text;
    }) as typeof readFileSync,
  }));
});
afterEach(() => {
  restore();
  process.kill = kill;
});

const stat = (parent: number, start: number, name = 'sh', state = 'S'): string =>
  `7 (${name}) ${state} ${parent} ${Array.from({ length: 17 }, (_, at) => `x${at}`).join(' ')} ${start} 0 0\n`;

describe('a process as /proc shows it', () => {
  it('has a start, under whatever name', () => {
    proc['7/stat'] = stat(1, 4711, 'a) b (c');
    const identity = processIdentity(7);
    expect(identity).toMatchObject({ pid: 7, startTime: '4711' });
    expect(Object.keys(identity ?? {}).sort()).toEqual(['bootId', 'host', 'pid', 'pidNamespace', 'startTime']);
  });

  it.each(['Z', 'X', 'x'])('that is finished (%s) is none', (state) => {
    proc['7/stat'] = stat(1, 4711, 'sh', state);
    expect(processIdentity(7)).toBeUndefined();
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 60])('of the number %s is none', (pid) => {
    proc[`${pid}/stat`] = stat(1, 4711);
    expect(processIdentity(pid)).toBeUndefined();
  });

  it.each(['', '7 (sh)', '7 (sh) S', '7 (sh) S 1 x'])('that is told as %j is none', (text) => {
    proc['7/stat'] = text;
    expect(processIdentity(7)).toBeUndefined();
  });
});

describe('a process is certainly gone', () => {
  const known = () => {
    proc['7/stat'] = stat(1, 4711);
    return processIdentity(7) ?? expect.fail('it is there');
  };

  it('where another one has its number, or it is finished', () => {
    const identity = known();
    expect(isCertainlyGone(identity)).toBe(false);
    proc['7/stat'] = stat(1, 4712);
    expect(isCertainlyGone(identity)).toBe(true);
    proc['7/stat'] = stat(1, 4711, 'sh', 'Z');
    expect(isCertainlyGone(identity)).toBe(true);
  });

  it.each([
    ['ESRCH', true],
    ['EPERM', false],
    [undefined, false],
  ])('where /proc shows none of that number, and kill says %s: %s', (code, expected) => {
    const identity = known();
    delete proc['7/stat'];
    process.kill = (pid, signal) => {
      expect([pid, signal]).toEqual([7, 0]);
      if (code !== undefined) throw Object.assign(new Error(code), { code });
      return true;
    };
    expect(isCertainlyGone(identity)).toBe(expected);
  });
});

describe('the processes above this one', () => {
  const chain = (...above: readonly { readonly name?: string; readonly args?: readonly string[] }[]): void => {
    for (const [at, { name, args }] of above.entries()) {
      const pid = at === 0 ? process.ppid : 100_000 + at;
      proc[`${pid}/stat`] = stat(at === above.length - 1 ? 0 : 100_001 + at, 1, name);
      if (args !== undefined) proc[`${pid}/cmdline`] = args.map((word) => `${word}\0`).join('');
    }
  };

  it.each<[string, readonly string[] | undefined, readonly string[], string | undefined]>([
    ['Bash', ['-bash'], ['bash', '-bash'], undefined],
    ['claude', ['/usr/bin/Claude', 'x.js'], ['claude', 'claude'], undefined],
    ['MainThread', ['/opt/node', '--flag', '', '/x/@ann/cli.MJS', 'arg'], ['mainthread', 'node', 'cli'], '/x/@ann/cli.MJS'],
    ['n', ['nodejs', 'a.cjs'], ['n', 'nodejs', 'a'], 'a.cjs'],
    ['n', ['Node.exe', 'a.js'], ['n', 'node.exe', 'a'], 'a.js'],
    ['n', ['bun', 'a.js.ts'], ['n', 'bun', 'a.js.ts'], 'a.js.ts'],
    ['n', ['deno', '-x'], ['n', 'deno'], undefined],
    ['n', ['python3.12', 'tool-'], ['n', 'python3.12', 'tool-'], 'tool-'],
    ['n', ['nodemon', 'a.js'], ['n', 'nodemon'], undefined],
    ['n', ['xnode', 'a.js'], ['n', 'xnode'], undefined],
    ['n', undefined, ['n', ''], undefined],
  ])('%s, started as %j, goes by %j', (name, args, programs, script) => {
    chain({ name, ...(args === undefined ? {} : { args }) });
    expect([...ownAncestors()]).toEqual([{ pid: process.ppid, programs, ...(script === undefined ? {} : { script }) }]);
  });

  it('come one after the other, up to where nothing is shown', () => {
    chain({ name: 'a' }, { name: 'b' }, { name: 'c' });
    const names = () => [...ownAncestors()].map(({ programs: [name] }) => name);
    expect(names()).toEqual(['a', 'b', 'c']);
    delete proc['100001/stat'];
    expect(names()).toEqual(['a']);
    proc = {};
    expect(names()).toEqual([]);
  });

  it('are sixty-four at most, for they may go in a circle', () => {
    proc[`${process.ppid}/stat`] = stat(process.ppid, 1);
    expect([...ownAncestors()]).toHaveLength(64);
  });
});

describeAlways('a sign of life', () => {
  const session = (conversation?: string) => ({ id: 's', ...(conversation === undefined ? {} : { conversation }) }) as Session;
  const [early, late] = ['2026-01-01T00:00:00.000Z', '2026-01-01T01:00:00.000+00:30'];
  it.each([
    [undefined, undefined, undefined],
    [early, undefined, early],
    [undefined, late, late],
    [early, late, late],
    [late, early, late],
  ])('at %s, heard at %s, is the later one', (alive, heard, expected) => {
    const signs = signsOf(session('c'), {
      aliveAt: (id) => (id === 's' ? alive : 'odd'),
      heardAt: (id) => (id === 'c' ? heard : 'odd'),
    });
    expect(signs.aliveAt).toBe(expected);
    expect('aliveAt' in signs).toBe(expected !== undefined);
  });

  it('is not asked of a conversation that there is none of', () => {
    expect(signsOf(session(), { aliveAt: () => undefined, heardAt: () => late })).not.toHaveProperty('aliveAt');
  });

  it('of a folder that may not be looked at proves nothing', () => {
    const again = replaceFileCalls(() => ({
      statSync: (() => {
        throw fileError('EACCES', 'stat');
      }) as never,
    }));
    try {
      const { worktreeGone } = signsOf(
        { ...session(), git: { worktree: '/x/y' } },
        { aliveAt: () => undefined, heardAt: () => undefined },
      );
      expect(worktreeGone).toBe(false);
    } finally {
      again();
    }
  });
});
