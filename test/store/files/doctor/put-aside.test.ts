import { statSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { putAside } from '../../../../src/store/files/doctor/put-aside';
import { watchFileCalls } from '../../../support/watched-file-calls';
import { type ScratchJournal, scratchJournal } from '../scratch-journal';

let scratch: ScratchJournal;
beforeEach(() => {
  scratch = scratchJournal();
});
afterEach(() => scratch.remove());

const now = '2026-03-04T05:06:07.089Z';

const keep = (file: string, text: string, at = now): string => putAside(scratch.journal.files, file, Buffer.from(text), at);

test('a copy is named after its file and the second of UTC', () => {
  expect(keep('todo.json', 'one')).toBe('.stint/backup/todo.json.20260304T050607Z');
  expect(keep('archive/old/tasks.jsonl', 'two', '2026-03-04T07:06:08+02:00')).toBe(
    '.stint/backup/archive-old-tasks.jsonl.20260304T050608Z',
  );
  expect(scratch.tree()).toEqual({
    'backup/todo.json.20260304T050607Z': 'one',
    'backup/archive-old-tasks.jsonl.20260304T050608Z': 'two',
  });
});

test('it never goes over another copy, and the same bytes are kept once', () => {
  const paths = ['one', 'two', 'one', 'three', 'two', 'three'].map((text) => keep('todo.json', text));
  const name = '.stint/backup/todo.json.20260304T050607Z';
  expect(paths).toEqual([name, `${name}.2`, name, `${name}.3`, `${name}.2`, `${name}.3`]);
  expect(Object.values(scratch.tree())).toEqual(['one', 'two', 'three']);
});

test('nobody else can read it, and it is on the disk before anything else is done', () => {
  const watched = watchFileCalls(scratch.project);
  try {
    keep('todo.json', 'one');
    expect(watched.log.slice(-2)).toEqual(['fsync backup', 'close backup']);
    expect(watched.log.findIndex((call) => /^fsync backup\/todo/.test(call))).toBeLessThan(watched.log.indexOf('fsync backup'));
  } finally {
    watched.restore();
  }
  const modes = ['backup', 'backup/todo.json.20260304T050607Z'].map((name) => statSync(scratch.path(name)).mode & 0o777);
  expect(modes).toEqual([0o700, 0o600]);
});
