import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

const chunkBytes = 256 * 1024;
/** A line of this length holds an image or a whole prompt; nothing that is counted stands in one. */
const longestLineBytes = 32 * 1024 * 1024;

/** What cannot be opened, is no file, or cannot be read to its end. */
export class UnreadableTranscript extends Error {
  override readonly name = 'UnreadableTranscript';
}

/**
 * The lines of a file, in order, held one at a time; undefined stands for a line that is too long. The last one may lack
 * its newline. Never waits: a pipe in the place of a file is refused. Throws UnreadableTranscript.
 */
export function* readLines(path: string): Generator<string | undefined> {
  const file = open(path);
  try {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    let pending: Buffer[] = [];
    let pendingBytes = 0;
    let tooLong = false;
    for (;;) {
      const size = read(file, chunk, path);
      if (size === 0) break;
      let from = 0;
      for (;;) {
        const end = chunk.subarray(0, size).indexOf(10, from);
        if (end === -1) break;
        yield tooLong ? undefined : Buffer.concat([...pending, chunk.subarray(from, end)]).toString('utf8');
        pending = [];
        pendingBytes = 0;
        tooLong = false;
        from = end + 1;
      }
      pendingBytes += size - from;
      if (tooLong || pendingBytes > longestLineBytes) {
        tooLong = true;
        pending = [];
      } else if (from < size) pending.push(Buffer.from(chunk.subarray(from, size)));
    }
    if (tooLong) yield undefined;
    else if (pendingBytes > 0) yield Buffer.concat(pending).toString('utf8');
  } finally {
    closeSync(file);
  }
}

const open = (path: string): number => {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    if (fstatSync(file).isFile()) return file;
  } catch (error) {
    if (file !== undefined) closeSync(file);
    throw new UnreadableTranscript(`${path} cannot be read`, { cause: error });
  }
  closeSync(file);
  throw new UnreadableTranscript(`${path} is no file`);
};

const read = (file: number, chunk: Buffer, path: string): number => {
  try {
    return readSync(file, chunk, 0, chunkBytes, null);
  } catch (error) {
    throw new UnreadableTranscript(`${path} cannot be read to its end`, { cause: error });
  }
};
