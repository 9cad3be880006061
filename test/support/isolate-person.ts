import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'stint-state-';
let folder: string | undefined;

/** Tests make projects known: what they write of that goes to a state folder of their own. */
export const setup = (): void => {
  if (process.env.XDG_STATE_HOME?.includes(prefix)) return;
  folder = mkdtempSync(join(tmpdir(), prefix));
  process.env.XDG_STATE_HOME = folder;
};

export const teardown = (): void => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
};
