import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readSmall } from '../git/find-checkout';

/** `.current-session`: the bare id of a session and a newline. A mirror outside the transaction, one for each working tree. */
export const readPointer = (file: string): string | undefined => {
  const first = readSmall(file)?.slice(0, 256).split('\n', 1)[0]?.trim();
  return first === undefined || first === '' ? undefined : first;
};

/** Replaces the file in one step, so that no reader sees half an id; undefined removes it. Throws the system's error. */
export const writePointer = (file: string, session: string | undefined): void => {
  if (session === undefined) {
    rmSync(file, { force: true });
    return;
  }
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const staged = `${file}.${process.pid}-${process.hrtime.bigint().toString(36)}`;
  try {
    writeFileSync(staged, `${session}\n`, { mode: 0o600, flag: 'wx' });
    renameSync(staged, file);
  } catch (error) {
    rmSync(staged, { force: true });
    throw error;
  }
};
