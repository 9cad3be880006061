import { spawnSync } from 'node:child_process';
import fs, { chownSync, lstatSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { replaceUserFile } from '../../../src/store/files/replace-user-file';
import { fileError, replaceFileCalls } from '../../support/file-calls';
import { changingCalls, traceFileCalls } from '../../support/file-trace';
import { scratchFiles, thrown } from './scratch-files';

const files = scratchFiles();
const name = 'docs/AGENTS.md';
const staged = 'docs/.AGENTS.md.stint-*';
const replace = (content: string | Buffer = 'néw', path = name): void => replaceUserFile(files.path(path), content);
const trace = (fault?: (call: string) => Error | undefined) => traceFileCalls(files.path(), changingCalls, replace, fault);
const isRoot = process.getuid?.() === 0;

describe('a file of the user', () => {
  test('is staged beside itself, synced, and renamed into place', () => {
    files.write(name, 'old', 0o640);
    const { calls, held, error } = trace();
    expect([calls, held(), error]).toEqual([
      [
        `open ${staged}.*`,
        `write ${staged}.*`,
        `fsync ${staged}.*`,
        `close ${staged}.*`,
        `chmod ${staged}.*`,
        `rename ${staged}.* ${staged}`,
        `open ${staged}`,
        `close ${staged}`,
        `rename ${staged} ${name}`,
        'open docs',
        'fsync docs',
        'close docs',
      ],
      0,
      undefined,
    ]);
    expect([files.tree(), files.mode(name)]).toEqual([{ docs: null, [name]: 'néw' }, '640']);
  });

  test.each([0o600, 0o755, 0o444, 0o2750, 0o4711, 0o1777])('keeps its mode %o', (mode) => {
    files.write(name, 'old', mode);
    replace();
    expect([files.read(name), files.mode(name)]).toEqual(['néw', mode.toString(8)]);
  });

  test.each([
    [0o022, '644'],
    [0o077, '600'],
    [0o002, '664'],
  ])('that is new has what the umask %o leaves', (mask, mode) => {
    files.makeFolder('docs');
    const { umask } = process;
    process.umask = () => mask;
    try {
      replace(Buffer.from([0x6e, 0]));
    } finally {
      process.umask = umask;
    }
    expect([files.read(name), files.mode(name)]).toEqual(['n\0', mode]);
  });

  test.skipIf(!isRoot)('keeps its owner, and its mode with that', () => {
    files.write(name, 'old', 0o4750);
    chownSync(files.path(name), 12, 34);
    fs.chmodSync(files.path(name), 0o4750);
    replace();
    const { uid, gid } = statSync(files.path(name));
    expect([uid, gid, files.mode(name)]).toEqual([12, 34, '4750']);
  });

  const owned = (own: object) =>
    replaceFileCalls(({ statSync: stat }) => ({
      statSync: ((path: string, options: fs.StatSyncOptions) => {
        const status = stat(path, options);
        return path === files.path(name) ? Object.assign(status ?? {}, own) : status;
      }) as typeof stat,
    }));
  const chowned = (own: object, fault?: Error): unknown[] => {
    files.write(name, 'old', 0o640);
    const restore = owned(own);
    const asked: unknown[] = [];
    const restoreOwner = replaceFileCalls(({ chmodSync }) => ({
      chownSync: (path, uid, gid) => {
        asked.push(String(path).replace(/-\w+$/, ''), uid, gid);
        if (fault !== undefined) throw fault;
      },
      chmodSync: (path, mode) => {
        if (asked.length > 0) asked.push(mode);
        chmodSync(path, mode);
      },
    }));
    try {
      replace();
    } finally {
      restoreOwner();
      restore();
    }
    return asked;
  };
  const { uid, gid } = lstatSync(import.meta.dirname);

  test('is given back to whoever owns it, be it the group alone', () => {
    const { uid: me, gid: mine } = lstatSync(files.path());
    const beside = files.path('docs/.AGENTS.md.stint');
    expect(chowned({})).toEqual([]);
    expect(chowned({ uid: me + 1 })).toEqual([beside, me + 1, mine, 0o640]);
    expect(chowned({ gid: mine + 1 })).toEqual([beside, me, mine + 1, 0o640]);
  });

  test('is replaced also where its owner cannot be kept', () => {
    expect(chowned({ uid: uid + 1 }, fileError('EPERM', 'chown'))).toHaveLength(3);
    expect(files.tree()).toEqual({ docs: null, [name]: 'néw' });
  });

  test('is left as it was where giving it back fails in another way', () => {
    expect(thrown(() => chowned({ gid: gid + 1 }, fileError('EIO', 'chown')))).toMatchObject({ details: { errno: 'EIO' } });
    expect(files.tree()).toEqual({ docs: null, [name]: 'old' });
  });
});

describe('a link', () => {
  test.each([
    ['a link', 'real/AGENTS.md'],
    ['a link to a link', '../docs/second'],
    ['a path through a linked folder', '../linked/AGENTS.md'],
  ])('%s leads to the file that is replaced', (_, target) => {
    files.write('docs/real/AGENTS.md', 'old', 0o750);
    symlinkSync('./real/AGENTS.md', files.path('docs/second'));
    symlinkSync('docs/real', files.path('linked'));
    symlinkSync(target, files.path(name));
    replace();
    expect(files.tree()).toEqual({
      docs: null,
      [name]: `-> ${target}`,
      'docs/second': '-> ./real/AGENTS.md',
      'docs/real': null,
      'docs/real/AGENTS.md': 'néw',
      linked: '-> docs/real',
    });
    expect(files.mode('docs/real/AGENTS.md')).toBe('750');
  });

  test('that leads up from a linked folder means what the system means by it', () => {
    files.makeFolder('docs/deep');
    files.write('docs/target', 'old');
    symlinkSync('docs/deep', files.path('linked'));
    symlinkSync('../target', files.path('docs/deep/link'));
    replace('new', 'linked/link');
    expect(files.read('docs/target')).toBe('new');
  });

  test('that leads to no file yet makes it', () => {
    symlinkSync('later', files.path('link'));
    replace('new', 'link');
    expect(files.tree()).toEqual({ later: 'new', link: '-> later' });
  });

  test('in a circle is an error', () => {
    symlinkSync('b', files.path('a'));
    symlinkSync('a', files.path('b'));
    expect(thrown(() => replace('new', 'a'))).toMatchObject({
      code: 'E_STORE_IO',
      message: `cannot write ${files.path('a')}: it is a symbolic link (ELOOP). Nothing was changed.`,
    });
    expect(files.tree()).toEqual({ a: '-> b', b: '-> a' });
  });
});

describe('what is no file', () => {
  test('is written to where it is a pipe, through a link too', () => {
    expect(spawnSync('mkfifo', [files.path('pipe')]).status).toBe(0);
    symlinkSync('pipe', files.path('link'));
    const reader = fs.openSync(files.path('pipe'), fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    try {
      replace('néw', 'link');
      const got = Buffer.alloc(9);
      expect(got.toString('utf8', 0, fs.readSync(reader, got))).toBe('néw');
    } finally {
      fs.closeSync(reader);
    }
    expect(lstatSync(files.path('pipe')).isFIFO()).toBe(true);
  });

  test.each([
    ['docs', 'it is a folder (EISDIR)'],
    ['none/AGENTS.md', 'it is not there (ENOENT)'],
    ['plain/AGENTS.md', 'a part of the path is not a folder (ENOTDIR)'],
  ])('%s: %s', (path, words) => {
    mkdirSync(files.path('docs'));
    files.write('plain', '');
    const error = thrown(() => replace('new', path));
    expect(error).toMatchObject({
      code: 'E_STORE_IO',
      message: expect.stringMatching(/^cannot write .* Nothing was changed\.$/),
    });
    expect((error as Error).message).toContain(words);
    expect(files.tree()).toEqual({ docs: null, plain: '' });
  });
});

describe('where a call fails', () => {
  const faults = ['EACCES', 'EROFS', 'ENOSPC', 'EIO', 'EMFILE'];
  test('nothing has changed, and nothing is left beside it', () => {
    files.write(name, 'old', 0o640);
    const { calls } = trace();
    const last = calls.indexOf(`rename ${staged} ${name}`);
    for (const [number, code] of calls.slice(0, last + 1).flatMap((_, at) => faults.map((each) => [at, each] as const))) {
      files.write(name, 'old', 0o640);
      const { error, held } = traceFileCalls(files.path(), changingCalls, replace, (_, at) =>
        at === number ? fileError(code, 'any') : undefined,
      );
      const at = `${calls[number]}: ${code}`;
      expect([error, at]).toEqual([
        expect.objectContaining({ code: 'E_STORE_IO', details: { file: expect.stringContaining('AGENTS.md'), errno: code } }),
        at,
      ]);
      expect([files.tree(), at]).toEqual([{ docs: null, [name]: 'old' }, at]);
      // The descriptor whose closing was made to fail is still open.
      expect(held()).toBe(calls[number] === `close ${staged}` ? 1 : 0);
    }
  });

  test('behind the rename, the new file is there', () => {
    files.write(name, 'old');
    for (const call of ['open docs', 'fsync docs', 'close docs'])
      expect(trace((each) => (each === call ? fileError('EINVAL', 'any') : undefined)).error).toBeUndefined();
    expect(files.tree()).toEqual({ docs: null, [name]: 'néw' });
  });

  test('with a fault of the program, it stays one', () => {
    const fault = new TypeError('wrong');
    expect(trace(() => fault).error).toBe(fault);
  });

  test('a short write is noticed', () => {
    files.write(name, 'old');
    const restore = replaceFileCalls(({ writeSync }) => ({
      writeSync: ((fd: number, bytes: Buffer) => writeSync(fd, bytes, 0, 2)) as typeof writeSync,
    }));
    try {
      expect(thrown(replace)).toMatchObject({ code: 'E_STORE_IO', details: { errno: 'ENOSPC' } });
    } finally {
      restore();
    }
    expect(files.tree()).toEqual({ docs: null, [name]: 'old' });
  });
});
