import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { redoAppend } from '../../../../src/store/files/redo/append-lines';
import { viewFiles } from '../../../../src/store/files/store-files-view';
import { replaceFileCalls } from '../../../support/file-calls';
import { commitRecord, recordText, type ScratchJournal, scratchJournal } from '../scratch-journal';

let scratch: ScratchJournal;
let restore: () => void;
beforeEach(() => {
  scratch = scratchJournal();
  restore = replaceFileCalls(() => ({ fsyncSync: () => {} }));
});
afterEach(() => {
  restore();
  scratch.remove();
});

/** Our lines, pieces of them, zeros, and what others may have written. */
const piece = fc.constantFrom('ours\n', 'more\n', 'ours', 'ou', 'mor', 'other\n', 'oth', '\n', '\0', '\0\0\0\0\0', 'ä\n');
const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));

/** Lines are only put where one begins, or behind the end of a file that was cut since. */
const lineStart = (bytes: Buffer, place: number): number => (place > bytes.length ? place : bytes.lastIndexOf(10, place - 1) + 1);

test('readers see of a commit that is not finished what the files hold once it is, and finishing it again changes nothing', () => {
  const file = fc.constantFrom('ledger.jsonl', 'session.log');
  const bytes = fc.constantFrom('ours\n', 'ours\nmore\n', '\nours\nmore\n');
  fc.assert(
    fc.property(file, fc.option(text), bytes, fc.nat({ max: 24 }), (name, before, ours, place) => {
      const offset = ours.startsWith('\n') ? place : lineStart(Buffer.from(before ?? ''), place);
      const append = [{ file: name, offset, bytes: ours }];
      const record = commitRecord(2, { append });
      scratch.removeFolder(name);
      scratch.make({ 'journal/0/2.json': recordText(2, { append }), ...(before === null ? {} : { [name]: before }) });
      const view = viewFiles(scratch.journal, record);
      const [seen, size] = [view.bytes(name)?.toString(), view.size(name)];
      const redone = [1, 2].map(() => {
        redoAppend(scratch.journal, record, record.append[0] as (typeof append)[0]);
        return scratch.text(name);
      });
      expect({ seen, size }).toEqual({ seen: redone[0], size: Buffer.byteLength(redone[0] ?? '') });
      // A log may repeat lines, so that of one edited by hand it cannot be said which are ours.
      if (name === 'session.log') return;
      // One that was cut and is as long as before looks as if ours were not there.
      const isCut = Buffer.byteLength(before ?? '') < offset;
      if (!isCut || Buffer.byteLength(redone[0] ?? '') < offset) expect(redone[1]).toBe(redone[0]);
      for (const line of ours.split('\n').filter(Boolean)) expect(redone[0]?.split('\n')).toContain(line);
    }),
    { numRuns: 300 },
  );
});
