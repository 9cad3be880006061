import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

type FileCalls = typeof fs;

/**
 * Puts other functions in the place of some of node:fs until the answer is called. `make` is given the real ones. Modules that
 * import node:fs as a namespace see the change at once.
 */
export const replaceFileCalls = (make: (real: FileCalls) => Partial<FileCalls>): (() => void) => {
  const real = { ...fs };
  const replaced = make(real);
  const before = Object.fromEntries(Object.keys(replaced).map((name) => [name, real[name as keyof FileCalls]]));
  Object.assign(fs, replaced);
  syncBuiltinESMExports();
  return () => {
    Object.assign(fs, before);
    syncBuiltinESMExports();
  };
};

/** An error as the file system gives it. */
export const fileError = (code: string, syscall: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${code}: ${syscall} failed`), { code, syscall });
