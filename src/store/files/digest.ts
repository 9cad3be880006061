import { customAlphabet } from 'nanoid/non-secure';
import { shortSha256 } from './short-digest';

type Sha256 = (bytes: Buffer | string) => string;

const nativeSha256: Sha256 = (bytes) => process.getBuiltinModule('node:crypto').createHash('sha256').update(bytes).digest('hex');

/** Hashes up to `most` bytes by itself, all together, before it turns to `native`. */
export const sparingHashes = (most: number, native: Sha256) => {
  let byItself = 0;
  let sizeOfSessions = 0;
  const sha256: Sha256 = (bytes) => {
    if (byItself + bytes.length > most) return native(bytes);
    byItself += bytes.length;
    return shortSha256(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
  };
  return {
    sha256,
    /** Told of the size of sessions.json, which a commit that appends to the ledger writes and hashes whole. */
    expectSessions: (bytes: number): void => {
      sizeOfSessions = bytes;
    },
    /** For entries of the ledger, a dozen digests each: where `native` is going to be needed, from the start. */
    entrySha256: (text: string): string => (sizeOfSessions > most ? native(text) : sha256(text)),
  };
};

/** What a process hashes by itself before it loads node:crypto: the record of one small commit. */
const mostByItself = 4096;

export const { sha256, expectSessions, entrySha256 } = sparingHashes(mostByItself, nativeSha256);

/** What the files of one commit look like before and after. */
const mostImages = 4;
const images: { readonly bytes: Buffer; readonly hash: string }[] = [];

/** Of a whole file, which is never changed afterwards. The same bytes are hashed once: comparing them is ten times faster. */
export const imageSha256 = (bytes: Buffer): string => {
  const known = images.find((image) => image.bytes.equals(bytes));
  if (known !== undefined) return known.hash;
  const hash = sha256(bytes);
  if (images.push({ bytes, hash }) > mostImages) images.shift();
  return hash;
};

/** What `imageSha256` gave this hash to, if that is not long ago. */
export const imageOf = (hash: string | null): Buffer | undefined => images.find((image) => image.hash === hash)?.bytes;

const lettersAndDigits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Twelve characters (71 bits) that no name was made of before, and that no command line takes for an option. Unique, not
 * secret: what it names lies in private folders.
 */
export const freshName = customAlphabet(lettersAndDigits, 12);

/** Six random hex digits. */
export const freshHex = customAlphabet('0123456789abcdef', 6);
