import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copiesJournal } from '../../../../src/store/files/copies/copies-folder';
import { initProject } from '../../../../src/store/files/init-project';
import { findNewest } from '../../../../src/store/files/journal/newest';
import { readRecord } from '../../../../src/store/files/journal/record';
import { openFilesStore } from '../../../../src/store/files/open-store';
import { viewFiles } from '../../../../src/store/files/store-files-view';
import { commitDeed } from '../../../support/store-deed';
import { at } from '../fixtures';

let root: string;
let dir: string;
let copies: string;

const storeWith = (folder: string | undefined) =>
  openFilesStore({ dir, clock: () => at, lockTimeoutMs: 2_000, epochSize: 4, reach: { copies: folder } });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'stint-copies-'));
  dir = join(root, '.stint');
  copies = join(root, 'git', 'stint', 'id');
  mkdirSync(join(root, 'git'));
  initProject(dir);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const files = ['todo.json', 'sessions.json', 'config.json', 'ledger.jsonl', 'session.log', 'events/unbound.jsonl'];

const inode = (path: string): number => statSync(path).ino;

/** Copies that are not the very file that the project has. */
const apart = (): string[] => files.filter((file) => inode(join(dir, file)) !== inode(join(copies, file)));

/** The bytes of a file as the copies have it, with the newest record laid over them. */
const copied = (file: string): string | undefined => {
  const inner = copiesJournal(copies);
  const tip = findNewest(inner);
  const pending = tip?.hasRecord === true ? readRecord(inner, tip.generation) : undefined;
  return viewFiles(inner, pending).bytes(file)?.toString('utf8');
};

const inJournal = (): string[] => readdirSync(join(copies, 'journal', '0')).sort();

describe('copies', () => {
  it('are links of what each commit leaves, with its record and nothing else', async () => {
    const store = storeWith(copies);
    for (let count = 1; count <= 9; count++) {
      await commitDeed(store, `k${count}`);
      expect(apart(), `after ${count}`).toEqual([]);
      expect(inJournal()).toEqual([`${count}.json`]);
    }
    expect(readdirSync(copies).filter((name) => name.startsWith('new-'))).toEqual([]);
    expect(statSync(copies).mode & 0o777).toBe(0o700);
  });

  it('stay when the project is removed, and grow no more with what comes in its place', async () => {
    await commitDeed(storeWith(copies), 'one');
    const before = files.map((file) => readFileSync(join(dir, file), 'utf8'));
    rmSync(dir, { recursive: true });
    initProject(dir);
    writeFileSync(join(dir, 'todo.json'), 'another');
    expect(files.map(copied)).toEqual(before);
  });

  it('are made anew where commits left none meanwhile', async () => {
    await commitDeed(storeWith(copies), 'one');
    await commitDeed(storeWith(undefined), 'two');
    expect(apart()).toEqual(['todo.json', 'sessions.json']);
    await commitDeed(storeWith(copies), 'three');
    expect(apart()).toEqual([]);
    expect(inJournal()).toEqual(['3.json']);
  });

  it('follow a file that somebody replaced, once a commit has taken it', async () => {
    await commitDeed(storeWith(copies), 'one');
    writeFileSync(join(dir, 'log.new'), '[2026-01-02 03:04:05 UTC] mine\n');
    renameSync(join(dir, 'log.new'), join(dir, 'session.log'));
    writeFileSync(join(dir, 'config.new'), readFileSync(join(dir, 'config.json')));
    renameSync(join(dir, 'config.new'), join(dir, 'config.json'));
    await commitDeed(storeWith(copies), 'two');
    expect(apart()).toEqual([]);
    expect(copied('session.log')).toContain('mine');
  });

  it('follow a rotation', async () => {
    const store = storeWith(copies);
    await store.commit(() => ({ change: { config: { 'log.maxSizeBytes': 1, 'log.keep': 2 } }, result: undefined }));
    for (const key of ['one', 'two', 'three']) {
      await commitDeed(store, key);
      await store.commit(() => ({ change: { log: [{ at, message: 'r' }], rotateLog: true }, result: undefined }));
    }
    for (const file of ['session.log', 'session.log.1', 'session.log.2'])
      expect(inode(join(copies, file)), file).toBe(inode(join(dir, file)));
    expect(inJournal()).toHaveLength(1);
  });

  it.each<[string, (outside: string) => void]>([
    ['the folder is a link', (outside) => symlinkSync(outside, join(root, 'git', 'stint'))],
    ['the folder of the project is a link', (outside) => [mkdirSync(join(root, 'git', 'stint')), symlinkSync(outside, copies)]],
    [
      'a folder inside is a link',
      (outside) => [mkdirSync(copies, { recursive: true }), symlinkSync(outside, join(copies, 'journal'))],
    ],
    [
      'the events inside are a link',
      (outside) => [mkdirSync(copies, { recursive: true }), symlinkSync(outside, join(copies, 'events'))],
    ],
    ['something else has the name', () => writeFileSync(join(root, 'git', 'stint'), 'a file')],
  ])('are not left where %s, and the commit is made', async (_what, prepare) => {
    const outside = join(root, 'outside');
    mkdirSync(outside);
    prepare(outside);
    const { result, warnings } = await commitDeed(storeWith(copies), 'one');
    expect({ result, warnings }).toEqual({ result: 'ACK', warnings: [] });
    expect(readdirSync(outside)).toEqual([]);
  });

  it('of a commit that was killed after its link are of one state, whether it is finished or not', async () => {
    await commitDeed(storeWith(copies), 'one');
    const before = files.map(copied);
    // As a process leaves it that is killed between the link and the first effect, seen by one that finishes it.
    await commitDeed(storeWith(copies), 'two');
    const after = files.map(copied);
    expect(after).not.toEqual(before);
    rmSync(join(dir, 'journal', '0', '2.done'));
    linkSync(join(dir, 'todo.json'), join(copies, 'journal', '0', '2.left.todo.json'));
    await commitDeed(storeWith(copies), 'three');
    expect(apart()).toEqual([]);
    expect(inJournal()).toEqual(['3.json']);
    expect(existsSync(join(dir, 'journal', '0', '2.done'))).toBe(true);
  });
});
