import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { redoAppend } from '../../../src/store/files/redo/append-lines';
import { viewFiles } from '../../../src/store/files/store-files-view';
import { fileError } from '../../support/file-calls';
import { traceFileCalls } from '../../support/file-trace';
import { thrown } from './scratch-files';
import { commitRecord, type ScratchJournal, scratchJournal } from './scratch-journal';

let scratch: ScratchJournal;
beforeEach(() => {
  scratch = scratchJournal();
});
afterEach(() => scratch.remove());

const view = (more?: Parameters<typeof commitRecord>[1]) =>
  viewFiles(scratch.journal, more === undefined ? undefined : commitRecord(1, more));
const put = (file: string, staged: string) => ({ file, staged, size: 0, sha256: '', base: null });
const seen = (files: ReturnType<typeof view>, file: string, tail = 3) => ({
  bytes: files.bytes(file)?.toString() ?? null,
  size: files.size(file),
  tail: files.tail(file, tail).toString(),
});

describe('files as they lie there', () => {
  test('are read whole, by their end, and by their size', () => {
    scratch.make({ f: 'contént', empty: '' });
    expect(seen(view(), 'f', 4)).toEqual({ bytes: 'contént', size: 8, tail: 'ént' });
    expect(seen(view(), 'empty')).toEqual({ bytes: '', size: 0, tail: '' });
    expect(view().place('f')).toMatchObject({ path: scratch.path('f'), append: undefined });
  });

  test.each(['none', 'no/such', 'f/inside'])('%s: is not there', (name) => {
    scratch.make({ f: '' });
    expect(seen(view(), name)).toEqual({ bytes: null, size: 0, tail: '' });
    expect(view().place(name)).toMatchObject({ path: scratch.path(name), append: undefined });
  });

  test('are read no further than is asked, also beside one that a commit adds to', () => {
    scratch.make({ f: 'content' });
    const calls = ['lstatSync', 'openSync', 'fstatSync', 'readSync', 'readFileSync', 'closeSync'] as const;
    for (const files of [view(), view({ append: [{ file: 'g', offset: 0, bytes: 'x\n' }] })]) {
      const asked = (ask: () => unknown) => traceFileCalls(scratch.project, calls, ask).calls;
      expect(asked(() => files.size('f'))).toEqual(['lstat f']);
      expect(asked(() => files.tail('f', 2))).toEqual(['open f', 'fstat f', 'read f', 'close f']);
    }
  });

  test('hold what is of the project', () => {
    const { journal } = scratch;
    const files = view();
    expect([files.project, files.ledgerBranch, files.beforeParsing]).toEqual([
      journal.project,
      journal.ledgerBranch,
      journal.beforeParsing,
    ]);
  });

  test('are an error where the file system refuses', () => {
    scratch.make({ f: '' });
    const fault = fileError('EACCES', 'stat');
    const calls = ['lstatSync', 'openSync', 'readFileSync'] as const;
    for (const ask of [() => view().bytes('f'), () => view().size('f'), () => view().tail('f', 1)])
      expect(traceFileCalls(scratch.project, calls, ask, () => fault).error).toBe(fault);
    for (const code of ['ENOENT', 'ENOTDIR'])
      expect(
        traceFileCalls(
          scratch.project,
          calls,
          () => view().size('f'),
          () => fileError(code, 'stat'),
        ).result,
      ).toBe(0);
  });

  test('read again are the same bytes where they are large and have not changed', () => {
    const large = 'x'.repeat(2 * 1024 * 1024);
    scratch.make({ large, larger: `${large}y`, small: 'x' });
    const { bytes } = view();
    const first = bytes('large');
    expect(bytes('small')?.toString()).toBe('x');
    expect(bytes('large')).toBe(first);
    scratch.make({ large: `${large.slice(1)}y` });
    const changed = bytes('large');
    expect(changed?.subarray(-2).toString()).toBe('xy');
    expect(bytes('large')).toBe(changed);
    const larger = bytes('larger');
    expect([larger?.length, bytes('larger') === larger, bytes('large') === changed]).toEqual([large.length + 1, true, false]);
    expect(bytes('larger')).toBe(larger);
    scratch.make({ larger: 'z' });
    expect(bytes('larger')?.toString()).toBe('z');
    const kept = bytes('large');
    expect(bytes('large')).toBe(kept);
  });
});

describe('a file that a pending commit replaces', () => {
  const staged = 'journal/0/1.abcdefghijkl.f';
  const pending = { put: [put('g', '1.abcdefghijkl.g'), put('f', '1.abcdefghijkl.f')] };

  test('is its staged image', () => {
    scratch.make({ f: 'old', [staged]: 'new one' });
    const files = view(pending);
    expect(files.bytes('f')?.toString()).toBe('new one');
    expect(files.place('f')).toMatchObject({ path: scratch.path(staged), append: undefined });
  });

  test('is the file itself once the image was put in place, and so are all others', () => {
    scratch.make({ f: 'new', g: 'other', h: 'third' });
    const files = view(pending);
    for (const [file, text] of [
      ['f', 'new'],
      ['g', 'other'],
      ['h', 'third'],
    ] as const) {
      expect(files.bytes(file)?.toString()).toBe(text);
      expect(files.place(file)).toMatchObject({ path: scratch.path(file), append: undefined });
    }
    expect(files.bytes('none')).toBeNull();
  });
});

describe('a file to which a pending commit adds', () => {
  test('ends with its lines, and the others do not', () => {
    const append = [
      { file: 'other.jsonl', offset: 0, bytes: 'other\n' },
      { file: 'l.jsonl', offset: 2, bytes: 'bé\n' },
    ];
    scratch.make({ 'l.jsonl': 'a\n', f: 'rest' });
    const files = view({ append });
    expect(seen(files, 'l.jsonl', 4)).toEqual({ bytes: 'a\nbé\n', size: 6, tail: 'bé\n' });
    expect(seen(files, 'other.jsonl', 4)).toEqual({ bytes: 'other\n', size: 6, tail: 'her\n' });
    expect(seen(files, 'f')).toEqual({ bytes: 'rest', size: 4, tail: 'est' });
    expect(seen(files, 'none')).toEqual({ bytes: null, size: 0, tail: '' });
    expect(files.place('l.jsonl')).toMatchObject({ path: scratch.path('l.jsonl'), append: append[1] });
    expect(files.place('f')).toMatchObject({ path: scratch.path('f'), append: undefined });
  });

  test('and which it replaces too ends with them as well', () => {
    scratch.make({ f: 'x\n', 'journal/0/1.staged': 'a\n' });
    const files = view({ put: [put('f', '1.staged')], append: [{ file: 'f', offset: 2, bytes: 'b\n' }] });
    expect(files.bytes('f')?.toString()).toBe('a\nb\n');
  });

  const ours = '{"id":1}\n{"é":2}\n';
  const first = '{"id":1}\n';
  test.each([
    ['nothing yet', 'a\n', 2, 'a\n{"id":1}\n{"é":2}\n'],
    ['a beginning', 'a\n{"id"', 2, `a\n${ours}`],
    ['zeros', 'a\n\0\0\0', 2, `a\n${ours}`],
    ['a beginning and zeros', 'a\n{"id\0\0', 2, `a\n${ours}`],
    ['zeros as long as ours', `a\n${'\0'.repeat(18)}`, 2, `a\n${ours}`],
    ['zeros longer than ours', `a\n${'\0'.repeat(19)}`, 2, `a\n${'\0'.repeat(19)}\n${ours}`],
    ['zeros with something behind', 'a\n\0b', 2, `a\n\0b\n${ours}`],
    ['all of ours', `a\n${ours}`, 2, `a\n${ours}`],
    ['all of ours, and more', `a\n${ours}{"id":3}\n`, 2, `a\n${ours}{"id":3}\n`],
    ['all of ours, elsewhere', `${ours}a\n`, 2, `${ours}a\n`],
    ['one of our lines, elsewhere', `b\n${first}a\n`, 2, `b\n${first}a\n{"é":2}\n`],
    ['another line', 'a\nb\n', 2, `a\nb\n${ours}`],
    ['another line without an end', 'a\nb', 2, `a\nb\n${ours}`],
    ['another line, and a beginning of ours', 'a\nb\n{"id', 2, `a\nb\n${ours}`],
    ['less than there was', 'a', 2, `a\n${ours}`],
    ['nothing of what there was', '', 2, ours],
    ['less than there was, and a beginning of ours', '{"i', 9, ours],
    ['all of ours but the end of the last line', `a\n${ours.trimEnd()}`, 2, `a\n${ours}`],
    ['all of ours without an end, elsewhere', `ab\n${ours.trimEnd()}`, 2, `ab\n${ours.trimEnd()}`],
    ['no file', null, 0, ours],
    ['no file, and there was one', null, 5, ours],
  ])('and which holds %s', (_, current, offset, expected) => {
    const step = { file: 'l.jsonl', offset, bytes: ours };
    scratch.make({ ...(current === null ? {} : { 'l.jsonl': current }), 'journal/0/1.json': '' });
    expect(seen(view({ append: [step] }), 'l.jsonl')).toEqual({
      bytes: expected,
      size: Buffer.byteLength(expected),
      tail: expected.slice(-3),
    });
    redoAppend(scratch.journal, commitRecord(1, { append: [step] }), step);
    expect(scratch.text('l.jsonl')).toBe(expected);
  });

  test('is seen as the next commit makes it, whatever lies there', () => {
    const pieces = fc.constantFrom(
      '',
      'a\n',
      'b',
      '\n',
      '\0',
      '\0\0',
      ours,
      first,
      ours.slice(0, 3),
      ours.slice(0, 12),
      '{"é":2}\n',
    );
    const content = fc.array(pieces, { maxLength: 5 }).map((parts) => parts.join(''));
    const file = fc.constantFrom('l.jsonl', 'session.log');
    fc.assert(
      fc.property(
        content,
        fc.nat(30),
        fc.constantFrom(ours, first, `\n${first}`, `${first}${first}`),
        file,
        (text, offset, bytes, name) => {
          const step = { file: name, offset, bytes };
          scratch.make({ [name]: text, 'journal/0/1.json': '' });
          const before = view({ append: [step] })
            .bytes(name)
            ?.toString();
          redoAppend(scratch.journal, commitRecord(1, { append: [step] }), step);
          expect(before).toBe(scratch.text(name));
        },
      ),
      { numRuns: 150 },
    );
  });
});

test('a file of which nothing can be told at all is an error', () => {
  scratch.make({ 'f/': '' });
  expect(thrown(() => view().bytes('f'))).toMatchObject({ code: 'EISDIR', path: scratch.path('f') });
});
