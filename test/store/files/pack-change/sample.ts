import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect } from 'vitest';
import type { Change } from '../../../../src/domain/state/change';
import { journalOf } from '../../../../src/store/files/layout';
import { packChange } from '../../../../src/store/files/pack-change';
import { readSnapshot } from '../../../../src/store/files/snapshot';
import { viewFiles } from '../../../../src/store/files/store-files-view';
import { session, task } from '../fixtures';
import { type ScratchJournal, scratchJournal } from '../scratch-journal';

const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');
export const now = '2026-04-05T06:07:08.000Z';
export const txid = 'abcdefghijkl';
export const todoOf = (meta: object, records: readonly object[], focus: object = {}): string =>
  `${JSON.stringify({ version: 1, _meta: meta, focus, tasks: records })}\n`;
export const sessionsOf = (meta: object, records: readonly object[]): string =>
  `${JSON.stringify({ version: 1, _meta: meta, sessions: records })}\n`;
/** What every project has, where a test does not say otherwise. */
export const whole = {
  'config.json': '{"version":1}',
  'todo.json': todoOf({ lastTaskNumber: 3 }, [task('T1'), task('T2')]),
  'sessions.json': sessionsOf({}, [session('aaaaaa')]),
};

/** What changes make of the files of a scratch folder, in each test of a file anew. */
export const packing = () => {
  let scratch: ScratchJournal;
  /** How large the files were that were parsed. */
  let parsed: number[];
  beforeEach(() => {
    scratch = scratchJournal();
    parsed = [];
  });
  afterEach(() => scratch.remove());
  const pack = (change: Change, files: Readonly<Record<string, string>> = whole, isFresh = false, branch?: string) => {
    scratch.make(files);
    const journal = journalOf(
      scratch.project,
      4,
      () => branch,
      (bytes) => parsed.push(bytes),
    );
    const { put, append } = packChange(journal, readSnapshot(viewFiles(journal, undefined), 9, isFresh), change, txid, now);
    const images = new Map<string, unknown>();
    for (const { file, image, ...step } of put) {
      const bytes = Buffer.isBuffer(image) ? image : Buffer.from(scratch.text(image.linkOf));
      const before = scratch.has(file) ? sha256(scratch.text(file)) : null;
      expect(step).toEqual({ sha256: sha256(bytes), size: bytes.length, base: before });
      images.set(file, Buffer.isBuffer(image) ? bytes.toString() : image);
    }
    const jsonOf = (file: string) => JSON.parse(String(images.get(file)));
    return { put: [...images.keys()], append, jsonOf, images };
  };
  return { pack, parsed: () => parsed };
};

export type Packed = ReturnType<ReturnType<typeof packing>['pack']>;
