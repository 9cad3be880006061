import * as fs from 'node:fs';
import { openWithoutBlocking } from './open-without-blocking';

/** A harness that says nothing for so long says nothing more. */
const waitMs = 2000;
/** After what looks like the end of a payload: most harnesses close the stream at once. */
const settleMs = 60;
/** A tool's payload holds the whole file that it wrote; more than this is not taken in. */
const limitBytes = 16 * 1024 * 1024;

/**
 * What the harness writes to standard input; undefined where there is nothing to read. Ends with the stream, with a whole
 * JSON object, or when nothing comes any more: a harness that does not close the stream must not be held up.
 */
export const readPayload = async (): Promise<string | undefined> => {
  const stat = statOfInput();
  if (stat === undefined || stat.isCharacterDevice() || stat.isDirectory()) return undefined;
  if (stat.isFile()) return stat.size > limitBytes ? undefined : fs.readFileSync(0, 'utf8');
  const chunks: Chunks = { list: [], length: 0 };
  if (openWithoutBlocking(0)) pollInput(chunks);
  else await readStream(chunks);
  return chunks.length > limitBytes ? undefined : textOf(chunks);
};

type Chunks = { readonly list: Buffer[]; length: number };

const textOf = ({ list, length }: Chunks): string => Buffer.concat(list, length).toString('utf8');

/** What is too long is read to its end and let go: a stream that is closed early is an error to some harnesses. */
const keep = (chunks: Chunks, chunk: Buffer): void => {
  if (chunks.length > limitBytes) return;
  chunks.list.push(chunk);
  chunks.length += chunk.length;
};

const statOfInput = (): fs.Stats | undefined => {
  try {
    return fs.fstatSync(0);
  } catch {
    // Closed before we began.
    return undefined;
  }
};

const pollInput = (chunks: Chunks): void => {
  let heardMs = Date.now();
  let mayBeWhole = false;
  for (;;) {
    const chunk = readChunk();
    if (chunk === 'end') return;
    if (chunk === 'later') {
      const quietMs = Date.now() - heardMs;
      if (quietMs >= waitMs || (mayBeWhole && quietMs >= settleMs && isWhole(chunks))) return;
      if (quietMs >= settleMs) mayBeWhole = false;
      pause();
    } else {
      keep(chunks, chunk);
      mayBeWhole = looksEnded(chunk);
      heardMs = Date.now();
    }
  }
};

const readChunk = (): Buffer | 'later' | 'end' => {
  const buffer = Buffer.allocUnsafe(64 * 1024);
  try {
    const read = fs.readSync(0, buffer);
    return read === 0 ? 'end' : buffer.subarray(0, read);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EAGAIN' ? 'later' : 'end';
  }
};

const pauseMs = 2;
const pause = (): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
};

/** The same with Node's own stream, which takes five times as long to load as all the rest. */
const readStream = (chunks: Chunks): Promise<void> =>
  new Promise((resolve) => {
    const { stdin } = process;
    let timer: NodeJS.Timeout | undefined;
    const end = (): void => {
      clearTimeout(timer);
      stdin.destroy();
      resolve();
    };
    const endIfWhole = (): void => {
      if (isWhole(chunks)) end();
      else timer = setTimeout(end, waitMs);
    };
    timer = setTimeout(end, waitMs);
    stdin.on('data', (chunk: Buffer) => {
      clearTimeout(timer);
      keep(chunks, chunk);
      timer = looksEnded(chunk) ? setTimeout(endIfWhole, settleMs) : setTimeout(end, waitMs);
    });
    stdin.on('end', end);
    stdin.on('error', end);
  });

const looksEnded = (chunk: Buffer): boolean => {
  let at = chunk.length - 1;
  while (at >= 0 && [0x20, 0x09, 0x0a, 0x0d].includes(chunk[at] ?? 0)) at -= 1;
  return chunk[at] === 0x7d;
};

const isWhole = (chunks: Chunks): boolean => {
  try {
    JSON.parse(textOf(chunks));
    return true;
  } catch {
    // More is on its way.
    return false;
  }
};
