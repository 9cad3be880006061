import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { openFilesStore } from '../../../../src/store/files/open-store';
import { StoreError } from '../../../../src/store/store-error';
import { replaceFileCalls } from '../../../support/file-calls';
import { at, storeError } from '../fixtures';
import { openedStores } from './sample';

const { scratch } = openedStores();

const storeAt = (dir: string) => openFilesStore({ dir, clock: () => at, lockTimeoutMs: 100, epochSize: 4, useLock: false });
const generationAt = (dir: string): Promise<number> => storeAt(dir).read(({ generation }) => generation);

/** What reading, deciding and committing say, each of which must look at the folder first. */
const refusals = async (dir: string): Promise<StoreError[]> => {
  const decide = () => ({ change: { log: [{ at, message: 'x' }] }, result: 0 });
  const opened = storeAt(dir);
  return [
    await storeError(opened.read(() => 0)),
    await storeError(opened.openLedger(() => 0)),
    await storeError(opened.commit(decide, { dryRun: true })),
    await storeError(opened.commit(decide)),
  ];
};

describe('a .stint that is a symbolic link', () => {
  /** Moves the project to `to`, and makes `from` a link to it; both are names in a folder of their own. */
  const linked = (from: string, to: string): string => {
    const inside = (name: string): string => join(scratch().project, 'x', name);
    mkdirSync(join(inside(from), '..'), { recursive: true });
    mkdirSync(join(inside(to), '..'), { recursive: true });
    for (const name of ['config.json', 'todo.json', 'sessions.json', 'journal']) {
      mkdirSync(inside(to), { recursive: true });
      renameSync(scratch().path(name), join(inside(to), name));
    }
    symlinkSync(inside(to), inside(from));
    return inside(from);
  };

  test.each([
    ['beside it', 'p/.stint', 'p/data'],
    ['further down', 'p/.stint', 'p/a/b/data'],
  ])('to a folder %s is followed', async (_where, from, to) => {
    expect(await generationAt(linked(from, to))).toBe(1);
  });

  test('in a project that is reached by a symbolic link is followed too', async () => {
    const dir = linked('p/.stint', 'p/data');
    symlinkSync(join(dir, '..'), scratch().path('short'));
    expect(await generationAt(scratch().path('short/.stint'))).toBe(1);
  });

  test.each([
    ['beside the project', 'p/.stint', 'data'],
    ['whose path begins as the project', 'p/.stint', 'p2/data'],
    ['of a project further up', 'p/q/.stint', 'p/data'],
  ])('to a folder %s is refused', async (_where, from, to) => {
    const dir = linked(from, to);
    const target = join(scratch().project, 'x', to);
    for (const error of await refusals(dir)) {
      expect(error).toBeInstanceOf(StoreError);
      expect(error).toMatchObject({
        code: 'E_STORE_IO',
        message: `${dir} is a symbolic link to ${target}, outside of the project; stint does not follow it.`,
        details: { file: dir, target },
        fix: [],
      });
    }
  });
});

describe('the owner of the folder', () => {
  const { geteuid } = process;
  let restore = (): void => {};
  afterEach(() => {
    restore();
    restore = () => {};
    if (geteuid !== undefined) process.geteuid = geteuid;
  });
  const ownedBy = (link: number | undefined, folder: number): void => {
    const status = (uid: number, isLink: boolean) => () => ({ uid, isSymbolicLink: () => isLink });
    restore = replaceFileCalls((real) => {
      const answer = (path: unknown, call: () => unknown, own: () => unknown): unknown =>
        path === scratch().project ? own() : call();
      const lstat = status(link ?? folder, link !== undefined);
      return {
        lstatSync: ((path: string) => answer(path, () => real.lstatSync(path), lstat)) as typeof real.lstatSync,
        statSync: ((path: string, options?: object) =>
          answer(path, () => real.statSync(path, options), status(folder, false))) as typeof real.statSync,
      };
    });
    process.geteuid = () => 1000;
  };

  test.each<[string, number | undefined, number]>([
    ['this user', undefined, 1000],
    ['this user, behind a link of another', 7, 1000],
  ])('%s', async (_who, link, folder) => {
    ownedBy(link, folder);
    expect(await generationAt(scratch().project)).toBe(1);
  });

  test.each<[string, number | undefined, number]>([
    ['another user', undefined, 7],
    ['another user, behind a link of this one', 1000, 7],
  ])('%s: refused', async (_who, link, folder) => {
    ownedBy(link, folder);
    const dir = scratch().project;
    for (const error of await refusals(dir)) {
      expect(error).toBeInstanceOf(StoreError);
      expect(error).toMatchObject({
        code: 'E_STORE_IO',
        message: `${dir} belongs to another user (uid 7, this is uid 1000); stint works only on its user's own projects.`,
        details: { file: dir, owner: 7, user: 1000 },
        fix: [],
      });
    }
  });

  test('is nothing to systems that have no users', async () => {
    ownedBy(undefined, 7);
    Object.assign(process, { geteuid: undefined });
    expect(await generationAt(scratch().project)).toBe(1);
  });
});

test('a folder that is not there', async () => {
  const dir = scratch().path('none/.stint');
  const words = (doing: string): string => `cannot ${doing} ${dir}: it is not there (ENOENT). Nothing was changed.`;
  const messages = (await refusals(dir)).map(({ message }) => message);
  expect(messages).toEqual([words('read'), words('read'), words('read'), words('write')]);
});
