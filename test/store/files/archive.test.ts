import { describe, expect, test } from 'vitest';
import { archivedLine, openArchive, unarchivedLine } from '../../../src/store/files/archive';
import { ContentFault } from '../../../src/store/files/content-fault';
import { jsonLine } from '../../../src/store/files/jsonl';
import { storeFiles } from '../../../src/store/files/layout';
import type { FilesView } from '../../../src/store/files/store-files-view';
import { at, session, task } from './fixtures';
import { thrown } from './scratch-files';

type Contents = { readonly tasks?: string | Buffer | undefined; readonly sessions?: string | Buffer; readonly size?: number };

/** The archive of files that hold this, and what is asked of them. */
const opened = ({ tasks, sessions, size }: Contents) => {
  const asked: string[] = [];
  const content = (file: string): Buffer | null => {
    const text = file === storeFiles.archivedTasks ? tasks : sessions;
    return text === undefined ? null : Buffer.from(text);
  };
  const files = {
    bytes: (file: string) => {
      asked.push(file);
      return content(file);
    },
    size: (file: string) => size ?? content(file)?.length ?? 0,
  } as FilesView;
  return { archive: openArchive(files), asked };
};
const lines = (...records: readonly unknown[]): string => records.map(jsonLine).join('');

const one = task('T1');
const two = task('T2');
const ended = session('aaaaaa', { status: 'closed' });

describe('archived tasks', () => {
  const later = { ...one, title: 'later', extra: { kept: [1] } };
  test.each<[string, Contents['tasks'], readonly unknown[]]>([
    ['of no file are none', undefined, []],
    ['of an empty one are none', '', []],
    ['stand in the order of their lines', lines(two, one), [two, one]],
    ['need no end of the last line, and no line without one', `\n\n${lines(one)}\n${lines(two).trimEnd()}`, [one, two]],
    ['count by their last line, in its place, with keys that nobody knows', lines(one, two, later), [two, later]],
    ['are taken out by their id', lines(one, two, unarchivedLine('T1', at)), [two]],
    ['come back when they are archived again', lines(one, two, unarchivedLine('T1', at), later), [two, later]],
    ['taken out before they were ever there are none', lines(unarchivedLine('T1', at), two), [two]],
    ['may have a key that is called so', lines({ ...one, unarchivedAt: at }), [{ ...one, unarchivedAt: at }]],
  ])('%s', (_, text, expected) => {
    const { archive } = opened({ tasks: text });
    expect(archive.tasks()).toEqual(expected);
    const found = new Map((expected as { id: string }[]).map((each) => [each.id, each]));
    for (const id of ['T1', 'T2', 'T3', 'toString']) expect(archive.task(id)).toEqual(found.get(id));
  });

  test('are read when they are asked for, once', () => {
    const { archive, asked } = opened({ tasks: lines(one), sessions: lines(ended) });
    expect(asked).toEqual([]);
    expect(archive.task('T1')).toBe(archive.tasks()[0]);
    expect(archive.tasks()).toBe(archive.tasks());
    expect(asked).toEqual([storeFiles.archivedTasks]);
  });
});

test('archived sessions count by their last line', () => {
  const other = session('bbbbbb', { status: 'closed' });
  const later = { ...ended, name: 'later' };
  const { archive, asked } = opened({ sessions: lines(ended, other, later) });
  expect(archive.sessions()).toEqual([other, later]);
  expect(archive.sessions()).toBe(archive.sessions());
  expect([archive.session(ended.id), archive.session(other.id), archive.session('x')]).toEqual([later, other, undefined]);
  expect(asked).toEqual([storeFiles.archivedSessions]);
  expect([opened({}).archive.sessions(), opened({}).archive.session(ended.id)]).toEqual([[], undefined]);
});

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const withNested = (depth: number): string => `${JSON.stringify(one).slice(0, -1)},"x":${nested(depth)}}\n`;

describe('a line that is none', () => {
  test.each<[string, string | Buffer]>([
    ['no JSON', '{"id":"T1"'],
    ['null', 'null'],
    ['a number', '7'],
    ['a text', '"unarchivedAt"'],
    ['a list', '[]'],
    ['no task', '{"id":"T1"}'],
    ['a task without a status', JSON.stringify({ ...one, status: undefined })],
    ['a task taken out that has no id', '{"unarchivedAt":"x"}'],
    ['a task taken out whose id is no text', '{"id":1,"unarchivedAt":"x"}'],
    ['a task taken out that has a uid', '{"id":"T1","uid":"u","unarchivedAt":"x"}'],
    ['bytes', Buffer.from([0xff, 0])],
    ['nested deeper than 64', withNested(64).trimEnd()],
  ])('%s: is told with its number and its bytes', (_, line) => {
    const bytes = Buffer.concat([Buffer.from(`${lines(one)}\n`), Buffer.from(line), Buffer.from('\n')]);
    const { archive } = opened({ tasks: bytes });
    const fault = new ContentFault('archivedTask', 'archive/tasks.jsonl', Buffer.from(line), 3);
    for (const ask of [() => archive.tasks(), () => archive.task('T1')]) {
      const error = thrown(ask);
      expect(error).toBeInstanceOf(ContentFault);
      expect({ ...(error as ContentFault) }).toEqual({ ...fault });
    }
    expect(archivedLine('archivedTask', Buffer.from(line))).toBeUndefined();
  });

  test('is one of the sessions by their rules', () => {
    const { archive } = opened({ sessions: lines(ended, one) });
    expect({ ...(thrown(() => archive.sessions()) as ContentFault) }).toEqual({
      ...new ContentFault('archivedSession', 'archive/sessions.jsonl', Buffer.from(JSON.stringify(one)), 2),
    });
  });
});

test('nested 64 deep is read', () => {
  expect(opened({ tasks: withNested(63) }).archive.tasks()).toHaveLength(1);
});

test('a file too large to be read is refused before it is', () => {
  const gibibyte = 1024 ** 3;
  const { archive, asked } = opened({ tasks: '', sessions: '', size: gibibyte + 1 });
  for (const [ask, file] of [
    [() => archive.tasks(), 'archive/tasks.jsonl'],
    [() => archive.sessions(), 'archive/sessions.jsonl'],
  ] as const)
    expect(thrown(ask)).toMatchObject({ code: 'E_STORE_CORRUPT', details: { file, size: gibibyte + 1, most: gibibyte } });
  expect(asked).toEqual([]);
  expect(opened({ size: gibibyte }).archive.tasks()).toEqual([]);
});

describe('what a line says', () => {
  const taken = unarchivedLine('T1', at);
  test.each([
    ['archivedTask', one, one],
    ['archivedTask', taken, { id: 'T1', unarchivedAt: at }],
    ['archivedTask', ended, undefined],
    ['archivedSession', ended, ended],
    ['archivedSession', one, undefined],
    ['archivedSession', taken, undefined],
  ] as const)('as %s', (kind, record, expected) => {
    expect(archivedLine(kind, Buffer.from(JSON.stringify(record)))).toEqual(expected);
  });
});
