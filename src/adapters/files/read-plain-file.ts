import * as fs from 'node:fs';

export type PlainFile = {
  readonly text: string;
  readonly uid: number /** false: only the beginning was read. */;
  readonly isWhole: boolean;
};

export type PlainRead = {
  /** Of a larger file the beginning is read, or nothing. */
  readonly most: number;
  readonly ofLarger?: 'nothing' | 'beginning';
  /** Whether the name may be a symbolic link. */
  readonly followsLink?: boolean;
};

/** A file that anybody may have put there; undefined where there is none, or no plain one that may be read. Never waits. */
export const readPlainFile = (
  path: string,
  { most, ofLarger = 'nothing', followsLink = false }: PlainRead,
): PlainFile | undefined => {
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = fs.constants;
  let fd: number | undefined;
  try {
    fd = fs.openSync(path, O_RDONLY | (O_NONBLOCK ?? 0) | (followsLink ? 0 : (O_NOFOLLOW ?? 0)));
    const status = fs.fstatSync(fd);
    const isWhole = status.size <= most;
    if (!status.isFile() || (!isWhole && ofLarger === 'nothing')) return undefined;
    const bytes = Buffer.allocUnsafe(Math.min(status.size, most));
    let length = 0;
    while (length < bytes.length) {
      const read = fs.readSync(fd, bytes, length, bytes.length - length, length);
      if (read === 0) break;
      length += read;
    }
    return { text: bytes.toString('utf8', 0, length), uid: status.uid, isWhole };
  } catch {
    // Absent, a link, or not to be read: for a look-up it is all the same.
    return undefined;
  } finally {
    if (fd !== undefined) fs.closeSync(fd);
  }
};
