/** Loaded at its first use: it costs 3 ms, and commands that only read need neither digests nor random names. */
const crypto = () => process.getBuiltinModule('node:crypto');

export const sha256 = (bytes: Buffer | string): string => crypto().createHash('sha256').update(bytes).digest('hex');

/** Twelve characters that no file name was made of before. */
export const freshName = (): string => crypto().randomBytes(9).toString('base64url');
