import type { ByteSource } from './byte-source';

const newline = 10;
const blockBytes = 64 * 1024;

/** Lines from the last to the first, until `look` gives false. The bytes are overwritten after the call. */
export const walkBackwards = (
  source: ByteSource,
  look: (bytes: Buffer, base: number, start: number, end: number) => boolean,
): void => {
  let length = blockBytes;
  let end = source.size;
  while (end > 0) {
    const base = Math.max(0, end - length);
    const bytes = Buffer.allocUnsafe(end - base);
    const filled = source.read(bytes, base);
    const first = base === 0 ? 0 : bytes.indexOf(newline) + 1;
    if (base > 0 && (first === 0 || first >= filled)) {
      // No line begins in here: look further back.
      length *= 2;
      continue;
    }
    for (let stop = filled; stop > first; ) {
      const lineEnd = bytes[stop - 1] === newline ? stop - 1 : stop;
      const start = lineEnd === 0 ? 0 : bytes.lastIndexOf(newline, lineEnd - 1) + 1;
      if (lineEnd > start && !look(bytes, base, start, lineEnd)) return;
      stop = start;
    }
    end = base + first;
    length = blockBytes;
  }
};
