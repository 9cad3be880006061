import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** A folder of its own for each test, and short words for what lies in it. */
export const scratchFiles = () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stint-files-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name = ''): string => (name === '' ? folder : join(folder, name));
  return {
    path,
    write: (name: string, content: string | Buffer, mode = 0o644): void => {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), content);
      chmodSync(path(name), mode);
    },
    makeFolder: (name: string): void => {
      mkdirSync(path(name), { recursive: true });
    },
    read: (name: string): string => readFileSync(path(name), 'utf8'),
    /** Octal, as `chmod` takes it. */
    mode: (name: string): string => (lstatSync(path(name)).mode & 0o7777).toString(8),
    /** Everything in it by its path: the text of files, where links lead, and null for folders. What is random in a name is `*`. */
    tree: (): Record<string, string | null> => {
      const found: Record<string, string | null> = {};
      const look = (name: string): void => {
        const status = lstatSync(path(name));
        const content = status.isSymbolicLink()
          ? `-> ${readlinkSync(path(name))}`
          : status.isFile()
            ? readFileSync(path(name), 'utf8')
            : null;
        if (name !== '') found[name.replaceAll(/\b[0-9A-Za-z]{12}\b/g, '*')] = content;
        if (status.isDirectory()) for (const inside of readdirSync(path(name)).sort()) look(join(name, inside));
      };
      look('');
      return found;
    },
  };
};

export type ScratchFiles = ReturnType<typeof scratchFiles>;

/** What `work` throws; fails the test where it throws nothing. */
export const thrown = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('expected an error');
};
