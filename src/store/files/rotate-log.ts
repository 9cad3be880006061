import { join } from 'node:path';
import type { Config } from '../../domain/config/schema';
import { sha256 } from './digest';
import { hashFile } from './hash-file';
import type { AppendStep } from './journal/record';
import { type Journal, storeFiles } from './layout';
import type { Put } from './pack-change';
import type { Snapshot } from './snapshot';

/**
 * `session.log` becomes `session.log.1`, that one `.2` and so on, and a new log begins. Each old log moves as a staged
 * hard link, so that rotation is made of the same steps as every other replacement. undefined: it is not due.
 */
export const rotateLog = (
  journal: Journal,
  snapshot: Snapshot,
  rule: Config['log'],
  append: readonly AppendStep[],
): readonly Put[] | undefined => {
  if (rule.maxSizeBytes === null || snapshot.files.size(storeFiles.log) <= rule.maxSizeBytes) return undefined;
  const puts: Put[] = [];
  for (let number = rule.keep; number >= 1; number--) {
    const from = number === 1 ? storeFiles.log : `${storeFiles.log}.${number - 1}`;
    const hash = hashFile(journal.files, join(journal.project, from));
    if (hash === null) continue;
    const file = `${storeFiles.log}.${number}`;
    puts.push({ file, image: { linkOf: from }, ...hash, base: snapshot.base(file) });
  }
  const lines = append.find(({ file }) => file === storeFiles.log)?.bytes.replace(/^\n/, '') ?? '';
  const image = Buffer.from(lines, 'utf8');
  const base = snapshot.base(storeFiles.log);
  puts.push({ file: storeFiles.log, image, sha256: sha256(image), size: image.length, base });
  return puts;
};
