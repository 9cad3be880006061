import { closeFile, readInto } from '../disk';
import type { AppendStep } from '../journal/record';
import { type OwnFolder, openIfThere } from '../own-folder';

/** Bytes that can be read at any place and do not change. */
export type ByteSource = {
  readonly size: number;
  /** Fills `into` from `at`; gives how many bytes there were. */
  read(into: Buffer, at: number): number;
  close(): void;
};

/** Where a file of one generation lies: its path, and lines of a commit that is not finished yet. */
export type FilePlace = { readonly files: OwnFolder; readonly path: string; readonly append: AppendStep | undefined };

/**
 * Opens a file as it is in its generation: later appends are behind the size that is noted here, and a replacement
 * gives the name to another inode. `whole` gives the bytes where a hand edit came between decision and append.
 */
export const openBytes = (place: FilePlace, whole: () => Buffer): ByteSource => {
  const { fd, status } = openIfThere(place.files, place.path) ?? {};
  const size = status?.size ?? 0;
  const close = (): void => {
    if (fd !== undefined) closeFile(fd);
  };
  const { append } = place;
  if (append === undefined) return { size, close, read: (into, at) => readFully(fd, into, at, size) };
  const ours = Buffer.from(append.bytes, 'utf8');
  const there = Buffer.alloc(ours.length);
  readFully(fd, there, append.offset, size);
  if (!isBeginning(there, ours) || size < append.offset || size > append.offset + ours.length) {
    close();
    return inMemory(whole());
  }
  const split = append.offset;
  return {
    size: split + ours.length,
    close,
    read: (into, at) => {
      const before = readFully(fd, into, at, split);
      if (at + before < split) return before;
      return before + ours.subarray(at + before - split).copy(into, before);
    },
  };
};

/** A source of bytes that are there already. */
export const inMemory = (bytes: Buffer): ByteSource => ({
  size: bytes.length,
  read: (into, at) => bytes.subarray(at).copy(into),
  close: () => {},
});

/** The same as ours up to where only zeros follow. */
const isBeginning = (there: Buffer, ours: Buffer): boolean => {
  let same = 0;
  while (same < there.length && there[same] === ours[same]) same++;
  return there.subarray(same).every((byte) => byte === 0);
};

const readFully = (fd: number | undefined, into: Buffer, at: number, end: number): number =>
  fd === undefined || at >= end ? 0 : readInto(fd, into.subarray(0, end - at), at);
