import { createHash, randomBytes } from 'node:crypto';

export const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

/** Twelve characters that no file name was made of before. */
export const freshName = (): string => randomBytes(9).toString('base64url');
