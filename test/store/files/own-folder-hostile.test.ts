import { spawnSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  appendAtOnce,
  createFile,
  linkFile,
  makeFolder,
  openToLock,
  openToWriteInto,
  removeFile,
  removeFolder,
  removeTree,
  renameFile,
  setModified,
} from '../../../src/store/files/change-own-folder';
import { closeFile } from '../../../src/store/files/disk';
import {
  entriesIn,
  exists,
  isPlainFile,
  namesIn,
  type OwnFolder,
  openIfThere,
  ownFolder,
  readIfThere,
  statusOf,
  syncFolder,
} from '../../../src/store/files/own-folder';
import { stageFile } from '../../../src/store/files/stage-file';
import { thrown } from './scratch-files';

let root: string;
let own: OwnFolder;
const outside = (name = ''): string => join(root, 'outside', name);
const inside = (name: string): string => join(own.path, name);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stint-hostile-'));
  mkdirSync(join(root, 'own/a/b'), { recursive: true });
  mkdirSync(outside('b'), { recursive: true });
  writeFileSync(outside('victim'), 'theirs\n');
  writeFileSync(outside('b/victim'), 'theirs\n');
  utimesSync(outside('victim'), 1, 1);
  own = ownFolder(join(root, 'own'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const bytes = Buffer.from('ours\n');
const closing = (file: { readonly fd: number } | undefined): void => {
  if (file !== undefined) closeFile(file.fd);
};

/** All that can be done with a name. */
const uses: readonly (readonly [string, (path: string) => unknown])[] = [
  ['read', (path) => readIfThere(own, path)],
  ['open', (path) => closing(openIfThere(own, path))],
  ['write into', (path) => closing(openToWriteInto(own, path))],
  ['append', (path) => appendAtOnce(own, path, bytes)],
  ['create', (path) => createFile(own, path, bytes)],
  ['lock', (path) => closeFile(openToLock(own, path))],
  ['stage', (path) => stageFile(own, path, bytes)],
  ['link from', (path) => linkFile(own, path, inside('new'))],
  ['link to', (path) => linkFile(own, inside('plain'), path)],
  ['rename from', (path) => renameFile(own, path, inside('new'))],
  ['rename to', (path) => renameFile(own, inside('plain'), path)],
  ['remove', (path) => removeFile(own, path)],
  ['remove a folder', (path) => removeFolder(own, path)],
  ['remove a tree', (path) => removeTree(own, path)],
  ['make a folder', (path) => makeFolder(own, path)],
  ['list', (path) => entriesIn(own, path)],
  ['names', (path) => namesIn(own, path)],
  ['sync', (path) => syncFolder(own, path)],
  ['look', (path) => statusOf(own, path)],
  ['exists', (path) => exists(own, path)],
  ['touch', (path) => setModified(own, path, 2)],
];

const expectOutsideAsItWas = (): void => {
  expect(namesIn(ownFolder(root), outside()).sort()).toEqual(['b', 'victim']);
  expect(namesIn(ownFolder(root), outside('b'))).toEqual(['victim']);
  expect([outside('victim'), outside('b/victim')].map((path) => readFileSync(path, 'utf8'))).toEqual(['theirs\n', 'theirs\n']);
  expect(lstatSync(outside('victim')).mtimeMs).toBe(1_000);
};

describe('through a link on the way', () => {
  test.each(uses)('nobody gets to %s anything: in the first folder', (_use, use) => {
    writeFileSync(inside('plain'), 'x');
    rmSync(inside('a'), { recursive: true });
    symlinkSync(outside(), inside('a'));
    for (const name of ['a/victim', 'a/new', 'a/b/victim'])
      expect(thrown(() => use(inside(name)))).toMatchObject({ code: 'ELOOP', path: inside('a') });
    expectOutsideAsItWas();
  });

  test.each(uses)('nobody gets to %s anything: in a deeper one, which leads back in', (_use, use) => {
    writeFileSync(inside('plain'), 'x');
    rmSync(inside('a/b'), { recursive: true });
    symlinkSync('..', inside('a/b'));
    expect(thrown(() => use(inside('a/b/plain')))).toMatchObject({ code: 'ELOOP', path: inside('a/b') });
    expect(readFileSync(inside('plain'), 'utf8')).toBe('x');
  });
});

test.each(uses)('a link by the name itself is not followed to %s', (_use, use) => {
  writeFileSync(inside('plain'), 'x');
  for (const target of [outside('victim'), outside('b'), outside('none')]) {
    rmSync(inside('link'), { force: true });
    symlinkSync(target, inside('link'));
    try {
      use(inside('link'));
    } catch {
      // Refused; some uses are of the link itself.
    }
    rmSync(inside('new'), { recursive: true, force: true });
    writeFileSync(inside('plain'), 'x');
  }
  expectOutsideAsItWas();
});

test('what a removed tree has links to stays', () => {
  symlinkSync(outside(), inside('a/b/link'));
  symlinkSync(outside('victim'), inside('a/file'));
  removeTree(own, inside('a'));
  expect(existsSync(inside('a'))).toBe(false);
  expectOutsideAsItWas();
});

describe('a name that is none of the folder', () => {
  test.each(['../outside/victim', 'a/../../outside/victim', 'a//b', './a', 'a/.', 'a\0b', ''])('%j', (name) => {
    for (const [, use] of uses) expect(thrown(() => use(`${own.path}/${name}`))).toBeInstanceOf(TypeError);
    expectOutsideAsItWas();
  });

  test('of a folder that only begins the same', () => {
    expect(thrown(() => readIfThere(own, `${own.path}er/x`))).toBeInstanceOf(TypeError);
  });
});

describe('what is no plain file', () => {
  const opening = uses.filter(([name]) => ['read', 'open', 'write into', 'append', 'lock'].includes(name));

  const refused = (path: string): string[] =>
    opening.map(([name, use]) => {
      const error = thrown(() => use(path)) as NodeJS.ErrnoException;
      return error.path === path ? (error.code ?? '') : `${name}: ${error.message}`;
    });
  const ofKind = (codes: readonly string[]) => expect.arrayContaining([expect.toBeOneOf([...codes])]);

  test('a pipe: at once, whichever way', () => {
    expect(spawnSync('mkfifo', [inside('pipe')]).status).toBe(0);
    expect(new Set(refused(inside('pipe')))).toEqual(new Set(['EFTYPE', 'ENXIO']));
  });

  test('a folder', () => {
    expect(new Set(refused(inside('a')))).toEqual(new Set(['EISDIR']));
  });

  test('a socket', async () => {
    const server = createServer().listen(inside('socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      expect(new Set(refused(inside('socket')))).toEqual(new Set(['ENXIO']));
    } finally {
      server.close();
    }
  });

  test.skipIf(process.getuid?.() !== 0)('a device', ({ skip }) => {
    if (spawnSync('mknod', [inside('zero'), 'c', '1', '5']).status !== 0) skip('no devices can be made here');
    expect(refused(inside('zero'))).toEqual(ofKind(['EFTYPE', 'EACCES', 'EPERM']));
  });

  test('is told apart without opening it', () => {
    writeFileSync(inside('plain'), '');
    symlinkSync('plain', inside('link'));
    spawnSync('mkfifo', [inside('pipe')]);
    expect(['plain', 'link', 'pipe', 'a', 'none'].map((name) => isPlainFile(own, inside(name)))).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('a file that is too large', () => {
  test.each([
    ['config.json', 1024 ** 2],
    ['todo.json', 480 * 1024 ** 2],
    ['sessions.json', 480 * 1024 ** 2],
    ['ledger.jsonl', 2 ** 31 - 1],
    ['a/b/anything', 2 ** 31 - 1],
  ])('%s: not a byte of it is read', (name, most) => {
    writeFileSync(inside(name), '');
    truncateSync(inside(name), 2 ** 40);
    expect(thrown(() => readIfThere(own, inside(name)))).toMatchObject({
      code: 'EFBIG',
      path: inside(name),
      message: `it is ${2 ** 40} bytes long, and stint reads at most ${most}`,
    });
  });

  test('a limit of the caller counts instead', () => {
    writeFileSync(inside('plain'), '12345');
    expect(readIfThere(own, inside('plain'), undefined, 5)?.toString()).toBe('12345');
    expect(thrown(() => readIfThere(own, inside('plain'), undefined, 4))).toMatchObject({ code: 'EFBIG' });
  });
});

describe('a file with other names', () => {
  beforeEach(() => {
    linkSync(outside('victim'), inside('log'));
  });

  test('is not written into, and the line to type is told', () => {
    const path = inside('log');
    expect(thrown(() => openToWriteInto(own, path))).toMatchObject({
      code: 'EMLINK',
      path,
      details: { links: 2 },
      fix: [`cp -p ${path} ${path}.own && mv ${path}.own ${path}`],
    });
    expect(thrown(() => appendAtOnce(own, path, bytes))).toMatchObject({ code: 'EMLINK' });
    expectOutsideAsItWas();
  });

  test('keeps its times', () => {
    expect(thrown(() => setModified(own, inside('log'), 2))).toMatchObject({ code: 'EMLINK' });
    expectOutsideAsItWas();
  });

  test('is written into where the other names are known', () => {
    closing(openToWriteInto(own, inside('log'), () => 1));
    linkSync(outside('victim'), inside('third'));
    expect(thrown(() => openToWriteInto(own, inside('log'), () => 1))).toMatchObject({ code: 'EMLINK' });
    closing(openToWriteInto(own, inside('log'), () => 2));
  });

  test('is replaced like any other: the other name keeps what it has', () => {
    stageFile(own, inside('staged'), bytes);
    renameFile(own, inside('staged'), inside('log'));
    expectOutsideAsItWas();
  });
});

describe.skipIf(process.getuid?.() !== 0)('owners', () => {
  const [other, another] = [12_345, 12_346];

  test('what belongs to another user is refused, file and folder', () => {
    writeFileSync(inside('plain'), '');
    chownSync(inside('plain'), other, other);
    chownSync(inside('a'), other, other);
    expect(thrown(() => readIfThere(own, inside('plain')))).toMatchObject({ code: 'EOWNER', details: { owner: other } });
    expect(thrown(() => entriesIn(own, inside('a')))).toMatchObject({ code: 'EOWNER', path: inside('a') });
    expect(isPlainFile(own, inside('plain'))).toBe(false);
  });

  test('whoever owns the folder itself owns what is in it', () => {
    chownSync(own.path, other, other);
    writeFileSync(inside('plain'), 'x');
    chownSync(inside('plain'), other, other);
    expect(readIfThere(own, inside('plain'))?.toString()).toBe('x');
    chownSync(inside('plain'), another, another);
    expect(thrown(() => readIfThere(own, inside('plain')))).toMatchObject({ code: 'EOWNER' });
  });
});
