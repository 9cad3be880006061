import * as fs from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '../../../domain/time/instant';
import { sha256 } from '../digest';
import { exists, syncFolder } from '../disk';
import { stageFile } from '../stage-file';

/**
 * Keeps `bytes` of a file as `backup/<name>.<UTC>` in the project's folder, never over another copy, durable before this
 * returns. Gives the path from the project's root.
 */
export const putAside = (project: string, file: string, bytes: Buffer, now: Instant): string => {
  const folder = join(project, 'backup');
  const stamp = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const name = `${file.replaceAll('/', '-')}.${stamp}`;
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (let number = 1; ; number++) {
    const path = join(folder, number === 1 ? name : `${name}.${number}`);
    if (!exists(path)) {
      stageFile(path, bytes);
      syncFolder(folder);
    } else if (sha256(fs.readFileSync(path)) !== sha256(bytes)) continue;
    return `.stint/backup/${path.slice(folder.length + 1)}`;
  }
};
