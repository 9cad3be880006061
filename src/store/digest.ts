import { customAlphabet } from 'nanoid/non-secure';

/** Loaded at its first use: it costs 3 ms, and commands that only read need no digest. */
const crypto = () => process.getBuiltinModule('node:crypto');

export const sha256 = (bytes: Buffer | string): string => crypto().createHash('sha256').update(bytes).digest('hex');

const lettersAndDigits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Twelve characters (71 bits) that no name was made of before, and that no command line takes for an option. Unique, not
 * secret: what it names lies in private folders.
 */
export const freshName = customAlphabet(lettersAndDigits, 12);

/** Six random hex digits. */
export const freshHex = customAlphabet('0123456789abcdef', 6);
