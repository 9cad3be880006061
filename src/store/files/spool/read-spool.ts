import { join } from 'node:path';
import { isSpoolFileName, type SpoolLine, spoolLineFrom, spoolLineStart } from '../../../domain/event/spool-line';
import { withoutDoubles } from '../../../domain/event/without-doubles';
import type { Spool, SpoolBatch, SpoolMark, SpoolMarks } from '../../../domain/state/state';
import { sha256 } from '../digest';
import { closeFile, errnoOf, readAt } from '../disk';
import { describeIoFault, isIoFault } from '../io-fault';
import { eachLine } from '../jsonl';
import { spoolFolder } from '../layout';
import { namesIn, type OpenFile, type OwnFolder, openIfThere, ownFolder, refuseSize, statusOf } from '../own-folder';
import { isAside } from './sweep-spool';

/** One change carries at most so much; the next one goes on from there. */
const batchBytes = 4 * 1024 * 1024;
/** Copies of an event arrive close together: nobody has to remember every key that ever was. */
const historyBytes = 128 * 1024;
/** Whoever began the last line has died by then. */
const tornAfterMs = 60_000;
/** Hooks do not leave so much of one conversation: it would keep commands at work for hours. */
const mostWaiting = 256 * 1024 * 1024;
const idleAfterMs = 3_600_000;
const headBytes = 4096;

/** The spool of the project in `dir`, of which `marks` are taken over. Throws the errors of `node:fs`. */
export const openSpool = (dir: string, marks: SpoolMarks): Spool => {
  let batch: SpoolBatch | undefined;
  return {
    pending: () => {
      batch ??= readSpool(ownFolder(dir), join(dir, spoolFolder), marks);
      return batch;
    },
  };
};

const readSpool = (files: OwnFolder, folder: string, marks: SpoolMarks): SpoolBatch => {
  const listed = namesIn(files, folder);
  const names = listed.filter(isSpoolFileName).sort();
  const known = new Map(Object.entries(marks));
  const fresh = new Map<string, SpoolMark>();
  const arrivals: SpoolLine[] = [];
  const idle = listed.filter(isAside);
  const unreadable: string[] = [];
  let skipped = 0;
  let left = batchBytes;
  let more = false;
  for (const name of names) {
    const mark = known.get(name);
    const quietMs = quietMsOf(files, join(folder, name));
    if (quietMs === undefined) continue;
    if (left < headBytes) {
      more = true;
      break;
    }
    const news = readNews(files, join(folder, name), mark, left);
    if (news === undefined) continue;
    if ('fault' in news) {
      unreadable.push(news.fault);
      continue;
    }
    left -= news.read;
    more ||= news.more;
    skipped += news.skipped;
    for (const each of news.arrivals) arrivals.push(each);
    if (news.mark.bytes === (mark?.bytes ?? 0) && news.mark.head === (mark?.head ?? '')) {
      if (quietMs > idleAfterMs) idle.push(name);
      continue;
    }
    fresh.set(name, news.mark);
  }
  arrivals.sort((a, b) => Date.parse(a.receivedAt) - Date.parse(b.receivedAt));
  // What was not looked at, or could not be read, keeps its mark.
  const taken = names.flatMap((name) => {
    const mark = fresh.get(name) ?? known.get(name);
    return mark === undefined ? [] : [[name, mark] as const];
  });
  return { arrivals, taken: Object.fromEntries(taken), isNews: fresh.size > 0, skipped, unreadable, more, idle };
};

/** How long nobody has written to a plain file; undefined where it is none. */
const quietMsOf = (files: OwnFolder, path: string): number | undefined => {
  const status = statusOf(files, path);
  return status?.isFile() ? Date.now() - status.mtimeMs : undefined;
};

type News = {
  readonly arrivals: readonly SpoolLine[];
  readonly mark: SpoolMark;
  readonly skipped: number;
  readonly read: number;
  readonly more: boolean;
};

/** undefined: swept meanwhile. Raw input that cannot be read keeps no command from its work: its fault is told. */
const readNews = (
  files: OwnFolder,
  path: string,
  mark: SpoolMark | undefined,
  left: number,
): News | { readonly fault: string } | undefined => {
  try {
    const file = openUnlessLink(files, path);
    return file === undefined ? undefined : readOpened(path, file, mark, left);
  } catch (error) {
    if (isIoFault(error)) return { fault: describeIoFault(error.path === undefined ? Object.assign(error, { path }) : error) };
    throw error;
  }
};

const readOpened = (path: string, { fd, status }: OpenFile, mark: SpoolMark | undefined, left: number): News => {
  try {
    const { size, mtimeMs } = status;
    refuseSize(path, size - (mark?.bytes ?? 0), mostWaiting);
    const head = headOf(fd);
    const from = mark !== undefined && mark.head === head && mark.bytes <= size ? mark.bytes : 0;
    const bytes = readAt(fd, from, Math.min(size - from, left));
    const more = from + bytes.length < size;
    let end = bytes.lastIndexOf(10) + 1;
    if (more && end === 0) end = bytes.length;
    if (!more && Date.now() - mtimeMs > tornAfterMs) end = bytes.length;
    const { lines, skipped } = linesOf(bytes.subarray(0, end));
    const arrivals = lines.length === 0 ? [] : withoutDoubles(lines, historyBefore(fd, from));
    return { arrivals, mark: { bytes: from + end, head }, skipped, read: bytes.length, more };
  } finally {
    closeFile(fd);
  }
};

/** undefined: swept meanwhile, or a link has come in its place. */
const openUnlessLink = (files: OwnFolder, path: string): OpenFile | undefined => {
  try {
    return openIfThere(files, path);
  } catch (error) {
    if (errnoOf(error) === 'ELOOP') return undefined;
    throw error;
  }
};

/** '' until the first line is whole. */
const headOf = (fd: number): string => {
  const bytes = readAt(fd, 0, headBytes);
  const end = bytes.indexOf(10);
  if (end === -1 && bytes.length < headBytes) return '';
  return sha256(end === -1 ? bytes : bytes.subarray(0, end)).slice(0, 16);
};

const historyBefore = (fd: number, from: number): readonly SpoolLine[] => {
  const start = Math.max(0, from - historyBytes);
  // The end of a line that begins before that is no line.
  return linesOf(readAt(fd, start, from - start)).lines;
};

const linesOf = (bytes: Buffer): { readonly lines: readonly SpoolLine[]; readonly skipped: number } => {
  const lines: SpoolLine[] = [];
  let skipped = 0;
  eachLine(bytes, (raw) => {
    const text = raw.toString('utf8');
    const line = spoolLineFrom(text);
    if (line !== undefined) lines.push(line);
    if (line === undefined || text.lastIndexOf(spoolLineStart) > 0) skipped += 1;
  });
  return { lines, skipped };
};
