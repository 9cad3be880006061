import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { examineFiles } from '../../../../src/store/files/doctor/examine-files';
import { mendFiles } from '../../../../src/store/files/doctor/mend-files';
import { initProject } from '../../../../src/store/files/init-project';
import { type GitReach, journalOf } from '../../../../src/store/files/layout';
import { openFilesStore } from '../../../../src/store/files/open-store';
import { commitDeed } from '../../../support/store-deed';
import { at, storeError } from '../fixtures';

let root: string;
let dir: string;
let copies: string;
/** What git would say. */
let tracked: string[];

const reach = (): GitReach => ({ copies, trackedFiles: async () => tracked, isKnown: true });
const storeOf = (more: GitReach = reach()) =>
  openFilesStore({ dir, clock: () => at, lockTimeoutMs: 2_000, epochSize: 4, reach: more });
const journal = (more: GitReach = reach()) => journalOf(dir, 4, undefined, undefined, more);
/** Entries that a deed writes have made-up hashes. */
const codes = async (): Promise<string[]> =>
  (await examineFiles(journal())).findings.map(({ code }) => code).filter((code) => code !== 'ledger-damaged');
const repair = () => mendFiles(journal(), () => at);

const live = ['todo.json', 'sessions.json', 'config.json', 'ledger.jsonl', 'session.log', 'events/unbound.jsonl', '.gitignore'];
const bytes = (): Record<string, string> => Object.fromEntries(live.map((file) => [file, readFileSync(join(dir, file), 'utf8')]));
const newest = (): Promise<number> => storeOf().read(({ generation }) => generation);

/** As git puts a file in the place of another. */
const replace = (file: string, text: string): void => {
  unlinkSync(join(dir, file));
  writeFileSync(join(dir, file), text);
};

let before: Record<string, string>;
let generation: number;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'stint-back-'));
  dir = join(root, '.stint');
  copies = join(root, 'git', 'stint', 'id');
  tracked = [];
  mkdirSync(join(root, 'git'));
  initProject(dir);
  for (const key of ['one', 'two', 'three', 'four', 'five', 'six']) await commitDeed(storeOf(), key);
  before = bytes();
  generation = await newest();
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const refusals = async (): Promise<string[]> => {
  const errors = [await storeError(storeOf().read(() => 0)), await storeError(commitDeed(storeOf(), 'seven'))];
  return errors.map(({ code, fix }) => `${code} ${fix[0]}`);
};
const refused = 'E_STORE_CORRUPT stint doctor --repair';

const expectWhole = async (): Promise<void> => {
  expect(bytes()).toEqual(before);
  expect(await newest()).toBeGreaterThan(generation);
  expect((await commitDeed(storeOf(), 'seven')).result).toBe('ACK');
  expect(await codes()).toEqual([]);
  for (const file of live.slice(0, 6)) expect(statSync(join(dir, file)).ino, file).toBe(statSync(join(copies, file)).ino);
};

describe('a project whose files were taken away', () => {
  it.each<[string, () => void]>([
    ['the folder', () => rmSync(dir, { recursive: true })],
    [
      'all but what git tracks',
      () => {
        for (const name of readdirSync(dir))
          if (!['.gitignore', 'config.json'].includes(name)) rmSync(join(dir, name), { recursive: true });
      },
    ],
    ['todo.json and the journal', () => [unlinkSync(join(dir, 'todo.json')), rmSync(join(dir, 'journal'), { recursive: true })]],
    ['todo.json and sessions.json', () => [unlinkSync(join(dir, 'todo.json')), unlinkSync(join(dir, 'sessions.json'))]],
    ['sessions.json', () => unlinkSync(join(dir, 'sessions.json'))],
    ['the ledger', () => unlinkSync(join(dir, 'ledger.jsonl'))],
  ])('refuses everything and comes back whole: %s', async (_what, take) => {
    take();
    mkdirSync(dir, { recursive: true });
    expect(await refusals()).toEqual([refused, refused]);
    expect((await repair()).length).toBeGreaterThan(0);
    expect(await repair()).toEqual([]);
    if (_what === 'the ledger') generation--;
    await expectWhole();
  });

  it('is told as gone, and looking changes nothing', async () => {
    rmSync(dir, { recursive: true });
    const { findings } = await examineFiles(journal());
    expect(findings.map(({ code, fix }) => [code, fix])).toContainEqual(['project-gone', 'stint doctor --repair']);
    expect(() => statSync(dir)).toThrow();
  });

  it('comes back as the last commit left it, when that was not finished', async () => {
    renameSync(dir, `${dir}.old`);
    const inner = join(copies, 'journal', '0');
    expect(readdirSync(inner)).toEqual([`${generation}.json`]);
    // As a process leaves it that is killed right after its commit: the record is there, and none of its effects.
    const record = JSON.parse(readFileSync(join(inner, `${generation}.json`), 'utf8')).record;
    for (const { file, staged } of record.put) {
      renameSync(join(copies, file), join(inner, staged));
      writeFileSync(join(copies, file), 'an old state');
    }
    for (const { file, offset } of record.append) {
      const text = readFileSync(join(copies, file)).subarray(0, offset);
      unlinkSync(join(copies, file));
      writeFileSync(join(copies, file), text);
    }
    await repair();
    await expectWhole();
  });

  it('begins nothing anew where there are no copies, as long as git knows it', async () => {
    rmSync(dir, { recursive: true });
    rmSync(copies, { recursive: true });
    mkdirSync(dir);
    expect(await refusals()).toEqual(['E_STORE_CORRUPT stint doctor', 'E_STORE_CORRUPT stint doctor']);
    expect(readdirSync(dir)).toEqual([]);
  });
});

describe('files that git has replaced', () => {
  it('are refused and brought back, and what git put there is kept', async () => {
    tracked = ['todo.json', 'sessions.json', 'ledger.jsonl', 'events/unbound.jsonl'];
    replace('todo.json', '{"version":1,"_meta":{},"focus":{},"tasks":[]}\n');
    replace('sessions.json', '{"version":1,"sessions":[]}\n');
    replace('ledger.jsonl', '');
    replace('events/unbound.jsonl', '');
    expect(await refusals()).toEqual([refused, refused]);
    expect(await codes()).toContain('replaced-by-git');
    const mended = await repair();
    expect(mended.filter(({ backup }) => backup !== undefined)).toHaveLength(4);
    await expectWhole();
  });

  it('are taken as they are where git does not track them: somebody edited them', async () => {
    replace('todo.json', readFileSync(join(dir, 'todo.json'), 'utf8').replace('title of one', 'title of another'));
    expect(await storeOf().read(({ tasks }) => tasks[0]?.title)).toBe('title of another');
    expect((await commitDeed(storeOf(), 'seven')).result).toBe('ACK');
    expect(statSync(join(copies, 'todo.json')).ino).toBe(statSync(join(dir, 'todo.json')).ino);
  });

  it('are noticed without copies as well', async () => {
    const withoutCopies = { trackedFiles: async () => ['todo.json'] };
    tracked = ['todo.json'];
    expect((await commitDeed(storeOf(withoutCopies), 'seven')).result).toBe('ACK');
    replace('todo.json', '{"version":1,"_meta":{},"focus":{},"tasks":[]}\n');
    const error = await storeError(storeOf(withoutCopies).read(() => 0));
    expect(error.fix).toEqual(['stint doctor --repair', 'git rm -r --cached .stint/todo.json']);
  });

  it('are no reason to refuse while they are still those of the last commit', async () => {
    tracked = ['todo.json', 'sessions.json'];
    expect((await commitDeed(storeOf(), 'seven')).result).toBe('ACK');
  });

  it('take a journal that is older than the project out of the way', async () => {
    tracked = ['todo.json', 'journal/0/1.json'];
    for (const name of readdirSync(join(dir, 'journal')))
      if (name !== '0') rmSync(join(dir, 'journal', name), { recursive: true });
    replace('todo.json', '{"version":1,"_meta":{},"focus":{},"tasks":[]}\n');
    await repair();
    await expectWhole();
  });
});
