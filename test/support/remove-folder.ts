import { rmSync } from 'node:fs';

/** Removes a folder in which a process that a hook left behind may still write; fails after two seconds of that. */
export const removeFolder = (folder: string): void => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch (error) {
      if (attempt === 40) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    }
  }
};
