import { join } from 'node:path';
import { StoreError } from '../store-error';
import { closeFile, readInto } from './disk';
import { ioErrorAt } from './io-fault';
import { eventsFile } from './layout';
import { type OpenFile, openIfThere, ownFolder } from './own-folder';

const blockLength = 256 * 1024;
/** An event has some kilobytes; what goes on for longer is no line of events. */
const longestLine = 16 * 1024 * 1024;

/**
 * The lines of a session's events file (undefined: of the work without one), one after the other, without holding the
 * file; none where there is no file. What is appended meanwhile is not read.
 */
export function* eventLines(dir: string, session: string | undefined): Generator<string> {
  const path = join(dir, eventsFile(session));
  const file = openEvents(dir, path);
  if (file === undefined) return;
  const { fd, status } = file;
  try {
    const { size } = status;
    const block = Buffer.allocUnsafe(blockLength);
    let begun = Buffer.alloc(0);
    for (let at = 0; at < size; ) {
      const count = readInto(fd, block.subarray(0, Math.min(blockLength, size - at)), at);
      if (count === 0) break;
      at += count;
      let start = 0;
      for (let end = block.indexOf(10); end !== -1 && end < count; end = block.indexOf(10, start)) {
        const line = begun.length === 0 ? block.subarray(start, end) : Buffer.concat([begun, block.subarray(start, end)]);
        if (line.length > 0) yield line.toString('utf8');
        begun = Buffer.alloc(0);
        start = end + 1;
      }
      begun = Buffer.concat([begun, block.subarray(start, count)]);
      if (begun.length > longestLine)
        throw new StoreError(
          'E_STORE_CORRUPT',
          `${path} has a line of more than ${longestLine / 1024 / 1024} MiB: that is no event. Nothing was changed.`,
          { file: path },
          ['stint doctor --repair'],
        );
    }
    if (begun.length > 0) yield begun.toString('utf8');
  } catch (error) {
    throw ioErrorAt('read', path, error);
  } finally {
    closeFile(fd);
  }
}

const openEvents = (dir: string, path: string): OpenFile | undefined => {
  try {
    return openIfThere(ownFolder(dir), path);
  } catch (error) {
    throw ioErrorAt('read', path, error);
  }
};
