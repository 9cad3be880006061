import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { initProject } from '../../../src/store/files/init-project';
import { fileError, replaceFileCalls } from '../../support/file-calls';
import { changingCalls, traceFileCalls } from '../../support/file-trace';
import { scratchFiles, thrown } from './scratch-files';

const files = scratchFiles();
const init = () => initProject(files.path('.stint'));
const trace = (fault?: (call: string, number: number) => Error | undefined) =>
  traceFileCalls(files.path(), changingCalls, init, fault);

const gitignore = '*\n!.gitignore\n!config.json\n';
const config = '{\n  "version": 1\n}\n';
const todo = '{"version":1,"_meta":{"lastTaskNumber":0},"focus":{},"tasks":[\n]}\n';
const sessions = '{"version":1,"_meta":{},"sessions":[\n]}\n';
const names = ['.gitignore', 'config.json', 'todo.json', 'sessions.json'];
const whole = {
  '.stint': null,
  '.stint/.gitignore': gitignore,
  '.stint/.lock': '',
  '.stint/config.json': config,
  '.stint/journal': null,
  '.stint/journal/0': null,
  '.stint/sessions.json': sessions,
  '.stint/todo.json': todo,
};
/** How a file is staged; write-file-atomic brings it to its name. */
const stagedBy = (path: string): string[] => [
  ...['open', 'write', 'fsync', 'close', 'chmod'].map((name) => `${name} ${path}.*`),
  `rename ${path}.* ${path}`,
  // Read back.
  ...['open', 'close'].map((name) => `${name} ${path}`),
];
const synced = (folder: string): string[] => ['open', 'fsync', 'close'].map((name) => `${name} ${folder}`);

describe('a project', () => {
  test('appears with all that it has, for nobody else to read', () => {
    const { calls, held, result, error } = trace();
    expect([result, error, held()]).toEqual([{ created: names }, undefined, 0]);
    expect(files.tree()).toEqual(whole);
    expect(Object.keys(whole).map((name) => files.mode(name))).toEqual(['700', '600', '600', '600', '700', '700', '600', '600']);
    const fresh = '.stint.new-*';
    expect(calls).toEqual([
      `mkdir ${fresh}`,
      ...names.flatMap((name) => stagedBy(`${fresh}/${name}`)),
      `link ${fresh}/.gitignore ${fresh}/.link`,
      `unlink ${fresh}/.link`,
      `mkdir ${fresh}/journal`,
      `mkdir ${fresh}/journal/0`,
      ...synced(`${fresh}/journal`),
      ...synced(fresh),
      `rename ${fresh} .stint`,
      'open .stint/.lock',
      'close .stint/.lock',
      ...synced('.'),
    ]);
  });

  test('begins with the settings that were asked for', () => {
    initProject(files.path('.stint'), { config: { multiSession: { enabled: false } } });
    expect(JSON.parse(files.read('.stint/config.json'))).toEqual({ version: 1, multiSession: { enabled: false } });
    initProject(files.path('second'), {});
    expect(files.read('second/config.json')).toBe(config);
  });

  test('that is there is left as it is', () => {
    init();
    const { calls, result } = trace();
    expect([calls, result, files.tree()]).toEqual([[], { created: [] }, whole]);
  });

  test('may lie behind a link', () => {
    files.makeFolder('elsewhere');
    symlinkSync('elsewhere', files.path('.stint'));
    expect(init()).toEqual({ created: names });
    expect(files.read('elsewhere/todo.json')).toBe(todo);
  });
});

describe('a fresh clone', () => {
  const mine = { '.gitignore': 'mine', 'config.json': 'mine', 'todo.json': 'mine', 'sessions.json': 'mine' };
  test.each<[readonly string[], readonly string[]]>([
    [[], names],
    [
      ['.gitignore', 'config.json'],
      ['todo.json', 'sessions.json'],
    ],
    [['config.json'], ['.gitignore', 'todo.json', 'sessions.json']],
    [['todo.json'], ['.gitignore', 'config.json']],
    [['.gitignore', 'sessions.json'], ['config.json']],
    [['journal/0/1.json'], ['.gitignore', 'config.json']],
    [names, []],
  ])('that has %j gets %j', (present, created) => {
    files.makeFolder('.stint');
    for (const name of present) files.write(`.stint/${name}`, 'mine');
    const { result, held } = trace();
    expect([result, held()]).toEqual([{ created }, 0]);
    const expected: Record<string, string> = {
      '.gitignore': gitignore,
      'config.json': config,
      'todo.json': todo,
      'sessions.json': sessions,
    };
    for (const name of Object.keys(mine)) {
      if (present.includes(name)) expect(files.read(`.stint/${name}`)).toBe('mine');
      else expect(files.tree()[`.stint/${name}`]).toBe(created.includes(name) ? expected[name] : undefined);
    }
    expect(Object.keys(files.tree()).filter((name) => name.includes('*'))).toEqual([]);
  });

  test('gets each file whole, and the folder is synced once', () => {
    files.makeFolder('.stint');
    files.write('.stint/.gitignore', 'mine');
    files.write('.stint/journal/0/1.json', '');
    const staged = '.stint/config.json.new-*';
    expect(trace().calls).toEqual([
      ...stagedBy(staged),
      `link ${staged} .stint/config.json`,
      `unlink ${staged}`,
      ...synced('.stint'),
    ]);
    expect(files.mode('.stint/config.json')).toBe('600');
  });
});

describe('a file system without hard links', () => {
  test.each([
    ['gets no project', () => files.path()],
    ['gets nothing of what a clone lacks', () => files.path('.stint')],
  ])('%s, and is told what to do', (name, place) => {
    if (name !== 'gets no project') files.write('.stint/.gitignore', 'mine');
    const before = files.tree();
    const restore = replaceFileCalls(() => ({
      linkSync: () => {
        throw fileError('EPERM', 'link');
      },
    }));
    try {
      expect(thrown(() => init())).toMatchObject({
        code: 'E_STORE_IO',
        message:
          `the file system that holds ${place()} makes no hard links (EPERM), and stint cannot commit safely without them. ` +
          'Keep the project on a file system that has them (ext4, xfs, btrfs, APFS, NTFS). Nothing was changed.',
      });
    } finally {
      restore();
    }
    expect(files.tree()).toEqual(before);
  });
});

describe('several at once', () => {
  test('make one folder: who comes second says what it made', () => {
    const restore = replaceFileCalls(({ renameSync: rename }) => ({
      renameSync: (from, to) => {
        if (to === files.path('.stint')) {
          mkdirSync(to);
          files.write('.stint/config.json', 'theirs');
        }
        rename(from, to);
      },
    }));
    try {
      expect(init()).toEqual({ created: ['.gitignore', 'todo.json', 'sessions.json'] });
    } finally {
      restore();
    }
    expect(files.tree()).toEqual({
      '.stint': null,
      '.stint/.gitignore': gitignore,
      '.stint/config.json': 'theirs',
      '.stint/sessions.json': sessions,
      '.stint/todo.json': todo,
    });
  });

  test('make each file once', () => {
    files.makeFolder('.stint');
    const restore = replaceFileCalls(({ linkSync }) => ({
      linkSync: (from, to) => {
        if (String(to).endsWith('todo.json')) files.write('.stint/todo.json', 'theirs');
        linkSync(from, to);
      },
    }));
    try {
      expect(init()).toEqual({ created: ['.gitignore', 'config.json', 'sessions.json'] });
    } finally {
      restore();
    }
    expect(files.tree()).toMatchObject({ '.stint/todo.json': 'theirs', '.stint/sessions.json': sessions });
    expect(Object.keys(files.tree())).toHaveLength(5);
  });

  test('with one that takes it away again is an error', () => {
    const restore = replaceFileCalls(({ renameSync: rename }) => ({
      renameSync: (from, to) => {
        if (to === files.path('.stint')) throw fileError('ENOTEMPTY', 'rename');
        rename(from, to);
      },
    }));
    try {
      expect(thrown(init)).toMatchObject({ code: 'E_STORE_IO', details: { errno: 'ENOTEMPTY', file: files.path('.stint') } });
    } finally {
      restore();
    }
    expect(files.tree()).toEqual({});
  });
});

describe('where a call fails', () => {
  const codes = ['ENOSPC', 'EROFS', 'EEXIST'];
  const failingAt = (number: number, code: string) => trace((_, at) => (at === number ? fileError(code, 'any') : undefined));
  const error = (code: string) =>
    expect.objectContaining({
      code: 'E_STORE_IO',
      message: expect.stringMatching(`^cannot write ${files.path('.stint')}.*: .* \\(${code}\\)\\. Nothing was changed\\.$`),
    });

  test('no folder is left', () => {
    const { calls } = trace();
    const last = calls.indexOf('rename .stint.new-* .stint');
    for (const [number, code] of calls.slice(0, last + 1).flatMap((_, at) => codes.map((each) => [at, each] as const))) {
      renameSync(files.path('.stint'), files.path('before'));
      const failed = failingAt(number, code);
      expect([calls[number], failed.error]).toEqual([calls[number], error(code)]);
      expect([calls[number], Object.keys(files.tree()).filter((name) => !name.startsWith('before'))]).toEqual([
        calls[number],
        [],
      ]);
      renameSync(files.path('before'), files.path('.stint'));
    }
  });

  test('of a fresh clone, no file is left that is not whole', () => {
    const begin = (): void => {
      files.makeFolder('.stint');
      files.write('.stint/journal/0/1.json', '');
      files.write('.stint/.gitignore', '');
    };
    begin();
    const { calls } = trace();
    const link = calls.findIndex((call) => call.startsWith('link '));
    for (const [number, code] of calls
      .slice(0, link + 1)
      .flatMap((_, at) => ['ENOSPC', 'EROFS'].map((each) => [at, each] as const))) {
      rmSync(files.path('.stint'), { recursive: true });
      begin();
      const failed = failingAt(number, code);
      expect([calls[number], failed.error]).toEqual([calls[number], error(code)]);
      expect(Object.keys(files.tree()).filter((name) => name.startsWith('.stint/'))).toEqual([
        '.stint/.gitignore',
        '.stint/journal',
        '.stint/journal/0',
        '.stint/journal/0/1.json',
      ]);
    }
  });

  test('with a fault of the program, it stays one', () => {
    const fault = new TypeError('wrong');
    expect(trace(() => fault).error).toBe(fault);
  });

  test('because the place is taken by a file, it is named', () => {
    files.write('.stint', 'mine');
    expect(thrown(init)).toMatchObject({ code: 'E_STORE_IO', details: { errno: 'ENOTDIR' } });
    expect(files.tree()).toEqual({ '.stint': 'mine' });
  });

  test('because there is no folder above it, it is named', () => {
    expect(thrown(() => initProject(files.path('no/such/.stint')))).toMatchObject({ details: { errno: 'ENOENT' } });
    expect(files.tree()).toEqual({});
  });
});
