import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CommitRecord } from '../../../src/store/files/journal/record';
import { encodeRecord } from '../../../src/store/files/journal/record';
import { stagedName } from '../../../src/store/files/journal/record-schema';
import { journalOf } from '../../../src/store/files/layout';
import { plainName } from '../../support/watched-file-calls';
import { at } from './fixtures';

/** All that lies in a folder, by name: the text of a file, `null` for an empty folder. */
export const treeOf = (folder: string): Record<string, string | null> => {
  const tree: Record<string, string | null> = {};
  for (const name of (readdirSync(folder, { recursive: true }) as string[]).sort()) {
    const path = join(folder, name);
    if (!statSync(path).isDirectory()) tree[plainName(name)] = readFileSync(path, 'utf8');
    else if (readdirSync(path).length === 0) tree[plainName(name)] = null;
  }
  return tree;
};

/** A `.stint` folder made by hand, with nothing in it yet; four generations are an epoch. */
export const scratchJournal = (epochSize = 4) => {
  const project = realpathSync(mkdtempSync(join(tmpdir(), 'stint-journal-')));
  const path = (name: string): string => join(project, name);
  return {
    project,
    journal: journalOf(project, epochSize),
    path,
    /** Makes files with these texts; a name that ends in `/` is a folder. */
    make: (files: Readonly<Record<string, string>>): void => {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(name.endsWith('/') ? path(name) : dirname(path(name)), { recursive: true });
        if (!name.endsWith('/')) writeFileSync(path(name), text);
      }
    },
    text: (name: string): string => readFileSync(path(name), 'utf8'),
    has: (name: string): boolean => existsSync(path(name)),
    tree: () => treeOf(project),
    removeFolder: (name: string): void => rmSync(path(name), { recursive: true, force: true }),
    remove: () => rmSync(project, { recursive: true, force: true }),
  };
};

export type ScratchJournal = ReturnType<typeof scratchJournal>;

/** An image without a staged name gets the one that a commit gives it. */
export const commitRecord = (generation: number, { put = [], ...more }: Partial<CommitRecord> = {}): CommitRecord => {
  const txid = more.txid ?? 'abcdefghijkl';
  const named = put.map((step) => ({ ...step, staged: step.staged || stagedName(generation, txid, step.file) }));
  return { v: 1, generation, txid, by: { pid: 4711, host: 'elsewhere', at }, append: [], ...more, put: named };
};

export const recordText = (generation: number, more: Partial<CommitRecord> = {}): string =>
  encodeRecord(commitRecord(generation, more));
