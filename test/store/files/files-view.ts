import { createHash } from 'node:crypto';
import { ownFolder } from '../../../src/store/files/own-folder';
import type { FilesView } from '../../../src/store/files/store-files-view';

/** The files of a generation, by name, without a disk; and what was read whole, and parsed, so far. */
export const filesView = (texts: Readonly<Record<string, string>>, branch?: string) => {
  const reads: string[] = [];
  const parsed: number[] = [];
  const bytesOf = (file: string): Buffer | null => {
    const text = new Map(Object.entries(texts)).get(file);
    return text === undefined ? null : Buffer.from(text);
  };
  const files: FilesView = {
    project: '/p/.stint',
    bytes: (file) => {
      reads.push(file);
      return bytesOf(file);
    },
    hash: (file) => {
      const bytes = bytesOf(file);
      return bytes === null ? null : createHash('sha256').update(bytes).digest('hex');
    },
    size: (file) => bytesOf(file)?.length ?? 0,
    tail: (file, length) => bytesOf(file)?.subarray(-length) ?? Buffer.alloc(0),
    ledgerBranch: () => branch,
    beforeParsing: (bytes) => parsed.push(bytes),
    place: (file) => ({ files: ownFolder('/p/.stint'), path: `/p/.stint/${file}`, append: undefined }),
  };
  return { files, reads, parsed };
};
