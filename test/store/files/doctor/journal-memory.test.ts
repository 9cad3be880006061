import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isLastImage, readJournalMemory } from '../../../../src/store/files/doctor/journal-memory';
import type { CommitRecord } from '../../../../src/store/files/journal/record';
import { fileError, replaceFileCalls } from '../../../support/file-calls';
import { commitRecord, recordText, type ScratchJournal, scratchJournal } from '../scratch-journal';
import { sha256 } from './sample';

let scratch: ScratchJournal;
beforeEach(() => {
  scratch = scratchJournal();
});
afterEach(() => scratch.remove());

const [a, b, c] = [sha256('a'), sha256('b'), sha256('c')];
const time = (generation: number): string => `2026-03-04T05:06:0${generation}.000Z`;
const put = (file: string, sha: string, base: string | null) => ({ file, staged: '', size: 1, sha256: sha, base });
const append = (file: string, bytes: string) => ({ file, offset: 0, bytes });

let newest = 0;

/** Records by generation, each made at its own second; four are an epoch. */
const write = (records: Readonly<Record<number, Partial<CommitRecord>>>): void => {
  newest = Math.max(...Object.keys(records).map(Number));
  for (const [number, more] of Object.entries(records)) {
    const generation = Number(number);
    const by = { ...commitRecord(generation).by, at: time(generation) };
    scratch.make({ [`journal/${Math.floor(generation / 4)}/${generation}.json`]: recordText(generation, { by, ...more }) });
  }
};

const read = (epochs = [1, 0]) => readJournalMemory(scratch.journal, epochs, newest);

describe('what is remembered of a file', () => {
  test('nothing, where no record speaks of it', () => {
    write({ 1: { put: [put('todo.json', a, null)] } });
    const memory = read();
    expect(memory.of('sessions.json')).toStrictEqual({ appended: [] });
    expect([memory.files, memory.damaged]).toEqual([['todo.json'], []]);
  });

  test('that it was put, and by which hash', () => {
    write({ 1: { put: [put('todo.json', a, null), put('config.json', c, null)] }, 2: { put: [put('todo.json', b, a)] } });
    const memory = read();
    expect(memory.of('todo.json')).toStrictEqual({ put: { sha256: b, at: time(2) }, appended: [] });
    expect(memory.of('config.json')).toStrictEqual({ put: { sha256: c, at: time(1) }, appended: [] });
    expect(memory.files).toEqual(['todo.json', 'config.json']);
  });

  test('the lines of all appends, in the order of the generations', () => {
    write({
      1: { append: [append('session.log', 'one\n'), append('ledger.jsonl', '{}\n')] },
      2: {},
      3: { append: [append('session.log', '\ntwo\nthree\n')] },
      4: { append: [append('session.log', 'four\n')] },
    });
    const memory = read();
    expect(memory.of('session.log')).toStrictEqual({ appended: ['one', 'two', 'three', 'four'] });
    expect(memory.of('ledger.jsonl')).toStrictEqual({ appended: ['{}'] });
    expect(memory.files).toEqual(['session.log', 'ledger.jsonl']);
  });

  test('the order of the generations is that of numbers', () => {
    const wide = scratchJournal(64);
    try {
      for (const generation of [9, 10, 11])
        wide.make({
          [`journal/0/${generation}.json`]: recordText(generation, { append: [append('session.log', `${generation}\n`)] }),
        });
      expect(readJournalMemory(wide.journal, [0], 11).of('session.log')).toStrictEqual({ appended: ['9', '10', '11'] });
    } finally {
      wide.remove();
    }
  });

  test('no lines from before it was put, and those from after it', () => {
    write({
      1: { append: [append('session.log', 'one\n')] },
      2: { put: [put('session.log', a, b)] },
      3: { append: [append('session.log', 'two\n')] },
    });
    expect(read().of('session.log')).toStrictEqual({ put: { sha256: a, at: time(2) }, appended: ['two'] });
  });
});

describe('that somebody had edited it', () => {
  const editedAt = (records: Readonly<Record<number, Partial<CommitRecord>>>) => {
    write(records);
    return read().of('todo.json').editedAt;
  };
  const todo = (sha: string, base: string | null) => ({ put: [put('todo.json', sha, base)] });

  test('shows in what the next command found', () => {
    expect(editedAt({ 1: todo(a, null), 2: todo(b, c) })).toBe(time(2));
  });

  test('shows where it was removed', () => {
    expect(editedAt({ 1: todo(a, null), 2: todo(b, null) })).toBe(time(2));
  });

  test('is remembered, the newest time', () => {
    expect(editedAt({ 1: todo(a, null), 2: todo(b, c), 3: todo(c, b) })).toBe(time(2));
    expect(editedAt({ 4: todo(a, b) })).toBe(time(4));
  });

  test('is not said where the first record that is left found something', () => {
    expect(editedAt({ 2: todo(b, a) })).toBeUndefined();
  });

  test('is not said where each command found what the last had left', () => {
    expect(editedAt({ 1: todo(a, null), 2: todo(b, a), 3: todo(a, b) })).toBeUndefined();
  });

  test('is not said of what puts the last image back', () => {
    expect(editedAt({ 1: todo(a, null), 2: todo(a, c) })).toBeUndefined();
  });

  test('is not said of a file that commands appended to since', () => {
    const log = (sha: string, base: string | null) => ({ put: [put('session.log', sha, base)] });
    write({ 1: log(a, null), 2: { append: [append('session.log', 'x\n')] }, 3: log(b, c) });
    expect(read().of('session.log').editedAt).toBeUndefined();
  });

  test('is still known after lines were appended', () => {
    const log = (sha: string, base: string | null) => ({ put: [put('session.log', sha, base)] });
    write({ 1: log(a, null), 2: log(b, c), 3: { append: [append('session.log', 'x\n')] } });
    expect(read().of('session.log').editedAt).toBe(time(2));
  });
});

describe('records', () => {
  const line = (text: string): Partial<CommitRecord> => ({ append: [append('session.log', `${text}\n`)] });

  test('that are newer than what is asked are left out', () => {
    write({ 1: line('one'), 2: line('two'), 3: line('no') });
    newest = 2;
    expect(read().of('session.log')).toStrictEqual({ appended: ['one', 'two'] });
  });

  test('of other epochs are left out', () => {
    write({ 3: line('three'), 4: line('four') });
    expect(read([1]).of('session.log')).toStrictEqual({ appended: ['four'] });
  });

  test('of which one is gone tell only what came after it', () => {
    write({ 1: line('one'), 2: line('two'), 4: line('four'), 5: line('five') });
    const memory = read();
    expect(memory.of('session.log')).toStrictEqual({ appended: ['four', 'five'] });
    expect([memory.files, memory.damaged]).toEqual([['session.log'], []]);
  });

  test('tell nothing where the newest is gone', () => {
    write({ 1: line('one'), 2: line('two') });
    newest = 3;
    const memory = read();
    expect(memory.of('session.log')).toStrictEqual({ appended: [] });
    expect([memory.files, memory.damaged]).toEqual([[], []]);
  });

  test('that are damaged are named, and tell only what came after them', () => {
    write({ 1: line('one'), 2: line('two'), 6: line('six'), 7: line('seven') });
    scratch.make({
      'journal/0/3.json': '{}',
      'journal/1/4.json/': '',
      'journal/1/5.json': recordText(5).replace('"v":1', '"v":2'),
      'journal/1/x5.json': '',
      'journal/1/5.json.old': '',
      'journal/1/12345678901234567.json': '',
    });
    const memory = read();
    expect(memory.of('session.log')).toStrictEqual({ appended: ['six', 'seven'] });
    expect(memory.damaged).toEqual(['journal/0/3.json', 'journal/1/4.json', 'journal/1/5.json'].map(scratch.path));
  });

  test('tell nothing where the newest is damaged', () => {
    write({ 1: line('one'), 2: {} });
    scratch.make({ 'journal/0/2.json': '{}' });
    const memory = read();
    expect(memory.of('session.log')).toStrictEqual({ appended: [] });
    expect([memory.files, memory.damaged]).toEqual([[], [scratch.path('journal/0/2.json')]]);
  });

  test('that a sweep removes meanwhile are left out, and so are whole epochs', () => {
    write({ 1: line('one'), 2: line('two'), 3: line('three') });
    const restore = replaceFileCalls((real) => ({
      openSync: ((path: string, ...rest: [number]) => {
        if (path.endsWith('/1.json')) throw fileError('ENOENT', 'open');
        return real.openSync(path, ...rest);
      }) as typeof real.openSync,
    }));
    try {
      expect(read().of('session.log')).toStrictEqual({ appended: ['two', 'three'] });
    } finally {
      restore();
    }
    expect(read([7]).files).toEqual([]);
  });

  test.each(['readFileSync', 'readdirSync'] as const)('that cannot be read at all are an error: %s', (call) => {
    write({ 1: {} });
    const restore = replaceFileCalls(() => ({
      [call]: () => {
        throw fileError('EIO', 'read');
      },
    }));
    try {
      expect(() => read([0])).toThrow('EIO: read failed');
    } finally {
      restore();
    }
  });
});

test('the last image of a file is told by its hash', () => {
  const memory = { put: { sha256: a, at: time(1) }, appended: [] };
  expect([isLastImage(memory, Buffer.from('a')), isLastImage(memory, Buffer.from('b'))]).toEqual([true, false]);
  expect(isLastImage({ appended: [] }, Buffer.from('a'))).toBe(false);
});
