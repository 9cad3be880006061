import type { ByteSource } from './byte-source';

/** A run of whole lines: `bytes` lies at `offset` of the file, and is overwritten after the call. */
export type Block = { readonly bytes: Buffer; readonly offset: number };

const newline = 10;
const blockBytes = 1 << 20;

/** So much is read before the heap is kept as it is then. */
const settledBytes = 4 * blockBytes;
/** V8 of Node 20 to 22; others print an error for a flag that they do not know. */
const knownEngines = /^1[12]\./;

/**
 * Every line is garbage as soon as it was looked at. V8 would let the space for young objects grow to 48 MB for that, the
 * heap to a multiple of what is in it, and be no faster.
 */
const keepHeapSmall = (): void => {
  if (!knownEngines.test(process.versions.v8)) return;
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=20');
};

/** Walks from `from` to the end in blocks that end with a line; only the last line may lack its line end. */
export const walkBlocks = (source: ByteSource, from: number, look: (block: Block) => void): void => {
  let buffer = Buffer.allocUnsafe(blockBytes);
  let kept = 0;
  let offset = from;
  let isSettled = false;
  while (offset < source.size) {
    const count = source.read(buffer.subarray(kept), offset + kept);
    // The file was cut under our hands: what is left is its end.
    const filled = kept + count;
    const isLast = count === 0 || offset + filled >= source.size;
    const end = isLast ? filled : buffer.lastIndexOf(newline, filled - 1) + 1;
    if (end > 0) look({ bytes: buffer.subarray(0, end), offset });
    if (isLast) return;
    if (!isSettled && offset - from > settledBytes) {
      keepHeapSmall();
      isSettled = true;
    }
    if (end === 0 && filled === buffer.length) {
      const larger = Buffer.allocUnsafe(buffer.length * 2);
      buffer.copy(larger, 0, 0, filled);
      buffer = larger;
    } else buffer.copy(buffer, 0, end, filled);
    kept = filled - end;
    offset += end;
  }
};

/** Calls `look` with every line of a block that is not empty. */
export const eachLineOf = ({ bytes }: Block, look: (start: number, end: number) => void): void => {
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(newline, start);
    const end = found === -1 ? bytes.length : found;
    if (end > start) look(start, end);
    start = end + 1;
  }
};

/** Calls `look` with every line of a block that `nextHit` finds something in, once. */
export const eachHitOf = (
  { bytes }: Block,
  nextHit: (from: number) => number,
  look: (start: number, end: number) => void,
): void => {
  for (let hit = nextHit(0); hit !== -1; ) {
    const start = bytes.lastIndexOf(newline, hit) + 1;
    const found = bytes.indexOf(newline, hit);
    const end = found === -1 ? bytes.length : found;
    look(start, end);
    if (end + 1 >= bytes.length) return;
    hit = nextHit(end + 1);
  }
};
