import { customAlphabet } from 'nanoid/non-secure';
import { shortSha256 } from './short-digest';

/** What a process hashes by itself before it loads node:crypto: the record of one small commit. */
const mostByItself = 4096;
let byItself = 0;

export const sha256 = (bytes: Buffer | string): string => {
  if (byItself + bytes.length > mostByItself)
    return process.getBuiltinModule('node:crypto').createHash('sha256').update(bytes).digest('hex');
  byItself += bytes.length;
  return shortSha256(typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes);
};

const lettersAndDigits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Twelve characters (71 bits) that no name was made of before, and that no command line takes for an option. Unique, not
 * secret: what it names lies in private folders.
 */
export const freshName = customAlphabet(lettersAndDigits, 12);

/** Six random hex digits. */
export const freshHex = customAlphabet('0123456789abcdef', 6);
