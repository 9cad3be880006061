import * as fs from 'node:fs';

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
  const bytes = await readStream();
  return bytes.length > limitBytes ? undefined : bytes.toString('utf8');
};

const statOfInput = (): fs.Stats | undefined => {
  try {
    return fs.fstatSync(0);
  } catch {
    // Closed before we began.
    return undefined;
  }
};

const readStream = (): Promise<Buffer> =>
  new Promise((resolve) => {
    const { stdin } = process;
    const chunks: Buffer[] = [];
    let length = 0;
    let timer: NodeJS.Timeout | undefined;
    const end = (): void => {
      clearTimeout(timer);
      stdin.destroy();
      resolve(Buffer.concat(chunks, length));
    };
    const lookWhetherWhole = (): void => {
      if (isWhole(Buffer.concat(chunks, length))) end();
      else timer = setTimeout(end, waitMs);
    };
    timer = setTimeout(end, waitMs);
    stdin.on('data', (chunk: Buffer) => {
      clearTimeout(timer);
      // What is too long is read to its end and let go: a stream that is closed early is an error to some harnesses.
      if (length <= limitBytes) chunks.push(chunk);
      length = Math.min(length + chunk.length, limitBytes + 1);
      timer = looksEnded(chunk) ? setTimeout(lookWhetherWhole, settleMs) : setTimeout(end, waitMs);
    });
    stdin.on('end', end);
    stdin.on('error', end);
  });

const looksEnded = (chunk: Buffer): boolean => {
  let at = chunk.length - 1;
  while (at >= 0 && [0x20, 0x09, 0x0a, 0x0d].includes(chunk[at] ?? 0)) at -= 1;
  return chunk[at] === 0x7d;
};

const isWhole = (bytes: Buffer): boolean => {
  try {
    JSON.parse(bytes.toString('utf8'));
    return true;
  } catch {
    // More is on its way.
    return false;
  }
};
